"""A held key repeats by our hand, the latest one alone, and not a moment longer than it is held. [5.2]"""

from __future__ import annotations

from collections.abc import Iterator
from queue import Empty, Queue

import pytest

from madoguchi.host.inject.repeat import Repeat, Rhythm

RHYTHM = Rhythm(delay=0.1, interval=0.03, keys=frozenset({38, 40}))


class Keyboard:
    def __init__(self) -> None:
        self.held = {38, 40, 37}
        self.again: Queue[int] = Queue()
        self.repeat = Repeat(RHYTHM, self._again)

    def _again(self, key: int) -> bool:
        self.again.put(key)
        return key in self.held


@pytest.fixture
def keyboard() -> Iterator[Keyboard]:
    one = Keyboard()
    yield one
    one.repeat.close()


def quiet(keyboard: Keyboard) -> bool:
    try:
        keyboard.again.get(timeout=0.2)
    except Empty:
        return True
    return False


def test_it_repeats_until_it_is_released(keyboard: Keyboard) -> None:
    keyboard.repeat.pressed(38)
    assert [keyboard.again.get(timeout=2) for _ in range(4)] == [38] * 4
    keyboard.repeat.released(38)
    while not keyboard.again.empty():
        keyboard.again.get()
    assert quiet(keyboard)


def test_the_latest_key_repeats_and_a_modifier_ends_it(keyboard: Keyboard) -> None:
    keyboard.repeat.pressed(38)
    keyboard.repeat.pressed(40)
    assert keyboard.again.get(timeout=2) == 40
    keyboard.repeat.released(38)  # another one
    assert keyboard.again.get(timeout=2) == 40
    keyboard.repeat.pressed(37)
    while not keyboard.again.empty():
        keyboard.again.get()
    assert quiet(keyboard)


def test_it_ends_when_the_key_is_not_held_any_more(keyboard: Keyboard) -> None:
    keyboard.held.clear()
    keyboard.repeat.pressed(38)
    assert keyboard.again.get(timeout=2) == 38
    assert quiet(keyboard)


def test_releasing_all_ends_it(keyboard: Keyboard) -> None:
    keyboard.repeat.pressed(38)
    keyboard.repeat.released()
    assert quiet(keyboard)
