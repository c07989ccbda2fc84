"""The top-level windows in the order in which they lie over one another, and what of some of them can be seen. Pure.

It follows the window system's own news one by one, so every place where a window has been is met, however short. Article: 5.1
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from madoguchi.host.capture.rect import Rect


@dataclass(slots=True)
class Top:
    """One top-level window. ``covers``: nothing behind it can be seen through it."""

    number: int
    rect: Rect
    mapped: bool
    covers: bool = False


class Stack:
    """Lowest first."""

    def __init__(self) -> None:
        self._tops: list[Top] = []

    @property
    def tops(self) -> tuple[Top, ...]:
        return tuple(self._tops)

    def find(self, number: int) -> Top | None:
        return next((top for top in self._tops if top.number == number), None)

    def put(self, top: Top) -> None:
        """A new window, over all others."""
        self.drop(top.number)
        self._tops.append(top)

    def drop(self, number: int) -> None:
        """It is no top-level window any more."""
        self._tops = [top for top in self._tops if top.number != number]

    def restack(self, number: int, above: int) -> None:
        """It lies right over ``above`` now; 0: under all."""
        top = self.find(number)
        if top is None:
            return
        below = self.find(above)
        if above and below is None:
            return  # over a window that is gone: its own news told the rest
        self._tops.remove(top)
        self._tops.insert(self._tops.index(below) + 1 if below is not None else 0, top)

    def seen(self, numbers: Collection[int]) -> list[Rect]:
        """What can be seen of these windows; rectangles may overlap where two of them lie over each other."""
        found: list[Rect] = []
        for place, top in enumerate(self._tops):
            if top.number not in numbers or not top.mapped:
                continue
            pieces = [top.rect]
            for over in self._tops[place + 1 :]:
                if over.mapped and over.covers and over.number not in numbers and over.rect.clipped(top.rect):
                    pieces = [left for piece in pieces for left in piece.without(over.rect)]
            found += pieces
        return found
