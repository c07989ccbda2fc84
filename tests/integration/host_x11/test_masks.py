"""What is hidden never leaves: windows are thrown about on a real X server and every decoded picture is searched. [5.1]

The planted colours stand nowhere else on the screen. The windows that lie beneath paint nothing by themselves when they are
uncovered (no background), and answer late: what a hidden window leaves standing would be seen.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from threading import Event, Thread
from typing import Any

import av
import numpy as np
import pytest
import xcffib.xproto

from madoguchi.host.capture.rect import Rect
from madoguchi.host.capture.x11 import X11Screen
from madoguchi.host.encode.picture import Listener, PictureThread
from madoguchi.host.mask.masks import Masks
from madoguchi.host.mask.port import NoMask
from madoguchi.host.port import Target
from madoguchi.session.masks import Effect, Rule
from madoguchi.wire.codec import Message
from madoguchi.wire.conversation import FrameEnd, Tile, Video
from madoguchi.wire.vocabulary import Sharing
from tests.integration.host_x11.displays import XClient, eventually, running, tick
from tests.unit.host_encode.viewer import Viewer

pytestmark = pytest.mark.article("5.1")
SECRETS = (0xFE01FD, 0xFD02FE)  # as they are planted
ABOUT_SECONDS = 20.0
LATE_SECONDS = 0.1
EVERY_SECONDS = 0.004
RULES = (Rule("mail", Effect.HIDE, ("planted",), ("秘密の予定",)),)


@pytest.fixture(autouse=True)
def _of_another_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """The windows of these tests are of the tests' own process; to the host they are another's, as at a customer's."""
    monkeypatch.setattr("madoguchi.host.mask.x11_windows.clients_of_this_process", lambda _display: frozenset())


@pytest.fixture
def other(plain: str) -> Iterator[XClient]:
    with XClient(plain) as one:
        yield one


def dress(client: XClient, window: int, classes: str = "", title: str = "") -> None:
    if classes:
        raw = f"{classes}\0{classes}\0".encode()
        client.core.ChangeProperty(0, window, client.atom("WM_CLASS"), client.atom("STRING"), 8, len(raw), raw)
    if title:
        raw = title.encode()
        client.core.ChangeProperty(0, window, client.atom("_NET_WM_NAME"), client.atom("UTF8_STRING"), 8, len(raw), raw)
    client.sync()


def bare(client: XClient, rect: Rect, *, override: bool = False, classes: str = "", title: str = "") -> int:
    """An unmapped window without a background: uncovered, it shows what stood there."""
    window = client.conn.generate_id()
    cw, events = xcffib.xproto.CW, xcffib.xproto.EventMask
    client.core.CreateWindow(
        client.screen.root_depth,
        window,
        client.root,
        *(rect.x, rect.y, rect.width, rect.height, 0, 1),
        client.screen.root_visual,
        cw.OverrideRedirect | cw.EventMask,
        [int(override), events.Exposure],
    )
    dress(client, window, classes, title)
    return window


def has_secret(pixels: np.ndarray) -> bool:
    return bool(np.isin(pixels & 0xFFFFFF, SECRETS).any())


class Searching:
    """A viewer that searches everything that arrives: the canvas, each tile, each kept cell, each decoded film."""

    def __init__(self, screen: X11Screen, target: Target) -> None:
        self.viewer = Viewer(1, 1)
        self.frames = self.films = self.tiles = 0
        self.leaks: list[str] = []
        self._decoder: Any = None
        self.picture = PictureThread(screen, target, Listener(self._emit), tick)
        self.picture.start()

    def _emit(self, messages: list[Message]) -> int:
        self.viewer.apply(messages)
        self.frames += 1
        for message in messages:
            if isinstance(message, Video):
                self._film(message)
            self.tiles += isinstance(message, Tile)
        if has_secret(self.viewer.canvas) or any(has_secret(cell) for cell in self.viewer.kept[-64:]):
            self.leaks.append(f"frame {self.frames}")
        last = messages[-1]
        assert isinstance(last, FrameEnd)
        self.picture.drawn(last.frame)
        return 1

    def _film(self, message: Video) -> None:
        if message.key:
            self._decoder = av.CodecContext.create("h264", "r")
            self._decoder.flags |= av.codec.context.Flags.low_delay
        for frame in self._decoder.decode(av.Packet(message.data)):
            self.films += 1
            red, green, blue = (frame.to_ndarray(format="rgb24")[:, :, band].astype(int) for band in range(3))
            if ((red > 180) & (green < 70) & (blue > 180)).sum() > 16:
                self.leaks.append(f"film, frame {self.frames}")

    def close(self) -> None:
        assert self.picture.stop()
        assert self.picture.join(3)


