"""The window finds the line's rate and never makes a queue that one can feel. [6.1]"""

from __future__ import annotations

from statistics import median

import pytest

from madoguchi.base.clock import Tick
from madoguchi.host.encode.pace import FIRST_WINDOW, MOST_FRAMES, Pace


class Line:
    """A line of ``rate`` bytes a second and ``length`` seconds there and back."""

    def __init__(self, rate: float, length: float) -> None:
        self.rate, self.length = rate, length
        self.now = 0.0
        self.busy_until = 0.0
        self.acks: list[tuple[float, int]] = []
        self.worst_queue: list[float] = []

    def send(self, frame: int, size: int) -> None:
        self.busy_until = max(self.now, self.busy_until) + size / self.rate
        self.worst_queue.append(self.busy_until - self.now)
        self.acks.append((self.busy_until + self.length, frame))


def run(line: Line, seconds: float, frame_bytes: int = 1_000_000) -> tuple[Pace, int]:
    pace, frame, total = Pace(), 1, 0
    pace.sent(1, 200, filled=False, now=Tick(0.0))  # the first frame of a canvas has no pixels
    line.send(1, 200)
    while line.now < seconds:
        while (room := pace.room(Tick(line.now))) > 0:
            size = min(room, frame_bytes)
            frame += 1
            total += size
            pace.sent(frame, size, filled=size == room, now=Tick(line.now))
            line.send(frame, size)
        line.now, acked = line.acks.pop(0)
        pace.drawn(acked, Tick(line.now))
    return pace, total


@pytest.mark.parametrize(("rate", "length"), [(125_000, 0.04), (1_250_000, 0.02), (12_500_000, 0.1), (250_000, 0.2)])
def test_a_busy_line_is_filled_and_its_queue_stays_short(rate: float, length: float) -> None:
    line = Line(rate, length)
    _, total = run(line, 10.0)
    assert total >= 0.5 * rate * 10
    settled = line.worst_queue[len(line.worst_queue) // 3 :]
    assert median(settled) <= 0.12
    assert max(settled) <= 0.12 + length  # both frames at once, after the line was measured


def test_two_frames_with_pixels_at_most_are_under_way() -> None:
    pace = Pace()
    for frame in range(1, MOST_FRAMES + 1):
        assert pace.room(Tick(0.1)) > 0
        pace.sent(frame, 10, filled=False, now=Tick(0.0))
    assert pace.room(Tick(0.1)) == 0
    assert pace.has_small_room()
    pace.drawn(1, Tick(0.1))
    assert pace.room(Tick(0.1)) > 0


def test_a_little_work_teaches_nothing_about_the_line() -> None:
    pace = Pace()
    for frame in range(1, 50):
        pace.sent(frame, 300, filled=False, now=Tick(frame * 0.1))
        pace.drawn(frame, Tick(frame * 0.1 + 0.03))
    assert pace.window == FIRST_WINDOW


def test_an_acknowledgement_of_something_else_is_nothing() -> None:
    pace = Pace()
    pace.sent(7, 500, filled=True, now=Tick(0.0))
    pace.drawn(6, Tick(1.0))
    pace.drawn(8, Tick(1.0))
    assert pace.room(Tick(1.0)) == FIRST_WINDOW // 2
    assert pace.window == FIRST_WINDOW
    pace.drawn(7, Tick(1.0))
    pace.drawn(7, Tick(2.0))
    assert pace.room(Tick(2.0)) == pace.window // 2


@pytest.mark.article("6.2")
@pytest.mark.parametrize("rate", [50_000, 12_500_000])
def test_a_budget_is_kept_whatever_the_line_carries(rate: float) -> None:
    budget, seconds = 30_000, 60.0
    pace, line, frame, total = Pace(budget), Line(rate, 0.04), 0, 0
    while line.now < seconds:
        line.now += 0.02
        while line.acks and line.acks[0][0] <= line.now:
            pace.drawn(line.acks.pop(0)[1], Tick(line.now))
        while (room := pace.room(Tick(line.now))) > 0:
            assert room <= budget, "no frame that one waits long for"
            frame += 1
            total += room
            pace.sent(frame, room, filled=True, now=Tick(line.now))
            line.send(frame, room)
    assert total <= budget * seconds + budget
    assert total >= 0.8 * budget * seconds


@pytest.mark.article("6.2")
def test_a_budget_that_is_taken_off_holds_no_longer() -> None:
    pace = Pace(1_000)
    pace.sent(1, 60_000, filled=True, now=Tick(0.0))
    pace.drawn(1, Tick(0.1))
    assert pace.room(Tick(0.2)) == 0
    pace.keep_budget(None)
    assert pace.room(Tick(0.2)) > 0
