"""Hears every injected event of an X display, with the server's own time of it, on a thread and connection of its own."""

from __future__ import annotations

import time
from contextlib import suppress
from threading import Thread
from typing import Any

import xcffib

from madoguchi.host.x11.display import Bell, X11Display
from madoguchi.host.x11.raw import RAW_BUTTONS, RAW_KEYS, RAW_MOTION, RawInput

WRAP = 1 << 32  # the server counts milliseconds of the monotonic clock in 32 bits


class Observer:
    def __init__(self, display: str) -> None:
        self._display = X11Display(display)
        raw = RawInput(self._display)
        infos: Any = raw._xinput.XIQueryDevice(0).reply().infos  # noqa: SLF001  # a bench may look inside
        self._injected = {one.deviceid for one in infos if "XTEST" in one.name.to_string()}
        raw.select(RAW_KEYS | RAW_BUTTONS | RAW_MOTION)
        self._bell = Bell()
        self._closed = False
        self._last_ms = -1
        self.count = 0
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def last(self) -> float:
        """When the last injected event was made: monotonic seconds, to the millisecond; 0 before any."""
        if self._last_ms < 0:
            return 0.0
        now = time.monotonic() * 1000
        return (now - (now - self._last_ms) % WRAP) / 1000

    def close(self) -> None:
        self._closed = True
        self._bell.ring()
        self._thread.join(1.0)
        self._display.close()

    def _run(self) -> None:
        with suppress(xcffib.ConnectionException):
            while not self._closed:
                while (event := self._display.conn.poll_for_event()) is not None:
                    if type(event).__name__.startswith("Raw") and event.sourceid in self._injected:
                        self._last_ms = event.time
                        self.count += 1
                self._bell.wait(self._display.fileno(), 0.5)
