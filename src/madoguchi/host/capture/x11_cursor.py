"""The pointer's looks and place on X11, at no cost while it rests.

XFIXES tells when the looks change. Nothing on X11 tells cheaply where the pointer is: raw motion wakes us for every tick of
a mouse (up to 8,000 a second), asking 60 times a second wakes us for nothing. So we listen for one motion, stop
listening and ask every 16 ms until it has rested for a while, then listen again.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import xcffib
import xcffib.xfixes

from madoguchi.base.clock import Tick
from madoguchi.host.capture.port import CursorLook, CursorPlace
from madoguchi.host.capture.rect import Rect
from madoguchi.host.x11.display import X11Display
from madoguchi.host.x11.raw import RAW_MOTION, RawInput

ASK_SECONDS: Final = 0.016
REST_SECONDS: Final = 0.3
GLANCE_SECONDS: Final = 1.0  # programs may warp the pointer, which is no motion: look now and then


class X11Cursor:
    """Watches the pointer on one connection."""

    def __init__(self, display: X11Display) -> None:
        self._display = display
        self._raw = RawInput(display)
        self._xfixes: Any = display.extension(xcffib.xfixes.key)
        self._xfixes.QueryVersion(5, 0).reply()
        self._xfixes.SelectCursorInput(display.root, 1)
        self._serial: int | None = None
        self._place: CursorPlace | None = None
        self._moving_until: Tick | None = None
        self._look_changed = True
        self._ask_at = Tick(0.0)
        self._raw.select(RAW_MOTION)

    def heard(self, event_name: str, now: Tick) -> None:
        """An event arrived on the connection."""
        if event_name == "CursorNotifyEvent":
            self._look_changed = True
        elif event_name == "RawMotionEvent":
            if self._moving_until is None:
                self._raw.select(0)
                self._ask_at = now
            self._moving_until = Tick(now + REST_SECONDS)

    def next_ask(self) -> Tick:
        """When ``place`` should be asked for, even if nothing else happens."""
        return self._ask_at

    def look(self) -> CursorLook | None:
        """The looks if they changed since the last call."""
        if not self._look_changed:
            return None
        self._look_changed = False
        image = self._xfixes.GetCursorImage().reply()
        if image.cursor_serial == self._serial:
            return None
        self._serial = image.cursor_serial
        bgra = np.frombuffer(bytes(image.cursor_image.buf()), dtype=np.uint8).reshape(-1, 4)
        return CursorLook(image.width, image.height, image.xhot, image.yhot, unpremultiplied(bgra))

    def place(self, area: Rect, now: Tick) -> CursorPlace | None:
        """The place within ``area`` (in root coordinates) if it changed since the last call."""
        pointer = self._display.core.QueryPointer(self._display.root).reply()
        x, y = pointer.root_x - area.x, pointer.root_y - area.y
        visible = bool(pointer.same_screen) and 0 <= x < area.width and 0 <= y < area.height
        place = CursorPlace(x, y, True) if visible else CursorPlace(0, 0, False)
        changed = place != self._place
        self._place = place
        self._plan(changed, now)
        return place if changed else None

    def _plan(self, changed: bool, now: Tick) -> None:
        if self._moving_until is None:
            self._ask_at = Tick(now + GLANCE_SECONDS)
            return
        if changed:
            self._moving_until = Tick(now + REST_SECONDS)
        if now < self._moving_until:
            self._ask_at = Tick(now + ASK_SECONDS)
        else:
            self._moving_until = None
            self._raw.select(RAW_MOTION)
            self._ask_at = Tick(now + ASK_SECONDS)  # once more: it may have moved while we did not listen


def unpremultiplied(bgra: np.typing.NDArray[np.uint8]) -> bytes:
    """Undo the multiplication of colour by alpha that X cursors come with."""
    wide = bgra.astype(np.uint32)
    alpha = wide[:, 3:4]
    colour = np.minimum(255, (wide[:, :3] * 255 + alpha // 2) // np.maximum(alpha, 1))
    return np.concatenate([np.where(alpha > 0, colour, 0), alpha], axis=1).astype(np.uint8).tobytes()
