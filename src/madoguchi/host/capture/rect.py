"""Rectangles of whole pixels, and how a list of damaged ones becomes a short list to look at. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Final

MOST_RECTS: Final = 12  # more rectangles than this cost more in requests than their bounding box costs in pixels
WASTE: Final = 16_384  # pixels that we would rather compare than pay another request for (about 0.03 ms)


@dataclass(frozen=True, slots=True)
class Rect:
    """``width`` and ``height`` may be 0: then it holds nothing."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    @property
    def area(self) -> int:
        return self.width * self.height

    def __bool__(self) -> bool:
        return self.width > 0 and self.height > 0

    def moved(self, dx: int, dy: int) -> Rect:
        """The same rectangle elsewhere."""
        return Rect(self.x + dx, self.y + dy, self.width, self.height)

    def clipped(self, to: Rect) -> Rect:
        """What lies in both; empty when nothing does."""
        x, y = max(self.x, to.x), max(self.y, to.y)
        return Rect(x, y, max(0, min(self.right, to.right) - x), max(0, min(self.bottom, to.bottom) - y))

    def joined(self, other: Rect) -> Rect:
        """The smallest rectangle that holds both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Rect(x, y, max(self.right, other.right) - x, max(self.bottom, other.bottom) - y)

    def without(self, hole: Rect) -> list[Rect]:
        """What of it lies outside ``hole``: up to four, none overlapping."""
        inner = self.clipped(hole)
        if not inner:
            return [self] if self else []
        around = (
            Rect(self.x, self.y, self.width, inner.y - self.y),
            Rect(self.x, inner.bottom, self.width, self.bottom - inner.bottom),
            Rect(self.x, inner.y, inner.x - self.x, inner.height),
            Rect(inner.right, inner.y, self.right - inner.right, inner.height),
        )
        return [one for one in around if one]

    def holds(self, other: Rect) -> bool:
        """Whether every pixel of ``other`` is in it."""
        return self.clipped(other) == other


def bounding(rects: Iterable[Rect]) -> Rect:
    """The smallest rectangle that holds all of them; empty for none."""
    filled = [rect for rect in rects if rect]
    return reduce(Rect.joined, filled) if filled else Rect(0, 0, 0, 0)


def tidied(rects: Iterable[Rect], within: Rect) -> list[Rect]:
    """Rectangles, at most MOST_RECTS and none overlapping another, that hold every pixel of ``rects`` inside ``within``."""
    done: list[Rect] = []
    for rect in {clipped for one in rects if (clipped := one.clipped(within))}:
        grown = rect
        while True:
            near = [other for other in done if _worth_joining(grown, other)]
            if not near:
                break
            done = [other for other in done if other not in near]
            grown = bounding([grown, *near])
        done.append(grown)
    if len(done) > MOST_RECTS:
        return [bounding(done)]
    return sorted(done, key=lambda rect: (rect.y, rect.x))


def _worth_joining(one: Rect, other: Rect) -> bool:
    if one.clipped(other):
        return True
    return one.joined(other).area - one.area - other.area <= WASTE
