"""Real X servers for the tests, real programs on them, and a customer with hands.

Events made by XTEST on the outer server reach the inner one (Xephyr) as those of a real mouse and keyboard.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any, Self

import xcffib
import xcffib.xproto
import xcffib.xtest

from madoguchi.base.clock import SystemClock, Tick

LOGGER = Path(__file__).with_name("logger.py")
OPENBOX = Path(__file__).with_name("openbox.xml")  # without key bindings, which would keep keys from the windows
SHIFT_KEY = 50
_CLOCK = SystemClock()


def tick() -> Tick:
    return _CLOCK.tick()


def eventually(holds: Callable[[], Any], seconds: float = 5.0, what: str = "") -> Any:
    """The first true value of ``holds``."""
    until = time.monotonic() + seconds
    while not (value := holds()):
        assert time.monotonic() < until, f"not within {seconds} s: {what or holds}"
        time.sleep(0.005)
    return value


def environment(display: str) -> dict[str, str]:
    return {
        **os.environ,
        "DISPLAY": display,
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "GSETTINGS_BACKEND": "memory",
        "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent",
        "NO_AT_BRIDGE": "1",
        "GTK_IM_MODULE": "gtk-im-context-simple",
    }


@contextmanager
def running(*command: str, display: str, **more: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A program, ended by its own number."""
    quiet = {"stderr": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}
    program = subprocess.Popen(command, env=environment(display), **{**quiet, **more})
    try:
        yield program
    finally:
        program.terminate()
        try:
            program.wait(5)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()
        for pipe in (program.stdin, program.stdout):
            if pipe is not None:
                pipe.close()


def answers(display: str) -> bool:
    try:
        xcffib.Connection(display).disconnect()
    except xcffib.XcffibException:
        return False
    return True


@contextmanager
def xvfb(display: str, size: str = "1280x800x24") -> Iterator[str]:
    """An X server with openbox."""
    command = ("Xvfb", display, "-screen", "0", size, "-noreset", "-nolisten", "tcp", "-s", "0")
    with running(*command, display=display):
        eventually(lambda: answers(display), 10, "Xvfb")
        with window_manager(display):
            yield display


@contextmanager
def xephyr(inner: str, outer: str, size: str = "1000x700") -> Iterator[str]:
    """An X server whose mouse and keyboard are those of ``outer``."""
    command = ("Xephyr", inner, "-screen", size, "-noreset", "-nolisten", "tcp", "-s", "0")
    with running(*command, display=outer):
        eventually(lambda: answers(inner), 10, "Xephyr")
        with window_manager(inner):
            _warm_up(inner, outer)
            yield inner


def _warm_up(inner: str, outer: str) -> None:
    """Until the outer window manager has given Xephyr the keyboard, its real keys go nowhere."""
    with XClient(outer) as outside, XClient(inner) as inside:
        hand = Hand(outside)

        def arrives() -> bool:
            hand.press(SHIFT_KEY)
            came = any(inside.keys_down() for _ in range(20))
            hand.release(SHIFT_KEY)
            return came and not any(inside.keys_down() for _ in range(3))

        eventually(arrives, 10, "real keys")


@contextmanager
def window_manager(display: str) -> Iterator[None]:
    command = ("openbox", "--sm-disable", "--config-file", str(OPENBOX))
    with running(*command, display=display), XClient(display) as client:
        eventually(lambda: client.property(client.root, "_NET_SUPPORTING_WM_CHECK"), 10, "openbox")
        yield


