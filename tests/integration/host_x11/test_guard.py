"""The customer's hand is known from the operator's, and the stop hotkey always works. [5.2, 5.3]

The inner server's mouse and keyboard are real devices to it: the tests move them on the outer one.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from threading import Event

import pytest

from madoguchi.host.guard.expected import Expected
from madoguchi.host.guard.x11 import PhysicalInput, StopGuard
from madoguchi.host.inject.hotkey import Hotkey
from madoguchi.host.inject.x11 import CUSTOMER_SECONDS
from madoguchi.wire.vocabulary import Pause
from tests.integration.host_x11.conftest import Operator
from tests.integration.host_x11.displays import Hand, Logger, XClient, eventually, logger, tick

KEY_CTRL, KEY_ALT, KEY_Q, KEY_SPACE, KEY_CAPS = 37, 64, 24, 65, 66
CTRL, ALT, Q, SPACE = 0xE0, 0xE2, 0x14, 0x2C

in_the_inner_server = pytest.mark.parametrize("operator", ["inner"], indirect=True)


class Stops:
    """Counts the calls of on_stop."""

    def __init__(self) -> None:
        self.count = 0
        self.came = Event()

    def __call__(self) -> None:
        self.count += 1
        self.came.set()


@pytest.fixture
def stops(inner: str) -> Iterator[Stops]:
    one = Stops()
    guard = StopGuard(inner, Hotkey.parse("Ctrl+Alt+Q"), one)
    guard.start()
    yield one
    guard.close()


@pytest.fixture
def front(inner: str, inside: XClient) -> Iterator[Logger]:
    with logger(inner, 300, 200, 300, 200) as one:
        inside.core.SetInputFocus(2, one.window, 0)
        eventually(lambda: inside.core.GetInputFocus().reply().focus == one.window)
        one.settled()
        yield one


def quiet_customer() -> None:
    time.sleep(CUSTOMER_SECONDS + 0.25)


def chord(hand: Hand) -> None:
    for code in (KEY_CTRL, KEY_ALT, KEY_Q):
        hand.press(code)
    for code in (KEY_Q, KEY_ALT, KEY_CTRL):
        hand.release(code)


# --- the hotkey ------------------------------------------------------------------------------------------------------


@pytest.mark.article("5.3")
def test_the_hotkey_stops_and_the_program_in_front_never_sees_it(hand: Hand, stops: Stops, front: Logger) -> None:
    chord(hand)
    assert stops.came.wait(2)
    assert KEY_Q not in [one["code"] for one in front.settled() if one["kind"] == "key-down"]


@pytest.mark.article("5.3")
def test_caps_lock_does_not_keep_it_from_stopping(hand: Hand, stops: Stops, front: Logger) -> None:
    hand.tap(KEY_CAPS)
    try:
        chord(hand)
        assert stops.came.wait(2)
        assert KEY_Q not in [one["code"] for one in front.settled() if one["kind"] == "key-down"]
    finally:
        hand.tap(KEY_CAPS)


@pytest.mark.article("5.3")
def test_it_stops_while_another_program_has_grabbed_the_keyboard(hand: Hand, stops: Stops, inside: XClient) -> None:
    window = inside.window(10, 10, 50, 50, override=True)
    assert inside.core.GrabKeyboard(True, window, 0, 1, 1).reply().status == 0
    try:
        chord(hand)
        assert stops.came.wait(2)
    finally:
        inside.core.UngrabKeyboard(0)
        inside.core.DestroyWindow(window)
        inside.sync()


def test_parts_of_it_do_not_stop(hand: Hand, stops: Stops) -> None:
    for codes in ((KEY_CTRL, KEY_Q), (KEY_ALT, KEY_Q), (KEY_Q,), (KEY_Q, KEY_CTRL, KEY_ALT)):
        for code in codes:
            hand.press(code)
        for code in codes:
            hand.release(code)
    assert not stops.came.wait(0.3)


@pytest.mark.article("5.3")
@in_the_inner_server
def test_the_operator_cannot_press_it_not_even_with_the_customers_modifiers(
    operator: Operator, hand: Hand, stops: Stops, front: Logger
) -> None:
    quiet_customer()
    for usage in (CTRL, ALT, Q):
        assert operator.injector.key(usage, down=True) is Pause.NONE
    operator.injector.release_all()
    hand.press(KEY_CTRL)
    hand.press(KEY_ALT)
    quiet_customer()
    assert operator.injector.key(Q, down=True) is Pause.CUSTOMER_INPUT  # what they hold is their input
    hand.release(KEY_ALT)
    hand.release(KEY_CTRL)
    assert not stops.came.wait(0.3)
    assert KEY_Q not in [one["code"] for one in front.settled() if one["kind"] == "key-down"]


@pytest.mark.article("5.3")
@in_the_inner_server
def test_the_customers_key_stops_while_the_operator_holds_the_modifiers(
    operator: Operator, hand: Hand, stops: Stops
) -> None:
    quiet_customer()
    assert operator.injector.key(CTRL, down=True) is Pause.NONE
    assert operator.injector.key(ALT, down=True) is Pause.NONE
    hand.tap(KEY_Q)
    assert stops.came.wait(2)


# --- whose hand ------------------------------------------------------------------------------------------------------


@pytest.mark.article("5.3")
@in_the_inner_server
def test_the_customers_mouse_takes_over_at_once(operator: Operator, hand: Hand, front: Logger, inside: XClient) -> None:
    hand.move(5, 5)
    quiet_customer()
    hands = operator.injector
    assert hands.key(SPACE, down=True) is Pause.NONE
    assert hands.button(1, 400, 300, down=True) is Pause.NONE
    assert inside.keys_down() == [KEY_SPACE]
    hand.move(40, 40)
    eventually(lambda: not inside.keys_down() and not inside.buttons_down(), 0.5, "released at the first event")
    assert hands.pointer(400, 300) is Pause.CUSTOMER_INPUT
    assert hands.key(SPACE, down=True) is Pause.CUSTOMER_INPUT
    assert hands.type_text("a") is Pause.CUSTOMER_INPUT
    since = time.monotonic()
    eventually(lambda: hands.pointer(400, 300) is Pause.NONE, 2.0)
    assert time.monotonic() - since >= CUSTOMER_SECONDS - 0.15


@pytest.mark.article("5.3")
@in_the_inner_server
def test_the_operators_own_input_never_counts_as_the_customers(operator: Operator, hand: Hand, front: Logger) -> None:
    hand.move(5, 5)
    quiet_customer()
    before = operator.physical.last_customer_input()
    for at in range(100):
        assert operator.injector.pointer(310 + at, 250) is Pause.NONE
        operator.injector.wheel(0, 120, 310 + at, 250)
    operator.injector.type_text("ab 窓口 CD")
    operator.injector.button(1, 400, 300, down=True)
    operator.injector.key(SPACE, down=True)
    time.sleep(0.9)  # and its repeats
    operator.injector.release_all()
    time.sleep(0.1)
    assert operator.physical.last_customer_input() == before


@pytest.mark.article("5.2")
@in_the_inner_server
def test_only_a_real_press_is_physical(operator: Operator, hand: Hand, front: Logger, inside: XClient) -> None:
    physical = operator.physical
    hand.click(350, 300)
    assert eventually(lambda: physical.is_physical(tick()))
    hand.tap(KEY_SPACE)
    eventually(lambda: KEY_SPACE not in inside.keys_down())
    assert physical.is_physical(tick())
    quiet_customer()
    operator.injector.key(SPACE, down=True)
    assert not physical.is_physical(tick())
    operator.injector.release_all()
    operator.injector.button(1, 400, 300, down=True)
    operator.injector.button(1, 400, 300, down=False)
    assert not physical.is_physical(tick())
    inside.fake(2, KEY_SPACE)  # another program's XTEST is not the customer's hand either
    inside.fake(3, KEY_SPACE)
    assert not physical.is_physical(tick())
    hand.click(350, 300)
    assert eventually(lambda: physical.is_physical(tick()))


@pytest.mark.article("5.2")
def test_it_never_answers_from_before_the_event_that_is_being_handled(inner: str, hand: Hand, inside: XClient) -> None:
    """Our window has heard an injected press: whoever asks then gets the answer for that press, each time."""
    physical = PhysicalInput(inner, Expected(), tick)
    physical.start(lambda: None)
    window = inside.window(100, 100, 200, 200, override=True)
    inside.core.SetInputFocus(2, window, 0)
    try:
        for _ in range(30):
            hand.click(150, 150)
            eventually(lambda: any(type(event).__name__ == "ButtonPressEvent" for event in inside.events()))
            assert physical.is_physical(tick())
            inside.fake(2, KEY_SPACE)
            eventually(lambda: any(type(event).__name__ == "KeyPressEvent" for event in inside.events()))
            assert not physical.is_physical(tick())
            inside.fake(3, KEY_SPACE)
    finally:
        physical.close()
        inside.core.DestroyWindow(window)
        inside.sync()
