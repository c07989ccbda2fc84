"""How much may be under way to the viewer: enough to keep the line full, never a queue that one can feel. Pure.

The model is that of BBR in a few lines. Every acknowledgement gives a sample of the line's rate; the largest of the last
few is its bandwidth. The shortest trip of a frame that was sent while nothing else was under way is its length; if none was
for LENGTH_SECONDS, what is under way is left to drain and a small frame measures it anew. What may be under way is GAIN times bandwidth times
(length + QUEUE_SECONDS), in two frames: it grows on a free line and settles where the queue is that long.
A budget, when there is one, is kept over time: a frame with pixels waits until those before it are paid for.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

from madoguchi.base.clock import Tick

QUEUE_SECONDS: Final = 0.04
GAIN: Final = 1.25  # frames are long against the line, so the samples fall short of its rate
FIRST_WINDOW: Final = 65_536  # bytes, before anything is known
LEAST_WINDOW: Final = 8_192
MEASURING_FRAME: Final = 2_048  # bytes: small, so that its own length on the line does not count
MOST_WINDOW: Final = 4_194_304
MOST_FRAMES: Final = 2  # with pixels
MOST_SMALL_FRAMES: Final = 4  # all told, when one is the pointer alone
SAMPLES: Final = 8
LENGTH_SECONDS: Final = 10.0
BUDGET_FRAME_SECONDS: Final = 0.5  # of the budget in one frame at the most, so that it is never long until the next


@dataclass(frozen=True, slots=True)
class _Sent:
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
        self._flying: deque[_Sent] = deque()
        self._drawn = 0
        self._drawn_at = Tick(0.0)
        self._rates: deque[float] = deque(maxlen=SAMPLES)
        self._length = 0.0
        self._length_at: Tick | None = None
        self._window = FIRST_WINDOW

    @property
    def window(self) -> int:
        """Bytes that may be under way now."""
        return self._window

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
        if len(self._flying) >= MOST_FRAMES:
            return 0
        if self._must_measure(now):
            return 0 if self._flying else MEASURING_FRAME
        half = self._window // MOST_FRAMES
        free = self._window - sum(one.size for one in self._flying)
        return half if free >= half else 0

    def has_small_room(self) -> bool:
        """Whether a frame with the pointer alone may be sent."""
        return len(self._flying) < MOST_SMALL_FRAMES

    def sent(self, frame: int, size: int, *, filled: bool, now: Tick) -> None:
        """A frame was handed over; ``filled``: more was waiting than the room allowed."""
        if self.budget is not None:
            paid_at = now if self._paid_at is None else max(now, self._paid_at)
            self._paid_at = Tick(paid_at + size / self.budget)
        drawn_at = self._drawn_at if self._flying else now
        self._flying.append(_Sent(frame, size, now, self._drawn, drawn_at, filled, not self._flying))

    def drawn(self, frame: int, now: Tick) -> None:
        """The viewer has drawn ``frame`` and everything before it. A frame that is not under way changes nothing."""
        if frame not in (one.frame for one in self._flying):
            return
        while self._flying:
            one = self._flying.popleft()
            self._drawn += one.size
            self._drawn_at = now
            if one.frame == frame:
                self._learn(one, now)
                return

    def _must_measure(self, now: Tick) -> bool:
        return self._length_at is not None and now - self._length_at > LENGTH_SECONDS

    def _learn(self, one: _Sent, now: Tick) -> None:
        rate = (self._drawn - one.drawn_before) / max(1e-4, now - one.drawn_at)
        if one.filled or rate > max(self._rates, default=0.0):
            self._rates.append(rate)
        bandwidth = max(self._rates)
        if one.alone:
            length = now - one.at
            if self._length_at is None or length <= self._length or self._must_measure(now):
                self._length, self._length_at = length, now
        if one.filled:
            wanted = GAIN * bandwidth * (self._length + QUEUE_SECONDS)
            self._window = int(min(MOST_WINDOW, max(LEAST_WINDOW, wanted)))
