"""The operator's mouse on real windows: exact to the pixel at every size of the picture, drag, wheel, both buttons."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

import pytest

from tests.journeys.customer import until
from tests.journeys.hands import Hands
from tests.journeys.programs import Editor, Listener, selection
from tests.journeys.world import World

LINES = "\n".join(f"line-{number:03d} word" for number in range(1, 121))


@pytest.mark.article("5.2", "5.5")
def test_pointer(stage: World):
    customer, page = stage.open_session()
    hands = Hands(page)
    listener = Listener(stage, (200, 120, 600, 380))
    hands.be_allowed("control", customer)
    places(
        hands, listener, tolerance=1
    )  # the whole screen is smaller than itself here: a point covers more than a pixel
    hands.console.actual_size()
    until("the picture at its own size", lambda: width(hands) == 1920)
    places(hands, listener, tolerance=0)
    buttons(hands, listener)
    wheel(hands, listener)
    fine_screen(hands, listener)
    selects_and_moves(stage, hands)


def width(hands: Hands) -> float:
    box = hands.page.locator(".picture-canvas").bounding_box()
    return box["width"] if box else 0


def places(hands: Hands, listener: Listener, tolerance: int) -> None:
    """A press arrives at the pixel that it was meant for."""
    left, top, _, _ = listener.window.box()
    for x, y in ((7, 9), (301, 203), (555, 360)):
        listener.forget()
        hands.click(left + x, top + y)
        (down,) = listener.hears("button-down", 1)
        assert (abs(down["x"] - x) <= tolerance, abs(down["y"] - y) <= tolerance) == (True, True), (down, x, y)
        listener.hears("button-up", 1)


def buttons(hands: Hands, listener: Listener) -> None:
    x, y = listener.window.middle()
    listener.forget()
    hands.click(x, y, button="right")
    hands.click(x, y, button="middle")
    hands.page.mouse.dblclick(*hands.place(x, y))
    downs = listener.hears("button-down", 4)
    listener.hears("button-up", 4)
    assert [one["button"] for one in downs] == [3, 2, 1, 1]


def wheel(hands: Hands, listener: Listener) -> None:
    x, y = listener.window.middle()
    for notches, button in ((3, 5), (-3, 4)):
        listener.forget()
        hands.wheel(x, y, notches)
        assert {one["button"] for one in listener.hears("button-down", 3)} == {button}


def fine_screen(hands: Hands, listener: Listener) -> None:
    """The page comes to a screen with twice the pixels: the picture stays sharp, one of its pixels for one of the screen."""
    cdp = hands.page.context.new_cdp_session(hands.page)
    fine = {"width": 1400, "height": 900, "deviceScaleFactor": 2, "mobile": False}
    cdp.send("Emulation.setDeviceMetricsOverride", fine)
    until("half the width on a fine screen", lambda: width(hands) == 960)
    places(hands, listener, tolerance=0)
    cdp.send("Emulation.setDeviceMetricsOverride", {**fine, "width": 1440, "deviceScaleFactor": 1})
    until("the picture at its own size", lambda: width(hands) == 1920)


def selects_and_moves(stage: World, hands: Hands) -> None:
    """In an editor: a double click takes a word, a drag takes lines, the wheel scrolls; a drag of the title moves the window."""
    hands.page.locator(".toolbar label", has_text="全体").click()
    until("the whole screen is seen", lambda: 0 < width(hands) < 1920)
    editor = Editor(stage, "lines.txt", LINES)
    left, top, _, _ = editor.window.box()
    hands.click(*editor.window.middle())
    until("the editor has the focus", editor.window.has_focus)
    hands.press("Control+Home")
    row = a_row(stage, hands, editor)
    hands.click(*editor.window.middle())  # a drag that begins on marked text would carry it away
    hands.drag((left + 3, row), (left + 3, row + 200))
    until("lines are selected", lambda: len(selected_lines(stage)) >= 10)
    first = selected_lines(stage)
    assert first == list(range(first[0], first[-1] + 1))
    hands.wheel(*editor.window.middle(), 10)
    hands.drag((left + 3, row), (left + 3, row + 55))
    until("further lines are selected", lambda: selected_lines(stage) and selected_lines(stage)[0] > first[-1])
    hands.drag((left + 300, top - 12), (left + 500, top + 88))

    def moved() -> bool:
        now = editor.window.box()
        return abs(now[0] - left - 200) < 6 and abs(now[1] - top - 100) < 6

    until("the window has moved", moved)


def selected_lines(stage: World) -> list[int]:
    """The numbers of the whole lines that are marked."""
    return [int(number) for number in re.findall(r"line-(\d{3}) word\n", selection(stage))]


def a_row(stage: World, hands: Hands, editor: Editor) -> int:
    """Where one of the first lines of the text is: found by a double click, which takes a word."""
    left, top, _, height = editor.window.box()
    rows = itertools.cycle(range(top + 60, top + height // 2, 9))

    def takes_a_word() -> int:
        y = next(rows)
        hands.page.mouse.dblclick(*hands.place(left + 20, y))
        return y if comes(lambda: selection(stage) == "line", seconds=0.6) else 0

    return until("a line of the editor's", takes_a_word, seconds=60)


def comes(look: Callable[[], bool], seconds: float) -> bool:
    """Whether it becomes true within that time; a row between two lines never does."""
    try:
        return until("it comes", look, seconds)
    except AssertionError:
        return False
