"""When support begins to look like doing the customer's daily work: counted, with the figures behind it. Pure.

Guarantee: a request counts that came within the last ``days`` times 24 hours, up to now; of the work, the seconds that lie in this
month of Japan's calendar. A limit of nothing is not asked about. The answer is a reason to look, never a refusal. Article: 1.2
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from madoguchi.base.clock import JAPAN, Instant


@dataclass(frozen=True, slots=True)
class RoutineRules:
    """What the provider holds for routine work: so many requests of one category in so many days, so many hours in a month."""

    times: int
    days: int
    hours: int


@dataclass(frozen=True, slots=True)
class SameAgain:
    """One category came as often as the limit, or more often."""

    category: str
    count: int
    times: int
    days: int


@dataclass(frozen=True, slots=True)
class ManyHours:
    """This month's work is as long as the limit, or longer."""

    month: date  # its first day
    seconds: int
    hours: int


def routine(
    rules: RoutineRules,
    requests: Iterable[tuple[str, Instant]],
    work: Iterable[tuple[Instant, Instant]],
    now: Instant,
) -> tuple[SameAgain | ManyHours, ...]:
    """What is over a limit, of one customer: ``requests`` by category and coming, ``work`` from and until."""
    found: list[SameAgain | ManyHours] = []
    if rules.times and rules.days:
        since = now - timedelta(days=rules.days)
        counts = Counter(category for category, at in requests if since < at <= now)
        found += [
            SameAgain(category, count, rules.times, rules.days)
            for category, count in sorted(counts.items())
            if count >= rules.times
        ]
    if rules.hours:
        month = month_in_japan(now)
        seconds = worked_since(beginning(month), work, now)
        if seconds >= rules.hours * 3600:
            found.append(ManyHours(month, seconds, rules.hours))
    return tuple(found)


def worked_since(since: Instant, work: Iterable[tuple[Instant, Instant]], now: Instant) -> int:
    """Whole seconds between ``since`` and ``now``."""
    spans = ((max(start, since), min(end, now)) for start, end in work)
    return sum(int((end - start).total_seconds()) for start, end in spans if start < end)


def month_in_japan(now: Instant) -> date:
    """The first day of the month."""
    return now.astimezone(JAPAN).date().replace(day=1)


def beginning(on: date) -> Instant:
    """When a day begins in Japan."""
    return datetime(on.year, on.month, on.day, tzinfo=JAPAN).astimezone(UTC)