class XClient:
    """A small client of the tests' own process."""

    def __init__(self, display: str) -> None:
        self.conn: Any = xcffib.Connection(display)
        self.core: Any = self.conn.core
        self.screen: Any = self.conn.setup.roots[self.conn.pref_screen]
        self.root: int = self.screen.root
        self.xtest: Any = self.conn(xcffib.xtest.key)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.conn.disconnect()

    def atom(self, name: str) -> int:
        return self.core.InternAtom(False, len(name), name).reply().atom

    def property(self, window: int, name: str) -> bytes:
        try:
            return bytes(self.core.GetProperty(False, window, self.atom(name), 0, 0, 4096).reply().value.buf())
        except xcffib.xproto.WindowError:
            return b""  # closed meanwhile

    def window(  # a rectangle
        self,
        x: int,
        y: int,
        width: int,
        height: int,
        *,
        title: str = "",
        override: bool = False,
        colour: int = 0xFFFFFF,
    ) -> int:
        """A mapped window that hears everything."""
        window = self.conn.generate_id()
        cw, events = xcffib.xproto.CW, xcffib.xproto.EventMask
        mask = events.KeyPress | events.KeyRelease | events.ButtonPress | events.ButtonRelease
        mask |= events.PointerMotion | events.StructureNotify | events.EnterWindow | events.FocusChange
        values = [colour, int(override), mask]
        depth, visual = self.screen.root_depth, self.screen.root_visual
        attributes = cw.BackPixel | cw.OverrideRedirect | cw.EventMask
        self.core.CreateWindow(depth, window, self.root, x, y, width, height, 0, 1, visual, attributes, values)
        name = title.encode()
        utf8 = self.atom("UTF8_STRING")
        self.core.ChangeProperty(0, window, self.atom("_NET_WM_NAME"), utf8, 8, len(name), name)
        hints = [1, x, y, width, height, *[0] * 13]  # the user chose the place
        self.core.ChangeProperty(0, window, self.atom("WM_NORMAL_HINTS"), self.atom("WM_SIZE_HINTS"), 32, 18, hints)
        self.core.MapWindow(window)
        self.sync()
        return window

    def sync(self) -> None:
        self.core.GetInputFocus().reply()

    def events(self) -> list[Any]:
        """All that came until now."""
        self.sync()
        heard = []
        while (event := self.conn.poll_for_event()) is not None:
            heard.append(event)
        return heard

    def fill(self, window: int, x: int, y: int, width: int, height: int, colour: int) -> None:
        gc = self.conn.generate_id()
        self.core.CreateGC(gc, window, xcffib.xproto.GC.Foreground, [colour])
        self.core.PolyFillRectangle(window, gc, 1, [xcffib.xproto.RECTANGLE.synthetic(x, y, width, height)])
        self.core.FreeGC(gc)
        self.sync()

    def place(self, window: int) -> tuple[int, int]:
        at = self.core.TranslateCoordinates(window, self.root, 0, 0).reply()
        return at.dst_x, at.dst_y

    def keys_down(self) -> list[int]:
        bits = bytes(list(self.core.QueryKeymap().reply().keys))
        return [code for code in range(256) if bits[code // 8] >> code % 8 & 1]

    def buttons_down(self) -> int:
        return self.core.QueryPointer(self.root).reply().mask & 0x1F00

    def fake(self, kind: int, detail: int, x: int = 0, y: int = 0) -> None:
        self.xtest.FakeInput(kind, detail, 0, self.root, x, y, 0)
        self.sync()


class Hand:
    """The customer's hand: XTEST on the outer server is the inner server's real mouse and keyboard."""

    def __init__(self, outer: XClient) -> None:
        self._outer = outer
        (self._xephyr,) = [
            window for window in outer.core.QueryTree(outer.root).reply().children if self._is_xephyr(window)
        ]

    def _is_xephyr(self, window: int) -> bool:
        names = [window, *self._outer.core.QueryTree(window).reply().children]
        return any(b"Xephyr" in self._outer.property(one, "WM_NAME") for one in names)

    def move(self, x: int, y: int) -> None:
        left, top = self._outer.place(self._inner())
        self._outer.fake(6, 0, left + x, top + y)

    def click(self, x: int, y: int) -> None:
        self.move(x, y)
        self.press_button(1)
        self.release_button(1)

    def press_button(self, button: int) -> None:
        self._outer.fake(4, button)

    def release_button(self, button: int) -> None:
        self._outer.fake(5, button)

    def press(self, code: int) -> None:
        self._outer.core.SetInputFocus(2, self._inner(), 0)
        self._outer.fake(2, code)

    def release(self, code: int) -> None:
        self._outer.fake(3, code)

    def tap(self, code: int) -> None:
        self.press(code)
        self.release(code)

    def _inner(self) -> int:
        children = self._outer.core.QueryTree(self._xephyr).reply().children
        named = [one for one in children if b"Xephyr" in self._outer.property(one, "WM_NAME")]
        return named[0] if named else self._xephyr


class Logger:
    """A window of another process, which tells all that it hears."""

    def __init__(self, display: str, program: subprocess.Popen[bytes]) -> None:
        self._lines: Queue[dict[str, Any]] = Queue()
        self._program = program
        Thread(target=self._read, daemon=True).start()
        first = self.next("window")
        self.window: int = first["window"]
        self.display = display

    def _read(self) -> None:
        assert self._program.stdout is not None
        for line in self._program.stdout:
            self._lines.put(json.loads(line))

    def next(self, *kinds: str, seconds: float = 5.0) -> dict[str, Any]:
        """The next event of one of these kinds."""
        while True:
            heard = self._lines.get(timeout=seconds)
            if not kinds or heard["kind"] in kinds:
                return heard

    def settled(self, quiet: float = 0.15) -> list[dict[str, Any]]:
        """All events until there were none for a moment."""
        heard = []
        while True:
            try:
                heard.append(self._lines.get(timeout=quiet))
            except Empty:
                return heard


@contextmanager
def logger(  # a rectangle
    display: str, x: int, y: int, width: int, height: int, title: str = "logger"
) -> Iterator[Logger]:
    command = (sys.executable, str(LOGGER), str(x), str(y), str(width), str(height), title)
    with running(*command, display=display, stdout=subprocess.PIPE) as program:
        one = Logger(display, program)
        one.next("expose")
        yield one
