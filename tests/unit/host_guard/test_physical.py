"""Only the customer's own hand counts as physical; everybody but our injector counts as the customer. [5.2, 5.3]"""

from __future__ import annotations

import pytest

from madoguchi.base.clock import Tick
from madoguchi.host.guard.expected import EXPIRES_SECONDS, Expected
from madoguchi.host.guard.physical import HOLD_SECONDS, PRESS_SECONDS, Hands
from madoguchi.host.x11.raw import RawEvent, RawKind

SPACE, ENTER = 65, 36


def real(kind: RawKind, detail: int = 0) -> RawEvent:
    return RawEvent(kind, detail, injected=False)


def fake(kind: RawKind, detail: int = 0) -> RawEvent:
    return RawEvent(kind, detail, injected=True)


@pytest.mark.article("5.2")
def test_a_press_of_the_customers_is_physical_for_a_while() -> None:
    hands = Hands(Expected())
    assert not hands.is_physical(Tick(0.0))
    hands.hear(real(RawKind.BUTTON_DOWN, 1), Tick(1.0))
    hands.hear(real(RawKind.BUTTON_UP, 1), Tick(1.2))
    assert hands.is_physical(Tick(1.3))
    assert not hands.is_physical(Tick(1.1 + PRESS_SECONDS))
    hands.hear(real(RawKind.BUTTON_DOWN, 1), Tick(20.0))
    assert hands.is_physical(Tick(99.0))  # still down


@pytest.mark.article("5.2")
def test_an_injected_press_never_is_even_after_one_of_the_customers() -> None:
    hands = Hands(Expected())
    hands.hear(real(RawKind.KEY_DOWN, SPACE), Tick(1.0))
    hands.hear(real(RawKind.KEY_UP, SPACE), Tick(1.1))
    hands.hear(fake(RawKind.KEY_DOWN, SPACE), Tick(1.2))
    hands.hear(fake(RawKind.KEY_UP, SPACE), Tick(1.3))
    assert not hands.is_physical(Tick(1.4))


@pytest.mark.article("5.2")
def test_the_repeats_of_a_key_that_the_operator_holds_never_count() -> None:
    hands = Hands(Expected())
    hands.hear(fake(RawKind.KEY_DOWN, SPACE), Tick(1.0))
    hands.hear(real(RawKind.KEY_DOWN, 38), Tick(2.0))  # the customer types something else meanwhile
    assert not hands.is_physical(Tick(2.1))
    hands.hear(fake(RawKind.KEY_UP, SPACE), Tick(2.2))
    assert hands.is_physical(Tick(2.3))


@pytest.mark.article("5.3")
def test_whatever_we_did_not_announce_is_the_customers() -> None:
    expected = Expected()
    hands = Hands(expected)
    expected.announce(RawKind.KEY_DOWN, SPACE, Tick(1.0))
    assert not hands.hear(fake(RawKind.KEY_DOWN, SPACE), Tick(1.01))
    assert hands.last_customer(Tick(9.0)) is None
    assert hands.hear(fake(RawKind.KEY_DOWN, SPACE), Tick(1.02))  # announced once, seen twice
    assert hands.last_customer(Tick(9.0)) == 1.02
    assert hands.hear(real(RawKind.MOTION), Tick(3.0))
    assert hands.last_customer(Tick(9.0)) == 3.0


def test_an_announcement_that_was_never_met_expires() -> None:
    expected = Expected()
    expected.announce(RawKind.MOTION, 0, Tick(0.0))
    assert not expected.meets(RawKind.MOTION, 0, Tick(EXPIRES_SECONDS + 0.1))
    expected.announce(RawKind.MOTION, 0, Tick(5.0))
    assert not expected.meets(RawKind.KEY_DOWN, 0, Tick(5.0))
    assert expected.meets(RawKind.MOTION, 0, Tick(5.0))
    assert not expected.meets(RawKind.MOTION, 0, Tick(5.0))


def test_a_pointer_that_the_window_manager_holds_for_long_is_still_ours() -> None:
    """A busy window manager kept a click's release for a second and a half; it was taken for the customer's, and text was lost."""
    expected = Expected()
    hands = Hands(expected)
    for kind, detail in ((RawKind.MOTION, 0), (RawKind.BUTTON_UP, 1)):
        expected.announce(kind, detail, Tick(1.0))
    expected.announce(RawKind.KEY_DOWN, SPACE, Tick(1.1))
    assert not hands.hear(fake(RawKind.KEY_DOWN, SPACE), Tick(1.2))  # the keyboard is not held
    assert not hands.hear(fake(RawKind.MOTION), Tick(2.5))
    assert not hands.hear(fake(RawKind.BUTTON_UP, 1), Tick(2.5))
    assert hands.last_customer(Tick(9.0)) is None


@pytest.mark.article("5.3")
def test_what_the_server_passed_over_is_not_good_for_a_later_event_of_somebody_else() -> None:
    expected = Expected()
    hands = Hands(expected)
    expected.announce(RawKind.MOTION, 0, Tick(1.0))  # the pointer stood there already
    expected.announce(RawKind.BUTTON_DOWN, 1, Tick(1.0))
    assert not hands.hear(fake(RawKind.BUTTON_DOWN, 1), Tick(1.1))
    assert hands.hear(fake(RawKind.MOTION), Tick(1.2))


@pytest.mark.article("5.3")
def test_what_the_customer_holds_down_is_their_input() -> None:
    hands = Hands(Expected())
    hands.hear(real(RawKind.BUTTON_DOWN, 1), Tick(1.0))
    assert hands.last_customer(Tick(4.0)) == 4.0
    assert hands.last_customer(Tick(1.0 + HOLD_SECONDS + 0.1)) == 1.0
    hands.hear(real(RawKind.BUTTON_UP, 1), Tick(6.0))
    assert hands.last_customer(Tick(7.0)) == 6.0
