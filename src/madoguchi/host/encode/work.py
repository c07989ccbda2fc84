"""What one viewer still lacks, and the next frame's messages. No threads, no clock. Article: 5.1, 6.1"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from madoguchi.base.clock import Tick
from madoguchi.host.capture.port import Grabbed, Happened, Move, Source
from madoguchi.host.capture.rect import Rect, bounding, tidied
from madoguchi.host.encode.encoder import X264, OpenEncoder
from madoguchi.host.encode.film import FRAME_SECONDS, Film
from madoguchi.host.encode.painter import COLOUR, CursorPainter, Painter
from madoguchi.host.mask.port import Mask
from madoguchi.host.trace import stage
from madoguchi.wire.codec import Message
from madoguchi.wire.conversation import CursorAt, CursorShape

ECHO_SIDE: Final = 256  # pixels round the place where the operator acted
ECHO_SECONDS: Final = 0.5


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
    _wrong: tuple[Rect, ...] = ()  # what neither copies nor memory explained in the last frame
    _counted_at: float = 0.0  # when damage was last looked at for what keeps changing
    _told: set[str] = field(default_factory=set)  # which news of the pointer the viewer lacks
    _echo: tuple[Rect, Tick] | None = None  # where the operator acted last, and when

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
        self.moves, self.owed, self._damaged, self._wrong = [], [], [], ()
        self.film.close()
        self.fresh = True

    def hear(self, happened: Happened, now: Tick) -> None:
        """Take in what happened, whether or not there is room to send it."""
        whole = Rect(0, 0, self.painter.width, self.painter.height)
        self.dirty = tidied([*self.dirty, *happened.damage], whole)
        self._damaged = tidied([*self._damaged, *happened.damage], whole)
        self.moves = _joined([*self.moves, *happened.moves])
        if happened.look is not None:
            self.shape = self.cursors.shape(happened.look)
            self._told.add("shape")
        if happened.place is not None:
            self.at = self.cursors.at(happened.place)
            self._told.add("at")
        if happened.damage and now - self._counted_at >= FRAME_SECONDS:
            self._counted_at = now
            self._look_for_film(
                [both for one in self._wrong for new in happened.damage if (both := one.clipped(new))], now
            )

    def news(self) -> list[Message]:
        """The pointer's, once; they need no room."""
        told, self._told = self._told, set()
        return [one for name, one in (("shape", self.shape), ("at", self.at)) if name in told and one is not None]

    def echo_at(self, x: int, y: int, now: Tick) -> None:
        """The operator acted here. From any thread."""
        self._echo = Rect(x - ECHO_SIDE // 2, y - ECHO_SIDE // 2, ECHO_SIDE, ECHO_SIDE), now

    def opening(self) -> list[Message]:
        """The first frame of a canvas: no pixels, so that it also measures the line."""
        self._told.clear()
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
            room = max(room // 2, room - len(video.data))
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
        echo = self._echo
        first = echo[0] if echo is not None and now - echo[1] < ECHO_SECONDS else None
        painted = self.painter.paint(_grab(source, mask, rects), self.moves, room, now=now, first=first)
        self._begin_film(painted.wrong, now)
        self.dirty, self.moves, self._damaged = list(painted.left), [], []
        return painted.messages

    def _begin_film(self, wrong: Sequence[Rect], now: Tick) -> None:
        whole = Rect(0, 0, self.painter.width, self.painter.height)
        fresh = tidied(self._damaged, whole)  # what only waited for room has not moved
        self._wrong = tuple(wrong)
        if now - self._counted_at >= FRAME_SECONDS / 2:
            self._counted_at = now
            self._look_for_film([both for one in wrong for damaged in fresh if (both := one.clipped(damaged))], now)

    def _look_for_film(self, moving: Sequence[Rect], now: Tick) -> None:
        if (region := self.film.look(moving, now)) is not None:
            self.owed = [piece for one in self.owed for piece in one.without(region)]


def _joined(moves: Sequence[Move]) -> list[Move]:
    """What moved on from where it had just come is one move: the viewer never saw it in between."""
    done: list[Move] = []
    for move in moves:
        at = next((at for at, one in enumerate(done) if one.rect.moved(one.dx, one.dy) == move.rect), None)
        if at is None:
            done.append(move)
        else:
            done[at] = Move(done[at].rect, done[at].dx + move.dx, done[at].dy + move.dy)
    return [move for move in done if (move.dx, move.dy) != (0, 0)]


def _grab(source: Source, mask: Mask, rects: Sequence[Rect]) -> list[Grabbed]:
    if not rects:
        return []
    with stage("capture", 4 * sum(rect.area for rect in rects)):
        grabbed = source.grab(rects)
        for one in grabbed:
            mask.apply(one.pixels, one.rect)
        return grabbed
