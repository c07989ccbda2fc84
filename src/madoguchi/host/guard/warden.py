"""What the operator held comes up even when this program is killed: a second process waits for its death.

An X server keeps an injected key down until somebody lets it go, whoever pressed it; a program that was killed cannot, and the
customer's keyboard would stay with a Ctrl that nobody holds. The warden is forked before there are threads or windows, does
nothing but wait for the end of a pipe, and leaves with the program. Article: 5.3
"""

from __future__ import annotations

import os
import signal
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
_ARM: Final = b"1"
_DISMISS: Final = b"0"


class Warden:
    """The program's end of the pipe."""

    def __init__(self) -> None:
        """Start it. Before any other thread of the program: a fork takes only the thread that forks."""
        reading, self._pipe = os.pipe()
        if os.fork() == 0:
            os.close(self._pipe)
            _wait(reading)
        os.close(reading)

    def arm(self) -> None:
        """From now on the program's death is followed by the release of every key."""
        os.write(self._pipe, _ARM)

    def dismiss(self) -> None:
        """The program ends in good order and has released everything itself."""
        os.write(self._pipe, _DISMISS)
        os.close(self._pipe)


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


def _wait(reading: int) -> None:
    """The second process: never returns."""
    try:
        os.setsid()  # Ctrl+C in a terminal is the program's, not ours
        state = _DISMISS
        while said := os.read(reading, 16):
            state = said[-1:]
        if state == _ARM:
            signal.alarm(LONGEST_SECONDS)
            release_everything()
    except (OSError, Unavailable, xcffib.XcffibException):
        pass  # nobody is left to tell
    finally:
        os._exit(0)
