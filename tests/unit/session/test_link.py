"""The link: a cut is mended without asking again, silence lets go of the keys and then stops the picture."""

from __future__ import annotations

import pytest

from madoguchi.base.clock import Tick
from madoguchi.session.link import CUT_SECONDS, SILENT_CONTROL_SECONDS, SILENT_VIEW_SECONDS, Link, LinkState


def at(seconds: float) -> Tick:
    return Tick(100.0 + seconds)


def test_an_open_link_carries_everything():
    link = Link(at(0))
    assert link.state(at(0)) is LinkState.UP
    assert link.carries_control(at(0))
    assert link.carries_view(at(0))
    assert link.seconds_left(at(50)) == CUT_SECONDS


@pytest.mark.article("5.3")
def test_silence_releases_control_then_stops_the_picture_and_both_come_back():
    link = Link(at(0))
    assert link.carries_control(at(SILENT_CONTROL_SECONDS))
    assert not link.carries_control(at(SILENT_CONTROL_SECONDS + 0.001))
    assert link.carries_view(at(SILENT_VIEW_SECONDS))
    assert not link.carries_view(at(SILENT_VIEW_SECONDS + 0.001))
    link.heard(at(20))
    assert link.carries_control(at(21))
    assert link.carries_view(at(21))


@pytest.mark.article("5.3")
def test_after_a_cut_control_waits_for_a_drawn_frame():
    link = Link(at(0))
    link.went_down(at(1))
    assert link.state(at(1)) is LinkState.DOWN
    assert not link.carries_control(at(1))
    assert not link.carries_view(at(1))
    link.frame_drawn()  # of the old link: it says nothing about the new one
    link.came_up(at(5))
    assert link.carries_view(at(5))
    assert not link.carries_control(at(5))
    link.frame_drawn()
    assert link.carries_control(at(5))


def test_a_cut_lasts_two_minutes_from_its_beginning():
    link = Link(at(0))
    link.went_down(at(10))
    link.went_down(at(100))  # told twice: the first time counts
    assert link.seconds_left(at(40)) == CUT_SECONDS - 30
    assert link.state(at(10 + CUT_SECONDS)) is LinkState.DOWN
    assert link.state(at(10 + CUT_SECONDS + 0.001)) is LinkState.LOST
    assert link.seconds_left(at(500)) == 0
    link.came_up(at(500))
    assert link.state(at(500)) is LinkState.UP
