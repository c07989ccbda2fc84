"""The messages of the picture: needs *view*. Part of the conversation (wire.conversation), which names them too. Article: 5.1, 6.1"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from madoguchi.wire.codec import Language, Message, Sender
from madoguchi.wire.fields import Blob, Bool, OneOf, Uint16, Uint32
from madoguchi.wire.vocabulary import TileCoding, VideoCoding

PICTURE: Final = Language("picture")
TILE_PIXELS: Final = 65_536  # the most pixels one tile may have
TILE_LIMIT: Final = 229_376  # bytes: TILE_PIXELS * 3 and zstd's worst case
CELL: Final = 64  # pixels: the side of the squares that Keep and Known speak of
KEPT_CELLS: Final = 3_072  # the cells that both ends remember: about six screens of 1920*1080, 50 MB
VIDEO_LIMIT: Final = 229_376  # bytes of one picture of a film


@PICTURE.message(0x40, Sender.HOST)
@dataclass(frozen=True, slots=True)
class Canvas(Message):
    """A new canvas of this size, black. Everything before it is void."""

    width: Uint16
    height: Uint16


@PICTURE.message(0x41, Sender.HOST)
@dataclass(frozen=True, slots=True)
class Copy(Message):
    """Copy a rectangle of the canvas to another place of it; the two may overlap."""

    x: Uint16
    y: Uint16
    width: Uint16
    height: Uint16
    to_x: Uint16
    to_y: Uint16


@PICTURE.message(0x42, Sender.HOST)
@dataclass(frozen=True, slots=True)
class Tile(Message):
    """New pixels for a rectangle of at most TILE_PIXELS pixels."""

    x: Uint16
    y: Uint16
    width: Uint16
    height: Uint16
    coding: Annotated[TileCoding, OneOf(TileCoding)]
    data: Annotated[bytes, Blob(TILE_LIMIT)]


@PICTURE.message(0x43, Sender.HOST)
@dataclass(frozen=True, slots=True)
class FrameEnd(Message):
    """The operations since the last FrameEnd are one frame: show them together and acknowledge ``frame``."""

    frame: Uint32


@PICTURE.message(0x44, Sender.HOST)
@dataclass(frozen=True, slots=True)
class CursorShape(Message):
    """The pointer's looks: ``data`` is a zstd frame of width*height*4 bytes (blue, green, red, alpha; not premultiplied)."""

    width: Uint16
    height: Uint16
    hot_x: Uint16
    hot_y: Uint16
    data: Annotated[bytes, Blob(131_072)]


@PICTURE.message(0x45, Sender.HOST)
@dataclass(frozen=True, slots=True)
class CursorAt(Message):
    """Where the pointer is; not ``visible`` when it is outside what is shared."""

    x: Uint16
    y: Uint16
    visible: Bool


@PICTURE.message(0x47, Sender.HOST)
@dataclass(frozen=True, slots=True)
class Keep(Message):
    """Remember these cells of the canvas as they are now: row by row, each gets the next number, the first since Canvas 0."""

    left: Uint16
    top: Uint16
    across: Uint16
    down: Uint16


@PICTURE.message(0x48, Sender.HOST)
@dataclass(frozen=True, slots=True)
class Known(Message):
    """Put remembered cells here: row by row, the numbers from ``first`` on."""

    left: Uint16
    top: Uint16
    across: Uint16
    down: Uint16
    first: Uint32


@PICTURE.message(0x49, Sender.HOST)
@dataclass(frozen=True, slots=True)
class Video(Message):
    """The next picture of the one film that may run: for a rectangle that keeps changing. ``key``: a film begins here, of this
    size, and needs nothing of what went before. Its pixels are near, not exact; exact tiles follow when it rests."""

    x: Uint16
    y: Uint16
    width: Uint16
    height: Uint16
    coding: Annotated[VideoCoding, OneOf(VideoCoding)]
    key: Bool
    data: Annotated[bytes, Blob(VIDEO_LIMIT)]


@PICTURE.message(0x4A, Sender.CONSOLE)
@dataclass(frozen=True, slots=True)
class VideoLost(Message):
    """The console could not decode the film: begin a new one, or, if not ``again``, send none any more."""

    again: Bool


@PICTURE.message(0x46, Sender.CONSOLE)
@dataclass(frozen=True, slots=True)
class Drawn(Message):
    """Frame ``frame`` is on the operator's canvas, ``took`` milliseconds after its last byte had come (65,535: or more). The host sends no
    more than its window ahead of this."""

    frame: Uint32
    took: Uint16
