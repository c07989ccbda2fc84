from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.host.capture.rect import MOST_RECTS, Rect, bounding, tidied

SCREEN = Rect(0, 0, 120, 90)
rects = st.builds(Rect, st.integers(-30, 140), st.integers(-30, 110), st.integers(0, 90), st.integers(0, 90))


def covered(some: list[Rect]) -> np.ndarray:
    count = np.zeros((90, 120), dtype=int)
    for rect in some:
        inside = rect.clipped(SCREEN)
        count[inside.y : inside.bottom, inside.x : inside.right] += 1
    return count


@given(st.lists(rects, max_size=30))
def test_tidied_rects_hold_all_of_it_and_never_overlap(some: list[Rect]) -> None:
    done = tidied(some, SCREEN)
    assert len(done) <= MOST_RECTS
    assert (covered(done) <= 1).all()
    assert (covered(done)[covered(some) > 0] == 1).all()
    assert all(SCREEN.holds(rect) for rect in done)


def test_far_apart_changes_stay_apart() -> None:
    large = Rect(0, 0, 4000, 3000)
    assert tidied([Rect(0, 0, 9, 9), Rect(3900, 2900, 9, 9)], large) == [Rect(0, 0, 9, 9), Rect(3900, 2900, 9, 9)]


def test_the_bounding_of_nothing_is_empty() -> None:
    assert not bounding([Rect(5, 5, 0, 3)])
