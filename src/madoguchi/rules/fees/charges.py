"""What a session costs, from what was agreed and what was worked.

Guarantee: what was not agreed is not charged (F-1). A second is charged where four things meet: it was worked, it lies outside
the hours that held, a quote that was agreed to names its price, and the amount at which to stop is not passed. Article: 3.3
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import zip_longest

from madoguchi.base.canonical import Value
from madoguchi.base.clock import Instant
from madoguchi.rules.fees.parts import parts
from madoguchi.rules.fees.plan import FeePlan, Part, Span, TimeKind, whole
from madoguchi.rules.fees.quotes import Quote
from madoguchi.rules.fees.reckoning import Line, TaxSum, cut_to, reckon, seconds_of


@dataclass(frozen=True, slots=True)
class Agreement:
    """The customer's yes to a quote, from ``start`` (never before the answer) until ``until``.

    With ``stop_at`` the work is agreed only as far as it costs that many yen, with tax, more than what came before it.
    """

    quote: Quote
    start: Instant
    until: Instant
    stop_at: int | None = None


@dataclass(frozen=True, slots=True)
class Charge:
    """What one session costs."""

    lines: tuple[Line, ...]
    taxes: tuple[TaxSum, ...]
    in_hours_seconds: int
    off_hours_seconds: int  # worked off hours, agreed or not
    unagreed_seconds: int  # of these, what costs something and no yes covers: never charged
    free_used: Mapping[str, int]  # month (2026-01) to seconds

    @property
    def yen(self) -> int:
        """Without tax."""
        return sum(line.yen for line in self.lines)

    @property
    def tax(self) -> int:
        return sum(group.tax for group in self.taxes)

    @property
    def total(self) -> int:
        """With tax, as it is shown to the customer while it grows."""
        return self.yen + self.tax

    def document(self) -> dict[str, Value]:
        """As a receipt tells it: ``yen`` is with tax, a line's without."""
        return {
            "in_hours": self.in_hours_seconds,
            "lines": [
                {
                    "free_seconds": line.free_seconds,
                    "kind": line.kind.value,
                    "line": line.line.value,
                    "seconds": line.seconds,
                    "units": line.units,
                    "yen": line.yen,
                }
                for line in self.lines
            ],
            "off_hours": self.off_hours_seconds,
            "tax": self.tax,
            "unagreed": self.unagreed_seconds,
            "yen": self.total,
        }


@dataclass(frozen=True, slots=True)
class _Covered:
    """The work that one agreement covers, at its prices."""

    work: list[Part]
    stop_at: int | None


def charge(
    agreements: Sequence[Agreement], worked: Sequence[Span], plan: FeePlan, left: Mapping[str, int] | None = None
) -> Charge:
    """What a session costs: ``worked`` are the spans in which work went on, pauses left out. Without ``left``, no free time."""
    return charge_of_parts(agreements, held_parts(worked, plan), left)


def held_parts(worked: Sequence[Span], plan: FeePlan) -> list[Part]:
    """What was worked, each second once, by what held at it."""
    return [part for span in joined(worked) for part in parts(span, plan)]


def charge_of_parts(
    agreements: Sequence[Agreement], held: Sequence[Part], left: Mapping[str, int] | None = None
) -> Charge:
    """The same from the parts that held. Of their prices only whether there is one counts: what is charged is in the quotes."""
    off = [part for part in held if part.kind is not TimeKind.IN_HOURS]
    agreed = _agreed(agreements, off, left or {})
    result = reckon(agreed, left or {})
    return Charge(
        lines=result.lines,
        taxes=result.taxes,
        in_hours_seconds=seconds_of(held) - seconds_of(off),
        off_hours_seconds=seconds_of(off),
        unagreed_seconds=_uncovered([part for part in off if part.is_charged], agreed),
        free_used=result.free_used,
    )


def agreed_work(
    agreements: Sequence[Agreement], worked: Sequence[Span], plan: FeePlan, left: Mapping[str, int]
) -> list[Part]:
    """The work that is agreed to and costs something, free time or not."""
    off = [part for part in held_parts(worked, plan) if part.kind is not TimeKind.IN_HOURS]
    return _agreed(agreements, off, left)


