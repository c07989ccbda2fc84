"""Whatever changes on the screen: once the messages are applied, the viewer has it, to the pixel. [5.1, 6.1]"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.base.clock import Tick
from madoguchi.host.capture.port import Grabbed, Move
from madoguchi.host.capture.rect import Rect
from madoguchi.host.encode.painter import Painter
from madoguchi.host.mask.port import NoMask, RectMask
from madoguchi.wire.codec import Message
from madoguchi.wire.conversation import KEPT_CELLS, TILE_PIXELS, Copy, Keep, Known, Tile
from tests.unit.host_encode.viewer import Viewer

WIDTH, HEIGHT = 200, 150
SCREEN = Rect(0, 0, WIDTH, HEIGHT)
LATER = Tick(10.0)
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
    for now, (kind, rect, how) in enumerate(steps, 1):
        damage, moves = change(screen, kind, rect, how)
        while damage:
            painted = painter.paint([grabbed(screen, one) for one in damage], moves, budget, now=Tick(now))
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
    for now, step in enumerate([("fill", SCREEN, 0), *steps], 1):
        damage, moves = change(screen, *step)
        pieces = [grabbed(screen, one) for one in damage]
        for one in pieces:
            mask.apply(one.pixels, one.rect)
        viewer.apply(painter.paint(pieces, moves, now=Tick(now)).messages)
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
    painter.paint([grabbed(screen, Rect(0, 0, screen.shape[1], screen.shape[0]))], now=Tick(0.0))
    return painter


def first_copy(messages: list[Message]) -> Copy:
    return next(one for one in messages if isinstance(one, Copy))


@pytest.mark.article("6.1")
def test_nothing_is_said_when_nothing_changed() -> None:
    screen = text_page(1, WIDTH, HEIGHT)
    painter = settled(screen)
    assert painter.paint([grabbed(screen, SCREEN)], now=LATER).messages == []


@pytest.mark.parametrize("by", [-57, -13, 9, 40])
def test_a_scrolled_page_costs_a_copy_and_what_came_into_sight(by: int) -> None:
    page = text_page(2, 600, 900)
    screen = page[200:700].copy()
    painter = settled(screen)
    screen[:] = page[200 - by : 700 - by]
    messages = painter.paint([grabbed(screen, Rect(0, 0, 600, 500))], now=LATER).messages
    assert first_copy(messages)
    assert sum(one.width * one.height for one in messages if isinstance(one, Tile)) <= 600 * (abs(by) + 24)


@pytest.mark.parametrize(("pause", "found"), [(0.04, False), (1.0, True)])
def test_pages_that_were_opened_do_not_hide_that_the_last_one_scrolls(pause: float, *, found: bool) -> None:
    """A film is not searched at every picture, but after a pause the next scroll is looked for."""
    painter = Painter(600, 400)
    painter.canvas()
    whole = Rect(0, 0, 600, 400)
    now = 1.0
    for seed in range(12):
        screen = text_page(seed, 600, 400)
        painter.paint([grabbed(screen, whole)], now=Tick(now))
        now += 0.04
    screen[:-18] = screen[18:].copy()
    painted = painter.paint([grabbed(screen, whole)], now=Tick(now + pause - 0.04))
    assert any(isinstance(one, Copy) for one in painted.messages) is found


def test_a_sidebar_and_a_scroll_bar_do_not_hide_the_scroll() -> None:
    page = text_page(3, 600, 900)
    screen = page[200:700].copy()
    screen[:, :130] = 0xCCCCCC
    screen[100:140, 585:] = 0x3366FF
    painter = settled(screen)
    screen[:, 130:585] = page[230:730, 130:585]
    screen[:, 585:] = 0xFFFFFF
    screen[108:148, 585:] = 0x3366FF
    messages = painter.paint([grabbed(screen, Rect(0, 0, 600, 500))], now=LATER).messages
    assert first_copy(messages)
    assert first_copy(messages).width >= 440
    assert sum(one.width * one.height for one in messages if isinstance(one, Tile)) < 600 * 500 // 4


def test_a_horizontal_scroll_is_found() -> None:
    page = text_page(4, 900, 400)
    screen = page[:, 100:700].copy()
    painter = settled(screen)
    screen[:] = page[:, 143:743]
    messages = painter.paint([grabbed(screen, Rect(0, 0, 600, 400))], now=LATER).messages
    assert first_copy(messages)
    assert (first_copy(messages).to_x, first_copy(messages).x) == (0, 43)


def test_a_moved_window_costs_a_copy_and_what_it_uncovered() -> None:
    back = np.random.default_rng(5).integers(0, 1 << 24, (400, 600), dtype=np.uint32)
    window = np.random.default_rng(6).integers(0, 1 << 24, (200, 250), dtype=np.uint32)
    screen = back.copy()
    screen[50:250, 60:310] = window
    painter = settled(screen)
    screen[:] = back
    screen[90:290, 140:390] = window
    move = Move(Rect(60, 50, 250, 200), 80, 40)
    messages = painter.paint([grabbed(screen, Rect(0, 0, 600, 400))], [move], now=LATER).messages
    assert messages[0] == Copy(60, 50, 250, 200, 140, 90)
    assert sum(one.width * one.height for one in messages if isinstance(one, Tile)) <= 600 * 400 // 4


def test_a_wrong_hint_is_not_followed() -> None:
    screen = text_page(7, WIDTH, HEIGHT)
    painter = settled(screen)
    screen[0, 0] = 1
    messages = painter.paint([grabbed(screen, SCREEN)], [Move(Rect(0, 0, 150, 100), 20, 20)], now=LATER).messages
    assert [type(one) for one in messages] == [Tile]


def test_a_letter_goes_before_a_film_beside_it() -> None:
    screen = np.zeros((600, 800), dtype=np.uint32)
    painter = settled(screen)
    screen[0:400, 0:500] = np.random.default_rng(8).integers(0, 1 << 24, (400, 500), dtype=np.uint32)
    screen[500:512, 700:708] = 0xFFFFFF
    painted = painter.paint([grabbed(screen, Rect(0, 0, 800, 600))], (), 10_000, now=LATER)
    first = next(one for one in painted.messages if isinstance(one, Tile))
    assert (first.x, first.y, first.width, first.height) == (700, 500, 8, 12)
    assert painted.left


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 3_000), st.integers(1, 500))
def test_no_tile_is_larger_than_the_wire_allows(width: int, height: int) -> None:
    screen = np.random.default_rng(9).integers(0, 1 << 24, (height, width), dtype=np.uint32)
    painter = Painter(width, height)
    for one in painter.paint([grabbed(screen, Rect(0, 0, width, height))], now=LATER).messages:
        assert isinstance(one, Tile)
        assert one.width * one.height <= TILE_PIXELS


# --- what comes back ---------------------------------------------------------------------------------------------------


class Session:
    """A painter, its viewer, and a clock that goes on by a second with each picture."""

    def __init__(self, screen: np.ndarray) -> None:
        self.screen = screen.copy()
        height, width = screen.shape
        self.whole = Rect(0, 0, width, height)
        self.painter, self.viewer, self.now = Painter(width, height), Viewer(1, 1), 0.0
        self.viewer.apply([self.painter.canvas()])
        self.show(screen)

    def show(self, screen: np.ndarray, after: float = 1.0) -> list[Message]:
        self.screen[:] = screen
        self.now += after
        messages = self.painter.paint([grabbed(self.screen, self.whole)], now=Tick(self.now)).messages
        self.viewer.apply(messages)
        np.testing.assert_array_equal(self.viewer.canvas, self.screen)
        return messages


def size(messages: list[Message]) -> int:
    return sum(one.record_size() for one in messages)


def photo(seed: int, width: int, height: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 1 << 24, (height, width), dtype=np.uint32)


@pytest.mark.article("6.1")
def test_a_menu_that_closes_costs_nearly_nothing() -> None:
    page = photo(1, 700, 500)
    play = Session(page)
    menu = page.copy()
    menu[70:390, 33:260] = 0xF0F0F0
    assert any(isinstance(one, Keep) for one in play.show(menu))
    highlighted = menu.copy()
    highlighted[110:130, 33:260] = 0x3366FF
    play.show(highlighted)
    messages = play.show(page)
    assert all(isinstance(one, Known | Keep) for one in messages)
    assert size(messages) < 200


@pytest.mark.article("6.1")
def test_windows_that_take_turns_cost_nearly_nothing() -> None:
    one, other = photo(1, 700, 500), photo(2, 700, 500)
    play = Session(one)
    play.show(other)
    play.show(one)  # the first return: both are remembered from now on
    for screen in (other, one) * 3:
        assert size(play.show(screen)) < 300


@pytest.mark.article("6.1")
def test_a_clock_in_the_window_costs_no_more_than_its_surroundings() -> None:
    one, other = photo(1, 700, 500), photo(2, 700, 500)
    play = Session(one)
    play.show(other)
    for second in range(4):
        one[480:495, 600:650] = second
        messages = play.show(one)
        assert sum(tile.width * tile.height for tile in messages if isinstance(tile, Tile)) <= 3 * 64 * 64
        play.show(other)


def test_a_film_pushes_nothing_out_of_memory() -> None:
    play = Session(photo(0, 700, 500))
    for frame in range(1, 9):
        messages = play.show(photo(frame, 700, 500), after=0.03)
        assert not any(isinstance(one, Keep) for one in messages[1:]) or frame == 1


def test_memory_goes_round_and_never_names_what_was_forgotten() -> None:
    count = 2 * KEPT_CELLS // (11 * 8) + 3
    play = Session(photo(0, 700, 500))
    for seed in [*range(1, count), 0, count - 1, count - 2, 1]:
        play.show(photo(seed, 700, 500))  # the viewer of these tests refuses a number that is too old


def test_a_new_canvas_remembers_nothing() -> None:
    page, menu = photo(1, 700, 500), photo(2, 700, 500)
    play = Session(page)
    play.show(menu)
    play.viewer.apply([play.painter.canvas()])
    assert not any(isinstance(one, Known | Keep) for one in play.show(page))
