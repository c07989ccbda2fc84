"""The customer's display asked directly: which keys are down, and what is injected into it."""

from __future__ import annotations

import select
import time
from collections.abc import Iterator
from contextlib import contextmanager

from madoguchi.host.x11.display import X11Display
from madoguchi.host.x11.raw import RAW_BUTTONS, RAW_KEYS, RAW_MOTION, RawEvent, RawInput
from tests.journeys.screen import Screen


def keys_down(screen: Screen) -> set[int]:
    """Key codes that the display holds for pressed, by whomever."""
    display = X11Display(screen.desktop.display)
    try:
        bits = bytes(list(display.core.QueryKeymap().reply().keys))
    finally:
        display.close()
    return {code for code in range(256) if bits[code // 8] >> code % 8 & 1}


class Injected:
    """Raw events from the display's injection devices, whoever uses them."""

    def __init__(self, display: X11Display) -> None:
        self._display = display
        self._raw = RawInput(display)
        self._raw.select(RAW_KEYS | RAW_BUTTONS | RAW_MOTION)
        self.seen: list[RawEvent] = []

    def clear(self) -> None:
        """Forget what was injected up to now."""
        self._display.sync()
        self._take()
        self.seen.clear()

    def none_for(self, seconds: float) -> bool:
        """Whether nothing is injected, looked at for so long."""
        end = time.monotonic() + seconds
        while not self.seen and (left := end - time.monotonic()) > 0:
            select.select([self._display.fileno()], [], [], left)
            self._take()
        return not self.seen

    def _take(self) -> None:
        self.seen += [event for event in self._raw.events() if event.injected]


@contextmanager
def injected_events(screen: Screen) -> Iterator[Injected]:
    """Listen from now on."""
    display = X11Display(screen.desktop.display)
    try:
        yield Injected(display)
    finally:
        display.close()
