"""Cells of the canvas that both ends remember, so that what comes back (a window, a menu's underneath, a page) costs a number. Pure.

Guarantee: ``known`` names a cell only when every one of its pixels is the wanted one; a hash only says where to look. Both
ends remember the last KEPT_CELLS cells that were kept, in one order, so neither ever has to tell the other what it forgot.
Article: 6.1
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from madoguchi.host.capture.port import Pixels
from madoguchi.host.capture.rect import Rect
from madoguchi.wire.conversation import CELL, KEPT_CELLS, Keep, Known

NUMBERS: Final = 1 << 32
YOUNG: Final = KEPT_CELLS // 2  # a cell that was kept longer ago is kept again before it is forgotten
MANY_MISSING: Final = (
    4  # when a quarter of a change is not remembered, all of it is kept anew, so that its numbers follow each other
)

Mask = npt.NDArray[np.bool_]
Hashes = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.int64]

_ROW_WEIGHTS: Final = np.arange(1, CELL + 1, dtype=np.uint32) * np.uint32(2_654_435_761) | np.uint32(1)
_CELL_WEIGHTS: Final = np.arange(1, CELL + 1, dtype=np.uint32) * np.uint32(2_246_822_519) | np.uint32(1)


@dataclass(frozen=True, slots=True)
class Cells:
    """Whole cells and their pixels; those beyond the canvas's edge are 0."""

    block: Rect  # in cells
    pixels: Pixels  # of block.height * CELL rows

    def cell(self, row: int, column: int) -> Pixels:
        return self.pixels[row * CELL : (row + 1) * CELL, column * CELL : (column + 1) * CELL]

    def part(self, block: Rect) -> Pixels:
        """The pixels of a block of them."""
        top, left = (block.y - self.block.y) * CELL, (block.x - self.block.x) * CELL
        return self.pixels[top : top + block.height * CELL, left : left + block.width * CELL]

    def hashes(self) -> npt.NDArray[np.uint32]:
        down, across = self.block.height, self.block.width
        rows = np.einsum("hcs,s->hc", self.pixels.reshape(down * CELL, across, CELL), _ROW_WEIGHTS)
        mixed = (rows ^ (rows >> np.uint32(15))).reshape(down, CELL, across)
        hashes: npt.NDArray[np.uint32] = np.einsum("ryc,y->rc", mixed, _CELL_WEIGHTS)
        return hashes

    def touched(self, rects: list[Rect]) -> Mask:
        """Which of them ``rects`` (in pixels) reach into."""
        mask = np.zeros((self.block.height, self.block.width), dtype=np.bool_)
        for rect in rects:
            inside = cells_of(rect).clipped(self.block).moved(-self.block.x, -self.block.y)
            mask[inside.y : inside.bottom, inside.x : inside.right] = True
        return mask


