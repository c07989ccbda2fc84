"""How many calls a key may make within a minute. Counted in the memory of one process; calls that are turned away count not."""

from __future__ import annotations

import threading
from collections import deque
from typing import Final

from madoguchi.base.clock import Clock, Tick

WINDOW: Final = 60.0
KEYS_REMEMBERED: Final = 10_000


class CallPace:
    def __init__(self, clock: Clock, most: int = 600) -> None:
        self._clock = clock
        self._most = most
        self._lock = threading.Lock()
        self._calls: dict[str, deque[Tick]] = {}

    def wait(self, key_id: str) -> int | None:
        """Counts a call: None. Or the seconds until there is room for it."""
        with self._lock:
            now = self._clock.tick()
            calls = self._calls.setdefault(key_id, deque())
            while calls and now - calls[0] >= WINDOW:
                calls.popleft()
            if len(calls) >= self._most:
                return max(1, round(calls[0] + WINDOW - now))
            calls.append(now)
            if len(self._calls) > KEYS_REMEMBERED:
                self._calls = {key: ticks for key, ticks in self._calls.items() if ticks and now - ticks[-1] < WINDOW}
        return None
