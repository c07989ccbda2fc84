"""What of hidden windows can be seen, and how long their traces stay hidden. [5.1]"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.base.clock import Tick
from madoguchi.host.capture.rect import Rect
from madoguchi.host.mask.pattern import covering, lay, stripes
from madoguchi.host.mask.stack import Stack, Top
from madoguchi.host.mask.stain import REST_SECONDS, Stains

pytestmark = pytest.mark.article("5.1")
WIDTH, HEIGHT = 60, 40
rects = st.builds(Rect, st.integers(-10, 60), st.integers(-10, 40), st.integers(0, 40), st.integers(0, 30))
tops = st.lists(st.tuples(rects, st.booleans(), st.booleans(), st.booleans()), max_size=7)


def drawn(some: list[Rect]) -> np.ndarray:
    canvas = np.zeros((HEIGHT, WIDTH), dtype=bool)
    for rect in some:
        inside = rect.clipped(Rect(0, 0, WIDTH, HEIGHT))
        canvas[inside.y : inside.bottom, inside.x : inside.right] = True
    return canvas


@given(tops)
def test_every_pixel_of_a_hidden_window_that_can_be_seen_is_in_it_and_no_other(
    some: list[tuple[Rect, bool, bool, bool]],
) -> None:
    stack, hidden = Stack(), set()
    owner = np.zeros((HEIGHT, WIDTH), dtype=int)
    through = np.zeros((HEIGHT, WIDTH), dtype=bool)  # a hidden window lies under something that covers nothing
    for number, (rect, mapped, covers, hides) in enumerate(some, 1):
        stack.put(Top(number, rect, mapped, covers))
        where = drawn([rect]) if mapped else drawn([])
        if hides:
            hidden.add(number)
            through |= where
        elif covers:
            through &= ~where
        owner[where] = number
    seen = drawn(stack.seen(hidden))
    assert (seen == through).all()
    assert seen[np.isin(owner, sorted(hidden))].all()


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 5)), max_size=12))
def test_restacking_keeps_every_window_once(moves: list[tuple[int, int]]) -> None:
    stack = Stack()
    for number in range(1, 6):
        stack.put(Top(number, Rect(0, 0, 1, 1), mapped=True))
    for window, above in moves:
        if window == above:
            continue
        stack.restack(window, above)
        order = [top.number for top in stack.tops]
        assert sorted(order) == [1, 2, 3, 4, 5]
        assert order.index(window) == (order.index(above) + 1 if above else 0)


steps = st.lists(
    st.one_of(
        st.tuples(st.just("left"), rects),
        st.tuples(st.just("painted"), rects),
        st.tuples(st.just("wait"), st.floats(0.05, 1.0)),
    ),
    max_size=25,
)


@given(steps)
def test_a_trace_is_hidden_until_it_is_painted_over_and_then_not_for_ever(play: list[tuple[str, object]]) -> None:
    stains, now = Stains(WIDTH, HEIGHT), 0.0
    stained = np.zeros((HEIGHT, WIDTH), dtype=bool)
    painted_at = np.full((HEIGHT, WIDTH), np.nan)
    for what, value in play:
        if isinstance(value, Rect):
            where = drawn([value])
            if what == "left":
                stains.leave([value])
                stained |= where
                painted_at[where] = np.nan
            else:
                stains.painted(value, Tick(now))
                painted_at[where & stained & np.isnan(painted_at)] = now
        else:
            assert isinstance(value, float)
            end = now + value
            while (due := stains.next_change) is not None and due <= end:
                now = max(now, float(due))
                stains.age(Tick(now))
            now = end
        hidden = np.zeros((HEIGHT, WIDTH), dtype=bool)
        if (under := stains.under(Rect(0, 0, WIDTH, HEIGHT))) is not None:
            at, which = under
            hidden[at.y : at.bottom, at.x : at.right] = which
        assert hidden[stained & np.isnan(painted_at)].all(), "shown before it was painted over"
        young = now - painted_at < REST_SECONDS - 1e-9
        assert hidden[young & stained].all(), "shown too soon"
        old = now - painted_at > 3 * REST_SECONDS + 1e-9
        assert not hidden[old].any(), "hidden for ever"
        assert not hidden[~stained].any(), "hidden without a reason"
        stained[old] = False


def test_what_was_never_looked_at_is_hidden_for_a_moment_only() -> None:
    stains = Stains(WIDTH, HEIGHT)
    stains.suspect([Rect(0, 0, 5, 5)], Tick(0))
    assert stains.under(Rect(0, 0, 10, 10)) is not None
    now = 0.0
    while (due := stains.next_change) is not None:
        now = float(due)
        stains.age(Tick(now))
    assert stains.under(Rect(0, 0, 10, 10)) is None
    assert now <= 3 * REST_SECONDS


@given(rects, rects)
def test_the_pattern_covers_exactly_and_stands_still(grabbed: Rect, hidden: Rect) -> None:
    if not grabbed:
        return
    tile = stripes(16, 16)
    pixels = np.full((grabbed.height, grabbed.width), 0xABCDEF, dtype=np.uint32)
    lay(tile, pixels, grabbed, hidden)
    whole = covering(tile, grabbed)
    inside = np.zeros_like(pixels, dtype=bool)
    both = hidden.clipped(grabbed)
    inside[both.y - grabbed.y : both.bottom - grabbed.y, both.x - grabbed.x : both.right - grabbed.x] = bool(both)
    assert (pixels[inside] == whole[inside]).all()
    assert (pixels[~inside] == 0xABCDEF).all()
