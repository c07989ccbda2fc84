"""The seam between capture and the platform: one backend per platform stands behind these two protocols.

Guarantee: what is not the chosen target never enters a grabbed buffer; a window is taken from its own pixels, so nothing
that lies over it is ever seen. Article: 5.1
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from madoguchi.base.errors import MadoguchiError
from madoguchi.host.capture.rect import Rect
from madoguchi.host.mask.port import Mask
from madoguchi.host.port import Image, Target

Pixels: TypeAlias = npt.NDArray[np.uint32]  # rows of blue | green << 8 | red << 16; the top byte means nothing


class TargetGone(MadoguchiError):  # named like its kin in base.errors
    """The monitor or window is not there (any more)."""


class UnsupportedPicture(MadoguchiError):  # as above
    """The screen has a form of pixels that this program cannot read (anything but 8 bits each of red, green and blue)."""


@dataclass(frozen=True, slots=True)
class Grabbed:
    """Pixels of ``rect`` (in the target's coordinates). They are valid until the next grab from the same source."""

    rect: Rect
    pixels: Pixels


@dataclass(frozen=True, slots=True)
class Move:
    """The window system says that the pixels of ``rect`` were moved by (``dx``, ``dy``). A hint, never a promise."""

    rect: Rect
    dx: int
    dy: int


@dataclass(frozen=True, slots=True)
class CursorPlace:
    """Where the pointer is in the target; not ``visible`` when it is outside."""

    x: int
    y: int
    visible: bool


@dataclass(frozen=True, slots=True)
class CursorLook:
    """The pointer's looks: ``bgra`` is width*height*4 bytes, not premultiplied."""

    width: int
    height: int
    hot_x: int
    hot_y: int
    bgra: bytes


@dataclass(frozen=True, slots=True)
class Happened:
    """What happened since the last ``take``. ``look`` and ``place`` are None when they are as before."""

    damage: tuple[Rect, ...] = ()
    moves: tuple[Move, ...] = ()
    look: CursorLook | None = None
    place: CursorPlace | None = None


class Source(Protocol):
    """One target being watched. All of it belongs to one thread, but ``wake``, which anybody may call."""

    @property
    def width(self) -> int: ...

    @property
    def height(self) -> int: ...

    @property
    def gone(self) -> bool:
        """The target is over: a window closed or hidden, a monitor unplugged. Nothing more comes."""
        ...

    @property
    def resized(self) -> bool:
        """The target has another size than ``width`` and ``height`` say; ``resize`` takes it over."""
        ...

    def wait(self, *, taking: bool) -> None:
        """Return when something new has happened or when woken; with ``taking`` (the caller will ``take`` then) also when it
        is time to look where the pointer is.
        """
        ...

    def wake(self) -> None:
        """End the present or the next wait."""
        ...

    def take(self) -> Happened:
        """What happened since the last time. Raises TargetGone."""
        ...

    def resize(self) -> None:
        """Take the new size over; everything is damaged then."""
        ...

    def grab(self, rects: Sequence[Rect]) -> list[Grabbed]:
        """The present pixels of rectangles that do not overlap. Raises TargetGone."""
        ...

    def close(self) -> None:
        """Let go of everything."""
        ...


class Screen(Protocol):
    """What can be shown. Every call may come from any thread."""

    def targets(self) -> tuple[Target, ...]:
        """Monitors, then windows; never a window of this program."""
        ...

    def open(self, target: Target) -> Source:
        """Watch it. The whole of it counts as damaged at first. Raises TargetGone, UnsupportedPicture."""
        ...

    def snapshot(self, target: Target, max_width: int, mask: Mask) -> Image:
        """What would be seen of it now, at most ``max_width`` wide. Raises TargetGone, UnsupportedPicture."""
        ...

    def is_locked(self) -> bool:
        """Whether the screen saver or lock is on, as far as the platform tells."""
        ...

    def close(self) -> None:
        """Let go of everything but the sources."""
        ...