@pytest.fixture(scope="module")
def bare_screen() -> Iterator[str]:
    """An X server without a window manager: windows move as fast as they are told to."""
    with running("Xvfb", ":64", "-screen", "0", "800x600x24", "-noreset", "-nolisten", "tcp", "-s", "0", display=":64"):
        eventually(lambda: _answers(":64"), 10, "Xvfb")
        yield ":64"


def _answers(display: str) -> bool:
    try:
        XClient(display).conn.disconnect()
    except xcffib.XcffibException:
        return False
    return True


def monitor(screen: X11Screen) -> Target:
    return next(target for target in screen.targets() if target.sharing is Sharing.MONITOR)


def pixels_of(screen: X11Screen, target: Target | None = None) -> np.ndarray:
    image = screen.snapshot(target or monitor(screen), 10_000, NoMask())
    return np.frombuffer(image.bgrx, dtype=np.uint32).reshape(image.height, image.width)


class Beneath(Thread):
    """A program without backgrounds that answers every exposure late, and paints a moving square besides."""

    def __init__(self, display: str) -> None:
        super().__init__(daemon=True)
        self._client = XClient(display)
        self._over = Event()
        self.latest = 0.0  # seconds that an exposure waited for its answer
        self._floor = bare(self._client, Rect(0, 0, 800, 600), override=True, classes="plain")
        self._client.core.MapWindow(self._floor)
        self._client.core.ConfigureWindow(self._floor, xcffib.xproto.ConfigWindow.StackMode, [1])
        self._client.fill(self._floor, 0, 0, 800, 600, 0x204060)
        self.cover = bare(self._client, Rect(100, 100, 220, 160), override=True, classes="plain")
        self._client.core.MapWindow(self.cover)
        self._client.sync()

    def run(self) -> None:
        step = 0
        due: dict[int, float] = {}
        whole = {self._floor: (0, 0, 800, 600, 0x204060), self.cover: (0, 0, 220, 160, 0x707010)}
        while not self._over.wait(0.02):
            step += 1
            self._client.fill(self._floor, 500, 350, 200, 160, 0x203000 + step % 200)
            for event in self._client.events():
                if type(event).__name__ == "ExposeEvent":
                    due.setdefault(event.window, time.monotonic() + LATE_SECONDS)
            for window in [one for one, at in due.items() if at < time.monotonic()]:
                self.latest = max(self.latest, time.monotonic() - due.pop(window) + LATE_SECONDS)
                self._client.fill(window, *whole[window])

    def close(self) -> None:
        self._over.set()
        self.join()
        self._client.conn.disconnect()


