"""What is captured of a real X server, and what is never captured. [5.1, 6.1]"""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Condition

import numpy as np
import pytest
import xcffib.xproto

from madoguchi.host.capture.port import TargetGone
from madoguchi.host.capture.rect import Rect
from madoguchi.host.capture.x11 import X11Screen
from madoguchi.host.encode.picture import Listener, PictureThread
from madoguchi.host.mask.port import NoMask, RectMask
from madoguchi.host.port import Target
from madoguchi.wire.codec import Message
from madoguchi.wire.conversation import Copy, CursorAt, CursorShape, FrameEnd
from madoguchi.wire.vocabulary import Sharing
from tests.integration.host_x11.displays import XClient, eventually, logger, tick
from tests.unit.host_encode.viewer import Viewer


class Watching:
    """A viewer of one target that acknowledges at once."""

    def __init__(self, screen: X11Screen, target: Target) -> None:
        self.viewer = Viewer(1, 1)
        self.messages: list[Message] = []
        self.sizes: list[tuple[int, int]] = []
        self.gone = False
        self.changed = Condition()
        listener = Listener(self._emit, self._resize, self._end)
        self.picture = PictureThread(screen, target, listener, tick)
        self.picture.start()

    def _emit(self, messages: list[Message]) -> int:
        with self.changed:
            self.viewer.apply(messages)
            self.messages += messages
            self.changed.notify_all()
        last = messages[-1]
        assert isinstance(last, FrameEnd)
        self.picture.drawn(last.frame)
        return 1

    def _resize(self, width: int, height: int) -> None:
        self.sizes.append((width, height))

    def _end(self) -> None:
        self.gone = True

    def until(self, holds: object, seconds: float = 5.0) -> None:
        with self.changed:
            assert self.changed.wait_for(holds, seconds)  # type: ignore[arg-type]

    def close(self) -> None:
        assert self.picture.stop()
        assert self.picture.join(3)


@pytest.fixture
def screen(plain: str) -> Iterator[X11Screen]:
    one = X11Screen(plain, tick)
    yield one
    one.close()


def monitor(screen: X11Screen) -> Target:
    return next(target for target in screen.targets() if target.sharing is Sharing.MONITOR)


def pixels_of(screen: X11Screen, target: Target) -> np.ndarray:
    image = screen.snapshot(target, 10_000, NoMask())
    return np.frombuffer(image.bgrx, dtype=np.uint32).reshape(image.height, image.width)


@pytest.mark.article("5.1")
def test_monitors_and_windows_are_offered_but_never_our_own(plain: str, screen: X11Screen, client: XClient) -> None:
    ours = client.window(10, 10, 200, 100, title="ours")
    with logger(plain, 300, 200, 240, 130, "見積書 <b>&.xlsx") as other:
        eventually(lambda: ours.to_bytes(4, "little") in client.property(client.root, "_NET_CLIENT_LIST"))
        eventually(lambda: other.window.to_bytes(4, "little") in client.property(client.root, "_NET_CLIENT_LIST"))
        windows = [target for target in screen.targets() if target.sharing is Sharing.WINDOW]
        assert [(one.number, one.title) for one in windows] == [(other.window, "見積書 <b>&.xlsx")]
        assert (windows[0].width, windows[0].height) == (240, 130)
        first = screen.targets()[0]
        assert (first.sharing, first.width, first.height) == (Sharing.MONITOR, 1280, 800)
    client.core.DestroyWindow(ours)
    client.sync()


@pytest.mark.article("6.1")
def test_whatever_is_drawn_the_viewer_has_every_pixel(screen: X11Screen, client: XClient) -> None:
    draw = random.Random(7)
    window = client.window(0, 0, 900, 600, override=True)
    watching = Watching(screen, monitor(screen))
    for step in range(120):
        x, y = draw.randrange(800), draw.randrange(500)
        client.fill(window, x, y, draw.randrange(1, 300), draw.randrange(1, 200), draw.randrange(1 << 24))
        if step % 10 == 0:
            client.core.ConfigureWindow(window, xcffib.xproto.ConfigWindow.X, [draw.randrange(300)])
        if step % 7 == 0:
            gc = client.conn.generate_id()
            client.core.CreateGC(gc, window, 0, [])
            client.core.CopyArea(window, window, gc, 0, 40, 0, 0, 900, 560)
            client.sync()
    want = pixels_of(screen, monitor(screen))
    watching.until(lambda: np.array_equal(watching.viewer.canvas, want))
    watching.close()
    client.core.DestroyWindow(window)
    client.sync()


