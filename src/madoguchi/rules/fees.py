"""The fee for work outside the support hours, as a function from facts to lines. The specification is docs/fees.md; the ids
such as F-4 are its rules.

Guarantee: what was not agreed is not charged (F-1). Work is charged only where four things meet: it was done, it lies outside the
hours that held, a quote that covers that second and kind of time was agreed, and the amount at which to stop is not passed.
Whole yen, whole seconds, no clock, no float. Article: 3.3
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Final

from madoguchi.base.clock import Instant
from madoguchi.rules.hours import Calendar

LONGEST_QUOTE: Final = timedelta(hours=24)  # F-12: who works longer is asked again
USUAL_ESTIMATE: Final = 1_800  # seconds


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


@dataclass(frozen=True, slots=True)
class TaxRate:
    """The consumption tax from ``since`` on, in hundredths of a per cent: 10 % is 1000."""

    since: Instant
    basis_points: int


@dataclass(frozen=True, slots=True)
class FreeTime:
    """Off-hours seconds in each month that a customer has free, from the first day of ``since`` on."""

    since: date  # the first of a month
    seconds: int


@dataclass(frozen=True, slots=True)
class FeePlan:
    """All that decides one customer's fees: each list the oldest first, nothing ever dropped from it."""

    calendar: Calendar
    rates: tuple[Rates, ...]
    taxes: tuple[TaxRate, ...]
    free: tuple[FreeTime, ...] = ()


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
        raise NotImplementedError

    @property
    def is_charged(self) -> bool:
        """Whether work in it costs anything, once it is agreed."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Quote:
    """What off-hours work would cost from ``start`` until ``until``, as it is shown, agreed to and signed.

    ``parts`` tile the span. ``document()`` is the text that is hashed: the same quote has the same hash everywhere.
    """

    start: Instant
    until: Instant  # when the support hours begin, or LONGEST_QUOTE
    parts: tuple[Part, ...]
    free: Mapping[str, int]  # month (2026-01) to the free seconds left in it
    estimate_seconds: int
    estimate_yen: int  # without tax
    estimate_tax: int  # rounded up (F-9)

    @property
    def estimate_total(self) -> int:
        raise NotImplementedError

    @property
    def is_free(self) -> bool:
        """Nothing in it costs anything, so there is nothing to ask."""
        raise NotImplementedError

    @property
    def least_yen(self) -> int:
        """The smallest amount, with tax, at which it makes sense to stop: the least that the first second can cost."""
        raise NotImplementedError

    def document(self) -> dict[str, object]:
        raise NotImplementedError

    @property
    def sha256(self) -> str:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Agreement:
    """The customer's yes to a quote, from ``start`` (never before the answer) until ``until``.

    With ``stop_at`` the work is agreed only as far as it costs that many yen, with tax, more than what came before it.
    """

    quote: Quote
    start: Instant
    until: Instant
    stop_at: int | None = None


class LineKind(StrEnum):
    WORK = "work"
    MINIMUM = "minimum"  # what is missing to the least charge (F-6)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a charge: all seconds of one session that share kind and price."""

    line: LineKind
    kind: TimeKind
    price: Price
    start: Instant  # of its first second
    end: Instant  # of its last
    seconds: int  # worked and agreed
    free_seconds: int  # of these, taken from the free time
    units: int
    yen: int  # without tax


@dataclass(frozen=True, slots=True)
class TaxSum:
    """What falls under one tax rate. ``tax`` is rounded up (F-9): a statement rounds its sum, and is never above."""

    basis_points: int
    yen: int
    tax: int


@dataclass(frozen=True, slots=True)
class Charge:
    """What one session costs."""

    lines: tuple[Line, ...]
    taxes: tuple[TaxSum, ...]
    in_hours_seconds: int
    off_hours_seconds: int  # worked off hours, agreed or not
    unagreed_seconds: int  # of these, without a yes that covers them: never charged
    free_used: Mapping[str, int]  # month (2026-01) to seconds

    @property
    def yen(self) -> int:
        """Without tax."""
        raise NotImplementedError

    @property
    def tax(self) -> int:
        raise NotImplementedError

    @property
    def total(self) -> int:
        """As it is shown to the customer while it grows."""
        raise NotImplementedError


def parts(span: Span, plan: FeePlan) -> tuple[Part, ...]:
    """The parts that tile ``span`` to the second (F-2), judged by what held at each second. Article: 3.2, 3.3"""
    raise NotImplementedError


def part_at(at: Instant, plan: FeePlan) -> Part | None:
    """The kind and price of the second that begins at ``at``."""
    raise NotImplementedError


def next_boundary(at: Instant, plan: FeePlan) -> Instant | None:
    """When it turns from in-hours to off-hours or back, next after ``at``; None when not within a month."""
    raise NotImplementedError


def quote(
    plan: FeePlan, start: Instant, left: Mapping[str, int] | None = None, estimate_seconds: int = USUAL_ESTIMATE
) -> Quote | None:
    """What work from ``start`` on would cost; None when ``start`` lies within the support hours.

    For the question before a session the start is now; for a running one it is ``next_boundary``. ``left`` is the free time
    left by month (``free_left``).
    """
    raise NotImplementedError


def quote_of(document: Mapping[str, object]) -> Quote:
    """The quote that ``document()`` told. Raises ValueError for anything that is no quote."""
    raise NotImplementedError


def charge(
    agreements: Sequence[Agreement], worked: Sequence[Span], plan: FeePlan, left: Mapping[str, int] | None = None
) -> Charge:
    """What a session costs: ``worked`` are the spans in which work went on, pauses left out. Without ``left``, no free time."""
    raise NotImplementedError


def stops_at(
    agreements: Sequence[Agreement], worked: Sequence[Span], plan: FeePlan, left: Mapping[str, int] | None = None
) -> Instant | None:
    """When work that went on without a pause from the end of ``worked`` would pass the last agreement's ``stop_at``, or where
    the agreement ends; None without an agreement. The second that begins there is not agreed any more."""
    raise NotImplementedError


def free_in(month: str, plan: FeePlan) -> int:
    """The free seconds of a whole month (2026-01), by what held on its first day (F-8)."""
    raise NotImplementedError


def month_of(at: Instant) -> str:
    """The month in Japan, as 2026-01."""
    raise NotImplementedError
