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


@dataclass(frozen=True, slots=True)
class SetTax:
    tax: TaxRate
    entered_at: Instant
    entered_by: OperatorId


@dataclass(frozen=True, slots=True)
class SetFreeTime:
    customer_id: CustomerId
    free: FreeTime
    entered_at: Instant
    entered_by: OperatorId


class FeeRecords(Protocol):
    """Each list by the date from which it holds, of one date in the order of entering."""

    def add_rates(self, entry: SetRates) -> None: ...
    def add_tax(self, entry: SetTax) -> None: ...
    def add_free(self, entry: SetFreeTime) -> None: ...
    def rates(self) -> list[SetRates]: ...
    def taxes(self) -> list[SetTax]: ...
    def free_of(self, customer_id: CustomerId) -> list[SetFreeTime]: ...
