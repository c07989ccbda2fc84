"""The monitors of an X11 display and where they are in it."""

from __future__ import annotations

from typing import Any

import xcffib.randr

from madoguchi.base.errors import Unavailable
from madoguchi.host.capture.port import TargetGone
from madoguchi.host.capture.rect import Rect
from madoguchi.host.x11.display import X11Display


def monitors(display: X11Display) -> list[tuple[int, str, Rect]]:
    """Number, name and place of every monitor; the whole screen as number 0 where RANDR knows none."""
    try:
        randr: Any = display.extension(xcffib.randr.key)
        randr.QueryVersion(1, 5).reply()
        found = randr.GetMonitors(display.root, True).reply().monitors
    except Unavailable:
        found = []
    named = [(one.name, _atom_name(display, one.name), Rect(one.x, one.y, one.width, one.height)) for one in found]
    return named or [(0, "", Rect(0, 0, display.screen.width_in_pixels, display.screen.height_in_pixels))]


def monitor_place(display: X11Display, number: int) -> Rect:
    """Where a monitor is now. Raises TargetGone."""
    for known, _, rect in monitors(display):
        if known == number:
            return rect
    raise TargetGone(f"no monitor {number}")


def _atom_name(display: X11Display, atom: int) -> str:
    name: str = display.core.GetAtomName(atom).reply().name.to_string()
    return name
