"""A second process that helps when this program cannot: it lets go what the operator held, and ends a hold of the server.

An X server keeps an injected key down until somebody lets it go, whoever pressed it; a program that was killed cannot, and the
customer's keyboard would stay with a Ctrl that nobody holds. And while the injector looks it holds the whole server; if it is kept
from letting go (host.x11.unheld says by what), the customer's screen stands still. The warden hears of each hold; when one lasts
LONGEST_HOLD, it has the server close that connection, which ends the hold. It is forked before there are threads or windows, waits at
a pipe, and leaves with the program. Article: 5.3
"""

from __future__ import annotations

import os
import select
import signal
import struct
from typing import Final

import xcffib
import xcffib.xproto
import xcffib.xtest

from madoguchi.base.errors import Unavailable
from madoguchi.host.x11.display import X11Display

KEY_RELEASE: Final = 3
BUTTON_RELEASE: Final = 5
BUTTONS: Final = 5  # the pointer's state tells of these
FIRST_BUTTON_BIT: Final = 8
LONGEST_SECONDS: Final = 5  # a display that answers nothing is left alone
READY_SECONDS: Final = 2.0
LONGEST_HOLD: Final = 1.0  # seconds; a hold takes milliseconds, a tenth of a second on a machine that is out of breath
_SAID: Final = struct.Struct("=cI")  # a word and a number; short enough for a pipe to take it whole
_ARM, _DISMISS, _ANCHOR, _HELD, _LET_GO = b"1", b"0", b"C", b"H", b"L"


class Warden:
    """The program's end of the pipe."""

    def __init__(self) -> None:
        """Start it. Before any other thread of the program: a fork takes only the thread that forks."""
        reading, self._pipe = os.pipe()
        self._answers, answering = os.pipe()
        if os.fork() == 0:
            os.close(self._pipe)
            os.close(self._answers)
            _wait(reading, answering)
        os.close(reading)
        os.close(answering)

    def arm(self) -> None:
        """From now on the program's death is followed by the release of every key."""
        self._say(_ARM)

    def watch(self, anchor: int) -> None:
        """Whose holds are meant from now on: the connection's that owns ``anchor`` (X11Display.anchor). Returns when it looks, because while the
        server is held it could not begin to; or after READY_SECONDS, without it. May take some milliseconds."""
        self._say(_ANCHOR, anchor)
        if select.select([self._answers], [], [], READY_SECONDS)[0]:
            os.read(self._answers, 1)

    def held(self) -> None:
        """The server is about to be held."""
        self._say(_HELD)

    def let_go(self) -> None:
        """It is held no more."""
        self._say(_LET_GO)

    def dismiss(self) -> None:
        """The program ends in good order and has released everything itself."""
        self._say(_DISMISS)
        os.close(self._pipe)
        os.close(self._answers)

    def _say(self, word: bytes, number: int = 0) -> None:
        try:
            os.write(self._pipe, _SAID.pack(word, number))
        except OSError:
            return  # it is gone: then nothing helps, and nothing is worse than without it


def release_everything(name: str | None = None) -> None:
    """Let go every key and button that is down, by the injection devices alone: what the customer holds on a real device is
    held by that device, and stays."""
    display = X11Display(name)
    try:
        xtest = display.extension(xcffib.xtest.key)
        bits = bytes(list(display.core.QueryKeymap().reply().keys))
        mask = display.core.QueryPointer(display.root).reply().mask
        for code in (code for code in range(8, 256) if bits[code // 8] >> code % 8 & 1):
            xtest.FakeInput(KEY_RELEASE, code, 0, display.root, 0, 0, 0)
        for button in (one for one in range(1, BUTTONS + 1) if mask >> (FIRST_BUTTON_BIT + one - 1) & 1):
            xtest.FakeInput(BUTTON_RELEASE, button, 0, display.root, 0, 0, 0)
        display.sync()
    finally:
        display.close()


class _Watch:
    """The second process's eye on holds: a connection that is answered while the server is held for another."""

    def __init__(self) -> None:
        self._display: X11Display | None = None
        self._anchor = 0
        self.is_held = False

    def follow(self, anchor: int) -> None:
        self._anchor = anchor
        if self._display is None:
            display = X11Display()
            display.extension(xcffib.xtest.key).GrabControlChecked(True).check()
            self._display = display

    def end(self) -> None:
        """The hold has lasted too long."""
        self.is_held = False
        if self._display is not None and self._anchor:
            self._display.core.KillClient(self._anchor)
            self._display.sync()
            self._anchor = 0  # the next connection says its own


def _wait(reading: int, answering: int) -> None:
    """The second process: never returns."""
    try:
        os.setsid()  # Ctrl+C in a terminal is the program's, not ours
        if _listen(reading, answering, _Watch()):
            signal.alarm(LONGEST_SECONDS)
            release_everything()
    except (OSError, Unavailable, xcffib.XcffibException):
        pass  # nobody is left to tell
    finally:
        os._exit(0)


def _listen(reading: int, answering: int, watch: _Watch) -> bool:
    """Until the pipe ends. Whether that is a death after which everything must be released."""
    is_armed, rest = False, b""
    while True:
        if watch.is_held and not select.select([reading], [], [], LONGEST_HOLD)[0]:
            watch.end()
        said = os.read(reading, 4_096)
        if not said:
            return is_armed
        rest += said
        whole = len(rest) // _SAID.size * _SAID.size
        for word, number in _SAID.iter_unpack(rest[:whole]):
            match word:
                case b"C":
                    watch.follow(number)
                    os.write(answering, b".")
                case b"H" | b"L":
                    watch.is_held = word == _HELD
                case _:
                    is_armed = word == _ARM
        rest = rest[whole:]
