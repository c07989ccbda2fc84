"""What was heard while there was no room is explained as if it had happened at once. [6.1]"""

from __future__ import annotations

import numpy as np
import pytest

from madoguchi.base.clock import Tick
from madoguchi.host.capture.port import CursorPlace, Happened, Move
from madoguchi.host.capture.rect import Rect
from madoguchi.wire.conversation import Copy, CursorAt, Tile
from tests.integration.picture.model_host import ModelHost

PLENTY = 1 << 20


def drawn(host: ModelHost) -> ModelHost:
    while host.frame(PLENTY):
        pass
    return host


@pytest.mark.article("6.1")
def test_a_window_that_moved_twice_before_there_was_room_is_one_copy() -> None:
    host = ModelHost(600, 400)
    window = np.random.default_rng(3).integers(0, 1 << 24, (200, 200), dtype=np.uint32)
    host.screen[50:250, 50:250] = window
    host.damage([host.rect])
    drawn(host)
    for step in range(2):
        place = Rect(50 + 20 * step, 50 + 10 * step, 200, 200)
        host.screen[place.y : place.bottom, place.x : place.right] = 0
        to = place.moved(20, 10)
        host.screen[to.y : to.bottom, to.x : to.right] = window
        host.damage([place, to], [Move(place, 20, 10)])
    messages = host.frame(PLENTY)
    assert [one for one in messages if isinstance(one, Copy)] == [Copy(50, 50, 200, 200, 90, 70)]
    assert sum(one.width * one.height for one in messages if isinstance(one, Tile)) < 200 * 200
    assert drawn(host).rests


def test_a_window_that_came_back_has_not_moved() -> None:
    host = drawn(ModelHost(600, 400))
    host.damage([Rect(0, 0, 9, 9)], [Move(Rect(0, 0, 100, 100), 30, 0)])
    host.damage([Rect(0, 0, 9, 9)], [Move(Rect(30, 0, 100, 100), -30, 0)])
    assert host.work.moves == []


def test_the_pointers_news_are_told_once_and_newest_only() -> None:
    host = drawn(ModelHost(600, 400))
    for x in (3, 4):
        host.work.hear(Happened(place=CursorPlace(x, 5, visible=True)), Tick(host.now))
    assert host.work.news() == [CursorAt(4, 5, True)]
    assert host.work.news() == []


@pytest.mark.article("6.1")
def test_where_the_operator_acted_goes_first() -> None:
    host = drawn(ModelHost(600, 400))
    noise = np.random.default_rng(4).integers(0, 1 << 24, (60, 60), dtype=np.uint32)
    small, pressed = Rect(0, 0, 20, 20), Rect(500, 300, 60, 60)
    host.screen[:20, :20] = noise[:20, :20]
    host.screen[300:360, 500:560] = noise
    host.damage([small, pressed])
    host.work.echo_at(530, 330, Tick(host.now))
    tiles = [one for one in host.frame(PLENTY) if isinstance(one, Tile)]
    assert (tiles[0].x, tiles[0].y) == (500, 300)
