"""Tiles of few colours: numbers of colours that both ends know, in one zstd stream for the whole canvas. Pure.

A letter drawn again, anywhere, is the same bytes again and the stream has seen them: columns of a strip lie one after the other, so
that a letter is one run of bytes whatever stands beside it (figures: docs/picture.md). Colours and stream begin with the canvas;
every tile that is made must be sent, in order, or both ends are out of step. Protocol: docs/protocol.md, Picture. Article: 6.1
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import zstandard

from madoguchi.host.capture.port import Pixels

COLOURS: Final = 1 << 16
WINDOW_LOG: Final = 22
HEADER: Final = b"\x28\xb5\x2f\xfd\x00" + bytes([(WINDOW_LOG - 10) << 3])  # of the one frame; it is never sent
STRIP: Final = 16  # rows; a tile of up to twice as many is one strip: most often a line of text
_LEVEL: Final = 5
_MOST_NEW: Final = 4_096  # colours: a tile with more is a photograph, and better off as it is
_SAMPLE: Final = 512  # pixels
_MOST_SAMPLED: Final = 320  # colours in the sample
Colours = npt.NDArray[np.uint32]
_NONE: Final[Colours] = np.empty(0, dtype=np.uint32)


class Indexed:
    """One canvas's colours and stream."""

    def __init__(self) -> None:
        # 32 MB by name; the system gives pages only where a colour was seen.
        self._number_of: npt.NDArray[np.uint16] = np.zeros(1 << 24, dtype=np.uint16)
        self._colours: Colours = np.zeros(COLOURS, dtype=np.uint32)
        self._zstd = zstandard.ZstdCompressor(
            compression_params=zstandard.ZstdCompressionParameters.from_level(
                _LEVEL, window_log=WINDOW_LOG, write_content_size=0, write_checksum=0, write_dict_id=0
            )
        )
        self.begin()

    def begin(self) -> None:
        """With a canvas: no colour is known and nothing was said."""
        self._known = 0
        self._stream = self._zstd.compressobj()
        self._is_new = True

    def encode(self, pixels: Pixels) -> bytes | None:
        """The data of an ``indexed`` tile for ``pixels`` (rows×columns, 0x00RRGGBB); None, and nothing changed, when they have too
        many colours."""
        numbers = self._number_of[pixels]
        if self._known:
            missing = pixels[(self._colours[numbers] != pixels) | (numbers >= self._known)]
        else:
            missing = pixels.reshape(-1)
        first, new = self._known, _distinct(missing)
        if new is not None and first + len(new) > COLOURS:
            first, new = 0, _distinct(pixels.reshape(-1))
        if new is None:
            return None
        self._known = first + len(new)
        if new.size:
            self._colours[first : self._known] = new
            self._number_of[new] = np.arange(first, self._known, dtype=np.uint16)
            numbers = self._number_of[pixels]
        rows = strip_of(len(pixels))
        channels = new.astype("<u4").view(np.uint8).reshape(-1, 4)[:, :3]
        told = first.to_bytes(2, "big") + len(new).to_bytes(2, "big") + bytes([rows])
        return told + self._say(channels.tobytes() + _in_strips(numbers, rows))

    def _say(self, content: bytes) -> bytes:
        data = self._stream.compress(content) + self._stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
        if not self._is_new:
            return data
        self._is_new = False
        assert data.startswith(HEADER)
        return data[len(HEADER) :]


def strip_of(height: int) -> int:
    """Rows of a strip of a tile with ``height`` rows."""
    return height if height <= 2 * STRIP else STRIP


def _in_strips(numbers: npt.NDArray[np.uint16], rows: int) -> bytes:
    return b"".join(numbers[top : top + rows].T.astype("<u2").tobytes() for top in range(0, len(numbers), rows))


def _distinct(pixels: Colours) -> Colours | None:
    """The colours of ``pixels``, rising; None when they are too many."""
    if not pixels.size:
        return _NONE
    sample = pixels[:: max(1, pixels.size // _SAMPLE)]
    if len(np.unique(sample)) > _MOST_SAMPLED:
        return None
    found = np.unique(pixels)
    return None if len(found) > _MOST_NEW else found