class Thrown:
    """Hidden windows that move, change their size, rise, sink, open, close, and open menus and dialogs."""

    def __init__(self, display: str, cover: int | None = None) -> None:
        self.client = XClient(display)
        self._random = random.Random(5)
        self.windows = [self._open("planted"), self._open("planted"), self._open("", "秘密の予定 - ブラウザー")]
        self.covers = [] if cover is None else [cover]
        self.moves = 0

    def _rect(self) -> Rect:
        pick = self._random.randint
        return Rect(pick(-60, 700), pick(-60, 500), pick(40, 260), pick(40, 220))

    def _open(self, classes: str, title: str = "") -> int:
        window = bare(self.client, self._rect(), override=True, classes=classes, title=title)
        self._map(window)
        return window

    def _map(self, window: int) -> None:
        self.client.core.MapWindow(window)
        self._paint(window)

    def _paint(self, window: int) -> None:
        self.client.fill(window, 0, 0, 400, 400, SECRETS[window % 2])

    def throw(self) -> None:
        core, config = self.client.core, xcffib.xproto.ConfigWindow
        window = self._random.choice(self.windows)
        match self._random.randint(0, 11):
            case 0:
                core.UnmapWindow(window)
                self._map(window)
            case 1:
                self.windows.remove(window)
                core.DestroyWindow(window)
                self.windows.append(self._open("planted"))
            case 2 | 3:
                core.ConfigureWindow(self._random.choice([window, *self.covers]), config.StackMode, [self.moves % 2])
            case 4:  # a menu of the same program that says nothing of itself
                menu = bare(self.client, self._rect(), override=True)
                self._map(menu)
                core.DestroyWindow(menu)
            case 5:
                rect = self._rect()
                size = config.X | config.Y | config.Width | config.Height
                core.ConfigureWindow(window, size, [rect.x, rect.y, rect.width, rect.height])
                self._paint(window)
            case 6 if self.covers:
                rect = self._rect()
                core.ConfigureWindow(self.covers[0], config.X | config.Y, [rect.x, rect.y])
            case _:
                rect = self._rect()
                for share in range(4):  # dragged
                    core.ConfigureWindow(window, config.X | config.Y, [rect.x + 9 * share, rect.y + 5 * share])
                self._paint(window)
        self.client.sync()
        self.moves += 1


def test_no_picture_ever_holds_a_pixel_of_a_hidden_window(bare_screen: str) -> None:
    beneath = Beneath(bare_screen)
    beneath.start()
    thrown = Thrown(bare_screen, beneath.cover)
    screen = X11Screen(bare_screen, tick, Masks(RULES))
    searching = Searching(screen, monitor(screen))
    try:
        pause = Event()
        until = time.monotonic() + ABOUT_SECONDS
        while time.monotonic() < until and not searching.leaks:
            thrown.throw()
            pause.wait(EVERY_SECONDS)  # so that pictures are taken in between, of every state
        assert not searching.leaks, (searching.leaks, beneath.latest)
        assert thrown.moves > 300
        assert searching.frames > 100
        assert searching.tiles > 50
        for window in thrown.windows:
            thrown.client.core.DestroyWindow(window)
        thrown.client.sync()
        floor = 0x204060
        eventually(lambda: (searching.viewer.canvas == floor).mean() > 0.8, 5, "what is free again is seen again")
    finally:
        searching.close()
        screen.close()
        thrown.client.conn.disconnect()
        beneath.close()


def test_the_search_finds_what_is_not_hidden(bare_screen: str) -> None:
    """The search itself: without the rules it finds the planted pixels at once."""
    thrown = Thrown(bare_screen)
    screen = X11Screen(bare_screen, tick, Masks([]))
    searching = Searching(screen, monitor(screen))
    try:
        eventually(lambda: searching.leaks, 5, "found")
    finally:
        searching.close()
        screen.close()
        thrown.client.conn.disconnect()


def test_what_a_hidden_window_leaves_standing_stays_hidden_until_it_is_painted_over(bare_screen: str) -> None:
    with XClient(bare_screen) as client, XClient(bare_screen) as other:
        floor = bare(other, Rect(0, 0, 800, 600), override=True, classes="plain")
        other.core.MapWindow(floor)
        other.fill(floor, 0, 0, 800, 600, 0x336699)
        window = bare(client, Rect(100, 100, 200, 200), override=True, classes="planted")
        client.core.MapWindow(window)
        client.fill(window, 0, 0, 200, 200, SECRETS[0])
        screen = X11Screen(bare_screen, tick, Masks(RULES))
        searching = Searching(screen, monitor(screen))
        try:
            eventually(lambda: searching.frames > 1)
            client.core.ConfigureWindow(window, xcffib.xproto.ConfigWindow.X, [450])
            client.sync()
            other.fill(floor, 100, 100, 200, 100, 0x336699)  # the upper half only
            shown = eventually(lambda: searching.viewer.canvas[150, 200] == 0x336699, 5, "the painted half")
            assert shown
            assert not searching.leaks
            assert searching.viewer.canvas[250, 200] != 0x336699
            other.fill(floor, 100, 200, 200, 100, 0x336699)
            eventually(lambda: searching.viewer.canvas[250, 200] == 0x336699, 5, "the other half")
        finally:
            searching.close()
            screen.close()


