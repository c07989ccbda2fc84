"""Masks: pixels that must never leave are gone before anything is compared, hashed, scaled or encoded (D4).

Guarantee: ``apply`` writes into the grabbed buffer itself, the only place where the pixels exist; every later stage sees the
buffer after it. Article: 5.1
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from madoguchi.host.capture.rect import Rect

GREY: Final = 0x00707880


class Mask(Protocol):
    """Something that takes pixels out of a grabbed buffer."""

    def apply(self, pixels: npt.NDArray[np.uint32], rect: Rect) -> None:
        """Overwrite what is hidden. ``pixels`` are those of ``rect``, in the target's coordinates."""
        ...


class NoMask:
    """Nothing is hidden."""

    def apply(self, pixels: npt.NDArray[np.uint32], rect: Rect) -> None:
        """Leave every pixel."""


class RectMask:
    """Rectangles of the target are hidden under one colour."""

    def __init__(self, hidden: Iterable[Rect], colour: int = GREY) -> None:
        self._hidden = tuple(hidden)
        self._colour = colour

    def apply(self, pixels: npt.NDArray[np.uint32], rect: Rect) -> None:
        """Paint over what is hidden of ``rect``."""
        for one in self._hidden:
            if inside := one.clipped(rect):
                top, left = inside.y - rect.y, inside.x - rect.x
                pixels[top : top + inside.height, left : left + inside.width] = self._colour
