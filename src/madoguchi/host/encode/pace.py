"""How much may be under way to the viewer: enough to keep the line full, never a queue that one can feel. Pure.

The model is that of BBR in a few lines. Every acknowledgement gives a sample of the line's rate; the largest of the last
few is its bandwidth, the smallest round trip of the last half minute its length. What may be under way is bandwidth times
(length + QUEUE_SECONDS): it doubles on a free line and settles where the queue is that long.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

from madoguchi.base.clock import Tick

QUEUE_SECONDS: Final = 0.05
FIRST_WINDOW: Final = 65_536  # bytes, before anything is known
LEAST_WINDOW: Final = 8_192
MOST_WINDOW: Final = 4_194_304
MOST_FRAMES: Final = 2  # with pixels
MOST_SMALL_FRAMES: Final = 4  # all told, when one is the pointer alone
SAMPLES: Final = 8
LENGTH_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class _Sent:
    frame: int
    size: int
    at: Tick
    drawn_before: int  # bytes that were acknowledged when it was sent
    filled: bool  # there was more to send than the window took


class Pace:
    """One viewer's line."""

    def __init__(self) -> None:
        self._flying: deque[_Sent] = deque()
        self._drawn = 0
        self._rates: deque[float] = deque(maxlen=SAMPLES)
        self._trips: deque[tuple[Tick, float]] = deque(maxlen=64)
        self._window = FIRST_WINDOW

    @property
    def window(self) -> int:
        """Bytes that may be under way now."""
        return self._window

    def room(self) -> int:
        """Bytes that the next frame with pixels may have; 0: wait."""
        if len(self._flying) >= MOST_FRAMES:
            return 0
        return max(0, self._window - sum(one.size for one in self._flying))

    def has_small_room(self) -> bool:
        """Whether a frame with the pointer alone may be sent."""
        return len(self._flying) < MOST_SMALL_FRAMES

    def sent(self, frame: int, size: int, *, filled: bool, now: Tick) -> None:
        """A frame was handed over; ``filled``: more was waiting than the room allowed."""
        self._flying.append(_Sent(frame, size, now, self._drawn, filled))

    def drawn(self, frame: int, now: Tick) -> None:
        """The viewer has drawn ``frame`` and everything before it. A frame that is not under way changes nothing."""
        if frame not in (one.frame for one in self._flying):
            return
        while self._flying:
            one = self._flying.popleft()
            self._drawn += one.size
            if one.frame == frame:
                self._learn(one, now)
                return

    def _learn(self, one: _Sent, now: Tick) -> None:
        trip = max(1e-4, now - one.at)
        self._trips.append((now, trip))
        length = min(trip for at, trip in self._trips if now - at <= LENGTH_SECONDS)
        rate = (self._drawn - one.drawn_before) / trip
        if one.filled or rate > max(self._rates, default=0.0):
            self._rates.append(rate)
        if self._rates and one.filled:
            wanted = max(self._rates) * (length + QUEUE_SECONDS)
            self._window = int(min(MOST_WINDOW, max(LEAST_WINDOW, wanted)))
