"""What one viewer still lacks, and the next frame's messages. No threads, no clock. Article: 5.1, 6.1"""

from __future__ import annotations

from dataclasses import dataclass, field

from madoguchi.base.clock import Tick
from madoguchi.host.capture.port import Happened, Move, Source
from madoguchi.host.capture.rect import Rect, bounding, tidied
from madoguchi.host.encode.painter import CursorPainter, Painter
from madoguchi.host.mask.port import Mask
from madoguchi.wire.codec import Message
from madoguchi.wire.conversation import CursorAt, CursorShape


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

    def begin(self, width: int, height: int) -> None:
        """A new canvas, nothing on it."""
        self.painter = Painter(width, height)
        self.owe_everything()

    def owe_everything(self) -> None:
        """The viewer's canvas is not known any more."""
        self.dirty = [Rect(0, 0, self.painter.width, self.painter.height)]
        self.moves = []
        self.fresh = True

    def hear(self, happened: Happened) -> list[Message]:
        """Take in what happened; the pointer's news are sent at once."""
        self.dirty += happened.damage
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

    def paint(self, source: Source, mask: Mask, room: int, now: Tick) -> list[Message]:
        """The newest pixels of what is dirty, for about ``room`` bytes. Raises TargetGone."""
        if not self.dirty:
            return []
        whole = Rect(0, 0, source.width, source.height)
        rects = tidied(self.dirty, whole)
        if self.moves:
            targets = [move.rect.moved(move.dx, move.dy).clipped(whole) for move in self.moves]
            rects = [bounding([*rects, *targets])]
        grabbed = source.grab(rects)
        for one in grabbed:
            mask.apply(one.pixels, one.rect)
        painted = self.painter.paint(grabbed, self.moves, room, now=now)
        self.dirty, self.moves = list(painted.left), []
        return painted.messages
