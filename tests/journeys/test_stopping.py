"""The customer stops, whatever else hangs: here the server answers nothing at all, and no end of the line is told.

Article: 5.3
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

import pytest

from tests.journeys.console import Console
from tests.journeys.customer import Customer, until
from tests.journeys.world import World
from tests.journeys.x11 import injected_events, keys_down

SHIFT, CTRL, LETTER = 50, 37, 38  # of every ordinary keyboard: evdev codes and eight


def by_the_button(customer: Customer) -> None:
    customer.click("終了")


def by_the_hotkey(customer: Customer) -> None:
    customer.screen.hands("key", "ctrl+alt+q")


def by_closing_the_window(customer: Customer) -> None:
    """The program's window waits in the task bar; taken out of it, it is closed by the window manager's own keys."""
    found = customer.screen.tool("xdotool", "search", "--name", "リモートサポート").split()
    for window in found:
        customer.screen.tool("xdotool", "windowactivate", window)
    until("one of its windows is in front", lambda: customer.screen.in_front()[0] in found)
    customer.sees("このウィンドウを閉じると、サポートはすぐに終わります。")
    customer.screen.hands("keydown", "alt")
    until("the operator's keys are up", lambda: not keys_down(customer.screen) & {SHIFT, LETTER}, 5)
    customer.screen.hands("keydown", "F4", "sleep", 0.06, "keyup", "F4", "keyup", "alt")


@pytest.mark.article("5.3", "5.4", "6.2", "P.2")
@pytest.mark.parametrize("stop", [by_the_button, by_the_hotkey, by_closing_the_window])
def test_stopped_by_the_customer_while_the_server_hangs(stage: World, stop: Callable[[Customer], None]):
    customer, console = held_down(stage)
    with injected_events(stage.screen) as heard:
        stage.freeze_server()
        asked = time.monotonic()
        stop(customer)
        until("every key is up", lambda: not keys_down(stage.screen) & {SHIFT, LETTER}, 5)
        customer.sees("サポートが終わりました", 5)
        customer.sees("お客様が終了しました")
        assert time.monotonic() - asked < 5
        heard.clear()
        moves_and_types(console)
        assert heard.none_for(1.0), heard.seen
        customer.sees("控えを受け取っています。届くと保存できるようになります。")
        assert "ended" not in stage.kinds()
        stage.thaw_server()
        stage.wrote("ended", ending="customer_stopped")
        customer.sees("お手元に保存できます", 40)
        console.ended("お客様が終了しました", 40)
        assert heard.none_for(0.2), heard.seen
    assert stage.kinds().count("ended") == 1


@pytest.mark.article("5.3")
def test_the_customers_own_hands_come_first(stage: World):
    """Their mouse or keyboard in use: what the operator holds is let go at once, what the operator does waits."""
    customer, console = held_down(stage)
    stage.freeze_server()
    customer.point(700, 700)
    until("every key is up", lambda: not keys_down(stage.screen) & {SHIFT, LETTER}, 5)
    stage.thaw_server()
    page = console.page
    for key in ("Shift", "a"):
        page.keyboard.up(key)

    def both_at_once() -> bool:
        customer.point(700 + int(time.monotonic() * 10) % 7, 700)
        page.keyboard.press("b")
        return "お客様が操作中" in customer.reads() and "お客様が操作しています" in page.inner_text("body")

    until("both screens say that the operator waits", both_at_once)
    resting = stage.screen.tool("xdotool", "getmouselocation")
    assert "x:70" in resting

    def moved() -> bool:
        picture = page.locator(".picture-canvas").bounding_box()
        assert picture is not None
        page.mouse.move(picture["x"] + 40 + int(time.monotonic() * 10) % 5, picture["y"] + picture["height"] - 40)
        return "x:70" not in stage.screen.tool("xdotool", "getmouselocation")

    until("the operator goes on when the customer rests", moved)
    assert console.card("control").get_attribute("data-look") in {"held", "paused"}


@pytest.mark.article("5.3")
def test_if_the_customers_windows_die_sharing_dies(stage: World):
    """The program is killed: no key of theirs stays down, nothing more is seen or done, and the operator is told."""
    customer, console = held_down(stage)
    os.kill(customer.pid, signal.SIGKILL)
    until("every key is up", lambda: not keys_down(stage.screen) & {SHIFT, LETTER}, 5)
    console.says("お客様側の接続が切れました。")
    console.stands("view", "paused")
    with injected_events(stage.screen) as heard:
        moves_and_types(console)
        assert heard.none_for(1.0), heard.seen


def held_down(stage: World) -> tuple[Customer, Console]:
    """An open session in which the operator holds Shift and a letter down."""
    customer, page = stage.open_session()
    console = Console(page)
    console.stands("view", "held")
    console.ask("control")
    customer.click("許可する")
    console.stands("control", "held")
    stage.screen.own_clipboard("-")
    customer.screen.press(960, 1000)  # away from the program's own windows

    def down() -> bool:
        page.keyboard.up("a")
        page.keyboard.up("Shift")
        page.locator(".picture-stage").focus()
        page.keyboard.down("Shift")
        page.keyboard.down("a")
        end = time.monotonic() + 1
        while time.monotonic() < end:
            if {SHIFT, LETTER} <= keys_down(stage.screen):
                return True
        return False

    until("the operator's keys are down", down)
    return customer, console


def moves_and_types(console: Console) -> None:
    """The operator's page does not know yet."""
    page = console.page
    picture = page.locator(".picture-canvas").bounding_box()
    if picture is not None:
        page.mouse.move(picture["x"] + 50, picture["y"] + 50)
        page.mouse.move(picture["x"] + 90, picture["y"] + 90)
        page.mouse.click(picture["x"] + 90, picture["y"] + picture["height"] - 50)
    page.keyboard.type("xyz")
