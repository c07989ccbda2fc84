"""A viewer in twenty lines: what the messages of the picture do to a canvas."""

from __future__ import annotations

import struct
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import zstandard

from madoguchi.wire.codec import Message
from madoguchi.wire.conversation import CELL, KEPT_CELLS, Canvas, Copy, Keep, Known, Tile
from madoguchi.wire.vocabulary import TileCoding


class Indexed:
    """The colours and the stream of one canvas, read by the words of docs/protocol.md."""

    def __init__(self) -> None:
        self.colours: list[int] = []
        self._stream = zstandard.ZstdDecompressor().decompressobj()
        self._stream.decompress(bytes.fromhex("28b52ffd0060"))

    def pixels(self, data: bytes, width: int, height: int) -> npt.NDArray[np.uint32]:
        first, count, strip = struct.unpack_from(">HHB", data)
        said = self._stream.decompress(data[5:])
        assert first <= len(self.colours)
        assert len(said) == 3 * count + 2 * width * height
        new = [int.from_bytes(said[at : at + 3], "little") for at in range(0, 3 * count, 3)]
        self.colours[first:] = new
        numbers = iter(np.frombuffer(said, dtype="<u2", offset=3 * count))
        drawn = np.zeros((height, width), dtype=np.uint32)
        for top in range(0, height, strip):
            for x in range(width):
                for y in range(top, min(top + strip, height)):
                    drawn[y, x] = self.colours[next(numbers)]
        return drawn


class Viewer:
    def __init__(self, width: int, height: int) -> None:
        self.canvas: npt.NDArray[np.uint32] = np.zeros((height, width), dtype=np.uint32)
        self.kept: list[npt.NDArray[np.uint32]] = []
        self.indexed = Indexed()

    def apply(self, messages: Iterable[Message]) -> None:
        for message in messages:
            match message:
                case Canvas(width, height):
                    self.canvas = np.zeros((height, width), dtype=np.uint32)
                    self.kept = []
                    self.indexed = Indexed()
                case Keep(left, top, across, down):
                    self.kept += [cell.copy() for cell in self._cells(left, top, across, down)]
                case Known(left, top, across, down, first):
                    assert len(self.kept) - KEPT_CELLS <= first
                    for number, cell in enumerate(self._cells(left, top, across, down), first):
                        assert cell.shape == self.kept[number].shape
                        cell[:] = self.kept[number]
                case Copy(x, y, width, height, to_x, to_y):
                    moved = self.canvas[y : y + height, x : x + width].copy()
                    assert moved.shape == (height, width)
                    self.canvas[to_y : to_y + height, to_x : to_x + width] = moved
                case Tile(x, y, width, height, coding, data):
                    there = self.canvas[y : y + height, x : x + width]
                    assert there.shape == (height, width)
                    if coding is TileCoding.INDEXED:
                        there[:] = self.indexed.pixels(data, width, height)
                    else:
                        there[:] = _pixels(coding, data, width, height)

    def _cells(self, left: int, top: int, across: int, down: int) -> list[npt.NDArray[np.uint32]]:
        height, width = self.canvas.shape
        assert 0 < across * CELL <= width + CELL - 1 - left * CELL
        assert 0 < down * CELL <= height + CELL - 1 - top * CELL
        return [
            self.canvas[y * CELL : (y + 1) * CELL, x * CELL : (x + 1) * CELL]
            for y in range(top, top + down)
            for x in range(left, left + across)
        ]


def _pixels(coding: TileCoding, data: bytes, width: int, height: int) -> npt.NDArray[np.uint32]:
    if coding is TileCoding.SOLID:
        return np.full((height, width), int.from_bytes(data, "little"), dtype=np.uint32)
    raw = zstandard.ZstdDecompressor().decompress(data)
    bgr = np.frombuffer(raw, dtype=np.uint8).reshape(height, width, 3).astype(np.uint32)
    return bgr[:, :, 0] | bgr[:, :, 1] << 8 | bgr[:, :, 2] << 16