@pytest.mark.article("6.1")
def test_a_dragged_window_is_a_copy(screen: X11Screen, client: XClient) -> None:
    window = client.window(50, 50, 500, 400, override=True)
    noise = np.random.default_rng(3).integers(0, 1 << 24, (400, 20))
    for row in range(0, 400, 8):
        client.fill(window, row, row // 2, 70, 8, int(noise[row, 0]))
    watching = Watching(screen, monitor(screen))
    want = pixels_of(screen, monitor(screen))
    watching.until(lambda: np.array_equal(watching.viewer.canvas, want))
    client.core.ConfigureWindow(window, xcffib.xproto.ConfigWindow.X | xcffib.xproto.ConfigWindow.Y, [300, 130])
    client.sync()
    want = pixels_of(screen, monitor(screen))
    watching.until(lambda: np.array_equal(watching.viewer.canvas, want))
    copies = [one for one in watching.messages if isinstance(one, Copy)]
    assert Copy(50, 50, 500, 400, 300, 130) in copies
    watching.close()
    client.core.DestroyWindow(window)
    client.sync()


@pytest.mark.article("5.1")
def test_a_window_is_shown_without_what_lies_over_it(plain: str, screen: X11Screen, client: XClient) -> None:
    with logger(plain, 200, 150, 300, 200, "shared") as shared:
        target = eventually(lambda: next((one for one in screen.targets() if one.number == shared.window), None))
        over = client.window(150, 100, 500, 400, override=True, colour=0xFF0000)
        watching = Watching(screen, target)
        watching.until(lambda: watching.viewer.canvas.shape == (200, 300) and watching.viewer.canvas.any())
        watching.until(lambda: bool((watching.viewer.canvas == 0x3366CC).all()))
        client.fill(over, 0, 0, 500, 400, 0x00FF00)
        client.fill(shared.window, 10, 20, 30, 40, 0xABCDEF)
        watching.until(lambda: bool((watching.viewer.canvas[20:60, 10:40] == 0xABCDEF).all()))
        assert np.isin(watching.viewer.canvas, [0x3366CC, 0xABCDEF]).all()
        assert np.isin(pixels_of(screen, target), [0x3366CC, 0xABCDEF]).all()

        size = xcffib.xproto.ConfigWindow.Width | xcffib.xproto.ConfigWindow.Height
        client.core.ConfigureWindow(shared.window, size, [411, 123])
        client.sync()
        watching.until(lambda: watching.viewer.canvas.shape == (123, 411))
        watching.until(lambda: bool(np.isin(watching.viewer.canvas, [0x3366CC, 0xABCDEF]).all()))
        assert watching.sizes[-1] == (411, 123)
        client.core.DestroyWindow(over)
        client.sync()
    eventually(lambda: watching.gone)
    watching.close()
    with pytest.raises(TargetGone):
        screen.open(target)


def test_the_pointer_is_followed_and_its_looks_are_told(screen: X11Screen, client: XClient) -> None:
    watching = Watching(screen, monitor(screen))
    watching.until(lambda: any(isinstance(one, CursorShape) for one in watching.messages))
    for x, y in [(100, 100), (101, 100), (640, 333)]:
        client.fake(6, 0, x, y)
        watching.until(lambda x=x, y=y: CursorAt(x, y, True) in watching.messages)
    time.sleep(0.5)  # it rests: we listen again instead of asking
    client.fake(6, 0, 77, 78)
    watching.until(lambda: CursorAt(77, 78, True) in watching.messages)
    watching.close()


@pytest.mark.article("6.1")
def test_nothing_is_sent_while_nothing_changes_and_it_costs_nothing(screen: X11Screen) -> None:
    watching = Watching(screen, monitor(screen))
    want = pixels_of(screen, monitor(screen))
    watching.until(lambda: np.array_equal(watching.viewer.canvas, want))
    time.sleep(0.6)
    count = len(watching.messages)
    before = resource.getrusage(resource.RUSAGE_SELF)
    time.sleep(2.0)
    after = resource.getrusage(resource.RUSAGE_SELF)
    assert len(watching.messages) == count
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert used < 0.02  # 1 % of a core
    watching.close()


@pytest.mark.article("5.1")
def test_a_preview_is_small_and_masked(screen: X11Screen) -> None:
    image = screen.snapshot(monitor(screen), 320, RectMask([Rect(0, 0, 1280, 800)], 0x445566))
    assert (image.width, image.height) == (320, 200)
    assert set(np.frombuffer(image.bgrx, dtype=np.uint32).tolist()) == {0x445566}


def test_a_target_that_is_not_there_cannot_be_opened(screen: X11Screen) -> None:
    for target in (Target(Sharing.WINDOW, 0x7FFFFF, "", 1, 1), Target(Sharing.MONITOR, 99_999, "", 1, 1)):
        with pytest.raises(TargetGone):
            screen.open(target)


def test_opening_and_closing_leaves_nothing_open(screen: X11Screen) -> None:
    def open_files() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    screen.snapshot(monitor(screen), 100, NoMask())
    before = open_files()
    for _ in range(20):
        screen.snapshot(monitor(screen), 100, NoMask())
    assert open_files() <= before
