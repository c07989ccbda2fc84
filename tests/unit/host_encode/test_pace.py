"""The window finds the line's rate and never makes a queue that one can feel. [6.1]"""

from __future__ import annotations

from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.base.clock import Tick
from madoguchi.host.encode.pace import (
    FIRST_WINDOW,
    LATE_SECONDS,
    LEAST_FRAME,
    LEAST_WINDOW,
    MOST_QUEUE_SECONDS,
    MOST_WINDOW,
    Pace,
)


class Line:
    """A line of ``rate`` bytes a second and ``length`` seconds there and back, whose viewer draws a frame in ``drawing`` seconds."""

    def __init__(self, rate: float, length: float, drawing: float = 0.0) -> None:
        self.rate, self.length, self.drawing = rate, length, drawing
        self.drawn_at = 0.0
        self.now = 0.0
        self.busy_until = 0.0
        self.acks: list[tuple[float, int]] = []
        self.worst_queue: list[float] = []
        self.took: dict[int, float] = {}

    def send(self, frame: int, size: int) -> None:
        self.busy_until = max(self.now, self.busy_until) + size / self.rate
        self.worst_queue.append(self.busy_until - self.now)
        came = self.busy_until + self.length
        self.drawn_at = max(came, self.drawn_at) + self.drawing
        self.acks.append((self.drawn_at, frame))
        self.took[frame] = self.drawn_at - came


def run(line: Line, seconds: float, frame_bytes: int = 1_000_000, pace: Pace | None = None) -> tuple[Pace, int]:
    frame, total = 1 + max(line.took, default=0), 0
    if pace is None:
        pace = Pace()
        pace.sent(frame, 200, filled=False, now=Tick(0.0))  # the first frame of a canvas has no pixels
        line.send(frame, 200)
    while line.now < seconds:
        while (room := pace.room(Tick(line.now))) > 0:
            size = min(room, frame_bytes)
            frame += 1
            total += size
            pace.sent(frame, size, filled=size == room, now=Tick(line.now))
            line.send(frame, size)
        line.now, acked = line.acks.pop(0)
        pace.drawn(acked, Tick(line.now), line.took[acked])
    return pace, total


@pytest.mark.parametrize(("rate", "length"), [(125_000, 0.04), (1_250_000, 0.02), (12_500_000, 0.1), (250_000, 0.2)])
def test_a_busy_line_is_filled_and_its_queue_stays_short(rate: float, length: float) -> None:
    line = Line(rate, length)
    _, total = run(line, 10.0)
    assert total >= 0.7 * rate * 10
    settled = line.worst_queue[len(line.worst_queue) // 3 :]
    assert median(settled) <= MOST_QUEUE_SECONDS + 0.01
    assert max(settled) <= MOST_QUEUE_SECONDS + 0.03 + length  # all frames at once, after the line was measured


@pytest.mark.article("6.1")
@settings(max_examples=60, deadline=None)
@given(
    rate=st.floats(60_000, 5_000_000),
    length=st.floats(0.002, 0.25),
    drawing=st.floats(0.0, 0.02),
)
def test_no_line_has_more_than_a_tenth_of_a_second_in_its_queue_nor_is_it_left_empty(
    rate: float, length: float, drawing: float
) -> None:
    line = Line(rate, length, drawing)
    pace, _ = run(line, 3.0)
    line.worst_queue.clear()
    _, total = run(line, 6.0, pace=pace)
    assert median(line.worst_queue) <= max(2 * LEAST_WINDOW / rate, MOST_QUEUE_SECONDS) + 0.03
    assert total >= 0.6 * 3 * min(rate, MOST_WINDOW / (length + 0.1))
    assert pace.bandwidth <= 1.3 * rate


@pytest.mark.article("6.1")
@pytest.mark.parametrize(("rate", "length"), [(250_000, 0.08), (1_250_000, 0.02)])  # 2 Mbit/s, 80 ms; 10 Mbit/s, 20 ms
def test_the_lines_that_the_goals_name(rate: float, length: float) -> None:
    line = Line(rate, length, 0.004)
    _, total = run(line, 8.0)
    assert total >= 0.8 * rate * 8
    settled = sorted(line.worst_queue[len(line.worst_queue) // 4 :])
    assert settled[int(0.9 * len(settled))] <= 0.1


@pytest.mark.article("6.1")
def test_a_line_that_becomes_slow_is_known_as_such_at_once() -> None:
    line = Line(1_250_000, 0.02)
    pace, _ = run(line, 4.0)
    line.rate = 125_000
    run(line, 6.5, pace=pace)
    at_once = line.worst_queue[-1]
    assert at_once <= LATE_SECONDS
    assert pace.bandwidth <= 1.5 * line.rate


def test_some_frames_with_pixels_at_most_are_under_way() -> None:
    pace = Pace()
    for frame in range(1, pace.most_frames + 1):
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
    assert pace.room(Tick(1.0)) == FIRST_WINDOW // pace.most_frames
    assert pace.window == FIRST_WINDOW
    pace.drawn(7, Tick(1.0))
    pace.drawn(7, Tick(2.0))
    assert pace.room(Tick(2.0)) == max(LEAST_FRAME, pace.window // pace.most_frames)


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
