"""Keeps what the viewer's canvas holds, and says what must be done to it so that it equals the screen. Pure.

Guarantee: once the messages are applied in order, the viewer's canvas equals the grabbed pixels everywhere but in the
rectangles handed back as ``left``. The reference changes only by the very messages that are sent, so a guess (scroll, moved
window) that was wrong is repaired by the tiles that follow it. Article: 6.1
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import zstandard

from madoguchi.base.clock import Tick
from madoguchi.host.capture.port import CursorLook, CursorPlace, Grabbed, Move, Pixels
from madoguchi.host.capture.rect import Rect, bounding
from madoguchi.host.encode.changes import changed_rects
from madoguchi.host.encode.indexed import Indexed
from madoguchi.host.encode.kept import Cells, Kept, Mask, cells_of
from madoguchi.host.encode.scroll import SMALLEST_GAIN, Scroll, find_scroll
from madoguchi.host.trace import stage
from madoguchi.wire.codec import Message
from madoguchi.wire.conversation import CELL, TILE_PIXELS, Canvas, Copy, CursorAt, CursorShape, Tile
from madoguchi.wire.vocabulary import TileCoding

COLOUR: Final = np.uint32(0x00FFFFFF)
UNKNOWN: Final = np.uint32(0xFF000000)  # no pixel of a screen: those have 0 in the highest byte
TILE_OVERHEAD: Final = 18  # bytes of a tile beside its data
LEAST_SCROLLED: Final = 16_384  # pixels: looking for a scroll in less costs more than tiles
THIN_BUDGET: Final = 65_536  # bytes: below it tiles are smaller, so that one of them never fills the line for long
THIN_TILE: Final = 16_384  # pixels
LEAST_TILE: Final = 4_096
LEAST_KEPT: Final = 8_192  # pixels: a smaller change is not worth remembering what was under it
REST_SECONDS: Final = 0.3  # what was seen for less (a film, the steps of a repaint) hardly comes back
PATIENCE: Final = 8  # after so many large changes that were no scroll, look at every eighth only,
PATIENCE_SECONDS: Final = 0.5  # until there was none for so long: a page that opened says nothing about how it scrolls


@dataclass(frozen=True, slots=True)
class Painted:
    """``left`` was not done because the budget was used up: grab it again later. ``wrong``: where neither copies nor memory helped."""

    messages: list[Message]
    left: tuple[Rect, ...]
    wrong: tuple[Rect, ...] = ()


class Painter:
    """One viewer's canvas, seen from here."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        down, across = -(-height // CELL), -(-width // CELL)
        self._whole_cells: Pixels = np.zeros((down * CELL, across * CELL), dtype=np.uint32)
        self._canvas: Pixels = self._whole_cells[:height, :width]
        self._kept = Kept(width, height)
        self._changed_at: npt.NDArray[np.float64] = np.full((down, across), np.inf)  # when each cell was last touched
        self._zstd = zstandard.ZstdCompressor(level=1)
        self._indexed = Indexed()
        self._misses = 0
        self._looked_at = Tick(0.0)  # when a large change was last met

    def canvas(self) -> Canvas:
        """Begin anew: what the viewer had is void and black."""
        self._canvas.fill(0)
        self._kept.forget()
        self._indexed.begin()
        self._changed_at.fill(np.inf)  # nobody needs to remember black
        return Canvas(self.width, self.height)

    def paint(
        self,
        grabbed: Sequence[Grabbed],
        moves: Sequence[Move] = (),
        budget: int | None = None,
        *,
        now: Tick,
        first: Rect | None = None,
    ) -> Painted:
        """What the viewer lacks of ``grabbed``, for about ``budget`` bytes (None: all; at least one tile in any case); what
        touches ``first`` before the rest."""
        for one in grabbed:
            np.bitwise_and(one.pixels, COLOUR, out=one.pixels)
        with stage("diff"):
            messages: list[Message] = [copy for move in moves if (copy := self._try_move(move, grabbed))]
            wrong = [(one, rect) for one in grabbed for rect in self._wrong(one, messages, now)]
        # A typed letter never waits for a film beside it; nor does what the operator has just pressed.
        wrong.sort(key=lambda item: (first is None or not item[1].clipped(first), item[1].area))
        left: list[Rect] = []
        with stage("encode") as made:
            spent = 0
            for one, rect in wrong:
                for piece in _split(rect, budget):
                    if budget is not None and spent and spent >= budget:
                        left.append(piece)
                        continue
                    tile = self._tile(one, piece)
                    messages.append(tile)
                    spent += len(tile.data) + TILE_OVERHEAD
            made.size = spent
        return Painted(messages, tuple(left), tuple(rect for _, rect in wrong))

    def forget(self, rect: Rect) -> None:
        """What the viewer has here is not known: no pixel of it counts as right until it is sent."""
        self._part(rect)[:] = UNKNOWN

    def _wrong(self, one: Grabbed, messages: list[Message], now: Tick) -> list[Rect]:
        """Where the canvas still differs inside ``one``, after what pays was copied or taken from memory."""
        rects = self._differences(one)
        if not rects:
            return rects
        changed = _total(rects)
        before = self._cells(cells_of(bounding(rects)))
        seen = self._rested(before, rects, now)
        if changed < LEAST_KEPT:
            return rects
        place = len(messages)
        rects = self._scrolled(one, rects, messages, now)
        if 2 * _total(rects) <= changed:
            return rects
        messages[place:place] = self._kept.keep(before, seen)  # as the canvas was before the copies
        after = self._cells(before.block)
        _paste(after, one)
        known = self._kept.known(after, after.touched(rects))
        for put in known:
            at = Rect(put.left, put.top, put.across, put.down)
            self._part_of_cells(at)[:] = after.part(at)
        messages += known
        return self._differences(one) if known else rects

    def _scrolled(self, one: Grabbed, rects: list[Rect], messages: list[Message], now: Tick) -> list[Rect]:
        where = bounding(rects)
        if where.area < LEAST_SCROLLED or not self._is_worth_a_look(now):
            return rects
        found = False
        for _ in range(2):  # two panes may have scrolled by different distances
            copy = self._find_copy(one, where)
            if copy is None:
                break
            found = True
            messages.append(copy)
            self._apply(copy)
            rects = self._differences(one)
            where = bounding(rects)
            if where.area < LEAST_SCROLLED:
                break
        self._misses = 0 if found else self._misses + 1
        return rects

    def _cells(self, block: Rect) -> Cells:
        return Cells(block, self._part_of_cells(block).copy())

    def _part_of_cells(self, block: Rect) -> Pixels:
        return self._whole_cells[block.y * CELL : block.bottom * CELL, block.x * CELL : block.right * CELL]

    def _rested(self, cells: Cells, rects: list[Rect], now: Tick) -> Mask:
        """Which of ``cells`` are changed now after a rest."""
        touched = cells.touched(rects)
        block = cells.block
        times = self._changed_at[block.y : block.bottom, block.x : block.right]
        rested: Mask = touched & (now - times >= REST_SECONDS)
        times[touched] = now
        return rested

    def _is_worth_a_look(self, now: Tick) -> bool:
        if now - self._looked_at > PATIENCE_SECONDS:
            self._misses = 0
        self._looked_at = now
        if self._misses > PATIENCE and self._misses % PATIENCE:
            self._misses += 1
            return False
        return True

    def _differences(self, one: Grabbed) -> list[Rect]:
        old = self._part(one.rect)
        return [rect.moved(one.rect.x, one.rect.y) for rect in changed_rects(one.pixels, old)]

    def _find_copy(self, one: Grabbed, where: Rect) -> Copy | None:
        new, old = _inside(one, where), self._part(where)
        if (down := find_scroll(new, old)) is not None:
            return _copy(where, down, across=False)
        across = find_scroll(np.ascontiguousarray(new.T), np.ascontiguousarray(old.T))
        return None if across is None else _copy(where, across, across=True)

    def _try_move(self, move: Move, grabbed: Sequence[Grabbed]) -> Copy | None:
        screen = Rect(0, 0, self.width, self.height)
        target = move.rect.clipped(screen).moved(move.dx, move.dy).clipped(screen)
        one = next((one for one in grabbed if target and one.rect.holds(target)), None)
        if one is None:
            return None
        new = _inside(one, target)
        source = target.moved(-move.dx, -move.dy)
        gain = int((new == self._part(source)).sum()) - int((new == self._part(target)).sum())
        if gain < SMALLEST_GAIN:
            return None
        copy = Copy(source.x, source.y, source.width, source.height, target.x, target.y)
        self._apply(copy)
        return copy

    def _apply(self, copy: Copy) -> None:
        moved = self._part(Rect(copy.x, copy.y, copy.width, copy.height)).copy()
        self._part(Rect(copy.to_x, copy.to_y, copy.width, copy.height))[:] = moved

    def _tile(self, one: Grabbed, rect: Rect) -> Tile:
        assert rect.area <= TILE_PIXELS
        pixels = _inside(one, rect)
        self._part(rect)[:] = pixels
        first = int(pixels[0, 0])
        if (pixels == pixels[0, 0]).all():
            coding, data = TileCoding.SOLID, first.to_bytes(4, "little")[:3]
        elif (indexed := self._indexed.encode(pixels)) is not None:
            coding, data = TileCoding.INDEXED, indexed
        else:
            channels = np.ascontiguousarray(pixels).view(np.uint8).reshape(rect.height, rect.width, 4)
            coding, data = TileCoding.ZSTD_BGR, self._zstd.compress(channels[:, :, :3].tobytes())
        return Tile(rect.x, rect.y, rect.width, rect.height, coding, data)

    def _part(self, rect: Rect) -> Pixels:
        return self._canvas[rect.y : rect.bottom, rect.x : rect.right]


