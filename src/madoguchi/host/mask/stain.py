"""What a hidden window leaves behind on the screen. Pure.

A window that is moved or closed leaves its pixels standing until whoever lies under it paints anew; a menu that opens over
it begins with its pixels. So a place that a hidden window was seen at stays hidden until the window system has told, *after*
the window left, that something was painted there, and for a moment more, because news of painting tell a box round it.
Article: 5.1
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt

from madoguchi.base.clock import Tick
from madoguchi.host.capture.rect import Rect

REST_SECONDS: Final = 0.3  # a painted place stays hidden for one to two of these
CLEAN, NEW, DRYING, STAINED = 0, 2, 1, 3


class Stains:
    """Of one picture of ``width`` by ``height`` pixels."""

    def __init__(self, width: int, height: int) -> None:
        self._whole = Rect(0, 0, width, height)
        self._state: npt.NDArray[np.uint8] = np.zeros((height, width), dtype=np.uint8)
        self._box: Rect | None = None  # holds every stain
        self._next: Tick | None = None

    @property
    def box(self) -> Rect | None:
        """What holds all of them; None when there are none."""
        return self._box

    @property
    def next_change(self) -> Tick | None:
        """When ``age`` should be called, although nothing happens."""
        return self._next

    def leave(self, rects: Iterable[Rect]) -> None:
        """Hidden pixels may stand here until something is painted over them."""
        for rect in rects:
            self._set(rect, STAINED)

    def carry(self, before: Rect, dx: int, dy: int, now: Tick) -> None:
        """A window was moved, and what stood in its pixels with it."""
        if self._box is None or not (old := before.clipped(self._box)):
            return
        new = old.moved(dx, dy).clipped(self._whole)
        if not new or not (stains := self._part(new.moved(-dx, -dy)).copy()).any():
            return
        stains[stains == DRYING] = NEW
        part = self._part(new)
        np.maximum(part, stains, out=part)
        self._grow(new)
        self._wake(now)

    def suspect(self, rects: Iterable[Rect], now: Tick) -> None:
        """Something unknown was here and is gone: hidden for a moment."""
        for rect in rects:
            if inside := rect.clipped(self._whole):
                part = self._part(inside)
                np.maximum(part, NEW, out=part)
                self._grow(inside)
        self._wake(now)

    def painted(self, rect: Rect, now: Tick) -> None:
        """Something was painted here."""
        if self._box is None or not (inside := rect.clipped(self._box)):
            return
        part = self._part(inside)
        if (stained := part == STAINED).any():
            part[stained] = NEW
            self._wake(now)

    def age(self, now: Tick) -> list[Rect]:
        """Let what has dried be seen again; what may show now."""
        if self._next is None or now < self._next or self._box is None:
            return []
        box = self._box
        part = self._part(box)
        dried = part == DRYING
        part[dried] = CLEAN
        part[part == NEW] = DRYING
        rows, columns = np.nonzero(part.any(axis=1))[0], np.nonzero(part.any(axis=0))[0]
        if rows.size == 0:
            self._box = self._next = None
        else:
            top, left = int(rows[0]), int(columns[0])
            self._box = Rect(box.x + left, box.y + top, int(columns[-1]) + 1 - left, int(rows[-1]) + 1 - top)
            self._next = Tick(now + REST_SECONDS) if (part == DRYING).any() else None
        return [box] if dried.any() else []

    def under(self, rect: Rect) -> tuple[Rect, npt.NDArray[np.bool_]] | None:
        """Which pixels of ``rect`` are hidden by stains: a part of it and its pixels."""
        if self._box is None or not (inside := rect.clipped(self._box)):
            return None
        return inside, self._part(inside) != CLEAN

    def _set(self, rect: Rect, state: int) -> None:
        if inside := rect.clipped(self._whole):
            self._part(inside)[:] = state
            self._grow(inside)

    def _grow(self, rect: Rect) -> None:
        self._box = rect if self._box is None else self._box.joined(rect)

    def _wake(self, now: Tick) -> None:
        if self._next is None:
            self._next = Tick(now + REST_SECONDS)

    def _part(self, rect: Rect) -> npt.NDArray[np.uint8]:
        return self._state[rect.y : rect.bottom, rect.x : rect.right]
