"""The support hours (営業時間): whether an instant lies in them, by the calendar that held at that time.

Guarantee: half-open spans in Japan time, to the second: 12:00:00 is off, 11:59:59 is in. Every second is judged by what was
known to hold when it passed: a pattern from its ``since`` on, a day of one's own from the instant it was entered on. Closed on
national holidays as the ``holidays`` library knows them (the law's own, substitutes, days between), unless the pattern says no.
Japan's time has no summer time, so a day has 86,400 seconds, always. Article: 3.2
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final

import holidays

from madoguchi.base.clock import JAPAN, Instant
from madoguchi.base.words import Language

HORIZON: Final = timedelta(days=31)  # how far ahead the next opening is looked for
MIDNIGHT: Final = time(0)


@dataclass(frozen=True, slots=True)
class Opening:
    """From ``opens`` up to, not including, ``closes``, on one day, Japan time. ``closes`` of 00:00 is the day's end."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.closes != MIDNIGHT and self.opens >= self.closes:
            raise ValueError(f"an opening must end after it begins: {self.opens} to {self.closes}")


def is_apart(openings: tuple[Opening, ...]) -> bool:
    """Whether openings stand in order with time between each two."""
    return all(before.closes != MIDNIGHT and before.closes < after.opens for before, after in pairwise(openings))


@dataclass(frozen=True, slots=True)
class WeekPattern:
    """The openings of each day of a week from ``since`` on; Monday first, each day's sorted and apart."""

    since: Instant
    days: tuple[tuple[Opening, ...], ...]
    closed_on_holidays: bool = True  # Japan's national holidays, substitutes and days between included

    def __post_init__(self) -> None:
        if len(self.days) != 7 or not all(is_apart(openings) for openings in self.days):
            raise ValueError("a week has seven days, each with openings in order that do not touch")


@dataclass(frozen=True, slots=True)
class OwnDay:
    """One day that the provider set apart: closed (no openings) or open at hours of its own, known from ``since`` on."""

    on: date
    openings: tuple[Opening, ...]
    since: Instant
    note: str = ""
    withdrawn: bool = False  # the day is again as the week says

    def __post_init__(self) -> None:
        if not is_apart(self.openings):
            raise ValueError("a day's openings stand in order and do not touch")


class DayKind(StrEnum):
    """What a day is, whatever the time on it."""

    WEEKDAY = "weekday"  # the week says it is open, and nothing closes it
    REST_DAY = "rest_day"  # the week has no opening on it
    HOLIDAY = "holiday"  # a national holiday that closes
    CLOSED_DAY = "closed_day"  # closed by the provider


@dataclass(frozen=True, slots=True)
class Calendar:
    """Everything that was ever set, the oldest first."""

    patterns: tuple[WeekPattern, ...]
    days: tuple[OwnDay, ...] = ()

    def __post_init__(self) -> None:
        if not self.patterns:
            raise ValueError("a calendar needs a week")


@dataclass(frozen=True, slots=True)
class Day:
    """One day as it stood at one instant."""

    on: date
    kind: DayKind
    openings: tuple[Opening, ...]
    own: OwnDay | None = None

    def spans(self) -> Iterator[tuple[Instant, Instant]]:
        """The openings as instants."""
        for opening in self.openings:
            ends_on = self.on + timedelta(days=1) if opening.closes == MIDNIGHT else self.on
            yield instant_of(self.on, opening.opens), instant_of(ends_on, opening.closes)


_OFFICE_DAY: Final = (Opening(time(9), time(12)), Opening(time(13), time(18)))
# Years are added as they are asked for; the names are the law's, and their usual translation.
_NATIONAL_HOLIDAYS: Final = {
    Language.JA: holidays.country_holidays("JP", language="ja"),
    Language.EN: holidays.country_holidays("JP", language="en_US"),
}
DEFAULT: Final = WeekPattern(datetime(2025, 4, 15, tzinfo=UTC), (_OFFICE_DAY,) * 5 + ((),) * 2)
DEFAULT_CALENDAR: Final = Calendar((DEFAULT,))


def instant_of(on: date, at: time) -> Instant:
    """The instant of a time on a day in Japan."""
    return datetime.combine(on, at, JAPAN).astimezone(UTC)


def day_in_japan(at: Instant) -> date:
    """The date that a calendar in Japan shows at ``at``."""
    return at.astimezone(JAPAN).date()


def national_holiday(on: date, language: Language = Language.JA) -> str | None:
    """The name of the national holiday; None on any other day."""
    name = _NATIONAL_HOLIDAYS[language].get(on)
    return None if name is None else str(name)


def pattern_as_of(at: Instant, calendar: Calendar = DEFAULT_CALENDAR) -> WeekPattern:
    """The pattern that held at ``at``; before the first one, the first."""
    held = [pattern for pattern in calendar.patterns if pattern.since <= at]
    return held[-1] if held else calendar.patterns[0]


def day_as_of(on: date, at: Instant, calendar: Calendar = DEFAULT_CALENDAR) -> Day:
    """The day ``on`` as it stood at ``at``."""
    pattern = pattern_as_of(at, calendar)
    openings = pattern.days[on.weekday()]
    known = [own for own in calendar.days if own.on == on and own.since <= at]
    own = known[-1] if known and not known[-1].withdrawn else None
    if own is not None and not own.openings:
        return Day(on, DayKind.CLOSED_DAY, (), own)
    if pattern.closed_on_holidays and national_holiday(on) is not None:
        return Day(on, DayKind.HOLIDAY, own.openings if own else (), own)
    kind = DayKind.WEEKDAY if openings else DayKind.REST_DAY
    return Day(on, kind, own.openings if own else openings, own)


def is_off_hours(at: Instant, calendar: Calendar = DEFAULT_CALENDAR) -> bool:
    """Whether ``at`` lies outside the support hours, by the calendar that held at ``at``."""
    return not any(start <= at < end for start, end in day_as_of(day_in_japan(at), at, calendar).spans())


def next_change(at: Instant, calendar: Calendar = DEFAULT_CALENDAR) -> Instant | None:
    """When support closes or opens next after ``at``; None when that is more than ``HORIZON`` away.

    What is known at each instant decides about it, so a pattern that begins at that instant counts as a change when it opens or
    closes then.
    """
    off = is_off_hours(at, calendar)
    for edge in edges(at, at + HORIZON, calendar):
        if is_off_hours(edge, calendar) != off:
            return edge
    return None


def edges(start: Instant, end: Instant, calendar: Calendar) -> list[Instant]:
    """Every instant after ``start`` and before ``end`` at which the answer may change, sorted: openings' ends, midnights, and
    the instants from which something holds."""
    day, last = day_in_japan(start), day_in_japan(end)
    found = {pattern.since for pattern in calendar.patterns} | {own.since for own in calendar.days}
    known = sorted(since for since in found if start < since < end)
    while day <= last:
        midnight = instant_of(day, MIDNIGHT)
        found.add(midnight)
        for known_at in (max(start, midnight), *known):
            for span in day_as_of(day, known_at, calendar).spans():
                found.update(span)
        day += timedelta(days=1)
    return sorted(edge for edge in found if start < edge < end)
