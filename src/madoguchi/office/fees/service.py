"""Rates, consumption tax and free time as the provider sets them, and the plan that they make for one customer.

Guarantee: everything is dated and added to, never written over, and nothing holds before it was entered; this month's free time
may be raised, never lowered. Article: 3.3
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Final

from madoguchi.base.canonical import Value
from madoguchi.base.clock import Instant, iso
from madoguchi.office.actor import Actor
from madoguchi.office.books import Books, Shelf
from madoguchi.office.consent.decisions import Decided, write_decision
from madoguchi.office.fees.ports import SetFreeTime, SetRates, SetTax, known
from madoguchi.office.hours.ports import Dated
from madoguchi.office.hours.service import calendar_of, since_of
from madoguchi.office.ids import CustomerId, Entropy
from madoguchi.office.refusals import BadField, NoSuchThing
from madoguchi.rules.fees import (
    OFF_HOURS_KINDS,
    FeePlan,
    FreeTime,
    Rates,
    Rounding,
    TaxRate,
    TimeKind,
    free_in,
    month_of,
)

LARGEST_YEN: Final = 10_000_000
LONGEST_UNIT: Final = 24 * 60  # minutes
MOST_UNITS: Final = 100
LONGEST_FREE: Final = 31 * 24 * 60  # minutes


@dataclass(frozen=True, slots=True)
class RatesFacts:
    """Rates as they are typed."""

    since: str
    unit_minutes: str
    rounding: str
    minimum_units: str
    yen: Mapping[TimeKind, str]
    night_from: str = "22:00"
    night_until: str = "5:00"


class FeeService:
    def __init__(self, shelf: Shelf, entropy: Entropy) -> None:
        self._shelf = shelf
        self._entropy = entropy

    def plan(self, customer_id: CustomerId | None, at: Instant) -> FeePlan:
        """What was known at ``at`` of everything that decides this customer's fees, later dates included.

        Without a customer, or with one that nobody knows, there is no free time in it.
        """
        with self._shelf.reading() as books:
            return plan_of(books, customer_id, at)

    def rates(self) -> list[SetRates]:
        with self._shelf.reading() as books:
            return books.fees.rates()

    def taxes(self) -> list[SetTax]:
        with self._shelf.reading() as books:
            return books.fees.taxes()

    def free_of(self, customer_id: CustomerId) -> list[SetFreeTime]:
        with self._shelf.reading() as books:
            return books.fees.free_of(customer_id)

    def set_rates(self, actor: Actor, facts: RatesFacts, now: Instant) -> SetRates | BadField:
        """Rates from a coming date on, or from now on. What is agreed already costs what was agreed."""
        rates = _rates(facts, now)
        if isinstance(rates, BadField):
            return rates
        entry = SetRates(rates, now, actor.id)
        with self._shelf.writing() as books:
            books.fees.add_rates(entry)
            told: dict[str, Value] = {
                "minimum_units": rates.minimum_units,
                "night_from": f"{rates.night_from:%H:%M}",
                "night_until": f"{rates.night_until:%H:%M}",
                "rounding": rates.rounding.value,
                "since": iso(rates.since),
                "unit_seconds": rates.unit_seconds,
                "yen": {kind.value: yen for kind, yen in rates.yen.items()},
            }
            decided = Decided("fees:published", Dated.RATES.value, iso(rates.since), told)
            write_decision(books, self._entropy, actor, decided, now)
        return entry

    def set_tax(self, actor: Actor, since: str, per_cent: str, now: Instant) -> SetTax | BadField:
        """The consumption tax from a coming date on, or from now on."""
        begins = since_of(since, now)
        if isinstance(begins, BadField):
            return begins
        basis_points = _per_cent(per_cent)
        if basis_points is None:
            return BadField("per_cent", "fees.field.per_cent")
        entry = SetTax(TaxRate(begins, basis_points), now, actor.id)
        with self._shelf.writing() as books:
            books.fees.add_tax(entry)
            told: dict[str, Value] = {"basis_points": basis_points, "since": iso(begins)}
            decided = Decided("fees:published", Dated.TAX.value, iso(begins), told)
            write_decision(books, self._entropy, actor, decided, now)
        return entry

    def withdraw(self, actor: Actor, what: Dated, number: int, now: Instant) -> SetRates | SetTax | NoSuchThing:
        """Take rates or a tax back before they begin: they never hold."""
        with self._shelf.writing() as books:
            every: list[SetRates | SetTax] = [*books.fees.rates()] if what is Dated.RATES else [*books.fees.taxes()]
            entry = next((one for one in every if one.number == number), None)
            if entry is None or entry.withdrawn_at or _since(entry) <= now:
                return NoSuchThing()
            books.hours.withdraw(what, number, actor.id, now)
            since = iso(_since(entry))
            decided = Decided("fees:withdrawn", what.value, since, {"number": number, "since": since})
            write_decision(books, self._entropy, actor, decided, now)
            return replace(entry, withdrawn_at=now)

    def set_free(
        self, actor: Actor, customer_id: CustomerId, month: str, minutes: str, now: Instant
    ) -> SetFreeTime | BadField | NoSuchThing:
        """Free minutes of each month from ``month`` (2026-04) on."""
        first = _month(month)
        if first is None:
            return BadField("month", "fees.field.month")
        if month_of(now) > first.strftime("%Y-%m"):
            return BadField("month", "hours.field.past")
        count = whole_number(minutes, LONGEST_FREE)
        if count is None:
            return BadField("minutes", "fees.field.minutes")
        entry = SetFreeTime(customer_id, FreeTime(first, count * 60), now, actor.id)
        with self._shelf.writing() as books:
            if books.customers.by_id(customer_id) is None:
                return NoSuchThing()
            before = FeePlan(calendar_of(books), free=tuple(one.free for one in books.fees.free_of(customer_id)))
            this_month = month_of(now)
            if this_month == f"{first:%Y-%m}" and free_in(this_month, before) > entry.free.seconds:
                return BadField("month", "fees.field.lowered")
            books.fees.add_free(entry)
            told: dict[str, Value] = {"customer": customer_id, "month": f"{first:%Y-%m}", "seconds": count * 60}
            decided = Decided("fees:published", "free", f"{first:%Y-%m}", told)
            write_decision(books, self._entropy, actor, decided, now)
        return entry


def plan_of(books: Books, customer_id: CustomerId | None, at: Instant) -> FeePlan:
    """The same, for who has the books open."""
    free = books.fees.free_of(customer_id) if customer_id else []
    return FeePlan(
        calendar_of(books),
        tuple(entry.rates for entry in books.fees.rates() if known(entry, at)),
        tuple(entry.tax for entry in books.fees.taxes() if known(entry, at)),
        tuple(entry.free for entry in free if entry.entered_at <= at),
    )


def _since(entry: SetRates | SetTax) -> Instant:
    return entry.rates.since if isinstance(entry, SetRates) else entry.tax.since


def _rates(facts: RatesFacts, now: Instant) -> Rates | BadField:  # noqa: PLR0911 - one for each field that may be wrong
    since = since_of(facts.since, now)
    if isinstance(since, BadField):
        return since
    minutes = whole_number(facts.unit_minutes, LONGEST_UNIT)
    if not minutes:
        return BadField("unit_minutes", "fees.field.unit")
    if facts.rounding not in {rounding.value for rounding in Rounding}:
        return BadField("rounding", "office.field.needed")
    minimum = whole_number(facts.minimum_units, MOST_UNITS)
    if minimum is None:
        return BadField("minimum_units", "fees.field.minimum")
    night = [_clock(typed) for typed in (facts.night_from, facts.night_until)]
    for name, read in zip(("night_from", "night_until"), night, strict=True):
        if read is None:
            return BadField(name, "fees.field.clock")
    yen = {kind: whole_number(facts.yen.get(kind, ""), LARGEST_YEN) for kind in OFF_HOURS_KINDS}
    for kind, amount in yen.items():
        if amount is None:
            return BadField(kind.value, "fees.field.yen")
    return Rates(
        since,
        minutes * 60,
        Rounding(facts.rounding),
        minimum,
        {kind: amount for kind, amount in yen.items() if amount is not None},
        night[0] or time(0),
        night[1] or time(0),
    )


def whole_number(typed: str, largest: int) -> int | None:
    """A count as people type it: 2000, 2,000, ２０００; None for anything else."""
    plain = unicodedata.normalize("NFKC", typed).strip().replace(",", "")
    if not plain.isascii() or not plain.isdigit() or len(plain) > 12:
        return None
    count = int(plain)
    return count if count <= largest else None


def _per_cent(typed: str) -> int | None:
    """10, 8 or 7.25 as hundredths of a per cent."""
    whole, _, rest = unicodedata.normalize("NFKC", typed).strip().removesuffix("%").partition(".")
    if len(rest) > 2 or not whole or not (whole + rest).isascii() or not (whole + rest).isdigit() or len(whole) > 3:
        return None
    found = int(whole) * 100 + int(rest.ljust(2, "0"))
    return found if found <= 10_000 else None


def _clock(typed: str) -> time | None:
    hour, _, minute = unicodedata.normalize("NFKC", typed).strip().partition(":")
    if not (hour + minute).isascii() or not hour.isdigit() or not minute.isdigit():
        return None
    try:
        return time(int(hour), int(minute))
    except ValueError:
        return None


def _month(typed: str) -> date | None:
    year, _, month = unicodedata.normalize("NFKC", typed).strip().replace("/", "-").partition("-")
    if not (year + month).isascii() or not year.isdigit() or not month.isdigit():
        return None
    try:
        found = date(int(year), int(month), 1)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2099 else None
