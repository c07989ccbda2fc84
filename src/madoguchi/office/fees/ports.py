"""What the fees need of a store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from madoguchi.base.clock import Instant
from madoguchi.office.ids import CustomerId, OperatorId
from madoguchi.rules.fees import FreeTime, Rates, TaxRate


@dataclass(frozen=True, slots=True)
class SetRates:
    """Rates as they were entered; never changed, never dropped."""

    rates: Rates
    entered_at: Instant
    entered_by: OperatorId
    number: int = 0  # in the order of entering; 0 before it is on record
    withdrawn_at: Instant | None = None  # before it began: it never held


@dataclass(frozen=True, slots=True)
class SetTax:
    tax: TaxRate
    entered_at: Instant
    entered_by: OperatorId
    number: int = 0
    withdrawn_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class SetFreeTime:
    customer_id: CustomerId
    free: FreeTime
    entered_at: Instant
    entered_by: OperatorId


def known(entry: SetRates | SetTax, at: Instant) -> bool:
    """Whether it was entered by then, and not withdrawn."""
    return entry.entered_at <= at and (entry.withdrawn_at is None or entry.withdrawn_at > at)


class FeeRecords(Protocol):
    """Each list by the date from which it holds, of one date in the order of entering."""

    def add_rates(self, entry: SetRates) -> None: ...
    def add_tax(self, entry: SetTax) -> None: ...
    def add_free(self, entry: SetFreeTime) -> None: ...
    def rates(self) -> list[SetRates]: ...
    def taxes(self) -> list[SetTax]: ...
    def free_of(self, customer_id: CustomerId) -> list[SetFreeTime]: ...
