"""The gate in front of every injected event. Closing it needs nothing but itself. Article: 5.3

An event is sent by a thread that *passes*: it holds the lock from its last look at the flag until the platform has
processed the event. ``close`` takes the flag down first (from then on nobody may begin), then waits for the one that may be
passing, so that when it returns nothing can arrive any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock
from typing import Final

PASSING_SECONDS: Final = 0.08  # a platform that takes longer for one event hangs; nobody waits for it


class Gate:
    """Closed at first. ``let_go`` releases everything that is held, by a way of its own; it runs on every close."""

    def __init__(self, let_go: Callable[[], None]) -> None:
        self._lock = Lock()
        self._shut = Event()
        self._shut.set()
        self._let_go = let_go

    @property
    def is_open(self) -> bool:
        """Whether an event may begin now."""
        return not self._shut.is_set()

    def open(self) -> None:
        """Let events pass."""
        self._shut.clear()

    def close(self) -> bool:
        """After it returns no event is sent, and what was held is released. Returns in at most PASSING_SECONDS and the time
        of the release. False when an event that was passing has not come back: it was sent before, the platform hangs.
        """
        self._shut.set()
        return self.let_go()

    def let_go(self) -> bool:
        """Release everything between two events: one that is passing has arrived before, so its press cannot come after its
        release. False when it did not come back within PASSING_SECONDS. Never call it while passing.
        """
        passed = self._lock.acquire(timeout=PASSING_SECONDS)
        try:
            self._let_go()
        finally:
            if passed:
                self._lock.release()
        return passed

    @contextmanager
    def passing(self) -> Iterator[bool]:
        """Hold the gate for one event. Yields whether it may be sent; look at ``is_open`` again right before sending."""
        if not self.is_open:
            yield False
            return
        with self._lock:
            yield self.is_open

    def wait_shut(self, seconds: float) -> bool:
        """Wait, but not longer than until the gate is shut; whether it is."""
        return self._shut.wait(seconds)
