"""Repeats a held key for the operator, because the server must not.

An X server repeats a held key by itself, into whatever window has the focus by then: one of ours, if a question has just come
up. So the key is released and pressed again by us, each time after the same look as any other event, and soon enough that
the server's own repeat never begins. Article: 5.2
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition, Thread
from typing import Final

MOST_DELAY: Final = 0.5
SERVER_MARGIN: Final = 0.7  # of the server's own delay
LEAST_INTERVAL: Final = 0.025


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What the customer's keyboard is set to, in seconds; ``keys`` are the keycodes that repeat at all."""

    delay: float
    interval: float
    keys: frozenset[int]


class Repeat:
    """One thread, asleep while no repeating key is held. ``again`` presses a key anew; False: it is not held any more."""

    def __init__(self, rhythm: Rhythm, again: Callable[[int], bool]) -> None:
        self._delay = min(MOST_DELAY, rhythm.delay * SERVER_MARGIN)
        self._interval = min(max(LEAST_INTERVAL, rhythm.interval), self._delay)
        self._keys = rhythm.keys
        self._again = again
        self._key: int | None = None
        self._presses = 0
        self._closed = False
        self._changed = Condition()
        self._thread = Thread(target=self._run, name="key-repeat", daemon=True)
        self._thread.start()

    def pressed(self, key: int) -> None:
        """A key went down: it repeats now, and the one before it does not any more, as on every keyboard."""
        with self._changed:
            self._key = key if key in self._keys else None
            self._presses += 1
            self._changed.notify()

    def released(self, key: int | None = None) -> None:
        """A key came up; None: all of them."""
        with self._changed:
            if key is None or key == self._key:
                self._key = None
                self._presses += 1
                self._changed.notify()

    def close(self) -> None:
        """End the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join(1.0)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._key is not None)
                key, press, pause = self._key, self._presses, self._delay
            while key is not None and self._rested(press, pause):
                if not self._again(key):
                    self.released(key)
                pause = self._interval
            if self._closed:
                return

    def _rested(self, press: int, pause: float) -> bool:
        """Whether nothing else was pressed or released for so long."""
        with self._changed:
            return not self._changed.wait_for(lambda: self._closed or self._presses != press, pause)
