"""Finds a region that keeps changing, by how often each cell of the canvas has changed lately. Pure. Article: 6.1"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from madoguchi.base.clock import Tick
from madoguchi.host.capture.rect import Rect, bounding
from madoguchi.host.encode.kept import cells_of
from madoguchi.wire.conversation import CELL

FADE_SECONDS: Final = 0.5
HOT: Final = 3.5  # changes, faded: six a second for more than half a second; a thin line shows us no more of a film
WARM: Final = 1.5  # a cell that moves beside hot ones belongs to them: a film's first pictures come in parts
MUCH: Final = CELL * CELL // 4  # pixels of a cell: a letter or a caret does not heat it
FEWEST_CELLS: Final = 12  # a smaller film is cheap enough as tiles
LARGER: Final = 1.2  # a film must grow by a fifth of its cells: beginning anew costs a key
FILLED: Final = 0.6  # how much of its bounding box a region must fill


class Heat:
    """One canvas."""

    def __init__(self, width: int, height: int) -> None:
        self._whole = Rect(0, 0, width, height)
        self._heat: npt.NDArray[np.float64] = np.zeros((-(-height // CELL), -(-width // CELL)))
        self._at = 0.0

    def changed(self, rects: Sequence[Rect], now: Tick) -> None:
        """These pixels changed, once."""
        self._heat *= np.exp((self._at - now) / FADE_SECONDS)
        self._at = now
        pixels = np.zeros(self._heat.shape)
        for rect in rects:
            cells = cells_of(rect)
            high = _shares(rect.y, rect.bottom, cells.y, cells.bottom)
            wide = _shares(rect.x, rect.right, cells.x, cells.right)
            pixels[cells.y : cells.bottom, cells.x : cells.right] += np.outer(high, wide)
        self._heat[pixels >= MUCH] += 1.0

    def cool(self, rect: Rect) -> None:
        """A film ended here: whatever moves must move for a while again."""
        cells = cells_of(rect)
        self._heat[cells.y : cells.bottom, cells.x : cells.right] = 0.0

    def region(self, changed: Sequence[Rect], running: Rect | None = None) -> Rect | None:
        """The largest region that keeps changing: its corners are even and it holds what of ``changed`` is in it. A film that is
        ``running`` is part of it, and it is None unless that has grown."""
        hot, warm = self._heat >= HOT, self._heat >= WARM
        least = float(FEWEST_CELLS)
        if running is not None:
            cells = cells_of(running)
            hot[cells.y : cells.bottom, cells.x : cells.right] = warm[cells.y : cells.bottom, cells.x : cells.right] = (
                True
            )
            least = LARGER * cells.area
        if int(hot.sum()) < FEWEST_CELLS:
            return None
        cluster = max((one for one in _clusters(warm) if any(hot[cell] for cell in one)), key=len)
        cells = bounding(Rect(x, y, 1, 1) for y, x in cluster)
        if sum(hot[cell] for cell in cluster) < least or len(cluster) < FILLED * cells.area:
            return None
        box = Rect(cells.x * CELL, cells.y * CELL, cells.width * CELL, cells.height * CELL)
        grown = Rect(
            box.x - CELL, box.y - CELL, box.width + 2 * CELL, box.height + 2 * CELL
        )  # its edge lies within cells
        moving = [*changed, *([running] if running is not None else [])]
        return _even(bounding(one.clipped(grown) for one in moving if one.clipped(box)), self._whole)


def _shares(start: int, end: int, first: int, last: int) -> npt.NDArray[np.int64]:
    edges = np.clip(np.arange(first, last + 1) * CELL, start, end)
    shares: npt.NDArray[np.int64] = np.diff(edges)
    return shares


def _clusters(hot: npt.NDArray[np.bool_]) -> list[list[tuple[int, int]]]:
    """The cells that are hot, by neighbourhood."""
    left = {(int(y), int(x)) for y, x in zip(*np.nonzero(hot), strict=True)}
    found: list[list[tuple[int, int]]] = []
    while left:
        cluster = [left.pop()]
        for y, x in cluster:
            near = {(y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)} & left
            left -= near
            cluster += near
        found.append(cluster)
    return found


def _even(rect: Rect, whole: Rect) -> Rect | None:
    """With an even place and size, as colours at half the resolution need; a little larger, or smaller at an odd edge."""
    x, y = rect.x & ~1, rect.y & ~1
    right, bottom = min(rect.right + 1, whole.right) & ~1, min(rect.bottom + 1, whole.bottom) & ~1
    found = Rect(x, y, right - x, bottom - y)
    return found if found.area >= FEWEST_CELLS * MUCH else None
