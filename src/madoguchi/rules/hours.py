"""The support hours (営業時間): whether an instant lies in them, by the pattern that held at that time.

Guarantee: half-open spans in Japan time, to the second: 12:00:00 is off, 11:59:59 is in; closed on national holidays as the
``holidays`` library knows them (the law's own, substitutes, days between). Article: 3.2
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import holidays

from madoguchi.base.clock import JAPAN, Instant


@dataclass(frozen=True, slots=True)
class Opening:
    """From ``opens`` up to, not including, ``closes``, on one day, Japan time."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class WeekPattern:
    """The openings of each day of a week from ``since`` on; Monday first."""

    since: Instant
    days: tuple[tuple[Opening, ...], ...]
    closed_on_holidays: bool = True  # Japan's national holidays, substitutes and days between included

    def __post_init__(self) -> None:
        assert len(self.days) == 7


_OFFICE_DAY: Final = (Opening(time(9), time(12)), Opening(time(13), time(18)))
_NATIONAL_HOLIDAYS: Final = holidays.country_holidays("JP")  # years are added as they are asked for
DEFAULT: Final = WeekPattern(datetime(2025, 4, 15, tzinfo=UTC), (_OFFICE_DAY,) * 5 + ((),) * 2)
PATTERNS: Final[tuple[WeekPattern, ...]] = (DEFAULT,)  # by since, the oldest first


def pattern_as_of(at: Instant, patterns: tuple[WeekPattern, ...] = PATTERNS) -> WeekPattern:
    """The pattern that held at ``at``; before the first one, the first."""
    held = [pattern for pattern in patterns if pattern.since <= at]
    return held[-1] if held else patterns[0]


def openings(on: date, pattern: WeekPattern) -> Iterator[tuple[Instant, Instant]]:
    """The spans of one day, as instants."""
    if pattern.closed_on_holidays and on in _NATIONAL_HOLIDAYS:
        return
    for opening in pattern.days[on.weekday()]:
        start = datetime.combine(on, opening.opens, JAPAN).astimezone(UTC)
        yield start, datetime.combine(on, opening.closes, JAPAN).astimezone(UTC)


def is_off_hours(at: Instant, patterns: tuple[WeekPattern, ...] = PATTERNS) -> bool:
    """Whether ``at`` lies outside the support hours."""
    there = at.astimezone(JAPAN).date()
    return not any(start <= at < end for start, end in openings(there, pattern_as_of(at, patterns)))


def next_change(at: Instant, patterns: tuple[WeekPattern, ...] = PATTERNS) -> Instant | None:
    """When support closes or opens next after ``at``; None when nothing opens within two weeks."""
    day = at.astimezone(JAPAN).date()
    for _ in range(15):
        for span in openings(day, pattern_as_of(at, patterns)):
            for edge in span:
                if edge > at:
                    return edge
        day += timedelta(days=1)
    return None