class CursorPainter:
    """The pointer's messages."""

    def __init__(self) -> None:
        self._zstd = zstandard.ZstdCompressor(level=1)

    def shape(self, look: CursorLook) -> CursorShape:
        """The pointer's looks."""
        data = self._zstd.compress(look.bgra)
        return CursorShape(look.width, look.height, look.hot_x, look.hot_y, data)

    def at(self, place: CursorPlace) -> CursorAt:
        """Where the pointer is."""
        return CursorAt(place.x, place.y, place.visible)


def _inside(one: Grabbed, rect: Rect) -> Pixels:
    top, left = rect.y - one.rect.y, rect.x - one.rect.x
    return one.pixels[top : top + rect.height, left : left + rect.width]


def _total(rects: list[Rect]) -> int:
    return sum(rect.area for rect in rects)


def _paste(cells: Cells, one: Grabbed) -> None:
    """The grabbed pixels where they are in ``cells``."""
    block = cells.block
    whole = Rect(block.x * CELL, block.y * CELL, block.width * CELL, block.height * CELL)
    there = one.rect.clipped(whole)
    top, left = there.y - whole.y, there.x - whole.x
    cells.pixels[top : top + there.height, left : left + there.width] = _inside(one, there)


def _split(rect: Rect, budget: int | None) -> list[Rect]:
    area = THIN_TILE if budget is None else min(THIN_TILE, max(LEAST_TILE, budget // 2))
    if budget is None or budget >= THIN_BUDGET or rect.area <= area:
        return [rect]
    width = max(1, area // rect.height)
    return [Rect(left, rect.y, min(width, rect.right - left), rect.height) for left in range(rect.x, rect.right, width)]


def _copy(where: Rect, found: Scroll, *, across: bool) -> Copy:
    wide, high = found.right - found.left, found.bottom - found.top
    if across:
        x, y = where.x + found.top, where.y + found.left
        return Copy(x - found.shift, y, high, wide, x, y)
    x, y = where.x + found.left, where.y + found.top
    return Copy(x, y - found.shift, wide, high, x, y)
