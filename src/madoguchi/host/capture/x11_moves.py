"""Which top-level windows were moved: X11 tells their geometry, so a dragged window need not be searched for in the pixels."""

from __future__ import annotations

from typing import Any, Final

import xcffib
import xcffib.xproto

from madoguchi.host.capture.port import Move
from madoguchi.host.capture.rect import Rect
from madoguchi.host.x11.display import X11Display

SUBSTRUCTURE_NOTIFY: Final = 1 << 19
SMALLEST: Final = 4_096  # pixels: less is cheaper as a tile


class X11Moves:
    """Follows the geometry of the root's children."""

    def __init__(self, display: X11Display) -> None:
        core = display.core
        core.ChangeWindowAttributes(display.root, xcffib.xproto.CW.EventMask, [SUBSTRUCTURE_NOTIFY])
        asked = [(child, core.GetGeometry(child)) for child in core.QueryTree(display.root).reply().children]
        self._places: dict[int, Rect] = {}
        self._moved_from: dict[int, Rect] = {}
        for child, reply in asked:
            try:
                self._places[child] = _place(reply.reply())
            except xcffib.xproto.DrawableError:
                continue  # closed since we asked for the list

    def heard(self, event: Any) -> None:
        """An event of the root's children."""
        name = type(event).__name__
        if name == "ConfigureNotifyEvent":
            before, after = self._places.get(event.window), _place(event)
            self._places[event.window] = after
            if before is None or (before.width, before.height) != (after.width, after.height):
                self._moved_from.pop(event.window, None)
            elif (before.x, before.y) != (after.x, after.y):
                self._moved_from.setdefault(event.window, before)
        elif name in ("DestroyNotifyEvent", "UnmapNotifyEvent", "ReparentNotifyEvent"):
            self._moved_from.pop(event.window, None)
            if name != "UnmapNotifyEvent":
                self._places.pop(event.window, None)

    def take(self) -> list[Move]:
        """The moves since the last time, in root coordinates; one for each window, however often it moved."""
        moves = [
            Move(before, self._places[window].x - before.x, self._places[window].y - before.y)
            for window, before in self._moved_from.items()
            if before.area >= SMALLEST
        ]
        self._moved_from.clear()
        return [move for move in moves if (move.dx, move.dy) != (0, 0)]


def _place(shape: Any) -> Rect:
    border = 2 * shape.border_width
    return Rect(shape.x, shape.y, shape.width + border, shape.height + border)
