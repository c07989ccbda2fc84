"""A dialog for files stands where the bar does not hide it."""

import pytest
from PySide6.QtCore import QRect, QSize

from madoguchi.host.ui.choosing_file import beside

ROOM = QRect(0, 0, 1920, 1080)
SIZE = QSize(860, 560)


@pytest.mark.parametrize(
    "bar",
    [QRect(290, 0, 1380, 70), QRect(290, 0, 1380, 440), QRect(290, 700, 1380, 380)],
    ids=["top", "open", "bottom"],
)
def test_beside_the_bar_and_in_the_room(bar):
    place = QRect(beside(bar, ROOM, SIZE), SIZE)
    assert not place.intersects(bar)
    assert ROOM.contains(place)


def test_a_small_room_comes_first():
    room = QRect(0, 0, 1024, 600)
    assert beside(QRect(0, 0, 1000, 400), room, SIZE).y() >= room.top()
    assert beside(QRect(), ROOM, SIZE).x() == (1920 - 860) // 2
