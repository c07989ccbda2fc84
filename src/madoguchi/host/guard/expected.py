"""Which raw events our own injector is about to cause: so that every other one can be known as somebody else's. Pure.

The injector announces an event before it sends it; the watcher of raw events takes it off the list when it arrives. An
announcement that is never met (the server saw no change) expires.
"""

from __future__ import annotations

from collections import Counter, deque
from threading import Lock
from typing import Final

from madoguchi.base.clock import Tick
from madoguchi.host.x11.raw import RawKind

EXPIRES_SECONDS: Final = 1.0
Announced = tuple[RawKind, int]


class Expected:
    """Announced and not yet met."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._order: deque[tuple[Tick, Announced]] = deque()
        self._open: Counter[Announced] = Counter()

    def announce(self, kind: RawKind, detail: int, now: Tick) -> None:
        """Our injector sends this now. ``detail`` is the keycode or button, 0 for motion."""
        with self._lock:
            self._expire(now)
            self._order.append((now, (kind, detail)))
            self._open[kind, detail] += 1

    def meets(self, kind: RawKind, detail: int, now: Tick) -> bool:
        """Whether an event that arrived was announced; each announcement is good for one."""
        with self._lock:
            self._expire(now)
            if self._open[kind, detail] <= 0:
                return False
            self._open[kind, detail] -= 1
            for at, (_, one) in enumerate(self._order):
                if one == (kind, detail):
                    del self._order[at]
                    break
            return True

    def _expire(self, now: Tick) -> None:
        while self._order and now - self._order[0][0] > EXPIRES_SECONDS:
            _, one = self._order.popleft()
            self._open[one] -= 1
