"""What decides a fee, and what it comes to: the values. The rules are docs/fees.md; ids such as F-4 are its.

Article: 3.2, 3.3
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Final

from madoguchi.base.clock import JAPAN, Instant
from madoguchi.rules.hours import Calendar

FULL: Final = 10_000  # basis points in the whole


class TimeKind(StrEnum):
    """What a second is for the price: the kind of day and the time on it (F-3)."""

    IN_HOURS = "in_hours"
    LUNCH = "lunch"  # between two openings of one day
    WEEKDAY = "weekday"
    WEEKDAY_NIGHT = "weekday_night"
    REST_DAY = "rest_day"
    REST_DAY_NIGHT = "rest_day_night"
    HOLIDAY = "holiday"
    HOLIDAY_NIGHT = "holiday_night"
    CLOSED_DAY = "closed_day"
    CLOSED_DAY_NIGHT = "closed_day_night"


OFF_HOURS_KINDS: Final = tuple(kind for kind in TimeKind if kind is not TimeKind.IN_HOURS)


class Rounding(StrEnum):
    """How seconds become units (F-5)."""

    UP = "up"  # a unit begun is a unit
    DOWN = "down"  # only whole units
    NEAREST = "nearest"  # half a unit and more is one

    def units(self, seconds: int, unit_seconds: int) -> int:
        """How many units so many seconds are."""
        match self:
            case Rounding.UP:
                return -(-seconds // unit_seconds)
            case Rounding.DOWN:
                return seconds // unit_seconds
            case Rounding.NEAREST:
                return (2 * seconds + unit_seconds) // (2 * unit_seconds)


@dataclass(frozen=True, slots=True)
class Rates:
    """What the provider asks from ``since`` on. ``yen`` is per unit, without tax; a kind without a row costs nothing."""

    since: Instant
    unit_seconds: int
    rounding: Rounding
    minimum_units: int
    yen: Mapping[TimeKind, int]
    night_from: time = time(22)
    night_until: time = time(5)

    def __post_init__(self) -> None:
        if self.unit_seconds < 1 or self.minimum_units < 0 or any(yen < 0 for yen in self.yen.values()):
            raise ValueError("a unit has at least one second, and nothing costs less than nothing")
        if TimeKind.IN_HOURS in self.yen:
            raise ValueError("work within the support hours has no rate")

    def is_night(self, at: time) -> bool:
        """Whether a time of day lies in the night; the night may pass midnight, and may be empty."""
        if self.night_from <= self.night_until:
            return self.night_from <= at < self.night_until
        return at >= self.night_from or at < self.night_until


@dataclass(frozen=True, slots=True)
class TaxRate:
    """The consumption tax from ``since`` on, in hundredths of a per cent: 10 % is 1000."""

    since: Instant
    basis_points: int

    def __post_init__(self) -> None:
        if not 0 <= self.basis_points <= FULL:
            raise ValueError("a tax lies between nothing and the whole")


@dataclass(frozen=True, slots=True)
class FreeTime:
    """Off-hours seconds in each month that a customer has free, from the month that begins on ``since``."""

    since: date  # the first of a month
    seconds: int

    def __post_init__(self) -> None:
        if self.since.day != 1 or self.seconds < 0:
            raise ValueError("free time begins with a month and is not less than nothing")


@dataclass(frozen=True, slots=True)
class FeePlan:
    """All that decides one customer's fees: each list the oldest first, nothing ever dropped from it."""

    calendar: Calendar
    rates: tuple[Rates, ...] = ()
    taxes: tuple[TaxRate, ...] = ()
    free: tuple[FreeTime, ...] = ()

    def rates_at(self, at: Instant) -> Rates | None:
        """The rates that hold at ``at``; before the first ones, none."""
        return next((rates for rates in reversed(self.rates) if rates.since <= at), None)

    def tax_at(self, at: Instant) -> int:
        """The tax that holds at ``at``, in basis points; before the first one, none."""
        return next((tax.basis_points for tax in reversed(self.taxes) if tax.since <= at), 0)


@dataclass(frozen=True, slots=True)
class Span:
    """From ``start`` up to, not including, ``end``."""

    start: Instant
    end: Instant


@dataclass(frozen=True, slots=True)
class Price:
    """What one kind of time costs at one moment."""

    yen: int  # per unit, without tax
    unit_seconds: int
    rounding: Rounding
    minimum_units: int
    tax: int  # basis points


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of one kind at one price. ``price`` is None within the support hours and before the first rates."""

    start: Instant
    end: Instant
    kind: TimeKind
    price: Price | None

    @property
    def seconds(self) -> int:
        return seconds_between(self.start, self.end)

    @property
    def is_charged(self) -> bool:
        """Whether work in it costs anything, once it is agreed."""
        return self.price is not None and self.price.yen > 0


def whole(at: Instant) -> Instant:
    """The second that ``at`` lies in (F-2)."""
    return at.replace(microsecond=0)


def seconds_between(start: Instant, end: Instant) -> int:
    """The whole seconds from one whole second to another."""
    passed = end - start
    return passed.days * 86_400 + passed.seconds


def month_of(at: Instant) -> str:
    """The month in Japan, as 2026-01."""
    there = at.astimezone(JAPAN)
    return f"{there.year:04d}-{there.month:02d}"


def free_in(month: str, plan: FeePlan) -> int:
    """The free seconds of a whole month (2026-01), by what holds on its first day (F-8)."""
    first = date.fromisoformat(f"{month}-01")
    return next((free.seconds for free in reversed(plan.free) if free.since <= first), 0)


def tax_on(yen: int, basis_points: int) -> int:
    """The tax as it is shown before a statement: rounded up, so that no statement is above it (F-9)."""
    return -(-yen * basis_points // FULL)
