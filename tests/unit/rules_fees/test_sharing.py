"""Free time among sessions that run at the same time: second by second, never twice, never taken back (F-8)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.rules.fees import Agreement, Span, Work, charge, quote, share_free
from tools import fee_tables as doc

pytestmark = pytest.mark.article("3.3")

ZERO = doc.moment("2026-01-31", "22:00:00")  # a Saturday, two hours before the month ends
PLAN = doc.plan("A")
MONTHS = ("2026-01", "2026-02")

stretches = st.tuples(st.integers(0, 7200), st.integers(1, 7200), st.none() | st.integers(5_000, 30_000))


def work(start: int, seconds: int, stop_at: int | None = None, until: int = 99_999) -> Work:
    """Work from ``start`` on, seconds after ``ZERO``, agreed as it begins; cut where ``until`` is."""
    begins = ZERO + timedelta(seconds=start)
    asked = quote(PLAN, begins, {})
    assert asked is not None
    length = min(seconds, max(until - start, 0))
    spans = [Span(begins, begins + timedelta(seconds=length))] if length else []
    return Work([Agreement(asked, begins, asked.until, stop_at)], spans)


def january(*works: Work, free: int) -> list[int]:
    return [share["2026-01"] for share in share_free(works, PLAN, {"2026-01": free})]


@pytest.mark.parametrize(
    ("works", "free", "shares"),
    [
        ([(0, 600), (600, 600)], 900, [600, 300]),  # one after the other
        ([(600, 600), (0, 600)], 900, [300, 600]),  # agreed first, worked later
        ([(0, 600), (0, 600)], 900, [450, 450]),
        ([(0, 600), (0, 600)], 901, [451, 450]),  # the odd second
        ([(0, 600), (0, 600), (0, 600)], 902, [301, 301, 300]),
        ([(0, 600), (300, 600)], 500, [400, 100]),
        ([(0, 100), (0, 600)], 600, [100, 500]),  # what the first left over
        ([(0, 600), (0, 600)], 0, [0, 0]),
    ],
)
def test_second_by_second(works: list[tuple[int, int]], free: int, shares: list[int]):
    assert january(*(work(*one) for one in works), free=free) == shares


@settings(max_examples=40, deadline=None)
@given(st.lists(stretches, min_size=1, max_size=3), st.integers(0, 9000), st.integers(0, 9000), st.integers(0, 14_400))
def test_nothing_is_used_twice_and_nothing_is_taken_back(
    drawn: list[tuple[int, int, int | None]], january: int, february: int, cut: int
):
    free = dict(zip(MONTHS, (january, february), strict=True))
    whole, so_far = ([work(*one, until=until) for one in drawn] for until in (99_999, cut))
    after, before = share_free(whole, PLAN, free), share_free(so_far, PLAN, free)
    for month in MONTHS:
        assert sum(share[month] for share in after) <= free[month]
        assert all(early[month] <= late[month] for early, late in zip(before, after, strict=True))
    for one, early, late in zip(so_far, before, after, strict=True):
        then, now = (charge(one.agreements, one.worked, PLAN, left) for left in (early, late))
        assert then == now  # what was told at the cut is what is told at the end
