"""What stands in the picture where something is hidden: an even pattern, with words in it. Pure. Article: 5.1"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from madoguchi.host.capture.rect import Rect

GREY: Final = 0x00707880
LIGHTER: Final = 0x00788088
STRIPE: Final = 16  # pixels of one stripe and its gap

Tile = npt.NDArray[np.uint32]


def stripes(width: int, height: int) -> Tile:
    """Slanting stripes that join when tiles of multiples of STRIPE stand side by side."""
    rows, columns = np.indices((height, width))
    return np.where((rows + columns) % STRIPE < STRIPE // 2, np.uint32(GREY), np.uint32(LIGHTER)).astype(np.uint32)


def lay(tile: Tile, pixels: npt.NDArray[np.uint32], rect: Rect, at: Rect) -> None:
    """Cover the part ``at`` of ``pixels``, which are those of ``rect``. The pattern belongs to the whole picture, so it stands
    still while windows move under it."""
    if inside := at.clipped(rect):
        top, left = inside.y - rect.y, inside.x - rect.x
        pixels[top : top + inside.height, left : left + inside.width] = covering(tile, inside)


def covering(tile: Tile, rect: Rect) -> Tile:
    """The pattern's pixels for ``rect``."""
    height, width = tile.shape
    rows = np.arange(rect.y, rect.bottom) % height
    columns = np.arange(rect.x, rect.right) % width
    covered: Tile = tile[np.ix_(rows, columns)]
    return covered
