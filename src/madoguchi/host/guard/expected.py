"""Which raw events our own injector is about to cause: so that every other injected one can be known as somebody else's. Pure.

The injector announces an event before it sends it; the watcher of raw events takes it off the list when it arrives. Events of
one device arrive in the order in which they were sent, however late: a window manager that looks at a press holds the pointer until it has
answered, and on a busy computer that took 1.5 s. So an announcement ends when a later one of the same device is met (the server saw no
change then), and by time only after long.
"""

from __future__ import annotations

from collections import deque
from threading import Lock
from typing import Final

from madoguchi.base.clock import Tick
from madoguchi.host.x11.raw import RawKind

EXPIRES_SECONDS: Final = 30.0
_KEYBOARD: Final = frozenset({RawKind.KEY_DOWN, RawKind.KEY_UP})
Announced = tuple[RawKind, int]


class Expected:
    """Announced and not yet met: of the keyboard and of the pointer, each in its order."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._keyboard: deque[tuple[Tick, Announced]] = deque()
        self._pointer: deque[tuple[Tick, Announced]] = deque()

    def announce(self, kind: RawKind, detail: int, now: Tick) -> None:
        """Our injector sends this now. ``detail`` is the keycode or button, 0 for motion."""
        with self._lock:
            self._waiting(kind, now).append((now, (kind, detail)))

    def meets(self, kind: RawKind, detail: int, now: Tick) -> bool:
        """Whether an event that arrived was announced; each announcement is good for one."""
        with self._lock:
            waiting = self._waiting(kind, now)
            if not any(one == (kind, detail) for _, one in waiting):
                return False
            while waiting.popleft()[1] != (kind, detail):
                pass
            return True

    def _waiting(self, kind: RawKind, now: Tick) -> deque[tuple[Tick, Announced]]:
        waiting = self._keyboard if kind in _KEYBOARD else self._pointer
        while waiting and now - waiting[0][0] > EXPIRES_SECONDS:
            waiting.popleft()
        return waiting
