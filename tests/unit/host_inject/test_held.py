from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.host.inject.held import Held, Part
from madoguchi.host.inject.wheel import MOST_NOTCHES, NOTCH, Wheel


def test_down_down_up_is_one_press() -> None:
    held = Held()
    assert held.note(Part.KEY, 38)
    assert not held.note(Part.KEY, 38)
    assert held.forget(Part.KEY, 38)
    assert not held.forget(Part.KEY, 38)
    assert not held


def test_all_come_up_the_latest_first() -> None:
    held = Held()
    held.note(Part.KEY, 37)
    held.note(Part.KEY, 38)
    held.note(Part.BUTTON, 1)
    assert held.numbers(Part.KEY) == [37, 38]
    assert held.take_all() == [(Part.BUTTON, 1), (Part.KEY, 38), (Part.KEY, 37)]
    assert held.take_all() == []


@given(st.lists(st.integers(-300, 300), max_size=50))
def test_no_unit_of_the_wheel_is_lost_but_at_a_turn(units: list[int]) -> None:
    wheel, sum_one_way, notches = Wheel(), 0, 0
    for unit in units:
        if unit * sum_one_way < 0:
            sum_one_way = notches = 0
            wheel = Wheel()
        sum_one_way += unit
        notches += wheel.notches(unit)
        assert abs(sum_one_way - notches * NOTCH) < NOTCH


def test_a_wild_wheel_is_bounded() -> None:
    assert Wheel().notches(32_767) == MOST_NOTCHES
    assert Wheel().notches(-32_768) == -MOST_NOTCHES
