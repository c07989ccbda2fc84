"""What the hours need of a store."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from madoguchi.base.clock import Instant
from madoguchi.office.ids import OperatorId
from madoguchi.rules.hours import OwnDay, WeekPattern


class Dated(StrEnum):
    """What holds from a date on, and can be withdrawn before it does."""

    WEEK = "week"
    RATES = "rates"
    TAX = "tax"


@dataclass(frozen=True, slots=True)
class SetWeek:
    """One pattern as it was entered; never changed, never dropped."""

    pattern: WeekPattern
    entered_at: Instant
    entered_by: OperatorId
    number: int = 0  # in the order of entering; 0 before it is on record
    withdrawn_at: Instant | None = None  # before it began: it never held


@dataclass(frozen=True, slots=True)
class SetDay:
    """One day of the provider's own as it was entered; ``day.since`` is when."""

    day: OwnDay
    entered_by: OperatorId


class HoursRecords(Protocol):
    def add_week(self, week: SetWeek) -> None: ...
    def withdraw(self, what: Dated, number: int, actor: OperatorId, now: Instant) -> None: ...
    def add_day(self, day: SetDay) -> None: ...
    def weeks(self) -> list[SetWeek]:
        """By the instant from which they hold, of one instant in the order of entering."""
        ...

    def days(self) -> list[SetDay]:
        """In the order of entering."""
        ...
