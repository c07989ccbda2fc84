"""The host's own encoder over a screen in memory, one step after another: what the picture's thread does, without its thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from madoguchi.base.clock import Tick
from madoguchi.host.capture.port import Grabbed, Happened, Move
from madoguchi.host.capture.rect import Rect
from madoguchi.host.encode.encoder import Packet
from madoguchi.host.encode.work import Work
from madoguchi.host.mask.port import RectMask
from madoguchi.wire.codec import Message
from madoguchi.wire.conversation import FrameEnd

RUBBISH = np.uint32(0xA5000000)  # the byte that means nothing holds anything


class MemorySource:
    """A screen that tests draw on. See capture.port.Source; nothing here ever waits."""

    gone = resized = False

    def __init__(self, screen: npt.NDArray[np.uint32]) -> None:
        self.screen = screen

    @property
    def width(self) -> int:
        return self.screen.shape[1]

    @property
    def height(self) -> int:
        return self.screen.shape[0]

    def grab(self, rects: Sequence[Rect]) -> list[Grabbed]:
        return [Grabbed(one, self.screen[one.y : one.bottom, one.x : one.right] | RUBBISH) for one in rects]

    def wait(self, *, taking: bool) -> None:
        raise NotImplementedError

    def wake(self) -> None:
        return

    def take(self) -> Happened:
        raise NotImplementedError

    def resize(self) -> None:
        raise NotImplementedError

    def close(self) -> None:
        return


class FakeEncoder:
    """Codes nothing: what a film shows is never right anyway, and the far end's decoder knows it."""

    KEY = bytes.fromhex("000000016742c01e0000000168")

    def __init__(self, width: int, height: int, crf: int, ready: Callable[[], None]) -> None:
        self._packet: Packet | None = None
        self._begun = False
        self._shape = (height, width)

    @property
    def busy(self) -> bool:
        return self._packet is not None

    def submit(self, pixels: npt.NDArray[np.uint32]) -> None:
        assert pixels.shape == self._shape
        assert not (pixels >> 24).any()
        self._packet = Packet(self.KEY, key=not self._begun)
        self._begun = True

    def take(self) -> Packet | None:
        packet, self._packet = self._packet, None
        return packet

    def close(self) -> None:
        self._packet = None


class ModelHost:
    def __init__(self, width: int, height: int) -> None:
        self.source = MemorySource(np.zeros((height, width), dtype=np.uint32))
        self.hidden: tuple[Rect, ...] = ()
        self.work = Work(open_encoder=FakeEncoder)
        self.now = 0.0
        self._frame = 0
        self.work.begin(width, height)

    @property
    def screen(self) -> npt.NDArray[np.uint32]:
        return self.source.screen

    @property
    def rect(self) -> Rect:
        return Rect(0, 0, self.source.width, self.source.height)

    def masked(self) -> npt.NDArray[np.uint32]:
        shown = self.screen.copy()
        RectMask(self.hidden).apply(shown, self.rect)
        return shown

    def damage(self, rects: Sequence[Rect], moves: Sequence[Move] = ()) -> None:
        self.work.hear(Happened(tuple(rects), tuple(moves)), self.now)

    def begin_anew(self) -> None:
        """As after Refresh, a reconnect, another mask or another size."""
        self.work.begin(self.source.width, self.source.height)

    @property
    def rests(self) -> bool:
        """Nothing is owed and no film runs."""
        work = self.work
        return not work.fresh and not work.is_behind and work.film.region is None

    def frame(self, room: int) -> list[Message]:
        """The next frame; empty when the viewer has everything."""
        self.now += 0.02
        if self.work.fresh:
            messages = self.work.opening()
            self.work.fresh = False
        else:
            messages = self.work.paint(self.source, RectMask(self.hidden), room, Tick(self.now))
        if not messages:
            return []
        self._frame += 1
        return [*messages, FrameEnd(self._frame)]
