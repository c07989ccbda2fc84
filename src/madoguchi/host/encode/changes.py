"""Where two pictures differ, as rectangles that make good tiles. Pure. Article: 6.1"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from madoguchi.host.capture.port import Pixels
from madoguchi.host.capture.rect import Rect
from madoguchi.wire.conversation import TILE_PIXELS

BAND: Final = 64  # rows compared at once: they stay in the cache
BLOCK: Final = 64  # columns; changes nearer than this become one rectangle
SAME_EDGE: Final = 16  # pixels by which the sides of two rectangles may differ to be joined into one


def changed_rects(new: Pixels, old: Pixels) -> list[Rect]:
    """Rectangles, none overlapping, that hold every pixel in which the two differ; each has at most TILE_PIXELS pixels."""
    found: list[Rect] = []
    open_runs: list[Rect] = []  # those of the band above, which may still grow
    for top in range(0, new.shape[0], BAND):
        runs = _band_runs(new[top : top + BAND], old[top : top + BAND], top)
        grown: list[Rect] = []
        for run in runs:
            above = next((one for one in open_runs if _continues(one, run)), None)
            if above is None:
                grown.append(run)
            else:
                open_runs.remove(above)
                grown.append(above.joined(run))
        found += open_runs
        open_runs = grown
    found += open_runs
    return [piece for rect in found for piece in _pieces(rect)]


def _band_runs(new: Pixels, old: Pixels, top: int) -> list[Rect]:
    differs: npt.NDArray[np.bool_] = new != old
    if not differs.any():
        return []
    columns = np.flatnonzero(differs.any(axis=0))
    breaks = np.flatnonzero(np.diff(columns) > BLOCK)
    starts = columns[np.concatenate(([0], breaks + 1))]
    ends = columns[np.concatenate((breaks, [len(columns) - 1]))] + 1
    runs: list[Rect] = []
    for left, right in zip(starts.tolist(), ends.tolist(), strict=True):
        rows = np.flatnonzero(differs[:, left:right].any(axis=1))
        first, last = int(rows[0]), int(rows[-1])
        runs.append(Rect(left, top + first, right - left, last - first + 1))
    return runs


def _continues(above: Rect, below: Rect) -> bool:
    if abs(above.x - below.x) > SAME_EDGE or abs(above.right - below.right) > SAME_EDGE:
        return False
    return below.y - above.bottom <= SAME_EDGE and above.joined(below).area <= TILE_PIXELS


def _pieces(rect: Rect) -> list[Rect]:
    if rect.area <= TILE_PIXELS:
        return [rect]
    width = max(1, TILE_PIXELS // rect.height)
    return [replace(rect, x=left, width=min(width, rect.right - left)) for left in range(rect.x, rect.right, width)]
