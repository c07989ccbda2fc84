"""What one viewer still lacks, and the next frame's messages. No threads, no clock. Article: 5.1, 6.1"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from madoguchi.base.clock import Tick
from madoguchi.host.capture.port import Grabbed, Happened, Move, Source
from madoguchi.host.capture.rect import Rect, bounding, tidied
from madoguchi.host.encode.encoder import X264, OpenEncoder
from madoguchi.host.encode.film import Film
from madoguchi.host.encode.painter import COLOUR, CursorPainter, Painter
from madoguchi.host.mask.port import Mask
from madoguchi.wire.codec import Message
from madoguchi.wire.conversation import CursorAt, CursorShape


def _nobody() -> None:
    """Nobody is woken."""


@dataclass(slots=True)
class Work:
    """Belongs to the picture's thread."""

    painter: Painter = field(default_factory=lambda: Painter(1, 1))
    cursors: CursorPainter = field(default_factory=CursorPainter)
    dirty: list[Rect] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    shape: CursorShape | None = None
    at: CursorAt | None = None
    fresh: bool = True  # the viewer has not been told of this canvas
    wake: Callable[[], None] = _nobody
    open_encoder: OpenEncoder = X264
    film: Film = field(default_factory=lambda: Film(1, 1, X264, _nobody))
    owed: list[Rect] = field(default_factory=list)  # what films left: before everything else
    _damaged: list[Rect] = field(default_factory=list)  # since the last frame

    def begin(self, width: int, height: int) -> None:
        """A new canvas, nothing on it."""
        self.painter = Painter(width, height)
        self.film.close()
        forbidden = self.film.forbidden  # a viewer that cannot play any still cannot
        self.film = Film(width, height, self.open_encoder, self.wake)
        self.film.forbidden = forbidden
        self.owe_everything()

    def owe_everything(self) -> None:
        """The viewer's canvas is not known any more."""
        self.dirty = [Rect(0, 0, self.painter.width, self.painter.height)]
        self.moves, self.owed, self._damaged = [], [], []
        self.film.close()
        self.fresh = True

    def hear(self, happened: Happened) -> list[Message]:
        """Take in what happened; the pointer's news are sent at once."""
        self.dirty += happened.damage
        self._damaged += happened.damage
        self.moves += happened.moves
        messages: list[Message] = []
        if happened.look is not None:
            self.shape = self.cursors.shape(happened.look)
            messages.append(self.shape)
        if happened.place is not None:
            self.at = self.cursors.at(happened.place)
            messages.append(self.at)
        return messages

    def opening(self) -> list[Message]:
        """The first frame of a canvas: no pixels, so that it also measures the line."""
        return [self.painter.canvas(), *(one for one in (self.shape, self.at) if one is not None)]

    @property
    def is_behind(self) -> bool:
        """Whether there is more to send than the last frame had room for."""
        return bool(self.dirty or self.owed)

    def paint(self, source: Source, mask: Mask, room: int, now: Tick) -> list[Message]:
        """The newest pixels of what is dirty, for about ``room`` bytes. Raises TargetGone."""
        messages: list[Message] = []
        if (video := self.film.take()) is not None:
            messages.append(video)
            self.painter.forget(Rect(video.x, video.y, video.width, video.height))
        if (region := self.film.ended(now)) is not None:
            self.owed.append(region)
        whole = Rect(0, 0, source.width, source.height)
        if self.owed:
            repaired = self.painter.paint(_grab(source, mask, tidied(self.owed, whole)), (), room // 2, now=now)
            self.owed = list(repaired.left)
            messages += repaired.messages
            room //= 2
        if self.dirty or self.film.is_ready(now):
            messages += self._paint_dirty(source, mask, room, now)
        return messages

    def _paint_dirty(self, source: Source, mask: Mask, room: int, now: Tick) -> list[Message]:
        whole = Rect(0, 0, source.width, source.height)
        rects = tidied(self.dirty, whole)
        if self.moves:
            targets = [move.rect.moved(move.dx, move.dy).clipped(whole) for move in self.moves]
            rects = [bounding([*rects, *targets])]
        region = self.film.region
        if region is not None:
            self.film.due |= any(rect.clipped(region) for rect in rects)
            rects = [piece for rect in rects for piece in rect.without(region)]
            if self.film.is_ready(now):
                (grabbed,) = _grab(source, mask, [region])
                self.film.feed(grabbed.pixels & COLOUR, now)
        painted = self.painter.paint(_grab(source, mask, rects), self.moves, room, now=now)
        self._begin_film(painted.wrong, now)
        self.dirty, self.moves, self._damaged = list(painted.left), [], []
        return painted.messages

    def _begin_film(self, wrong: Sequence[Rect], now: Tick) -> None:
        whole = Rect(0, 0, self.painter.width, self.painter.height)
        fresh = tidied(self._damaged, whole)  # what only waited for room has not moved
        moving = [both for one in wrong for damaged in fresh if (both := one.clipped(damaged))]
        if (region := self.film.look(moving, now)) is not None:
            self.owed = [piece for one in self.owed for piece in one.without(region)]


def _grab(source: Source, mask: Mask, rects: Sequence[Rect]) -> list[Grabbed]:
    if not rects:
        return []
    grabbed = source.grab(rects)
    for one in grabbed:
        mask.apply(one.pixels, one.rect)
    return grabbed
