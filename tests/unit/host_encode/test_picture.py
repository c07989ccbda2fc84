"""The picture's thread against a screen made of numpy: newest pixels win, silence when nothing changes, stop is final. [5.3, 6.1]"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from queue import Queue
from threading import Condition, Event

import numpy as np
import pytest

from madoguchi.base.clock import SystemClock
from madoguchi.host.capture.port import Grabbed, Happened, TargetGone
from madoguchi.host.capture.rect import Rect
from madoguchi.host.encode.picture import Listener, PictureThread
from madoguchi.host.mask.port import Mask, RectMask
from madoguchi.host.port import Image, Target
from madoguchi.wire.codec import Message
from madoguchi.wire.conversation import Canvas, FrameEnd, Tile
from madoguchi.wire.vocabulary import Sharing
from tests.unit.host_encode.viewer import Viewer

TARGET = Target(Sharing.MONITOR, 1, "one", 64, 48)


class FakeSource:
    """A screen that tests draw on."""

    def __init__(self, width: int = 64, height: int = 48) -> None:
        self.screen = np.zeros((height, width), dtype=np.uint32)
        self.gone = self.resized = self.closed = False
        self.grabs = 0
        self._damage: list[Rect] = [Rect(0, 0, width, height)]
        self._rung = False
        self._condition = Condition()
        self.waits = 0

    @property
    def width(self) -> int:
        return self.screen.shape[1]

    @property
    def height(self) -> int:
        return self.screen.shape[0]

    def draw(self, rect: Rect, colour: int) -> None:
        self.screen[rect.y : rect.bottom, rect.x : rect.right] = colour
        with self._condition:
            self._damage.append(rect)
        self.wake()

    def wait(self, *, taking: bool) -> None:
        with self._condition:
            self.waits += 1
            self._condition.wait_for(lambda: self._rung)
            self._rung = False

    def wake(self) -> None:
        with self._condition:
            self._rung = True
            self._condition.notify_all()

    def take(self) -> Happened:
        with self._condition:
            damage, self._damage = tuple(self._damage), []
        return Happened(damage)

    def resize(self) -> None:
        self.resized = False

    def grab(self, rects: Sequence[Rect]) -> list[Grabbed]:
        self.grabs += 1
        return [Grabbed(rect, self.screen[rect.y : rect.bottom, rect.x : rect.right].copy()) for rect in rects]

    def close(self) -> None:
        self.closed = True


class FakeScreen:
    def __init__(self, *sources: FakeSource) -> None:
        self.sources = list(sources)

    def targets(self) -> tuple[Target, ...]:
        return (TARGET,)

    def open(self, target: Target) -> FakeSource:
        if not self.sources:
            raise TargetGone
        return self.sources.pop(0)

    def snapshot(self, target: Target, max_width: int, mask: Mask) -> Image:
        raise NotImplementedError

    def is_locked(self) -> bool:
        return False

    def close(self) -> None:
        return


class Play:
    """A picture thread and the viewer at its other end."""

    def __init__(self, *sources: FakeSource, mask: Mask | None = None) -> None:
        self.source = sources[0]
        self.viewer = Viewer(1, 1)
        self.frames: Queue[list[Message]] = Queue()
        self.sizes: list[tuple[int, int]] = []
        self.gone = Event()
        self.hold: Event | None = None
        listener = Listener(self._emit, lambda *size: self.sizes.append(size), self.gone.set)
        self.picture = PictureThread(FakeScreen(*sources), TARGET, listener, SystemClock().tick, mask)
        self.picture.start()

    def _emit(self, messages: list[Message]) -> int:
        self.frames.put(messages)
        if self.hold is not None:
            self.hold.wait(10)
        return 1

    def next_frame(self, *, acknowledge: bool = True) -> list[Message]:
        messages = self.frames.get(timeout=3)
        self.viewer.apply(messages)
        end = messages[-1]
        assert isinstance(end, FrameEnd)
        if acknowledge:
            self.picture.drawn(end.frame)
        return messages

    def until_seen(self) -> None:
        while not np.array_equal(self.viewer.canvas, self.source.screen):
            self.next_frame()


@pytest.fixture
def play() -> Iterator[Play]:
    one = Play(FakeSource())
    yield one
    if one.hold is not None:
        one.hold.set()
    one.picture.stop()
    assert one.picture.join(3)


def test_it_begins_with_a_canvas_and_shows_all_of_it(play: Play) -> None:
    play.source.draw(Rect(3, 3, 9, 9), 0xFF8800)
    assert isinstance(play.next_frame()[0], Canvas)
    play.until_seen()
    assert play.sizes == [(64, 48)]


@pytest.mark.article("6.1")
def test_nothing_is_sent_and_nothing_looked_at_while_nothing_changes(play: Play) -> None:
    play.source.draw(Rect(0, 0, 5, 5), 7)
    play.next_frame()
    play.until_seen()
    time.sleep(0.05)
    waits, grabs = play.source.waits, play.source.grabs
    time.sleep(0.3)
    assert play.frames.empty()
    assert (play.source.waits, play.source.grabs) == (waits, grabs)


def test_a_slow_viewer_gets_the_newest_pixels_once(play: Play) -> None:
    play.next_frame()
    play.source.draw(Rect(0, 0, 64, 48), 1)
    play.until_seen()
    play.source.draw(Rect(0, 0, 4, 4), 2)
    unacknowledged = [play.next_frame(acknowledge=False)]
    play.source.draw(Rect(0, 0, 4, 4), 3)
    unacknowledged.append(play.next_frame(acknowledge=False))
    play.source.draw(Rect(0, 0, 4, 4), 3_000)
    unacknowledged.append(play.next_frame(acknowledge=False))
    for colour in range(4, 90):
        play.source.draw(Rect(0, 0, 4, 4), colour)
    time.sleep(0.1)
    assert play.frames.empty()
    play.picture.drawn(unacknowledged[-1][-1].frame)
    assert sum(isinstance(one, Tile) for one in play.next_frame()) == 1
    np.testing.assert_array_equal(play.viewer.canvas, play.source.screen)


@pytest.mark.article("5.3")
def test_stop_is_final_even_when_the_receiver_hangs(play: Play) -> None:
    play.next_frame()
    play.hold = Event()
    play.source.draw(Rect(0, 0, 8, 8), 5)
    play.frames.get(timeout=3)  # and the hand-over hangs now
    began = time.monotonic()
    assert play.picture.stop() is False
    assert time.monotonic() - began <= 0.2
    play.source.draw(Rect(0, 0, 8, 8), 6)
    play.hold.set()
    assert play.picture.join(3)
    assert play.frames.empty()
    assert play.source.closed


@pytest.mark.article("5.3")
def test_stop_under_load_is_quick_and_final() -> None:
    for _ in range(50):
        play = Play(FakeSource())
        play.next_frame()
        for colour in range(20):
            play.source.draw(Rect(0, 0, 30, 30), colour)
        began = time.monotonic()
        assert play.picture.stop()
        assert time.monotonic() - began <= 0.2
        count = play.frames.qsize()
        play.source.draw(Rect(0, 0, 30, 30), 99)
        assert play.picture.join(3)
        assert play.frames.qsize() == count


def test_pause_sends_nothing_and_resume_sends_the_newest(play: Play) -> None:
    play.next_frame()
    play.source.draw(Rect(0, 0, 64, 48), 1)
    play.until_seen()
    assert play.picture.pause()
    while not play.frames.empty():
        play.next_frame()
    play.source.draw(Rect(0, 0, 8, 8), 2)
    time.sleep(0.1)
    assert play.frames.empty()
    play.source.draw(Rect(0, 0, 8, 8), 3)
    play.picture.resume()
    play.until_seen()


def test_refresh_sends_all_of_it_again(play: Play) -> None:
    play.source.draw(Rect(3, 3, 9, 9), 0xFF8800)
    play.next_frame()
    play.until_seen()
    play.viewer = Viewer(1, 1)
    play.picture.refresh()
    assert isinstance(play.next_frame()[0], Canvas)
    play.until_seen()


def test_another_target_is_another_canvas() -> None:
    second = FakeSource(80, 20)
    second.screen[:] = 77
    play = Play(FakeSource(), second)
    play.next_frame()
    first = play.source
    play.picture.change_target(TARGET)
    play.source = second
    play.until_seen()
    assert first.closed
    assert play.sizes[-1] == (80, 20)
    play.picture.change_target(TARGET)  # which cannot be opened any more
    assert play.gone.wait(3)
    play.picture.stop()
    assert play.picture.join(3)


def test_a_target_that_ends_is_told_once_and_closed(play: Play) -> None:
    play.next_frame()
    play.source.gone = True
    play.source.wake()
    assert play.gone.wait(3)
    time.sleep(0.05)
    assert play.source.closed


def test_a_new_size_is_a_new_canvas(play: Play) -> None:
    play.next_frame()
    play.source.screen = np.full((30, 100), 9, dtype=np.uint32)
    play.source.resized = True
    play.source.wake()
    play.until_seen()
    assert play.sizes[-1] == (100, 30)


@pytest.mark.article("5.1")
def test_what_is_hidden_is_never_handed_over_and_hiding_more_takes_it_away() -> None:
    source = FakeSource()
    source.screen[:] = 0xABCDEF
    play = Play(source, mask=RectMask([Rect(0, 0, 10, 10)], 0))
    while not play.viewer.canvas.any() or play.viewer.canvas.shape != (48, 64):
        play.next_frame()
    assert not play.viewer.canvas[:10, :10].any()
    play.picture.set_mask(RectMask([Rect(0, 0, 64, 48)], 0x111111))
    while not (play.viewer.canvas == 0x111111).all():
        play.next_frame()
        assert not (play.viewer.canvas[:10, :10] == 0xABCDEF).any()
    play.picture.stop()
    assert play.picture.join(3)