def cells_of(rect: Rect) -> Rect:
    """The block of cells that ``rect`` (in pixels) reaches into."""
    left, top = rect.x // CELL, rect.y // CELL
    return Rect(left, top, -(-rect.right // CELL) - left, -(-rect.bottom // CELL) - top)


class Kept:
    """What both ends remember of one canvas."""

    def __init__(self, width: int, height: int) -> None:
        wide = np.minimum(CELL, width - CELL * np.arange(-(-width // CELL)))
        high = np.minimum(CELL, height - CELL * np.arange(-(-height // CELL)))
        self._sizes: Hashes = (high[:, None] << 8 | wide[None, :]).astype(np.uint64) << np.uint64(32)
        self._pixels: Pixels = np.zeros((KEPT_CELLS, CELL, CELL), dtype=np.uint32)  # the system gives it page by page
        self._hashes: Hashes = np.zeros(KEPT_CELLS, dtype=np.uint64)
        self._latest: dict[int, int] = {}
        self._next = 0

    def forget(self) -> None:
        """As after Canvas."""
        self._latest.clear()
        self._next = 0

    def keep(self, cells: Cells, wanted: Mask) -> list[Keep]:
        """Remember the wanted ones of ``cells``, if they are not remembered already."""
        count = int(wanted.sum())
        if count > YOUNG or self._next + count > NUMBERS:
            return []
        hashes = self._salted(cells)
        missing = wanted.copy()
        for row, column in zip(*np.nonzero(wanted), strict=True):
            number = self._latest.get(int(hashes[row, column]))
            if number is not None and self._next - number <= YOUNG and self._is(number, cells, hashes, row, column):
                missing[row, column] = False
        told = _blocks(wanted if missing.sum() * MANY_MISSING > count else missing)
        for block in told:
            for row in range(block.y, block.bottom):
                for column in range(block.x, block.right):
                    self._remember(cells.cell(row, column), hashes[row, column])
        return [Keep(cells.block.x + one.x, cells.block.y + one.y, one.width, one.height) for one in told]

    def known(self, cells: Cells, wanted: Mask) -> list[Known]:
        """Those of the wanted ``cells`` that are remembered, if enough of them are to call it a return."""
        if self._next == 0:
            return []
        hashes = self._salted(cells)
        numbers: Numbers = np.full(wanted.shape, -1, dtype=np.int64)
        last = -1
        for row, column in zip(*np.nonzero(wanted), strict=True):
            # What was kept in one go comes back in one go: first look at the number that follows.
            for number in (last + 1, self._latest.get(int(hashes[row, column]), -1)):
                if self._is(number, cells, hashes, row, column):
                    numbers[row, column] = last = number
                    break
        if int((numbers >= 0).sum()) * MANY_MISSING < int(wanted.sum()):
            return []
        return _runs(numbers, cells.block)

    def _is(self, number: int, cells: Cells, hashes: Hashes, row: int, column: int) -> bool:
        if not max(0, self._next - KEPT_CELLS) <= number < self._next:
            return False
        slot = number % KEPT_CELLS
        if self._hashes[slot] != hashes[row, column]:
            return False
        return bool(np.array_equal(self._pixels[slot], cells.cell(row, column)))

    def _remember(self, pixels: Pixels, salted: np.uint64) -> None:
        slot = self._next % KEPT_CELLS
        before = int(self._hashes[slot])
        if self._latest.get(before) == self._next - KEPT_CELLS:
            del self._latest[before]
        self._pixels[slot] = pixels
        self._hashes[slot] = salted
        self._latest[int(salted)] = self._next
        self._next += 1

    def _salted(self, cells: Cells) -> Hashes:
        """With the cell's size in it: a cell at the edge is not one of the same pixels and zeros."""
        block = cells.block
        salted: Hashes = cells.hashes() | self._sizes[block.y : block.bottom, block.x : block.right]
        return salted


def _blocks(mask: Mask) -> list[Rect]:
    """Rectangles, none overlapping, of exactly what is set."""
    return [Rect(one.left, one.top, one.across, one.down) for one in _runs(mask.astype(np.int64) - 1, None)]


def _runs(numbers: Numbers, block: Rect | None) -> list[Known]:
    """Rectangles of the numbers that are not negative. With ``block``: of numbers that follow each other, at its place."""
    done: list[Known] = []
    above: dict[tuple[int, int], int] = {}  # (left, across) -> its place in done
    step = 0 if block is None else 1
    for row in range(numbers.shape[0]):
        here: dict[tuple[int, int], int] = {}
        for left, across, first in _row_runs(numbers[row], step):
            at = above.get((left, across))
            if at is not None and done[at].first + step * across * done[at].down == first:
                old = done[at]
                done[at] = Known(old.left, old.top, across, old.down + 1, old.first)
            else:
                at = len(done)
                done.append(Known(left, row, across, 1, first))
            here[left, across] = at
        above = here
    if block is None:
        return done
    return [Known(block.x + one.left, block.y + one.top, one.across, one.down, one.first) for one in done]


def _row_runs(row: Numbers, step: int) -> list[tuple[int, int, int]]:
    """(left, across, first) of stretches in which each number is the one before plus ``step``."""
    places = np.flatnonzero(row >= 0)
    if places.size == 0:
        return []
    ends = np.flatnonzero((np.diff(places) != 1) | (np.diff(row[places]) != step))
    starts = places[np.concatenate(([0], ends + 1))]
    stops = places[np.concatenate((ends, [places.size - 1]))] + 1
    return [(left, stop - left, int(row[left])) for left, stop in zip(starts.tolist(), stops.tolist(), strict=True)]