def stops_at(
    agreements: Sequence[Agreement], worked: Sequence[Span], plan: FeePlan, left: Mapping[str, int] | None = None
) -> Instant | None:
    """When work that goes on without a pause after ``worked`` has to stop: where the last agreement ends, or where it would
    pass its ``stop_at``. None without an agreement. The second that begins there is not agreed any more.
    """
    if not agreements:
        return None
    last = max(agreements, key=lambda agreement: agreement.start)
    end = max((whole(span.end) for span in worked), default=whole(last.start))
    going_on = [*worked, Span(max(end, whole(last.start)), last.until)]
    off = [part for span in joined(going_on) for part in parts(span, plan) if part.kind is not TimeKind.IN_HOURS]
    *earlier, covered = _covered(agreements, off)
    before: list[Part] = []
    for one in earlier:
        before = _up_to_the_stop(before, one, left or {})
    kept = seconds_of(_up_to_the_stop(before, covered, left or {})) - seconds_of(before)
    return _end(last) if kept == seconds_of(covered.work) else _after(covered.work, kept)


def _end(agreement: Agreement) -> Instant:
    return min(whole(agreement.until), agreement.quote.until)


def joined(spans: Iterable[Span]) -> list[Span]:
    """The spans in whole seconds, in order, each second once."""
    joined: list[Span] = []
    for span in sorted((Span(whole(one.start), whole(one.end)) for one in spans), key=lambda one: one.start):
        if span.start >= span.end:
            continue
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _covered(agreements: Sequence[Agreement], off: Sequence[Part]) -> Iterator[_Covered]:
    """What each agreement covers, in the order of time; a later one takes the place of an earlier one (F-11)."""
    ordered = sorted(agreements, key=lambda agreement: agreement.start)
    for agreement, following in zip_longest(ordered, ordered[1:]):
        until = _end(agreement)
        if following is not None:
            until = min(until, whole(following.start))
        start = max(whole(agreement.start), agreement.quote.start)
        quoted = [part for part in agreement.quote.parts if part.is_charged]
        work = [
            Part(begins, ends, price.kind, price.price)
            for done in off
            for price in quoted
            if (begins := max(done.start, price.start, start)) < (ends := min(done.end, price.end, until))
        ]
        yield _Covered(work, agreement.stop_at)


def _agreed(agreements: Sequence[Agreement], off: Sequence[Part], left: Mapping[str, int]) -> list[Part]:
    agreed: list[Part] = []
    for covered in _covered(agreements, off):
        agreed = _up_to_the_stop(agreed, covered, left)
    return agreed


def _up_to_the_stop(before: list[Part], covered: _Covered, left: Mapping[str, int]) -> list[Part]:
    """The work before and as much of the covered work as its amount allows (F-10)."""
    everything = [*before, *covered.work]
    if covered.stop_at is None:
        return everything
    limit = reckon(before, left).total + covered.stop_at
    enough, too_much = 0, seconds_of(covered.work) + 1
    while too_much - enough > 1:
        tried = (enough + too_much) // 2
        part_of_it = [*before, *cut_to(covered.work, _after(covered.work, tried))]
        if reckon(part_of_it, left).total <= limit:
            enough = tried
        else:
            too_much = tried
    return [*before, *cut_to(covered.work, _after(covered.work, enough))] if enough else before


def _after(work: Sequence[Part], seconds: int) -> Instant:
    """The instant at which so many seconds of ``work`` are done."""
    for part in work:
        if seconds <= part.seconds:
            return part.start + timedelta(seconds=seconds)
        seconds -= part.seconds
    raise AssertionError("there is not so much work")


def _uncovered(off: Sequence[Part], agreed: Sequence[Part]) -> int:
    """Seconds of ``off`` that no agreed stretch covers."""
    shared = sum(
        seconds_of([Part(begins, ends, done.kind, None)])
        for done in off
        for said in agreed
        if (begins := max(done.start, said.start)) < (ends := min(done.end, said.end))
    )
    return seconds_of(off) - shared