def test_a_window_is_hidden_from_its_first_pixel_and_by_its_title(bare_screen: str) -> None:
    masks = Masks(RULES)
    client = XClient(bare_screen)
    screen = X11Screen(bare_screen, tick, masks)
    try:
        nameless = client.window(50, 50, 200, 150, colour=SECRETS[0])
        assert not has_secret(pixels_of(screen))
        dress(client, nameless, "known", "まど")
        eventually(lambda: has_secret(pixels_of(screen)), what="known and not hidden")
        dress(client, nameless, title="秘密の予定")
        assert not has_secret(pixels_of(screen))
        assert not has_secret(pixels_of(screen, Target(Sharing.WINDOW, nameless, "", 200, 150)))
        masks.show(nameless)
        assert has_secret(pixels_of(screen))
        masks.hide(nameless)
        assert not has_secret(pixels_of(screen))
    finally:
        screen.close()
        client.conn.disconnect()


def test_a_place_that_the_customer_hides_and_a_notification(plain: str, client: XClient) -> None:
    masks = Masks([])
    screen = X11Screen(plain, tick, masks)
    try:
        window = client.window(300, 300, 100, 100, title="x", override=True, colour=SECRETS[0])
        eventually(lambda: has_secret(pixels_of(screen)))
        masks.hide_area(Rect(290, 290, 120, 120))
        assert not has_secret(pixels_of(screen))
        assert not has_secret(pixels_of(screen, Target(Sharing.WINDOW, window, "", 100, 100)))
        masks.show_area(Rect(290, 290, 120, 120))
        assert has_secret(pixels_of(screen))
        kind = client.atom("_NET_WM_WINDOW_TYPE_NOTIFICATION")
        client.core.ChangeProperty(0, window, client.atom("_NET_WM_WINDOW_TYPE"), 4, 32, 1, [kind])
        client.sync()
        assert not has_secret(pixels_of(screen))
        client.core.DestroyWindow(window)
        client.sync()
    finally:
        screen.close()


def test_the_window_to_draw_in_is_never_seen_and_a_closed_window_stays_hidden_for_those_who_hear_late(
    plain: str, client: XClient
) -> None:
    masks = Masks([])
    screen = X11Screen(plain, tick, masks)
    try:
        window = client.window(300, 300, 100, 100, title="x", override=True, colour=SECRETS[0])
        eventually(lambda: has_secret(pixels_of(screen)))
        masks.show(window)
        masks.conceal(window)
        assert not has_secret(pixels_of(screen))
        masks.hide(window)
        before = masks.version
        masks.gone(window)
        assert masks.version == before
        assert not has_secret(pixels_of(screen))
        client.core.DestroyWindow(window)
        client.sync()
    finally:
        screen.close()


def test_beside_a_compositing_manager_a_monitor_is_hidden_whole(plain: str, client: XClient, other: XClient) -> None:
    """Its shadows, previews and delays put pixels where no window is."""
    screen = X11Screen(plain, tick, Masks(RULES))
    owner = other.window(0, 0, 9, 9, title="manager", override=True)
    try:
        window = client.window(300, 300, 100, 100, title="秘密の予定", override=True, colour=SECRETS[0])
        other.window(20, 400, 60, 60, title="x", override=True, colour=0x00FF00)
        assert (pixels_of(screen) == 0x00FF00).any()
        other.core.SetSelectionOwner(owner, other.atom("_NET_WM_CM_S0"), 0)
        other.sync()
        assert not (pixels_of(screen) == 0x00FF00).any()
        client.core.UnmapWindow(window)
        client.sync()
        assert (pixels_of(screen) == 0x00FF00).any()
    finally:
        screen.close()
