"""What is held down for the operator. Pure; each call is atomic. Article: 5.3"""

from __future__ import annotations

from enum import Enum
from threading import Lock


class Part(Enum):
    """A key (by keycode) or a mouse button."""

    KEY = "key"
    BUTTON = "button"


class Held:
    """Noted before it is pressed and forgotten after it is released, so that a release of all never misses one."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._down: dict[tuple[Part, int], None] = {}

    def note(self, part: Part, number: int) -> bool:
        """It is about to go down. False when it is down already: press nothing."""
        with self._lock:
            if (part, number) in self._down:
                return False
            self._down[part, number] = None
            return True

    def forget(self, part: Part, number: int) -> bool:
        """It is about to come up. False when it is not down: release nothing."""
        with self._lock:
            known = (part, number) in self._down
            self._down.pop((part, number), None)
            return known

    def take_all(self) -> list[tuple[Part, int]]:
        """All of it, the latest first; nothing is held then."""
        with self._lock:
            down = list(reversed(self._down))
            self._down.clear()
            return down

    def numbers(self, part: Part) -> list[int]:
        """What is down of one kind, the earliest first."""
        with self._lock:
            return [number for kind, number in self._down if kind is part]

    def __bool__(self) -> bool:
        return bool(self._down)
