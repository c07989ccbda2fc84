"""From stretches of agreed work to lines in yen: free time, units, the minimum, tax (F-4 to F-9).

Guarantee: for work that goes on, the sum without tax never falls; cutting a stretch in two changes nothing; more free time
never costs more. Article: 3.3
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from madoguchi.base.clock import JAPAN, Instant
from madoguchi.rules.fees.plan import Part, Price, TimeKind, month_of, seconds_between, tax_on
from madoguchi.rules.hours import MIDNIGHT, instant_of


class LineKind(StrEnum):
    """Why a line stands there."""

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
class Reckoning:
    """What so much agreed work comes to."""

    lines: tuple[Line, ...]
    taxes: tuple[TaxSum, ...]
    free_used: Mapping[str, int]

    @property
    def yen(self) -> int:
        return sum(line.yen for line in self.lines)

    @property
    def tax(self) -> int:
        return sum(group.tax for group in self.taxes)

    @property
    def total(self) -> int:
        return self.yen + self.tax


@dataclass(slots=True)
class _Tally:
    """One line while it is counted."""

    start: Instant
    end: Instant
    seconds: int = 0
    free: int = 0


def reckon(work: Sequence[Part], left: Mapping[str, int]) -> Reckoning:
    """What ``work`` comes to: parts that cost something, in the order of time, none overlapping."""
    remaining = dict(left)
    used: dict[str, int] = {}
    tallies: dict[tuple[TimeKind, Price], _Tally] = {}
    free_before = 0  # free seconds before the first charged one: they count towards the minimum
    charged = 0
    for piece in by_month(work):
        assert piece.price is not None
        month, seconds = month_of(piece.start), piece.seconds
        free = min(remaining.get(month, 0), seconds)
        if free:
            remaining[month] -= free
            used[month] = used.get(month, 0) + free
        free_before += free if charged == 0 else 0
        charged += seconds - free
        tally = tallies.setdefault((piece.kind, piece.price), _Tally(piece.start, piece.end))
        tally.end = piece.end
        tally.seconds += seconds
        tally.free += free
    lines = [_line(kind, price, tally) for (kind, price), tally in tallies.items()]
    if charged:
        lines.extend(_minimum(lines, free_before))
    return Reckoning(tuple(lines), _taxes(lines), used)


def cut_to(work: Iterable[Part], end: Instant) -> list[Part]:
    """What of ``work`` lies before ``end``."""
    return [Part(part.start, min(part.end, end), part.kind, part.price) for part in work if part.start < end]


def by_month(work: Iterable[Part]) -> Iterator[Part]:
    """The parts, cut where a month ends in Japan, so that each draws on its own month's free time (F-8)."""
    for part in work:
        start = part.start
        while month_of(start) != month_of(part.end):
            turn = _next_month(start)
            if turn >= part.end:
                break
            yield Part(start, turn, part.kind, part.price)
            start = turn
        yield Part(start, part.end, part.kind, part.price)


def _next_month(at: Instant) -> Instant:
    there = at.astimezone(JAPAN).date()
    year, month = (there.year + 1, 1) if there.month == 12 else (there.year, there.month + 1)
    return instant_of(there.replace(year=year, month=month, day=1), MIDNIGHT)


def _line(kind: TimeKind, price: Price, tally: _Tally) -> Line:
    units = price.rounding.units(tally.seconds - tally.free, price.unit_seconds)
    return Line(LineKind.WORK, kind, price, tally.start, tally.end, tally.seconds, tally.free, units, units * price.yen)


def _minimum(lines: list[Line], free_before: int) -> Iterator[Line]:
    """F-6: the least a charged session costs, at the price at which its agreed work began."""
    first = lines[0]
    units = max(first.price.minimum_units - free_before // first.price.unit_seconds, 0)
    missing = units * first.price.yen - sum(line.yen for line in lines)
    if missing > 0:
        end = max(line.end for line in lines)
        yield Line(LineKind.MINIMUM, first.kind, first.price, first.start, end, 0, 0, 0, missing)


def _taxes(lines: Iterable[Line]) -> tuple[TaxSum, ...]:
    sums: dict[int, int] = {}
    for line in lines:
        sums[line.price.tax] = sums.get(line.price.tax, 0) + line.yen
    return tuple(TaxSum(rate, yen, tax_on(yen, rate)) for rate, yen in sorted(sums.items(), reverse=True))


def seconds_of(work: Iterable[Part]) -> int:
    """How long it is altogether."""
    return sum(seconds_between(part.start, part.end) for part in work)
