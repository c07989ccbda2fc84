"""How much may be under way to the viewer: enough to keep the line full, never a queue that one can feel. Pure.

The model is that of BBR in a few lines. Every acknowledgement gives a sample of the line's rate; the largest of the last
BANDWIDTH_SECONDS is its bandwidth. The shortest trip of a frame that was sent while nothing else was under way, without the time that the
viewer says it took to draw it, is its length; if none was for LENGTH_SECONDS, what is under way is left to drain and a small frame measures
it anew. What may be under way is GAIN times bandwidth times (length + drawing + QUEUE_SECONDS) and never a queue of more than MOST_QUEUE_SECONDS,
in as many frames as fill the length: it grows on a free line and settles where the queue is that long. A frame that comes later than
a full queue explains says that the line has become slower: what was measured before is then forgotten.
A budget, when there is one, is kept over time: a frame with pixels waits until those before it are paid for.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

from madoguchi.base.clock import Tick

QUEUE_SECONDS: Final = 0.04
MOST_QUEUE_SECONDS: Final = 0.09
LATE_SECONDS: Final = 2 * MOST_QUEUE_SECONDS  # more than a queue of ours explains
GAIN: Final = 1.25  # frames are long against the line, so the samples fall short of its rate
FIRST_WINDOW: Final = 65_536  # bytes, before anything is known
LEAST_WINDOW: Final = 8_192
LEAST_FRAME: Final = 2_048
MEASURING_FRAME: Final = 2_048  # bytes: small, so that its own length on the line does not count
MOST_WINDOW: Final = 4_194_304
FEWEST_FRAMES: Final = 3  # one is taken, one is under way, one is drawn
SMALL_FRAMES: Final = 2  # beyond those, of the pointer alone
FRAME_SECONDS: Final = 1 / 30  # a longer line has one frame more for each
MOST_FRAMES: Final = 12
BANDWIDTH_SECONDS: Final = 2.0
DRAWING_SHARE: Final = 0.2  # of the newest frame in the mean time of drawing
MOST_DRAWING_SECONDS: Final = 0.1
LENGTH_SECONDS: Final = 10.0
BUDGET_FRAME_SECONDS: Final = 0.5  # of the budget in one frame at the most, so that it is never long until the next


@dataclass(frozen=True, slots=True)
class Sent:
    """A frame that is under way."""

    frame: int
    size: int
    at: Tick
    drawn_before: int  # bytes that were acknowledged when it was sent
    drawn_at: Tick  # when that was; its own sending if nothing was under way
    filled: bool  # there was more to send than the window took
    alone: bool  # nothing else was under way


class Pace:
    """One viewer's line."""

    def __init__(self, budget: int | None = None) -> None:
        self.budget = budget  # bytes a second
        self._paid_at: Tick | None = None
        self._flying: deque[Sent] = deque()
        self._drawn = 0
        self._drawn_at = Tick(0.0)
        self._rates: deque[tuple[Tick, float]] = deque()
        self._drawing = 0.0
        self._length = 0.0
        self._length_at: Tick | None = None
        self._window = FIRST_WINDOW

    @property
    def window(self) -> int:
        """Bytes that may be under way now."""
        return self._window

    @property
    def bandwidth(self) -> float:
        """Bytes a second that the line is known to carry; 0.0 while nothing is known."""
        return max((rate for _, rate in self._rates), default=0.0)

    @property
    def most_frames(self) -> int:
        """With pixels, under way at once."""
        return min(MOST_FRAMES, FEWEST_FRAMES + int(self._length / FRAME_SECONDS))

    def keep_budget(self, budget: int | None) -> None:
        """So many bytes a second over time, from now on; None: as much as the line carries."""
        self.budget, self._paid_at = budget, None

    def room(self, now: Tick) -> int:
        """Bytes that the next frame with pixels may have; 0: wait."""
        if self.budget is None:
            return self._room(now)
        if self._paid_at is not None and now < self._paid_at:
            return 0
        return min(self._room(now), max(LEAST_WINDOW, int(self.budget * BUDGET_FRAME_SECONDS)))

    def _room(self, now: Tick) -> int:
        if len(self._flying) >= self.most_frames:
            return 0
        if self._must_measure(now):
            return 0 if self._flying else MEASURING_FRAME
        share = max(LEAST_FRAME, self._window // self.most_frames)
        free = self._window - sum(one.size for one in self._flying)
        return share if free >= share else 0

    def has_small_room(self) -> bool:
        """Whether a frame with the pointer alone may be sent."""
        return len(self._flying) < self.most_frames + SMALL_FRAMES

    def sent(self, frame: int, size: int, *, filled: bool, now: Tick) -> None:
        """A frame was handed over; ``filled``: more was waiting than the room allowed."""
        if self.budget is not None:
            paid_at = now if self._paid_at is None else max(now, self._paid_at)
            self._paid_at = Tick(paid_at + size / self.budget)
        drawn_at = self._drawn_at if self._flying else now
        self._flying.append(Sent(frame, size, now, self._drawn, drawn_at, filled, not self._flying))

    def drawn(self, frame: int, now: Tick, took: float = 0.0) -> Sent | None:
        """The viewer has drawn ``frame`` and everything before it, ``took`` seconds after it had come. Gives it, if it was under way."""
        if frame not in (one.frame for one in self._flying):
            return None
        took = max(0.0, min(took, MOST_DRAWING_SECONDS))
        self._drawing += DRAWING_SHARE * (took - self._drawing)
        while self._flying:
            one = self._flying.popleft()
            self._drawn += one.size
            self._drawn_at = now
            if one.frame == frame:
                self._learn(one, now, took)
                return one
        raise AssertionError("it is under way")

    def _must_measure(self, now: Tick) -> bool:
        return self._length_at is not None and now - self._length_at > LENGTH_SECONDS

    def _learn(self, one: Sent, now: Tick, took: float) -> None:
        trip = max(0.0, now - one.at - took)
        rate = (self._drawn - one.drawn_before) / max(1e-4, now - one.drawn_at)
        if self._length_at is not None and trip > self._length + LATE_SECONDS and rate < self.bandwidth:
            self._rates.clear()
        if one.filled or rate > self.bandwidth:
            self._rates.append((now, rate))
        while len(self._rates) > 1 and now - self._rates[0][0] > BANDWIDTH_SECONDS:
            self._rates.popleft()
        if one.alone and (self._length_at is None or trip <= self._length or self._must_measure(now)):
            self._length, self._length_at = trip, now
        if one.filled:
            way = self._length + self._drawing
            wanted = self.bandwidth * min(GAIN * (way + QUEUE_SECONDS), way + MOST_QUEUE_SECONDS)
            self._window = int(min(MOST_WINDOW, max(LEAST_WINDOW, wanted)))
