"""A span of work as parts of one kind and price: to the second, by what held at each second.

Guarantee: the parts touch, none is empty, and their lengths sum to the span's (F-2). Article: 3.2, 3.3
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from madoguchi.base.clock import JAPAN, Instant
from madoguchi.rules.fees.plan import FeePlan, Part, Price, Span, TimeKind, whole
from madoguchi.rules.hours import Calendar, day_as_of, day_in_japan, edges, instant_of, next_change

_SECOND = timedelta(seconds=1)
_BY_NIGHT = {
    TimeKind.WEEKDAY: TimeKind.WEEKDAY_NIGHT,
    TimeKind.REST_DAY: TimeKind.REST_DAY_NIGHT,
    TimeKind.HOLIDAY: TimeKind.HOLIDAY_NIGHT,
    TimeKind.CLOSED_DAY: TimeKind.CLOSED_DAY_NIGHT,
}


def parts(span: Span, plan: FeePlan) -> tuple[Part, ...]:
    """The parts that tile ``span``; none when it is shorter than a second. Article: 3.2, 3.3"""
    start, end = whole(span.start), whole(span.end)
    if start >= end:
        return ()
    found: list[Part] = []
    for begins, ends in pairwise((start, *_cuts(start, end, plan), end)):
        part = _part(begins, ends, plan)
        before = found[-1] if found else None
        if before is not None and (before.kind, before.price) == (part.kind, part.price):
            found[-1] = Part(before.start, ends, part.kind, part.price)
        else:
            found.append(part)
    return tuple(found)


def part_at(at: Instant, plan: FeePlan) -> Part:
    """The second that ``at`` lies in, with its kind and price."""
    second = whole(at)
    return _part(second, second + _SECOND, plan)


def next_boundary(at: Instant, plan: FeePlan) -> Instant | None:
    """When it turns from in-hours to off-hours or back, next after ``at``; None when not within a month."""
    edge = next_change(whole(at), plan.calendar)
    return None if edge is None else next_whole(edge)


def next_whole(at: Instant) -> Instant:
    """The first second that begins at ``at`` or after it: a second is judged by its beginning."""
    return at if at.microsecond == 0 else whole(at) + _SECOND


def _cuts(start: Instant, end: Instant, plan: FeePlan) -> list[Instant]:
    """Every second between ``start`` and ``end`` at which kind or price may change, sorted."""
    found = set(edges(start, end, plan.calendar))
    found.update(rates.since for rates in plan.rates)
    found.update(tax.since for tax in plan.taxes)
    found.update(_nights(start, end, plan))
    return sorted({second for second in map(next_whole, found) if start < second < end})


def _nights(start: Instant, end: Instant, plan: FeePlan) -> Iterator[Instant]:
    day, last = day_in_japan(start), day_in_japan(end)
    times = {time for rates in plan.rates for time in (rates.night_from, rates.night_until)}
    while day <= last:
        for time in times:
            yield instant_of(day, time)
        day += timedelta(days=1)


def _part(start: Instant, end: Instant, plan: FeePlan) -> Part:
    rates = plan.rates_at(start)
    is_night = rates is not None and rates.is_night(start.astimezone(JAPAN).time())
    kind = _kind(start, plan.calendar, is_night=is_night)
    if rates is None or kind is TimeKind.IN_HOURS:
        return Part(start, end, kind, None)
    yen = rates.yen.get(kind, 0)
    price = Price(yen, rates.unit_seconds, rates.rounding, rates.minimum_units, plan.tax_at(start))
    return Part(start, end, kind, price)


def _kind(at: Instant, calendar: Calendar, *, is_night: bool) -> TimeKind:
    """F-3: hours, then the pause between two openings, then the night, then the kind of day."""
    day = day_as_of(day_in_japan(at), at, calendar)
    openings = tuple(day.spans())
    if any(start <= at < end for start, end in openings):
        return TimeKind.IN_HOURS
    if openings and openings[0][0] <= at < openings[-1][1]:
        return TimeKind.LUNCH
    kind = TimeKind(day.kind.value)
    return _BY_NIGHT[kind] if is_night else kind
