"""What holds for every session, plan and agreement."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from madoguchi.base.clock import Instant
from madoguchi.rules.fees import (
    OFF_HOURS_KINDS,
    Agreement,
    FeePlan,
    LineKind,
    Rates,
    Rounding,
    Span,
    TimeKind,
    charge,
    month_of,
    next_boundary,
    part_at,
    parts,
    quote,
    stops_at,
)
from tools import fee_tables as doc

ZERO = doc.moment("2026-01-09", "0")  # a Friday; a long week-end with a holiday follows, and a month's end after that
DAYS = 24


def at(seconds: int) -> Instant:
    return ZERO + timedelta(seconds=seconds)


seconds_in_the_weeks = st.integers(0, DAYS * 86_400)
lengths = st.one_of(st.integers(1, 7_200), st.integers(1, 100_000))
spans = st.builds(lambda start, long: Span(at(start), at(start + long)), seconds_in_the_weeks, lengths)
frees = st.dictionaries(st.sampled_from(["2026-01", "2026-02"]), st.integers(0, 20_000))


@st.composite
def plans(draw: st.DrawFn) -> FeePlan:
    base = doc.plan("A")
    yen = {kind: draw(st.integers(0, 5_000)) for kind in OFF_HOURS_KINDS}
    rates = Rates(
        doc.LONG_AGO,
        draw(st.sampled_from([1, 60, 300, 900, 3_600])),
        draw(st.sampled_from(Rounding)),
        draw(st.integers(0, 4)),
        yen,
    )
    return replace(base, rates=(rates,))


def agreed(plan: FeePlan, span: Span, left: dict[str, int], stop_at: int | None = None) -> list[Agreement]:
    """A yes to everything: at the start, and again at every boundary into off-hours and wherever a quote ends."""
    found = []
    now = span.start
    while now < span.end:
        if asked := quote(plan, now, left):
            found.append(Agreement(asked, now, asked.until, stop_at))
            now = asked.until
        else:
            now = next_boundary(now, plan) or span.end
    return found


@pytest.mark.article("3.3")
@settings(max_examples=60, deadline=None)
@given(spans, plans())
def test_parts_tile_to_the_second(span: Span, plan: FeePlan) -> None:
    found = parts(span, plan)
    assert (found[0].start, found[-1].end) == (span.start, span.end)
    assert all(before.end == after.start for before, after in pairwise(found))
    assert all((before.kind, before.price) != (after.kind, after.price) for before, after in pairwise(found))
    assert sum(part.seconds for part in found) == (span.end - span.start).total_seconds()
    for part in found:
        for second in (part.start, part.end - timedelta(seconds=1)):
            assert (part_at(second, plan).kind, part_at(second, plan).price) == (part.kind, part.price)


@pytest.mark.article("3.3")
@settings(max_examples=60, deadline=None)
@given(spans, plans(), frees, st.integers(0, 100_000), st.integers(0, 100_000))
def test_what_was_not_agreed_is_not_charged(
    span: Span, plan: FeePlan, left: dict[str, int], late: int, early: int
) -> None:
    asked = [
        replace(yes, start=yes.start + timedelta(seconds=late), until=yes.until - timedelta(seconds=early))
        for yes in agreed(plan, span, left)
    ]
    found = charge(asked, [span], plan, left)
    covered = sum(
        max(0, int((min(yes.until, part.end) - max(yes.start, part.start)).total_seconds()))
        for yes in asked
        for part in parts(span, plan)
        if part.is_charged
    )
    assert sum(line.seconds for line in found.lines) == covered
    assert charge([], [span], plan, left).total == 0
    assert not any(line.kind is TimeKind.IN_HOURS for line in found.lines)


@pytest.mark.article("3.3")
@settings(max_examples=60, deadline=None)
@given(spans, plans(), frees, lengths)
def test_working_longer_never_costs_less(span: Span, plan: FeePlan, left: dict[str, int], more: int) -> None:
    longer = Span(span.start, span.end + timedelta(seconds=more))
    asked = agreed(plan, longer, left)
    short, long = charge(asked, [span], plan, left), charge(asked, [longer], plan, left)
    assert short.yen <= long.yen
    assert short.total <= long.total


@pytest.mark.article("3.3")
@settings(max_examples=60, deadline=None)
@given(spans, plans(), frees, frees)
def test_more_free_time_never_costs_more(span: Span, plan: FeePlan, left: dict[str, int], more: dict[str, int]) -> None:
    asked = agreed(plan, span, left)
    larger = {month: left.get(month, 0) + more.get(month, 0) for month in left | more}
    found = charge(asked, [span], plan, larger)
    assert found.yen <= charge(asked, [span], plan, left).yen
    assert all(found.free_used.get(month, 0) <= larger[month] for month in larger)
    assert found.free_used.keys() <= larger.keys()


@pytest.mark.article("3.3")
@settings(max_examples=60, deadline=None)
@given(spans, plans(), frees, st.lists(st.integers(0, 100_000), max_size=4))
def test_cutting_a_session_changes_nothing(span: Span, plan: FeePlan, left: dict[str, int], cuts: list[int]) -> None:
    asked = agreed(plan, span, left)
    edges = sorted({span.start, span.end, *(min(span.end, span.start + timedelta(seconds=cut)) for cut in cuts)})
    pieces = [Span(*pair) for pair in pairwise(edges)]
    assert charge(asked, pieces, plan, left) == charge(asked, [span], plan, left)
    assert charge(asked, [*pieces, span], plan, left) == charge(asked, [span], plan, left)  # no second counts twice


@pytest.mark.article("3.3")
@settings(max_examples=60, deadline=None)
@given(spans, plans(), st.integers(1, 99_999))
def test_two_sessions_add_no_more_than_the_rule_says(span: Span, plan: FeePlan, cut: int) -> None:
    middle = span.start + timedelta(seconds=cut)
    assume(middle < span.end)
    asked = agreed(plan, span, {})
    whole = charge(asked, [span], plan)
    two = [charge(asked, [half], plan) for half in (Span(span.start, middle), Span(middle, span.end))]
    prices = {(line.kind, line.price) for line in whole.lines}
    least = max((price.minimum_units * price.yen for _, price in prices), default=0)
    units = sum(price.yen for _, price in prices)
    assert sum(half.yen for half in two) <= whole.yen + units + 2 * least
    if all(price.rounding is Rounding.DOWN and price.minimum_units == 0 for _, price in prices):
        assert sum(half.yen for half in two) <= whole.yen


@pytest.mark.article("3.3")
@settings(max_examples=60, deadline=None)
@given(spans, plans(), frees, st.integers(0, 60_000))
def test_the_amount_to_stop_at_is_never_passed(span: Span, plan: FeePlan, left: dict[str, int], stop_at: int) -> None:
    asked = agreed(plan, span, left, stop_at)[:1]
    found = charge(asked, [span], plan, left)
    assert found.total <= stop_at
    assert stops_at([], [], plan) is None
    if asked:
        stops = stops_at(asked, [], plan, left)
        assert stops is not None
        assert asked[0].start <= stops <= asked[0].until
        freed = replace(asked[0], stop_at=None)
        assert charge([freed], [Span(asked[0].start, stops)], plan, left).total <= stop_at
        if stops < asked[0].until:
            on = Span(asked[0].start, stops + timedelta(seconds=1))
            assert charge([freed], [on], plan, left).total > stop_at


@settings(max_examples=60, deadline=None)
@given(spans, plans(), frees)
def test_lines_sum_to_what_is_asked(span: Span, plan: FeePlan, left: dict[str, int]) -> None:
    found = charge(agreed(plan, span, left), [span], plan, left)
    assert sum(group.yen for group in found.taxes) == sum(line.yen for line in found.lines) == found.yen
    assert found.in_hours_seconds + found.off_hours_seconds == (span.end - span.start).total_seconds()
    assert found.unagreed_seconds == 0
    for line in found.lines:
        assert line.line is LineKind.MINIMUM or line.yen == line.units * line.price.yen
        assert span.start <= line.start < line.end <= span.end
    assert found.free_used.keys() <= {month_of(span.start), month_of(span.end), "2026-01", "2026-02"}
