"""Whatever changes on the screen: once the messages are applied, the viewer has it, to the pixel. [5.1, 6.1]"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.host.capture.port import Grabbed, Move
from madoguchi.host.capture.rect import Rect
from madoguchi.host.encode.painter import Painter
from madoguchi.host.mask.port import NoMask, RectMask
from madoguchi.wire.conversation import TILE_PIXELS, Copy, Tile
from tests.unit.host_encode.viewer import Viewer

WIDTH, HEIGHT = 200, 150
SCREEN = Rect(0, 0, WIDTH, HEIGHT)
RUBBISH = np.uint32(0xA5000000)  # the byte that means nothing holds anything


def text_page(seed: int, width: int, height: int) -> np.ndarray:
    """Lines of dark marks on white, no two alike."""
    marks = np.random.default_rng(seed).random((height, width)) < 0.25
    marks[np.arange(height) % 12 >= 8] = False
    return np.where(marks, 0x202020, 0xFFFFFF).astype(np.uint32)


def grabbed(screen: np.ndarray, rect: Rect) -> Grabbed:
    return Grabbed(rect, screen[rect.y : rect.bottom, rect.x : rect.right].copy() | RUBBISH)


rects = st.builds(
    lambda x, y, w, h: Rect(x, y, w, h).clipped(SCREEN),
    st.integers(0, WIDTH - 1),
    st.integers(0, HEIGHT - 1),
    st.integers(1, WIDTH),
    st.integers(1, HEIGHT),
)
colours = st.integers(0, 0xFFFFFF)
changes = st.one_of(
    st.tuples(st.just("fill"), rects, colours),
    st.tuples(st.just("noise"), rects, st.integers(0, 99)),
    st.tuples(st.just("text"), rects, st.integers(0, 99)),
    st.tuples(st.just("scroll"), rects, st.integers(-60, 60)),
    st.tuples(st.just("slide"), rects, st.integers(-60, 60)),
    st.tuples(st.just("move"), rects, st.tuples(st.integers(-90, 90), st.integers(-90, 90))),
)


def change(screen: np.ndarray, kind: str, rect: Rect, how: object) -> tuple[list[Rect], list[Move]]:
    part = screen[rect.y : rect.bottom, rect.x : rect.right]
    match kind, how:
        case "fill", int(colour):
            part[:] = colour
        case "noise", int(seed):
            part[:] = np.random.default_rng(seed).integers(0, 1 << 24, part.shape, dtype=np.uint32)
        case "text", int(seed):
            part[:] = text_page(seed, rect.width, rect.height)
        case "scroll", int(by):
            part[:] = np.roll(part, by, axis=0)
        case "slide", int(by):
            part[:] = np.roll(part, by, axis=1)
        case "move", (int(dx), int(dy)):
            target = rect.moved(dx, dy).clipped(SCREEN)
            source = target.moved(-dx, -dy)
            pixels = screen[source.y : source.bottom, source.x : source.right].copy()
            screen[target.y : target.bottom, target.x : target.right] = pixels
            return [rect.joined(target)] if target else [], [Move(rect, dx, dy)]
    return [rect], []


@pytest.mark.article("6.1")
@settings(max_examples=120, deadline=None)
@given(st.lists(changes, max_size=8), st.sampled_from([None, 1, 3_000, 100_000]))
def test_the_viewer_has_every_pixel_after_any_changes(steps: list, budget: int | None) -> None:
    screen = np.zeros((HEIGHT, WIDTH), dtype=np.uint32)
    painter, viewer = Painter(WIDTH, HEIGHT), Viewer(1, 1)
    viewer.apply([painter.canvas()])
    for kind, rect, how in steps:
        damage, moves = change(screen, kind, rect, how)
        while damage:
            painted = painter.paint([grabbed(screen, one) for one in damage], moves, budget)
            viewer.apply(painted.messages)
            damage, moves = list(painted.left), []
        np.testing.assert_array_equal(viewer.canvas, screen)


@pytest.mark.article("5.1")
@settings(max_examples=60, deadline=None)
@given(st.lists(changes, min_size=1, max_size=5), st.lists(rects, min_size=1, max_size=3))
def test_a_masked_pixel_never_leaves(steps: list, hidden: list[Rect]) -> None:
    mask = RectMask(hidden, colour=0x123456)
    screen = np.zeros((HEIGHT, WIDTH), dtype=np.uint32)
    painter, viewer = Painter(WIDTH, HEIGHT), Viewer(1, 1)
    viewer.apply([painter.canvas()])
    for step in [("fill", SCREEN, 0), *steps]:
        damage, moves = change(screen, *step)
        pieces = [grabbed(screen, one) for one in damage]
        for one in pieces:
            mask.apply(one.pixels, one.rect)
        viewer.apply(painter.paint(pieces, moves).messages)
        seen = screen.copy()
        for rect in hidden:
            seen[rect.y : rect.bottom, rect.x : rect.right] = 0x123456
        np.testing.assert_array_equal(viewer.canvas, seen)


def test_no_mask_changes_nothing() -> None:
    screen = text_page(1, 40, 40)
    NoMask().apply(screen, Rect(0, 0, 40, 40))
    np.testing.assert_array_equal(screen, text_page(1, 40, 40))


def settled(screen: np.ndarray) -> Painter:
    painter = Painter(screen.shape[1], screen.shape[0])
    painter.paint([grabbed(screen, Rect(0, 0, screen.shape[1], screen.shape[0]))])
    return painter


@pytest.mark.article("6.1")
def test_nothing_is_said_when_nothing_changed() -> None:
    screen = text_page(1, WIDTH, HEIGHT)
    painter = settled(screen)
    assert painter.paint([grabbed(screen, SCREEN)]).messages == []


@pytest.mark.parametrize("by", [-57, -13, 9, 40])
def test_a_scrolled_page_costs_a_copy_and_what_came_into_sight(by: int) -> None:
    page = text_page(2, 600, 900)
    screen = page[200:700].copy()
    painter = settled(screen)
    screen[:] = page[200 - by : 700 - by]
    messages = painter.paint([grabbed(screen, Rect(0, 0, 600, 500))]).messages
    assert isinstance(messages[0], Copy)
    assert sum(one.width * one.height for one in messages if isinstance(one, Tile)) <= 600 * (abs(by) + 24)


def test_a_sidebar_and_a_scroll_bar_do_not_hide_the_scroll() -> None:
    page = text_page(3, 600, 900)
    screen = page[200:700].copy()
    screen[:, :130] = 0xCCCCCC
    screen[100:140, 585:] = 0x3366FF
    painter = settled(screen)
    screen[:, 130:585] = page[230:730, 130:585]
    screen[:, 585:] = 0xFFFFFF
    screen[108:148, 585:] = 0x3366FF
    messages = painter.paint([grabbed(screen, Rect(0, 0, 600, 500))]).messages
    assert isinstance(messages[0], Copy)
    assert messages[0].width >= 440
    assert sum(one.width * one.height for one in messages if isinstance(one, Tile)) < 600 * 500 // 4


def test_a_horizontal_scroll_is_found() -> None:
    page = text_page(4, 900, 400)
    screen = page[:, 100:700].copy()
    painter = settled(screen)
    screen[:] = page[:, 143:743]
    messages = painter.paint([grabbed(screen, Rect(0, 0, 600, 400))]).messages
    assert isinstance(messages[0], Copy)
    assert (messages[0].to_x, messages[0].x) == (0, 43)


def test_a_moved_window_costs_a_copy_and_what_it_uncovered() -> None:
    back = np.random.default_rng(5).integers(0, 1 << 24, (400, 600), dtype=np.uint32)
    window = np.random.default_rng(6).integers(0, 1 << 24, (200, 250), dtype=np.uint32)
    screen = back.copy()
    screen[50:250, 60:310] = window
    painter = settled(screen)
    screen[:] = back
    screen[90:290, 140:390] = window
    move = Move(Rect(60, 50, 250, 200), 80, 40)
    messages = painter.paint([grabbed(screen, Rect(0, 0, 600, 400))], [move]).messages
    assert messages[0] == Copy(60, 50, 250, 200, 140, 90)
    assert sum(one.width * one.height for one in messages if isinstance(one, Tile)) <= 600 * 400 // 4


def test_a_wrong_hint_is_not_followed() -> None:
    screen = text_page(7, WIDTH, HEIGHT)
    painter = settled(screen)
    screen[0, 0] = 1
    messages = painter.paint([grabbed(screen, SCREEN)], [Move(Rect(0, 0, 150, 100), 20, 20)]).messages
    assert [type(one) for one in messages] == [Tile]


def test_a_letter_goes_before_a_film_beside_it() -> None:
    screen = np.zeros((600, 800), dtype=np.uint32)
    painter = settled(screen)
    screen[0:400, 0:500] = np.random.default_rng(8).integers(0, 1 << 24, (400, 500), dtype=np.uint32)
    screen[500:512, 700:708] = 0xFFFFFF
    painted = painter.paint([grabbed(screen, Rect(0, 0, 800, 600))], (), 10_000)
    first = painted.messages[0]
    assert isinstance(first, Tile)
    assert (first.x, first.y, first.width, first.height) == (700, 500, 8, 12)
    assert painted.left


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 3_000), st.integers(1, 500))
def test_no_tile_is_larger_than_the_wire_allows(width: int, height: int) -> None:
    screen = np.random.default_rng(9).integers(0, 1 << 24, (height, width), dtype=np.uint32)
    painter = Painter(width, height)
    for one in painter.paint([grabbed(screen, Rect(0, 0, width, height))]).messages:
        assert isinstance(one, Tile)
        assert one.width * one.height <= TILE_PIXELS
