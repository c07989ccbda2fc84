"""Watches what is hidden and what stands in front, on a thread and a connection of its own.

It tells the law when a window of the guard's list comes to the front, and the customer which windows are hidden. The
picture and the hands do not wait for it: they look for themselves, in the breath in which they act. Article: 5.1
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Final

import xcffib
import xcffib.xproto

from madoguchi.host.mask.masks import Masks
from madoguchi.host.mask.x11_windows import X11Windows, is_told
from madoguchi.host.port import HiddenWindow
from madoguchi.host.x11.display import Bell, X11Display
from madoguchi.session.masks import Effect

LOOK_SECONDS: Final = 0.2  # the focus can change without any news
TITLE_LETTERS: Final = 120
Hidden = tuple[HiddenWindow, ...]


class X11Watcher:
    """``guarded`` and ``hidden`` are called on the watcher's thread and must not wait."""

    def __init__(
        self, name: str | None, masks: Masks, guarded: Callable[[], None], hidden: Callable[[Hidden], None]
    ) -> None:
        self._display = X11Display(name)
        self._masks = masks
        self._guarded, self._tell = guarded, hidden
        self._windows = X11Windows(self._display, masks)
        self._bell = Bell()
        self._closed = False
        self._front: tuple[int, str] | None = None  # the guarded window in front, and the rule's topic
        self._told: Hidden = ()
        self._thread = Thread(target=self._run, name="mask-watcher", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._masks.on_change(self._bell.ring)
        self._thread.start()

    def close(self) -> None:
        """Stop looking."""
        self._masks.forget(self._bell.ring)
        self._closed = True
        self._bell.ring()
        if self._thread.is_alive():
            self._thread.join(1.0)
        self._bell.close()
        self._display.close()

    def _run(self) -> None:
        try:
            with suppress(xcffib.ConnectionException):
                self._begin()
                while not self._closed:
                    self._hear()
                    self._look()
                    self._bell.wait(self._display.fileno(), LOOK_SECONDS)
        finally:
            if not self._closed:
                self._guarded()  # nobody watches any more: the session is held

    def _begin(self) -> None:
        core = self._display.core
        core.GrabServer()
        try:
            self._windows.begin()
        finally:
            if not self._display.conn.has_error():
                core.UngrabServer()
                self._display.conn.flush()

    def _hear(self) -> None:
        while True:
            try:
                event = self._display.conn.poll_for_event()
            except xcffib.ConnectionException:
                raise
            except xcffib.XcffibException:
                continue  # about a window that closed meanwhile
            if event is None:
                return
            self._windows.heard(event)

    def _look(self) -> None:
        if not self._windows.is_settled:
            self._windows.settle()
        hidden = tuple(
            HiddenWindow(why.number, why.cause, why.topic, why.title[:TITLE_LETTERS])
            for why in {why.number: why for why in self._windows.hidden.values() if is_told(why)}.values()
        )
        if hidden != self._told:
            self._told = hidden
            self._tell(hidden)
        front = self._guarded_front()
        before, self._front = self._front, front
        if front is not None and front != before:
            self._guarded()

    def _guarded_front(self) -> tuple[int, str] | None:
        display = self._display
        active = next(iter(display.cardinals(display.root, "_NET_ACTIVE_WINDOW")), 0)
        focus = display.core.GetInputFocus().reply().focus
        for window in (active, focus):
            why = self._windows.hidden.get(self._windows.top_of(window)) if window else None
            if why is not None and why.effect is Effect.PAUSE:
                return why.number, why.topic
        return None
