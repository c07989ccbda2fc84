"""How many records a second the relay reads from one connection: a bucket that fills at a steady rate.

Nobody is closed for being quick; a flood of tiny frames is read no faster than this, and then the sender's own TCP waits
(SECURITY T-71).
"""

from __future__ import annotations


class Pace:
    """``spend`` says for how long to stop reading. Times are monotonic seconds."""

    __slots__ = ("_at", "_burst", "_left", "_rate")

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self._rate, self._burst = rate, burst
        self._left, self._at = burst, now

    def spend(self, count: int, now: float) -> float:
        """Take ``count`` from the bucket; the seconds to wait until it is not in debt."""
        self._left = min(self._burst, self._left + (now - self._at) * self._rate) - count
        self._at = now
        return 0.0 if self._left >= 0 else -self._left / self._rate
