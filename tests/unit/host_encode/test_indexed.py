"""Tiles of few colours: exact, cheap when they come back, and refused for photographs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.host.encode.indexed import COLOURS, STRIP, Indexed, strip_of
from tests.unit.host_encode import viewer

Pixels = npt.NDArray[np.uint32]


def picture(seed: int, width: int, height: int, colours: int) -> Pixels:
    random = np.random.default_rng(seed)
    chosen = random.integers(0, 1 << 24, colours, dtype=np.uint32)
    return chosen[random.integers(0, colours, (height, width))]


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(1, 60), st.integers(1, 40), st.integers(1, 90)), max_size=12))
@settings(max_examples=60, deadline=None)
def test_what_is_read_is_what_was_shown(tiles: list[tuple[int, int, int, int]]) -> None:
    here, there = Indexed(), viewer.Indexed()
    for seed, width, height, colours in tiles:
        shown = picture(seed, width, height, colours)
        data = here.encode(shown)
        assert data is not None
        assert np.array_equal(there.pixels(data, width, height), shown)


def test_a_word_that_comes_back_costs_a_few_bytes() -> None:
    here = Indexed()
    word = picture(1, 80, 18, 40)
    first, again = here.encode(word), here.encode(word)
    assert first is not None
    assert again is not None
    assert len(first) > 1_000
    assert len(again) < 40


def test_the_same_word_beside_other_words_is_known() -> None:
    """Columns lie one after the other, so what stands beside a letter does not cut its bytes."""
    here = Indexed()
    words = [picture(seed, 80, 18, 40) for seed in range(4)]
    here.encode(np.hstack(words))
    again = here.encode(np.hstack([words[2], words[0], words[3]]))
    assert again is not None
    assert len(again) < 80


def test_a_photograph_is_left_as_it_is_and_changes_nothing() -> None:
    here, there = Indexed(), viewer.Indexed()
    word = picture(1, 80, 18, 40)
    for shown in (word, picture(2, 256, 256, 60_000), word):
        data = here.encode(shown)
        if data is None:
            assert shown.size == 65_536
        else:
            assert np.array_equal(there.pixels(data, shown.shape[1], shown.shape[0]), shown)


def test_when_no_more_colours_fit_they_begin_anew() -> None:
    here, there = Indexed(), viewer.Indexed()
    begun = 0
    for turn in range(COLOURS // 150 + 3):
        numbers = np.arange(150, dtype=np.uint32) + 1 + 150 * turn
        shown = np.tile(numbers, (2, 1))
        data = here.encode(shown)
        assert data is not None
        begun += data[:2] == b"\0\0"
        assert np.array_equal(there.pixels(data, 150, 2), shown)
    assert begun == 2


def test_a_new_canvas_knows_nothing() -> None:
    here = Indexed()
    word = picture(1, 80, 18, 40)
    first = here.encode(word)
    here.encode(word)
    here.begin()
    assert here.encode(word) == first


def test_a_line_of_text_is_one_strip() -> None:
    assert [strip_of(height) for height in (1, 18, 2 * STRIP, 2 * STRIP + 1, 200)] == [1, 18, 32, 16, 16]
