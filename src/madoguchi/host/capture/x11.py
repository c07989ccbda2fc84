"""What can be shown on an X11 display: monitors by RANDR, windows by the window manager's list.

Guarantee: windows of this program are never offered; a picture in another form than 8 bits each of red, green and blue is
refused when it is opened. Article: 5.1
"""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock
from typing import Any, Final

import numpy as np
import xcffib
import xcffib.screensaver
import xcffib.xproto

from madoguchi.base.clock import Tick
from madoguchi.base.errors import Unavailable
from madoguchi.host.capture.port import Pixels
from madoguchi.host.capture.rect import Rect
from madoguchi.host.capture.x11_monitors import monitors
from madoguchi.host.capture.x11_source import X11Source
from madoguchi.host.mask.port import Mask
from madoguchi.host.port import Image, Target
from madoguchi.host.x11.display import X11Display
from madoguchi.host.x11.windows import VIEWABLE, client_list, clients_of_this_process, title
from madoguchi.wire.vocabulary import Sharing

TITLE_BYTES: Final = 512  # what Standing.sharing_title carries
SMALLEST_WINDOW: Final = 8  # pixels; less is a helper window of a toolkit
SAVER_ON: Final = 1


class X11Screen:
    """The X11 display ``name`` (None: the one in DISPLAY)."""

    def __init__(self, name: str | None, tick: Callable[[], Tick]) -> None:
        self._name = name
        self._tick = tick
        self._display = X11Display(name)
        self._lock = RLock()

    def targets(self) -> tuple[Target, ...]:
        with self._lock:
            return (*self._monitors(), *self._windows())

    def open(self, target: Target) -> X11Source:
        return X11Source(self._name, target, self._tick)

    def snapshot(self, target: Target, max_width: int, mask: Mask) -> Image:
        source = self.open(target)
        try:
            (grabbed,) = source.grab([Rect(0, 0, source.width, source.height)])
            mask.apply(grabbed.pixels, grabbed.rect)
            return _shrunk(grabbed.pixels, max_width)
        finally:
            source.close()

    def is_locked(self) -> bool:
        with self._lock:
            try:
                saver: Any = self._display.extension(xcffib.screensaver.key)
                return bool(saver.QueryInfo(self._display.root).reply().state == SAVER_ON)
            except (Unavailable, xcffib.xproto.MatchError):
                return False

    def close(self) -> None:
        with self._lock:
            self._display.close()

    def _monitors(self) -> list[Target]:
        return [
            Target(Sharing.MONITOR, number, name, rect.width, rect.height)
            for number, name, rect in monitors(self._display)
        ]

    def _windows(self) -> list[Target]:
        own = clients_of_this_process(self._display)
        found = (
            self._window(window) for window in client_list(self._display) if self._display.client_of(window) not in own
        )
        return [target for target in found if target is not None]

    def _window(self, window: int) -> Target | None:
        core = self._display.core
        asked = core.GetWindowAttributes(window), core.GetGeometry(window)
        try:
            attributes, geometry = asked[0].reply(), asked[1].reply()
        except (xcffib.xproto.WindowError, xcffib.xproto.DrawableError):
            return None
        if attributes.map_state != VIEWABLE or min(geometry.width, geometry.height) < SMALLEST_WINDOW:
            return None
        name = title(self._display, window).encode()[:TITLE_BYTES].decode("utf-8", "ignore")
        return Target(Sharing.WINDOW, window, name, geometry.width, geometry.height)


def _shrunk(pixels: Pixels, max_width: int) -> Image:
    """Every output pixel is the mean of a square of whole input pixels."""
    height, width = pixels.shape
    step = min(max(1, -(-width // max(1, max_width))), width, height)
    rows, columns = height // step, width // step
    channels = np.ascontiguousarray(pixels[: rows * step, : columns * step]).view(np.uint8)
    squares = channels.reshape(rows, step, columns, step, 4)
    mean = squares.mean(axis=(1, 3), dtype=np.float32).round().astype(np.uint8)
    mean[:, :, 3] = 0
    return Image(columns, rows, mean.tobytes())
