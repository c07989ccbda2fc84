"""The demo build of the customer's program with a stopwatch at its doors: the same program, agreeing by itself.

Each line of ``--stamps`` is one happening: wall clock, word, number. Nothing inside is changed: the windows' door, the
workplace's door and the picture's way out are written down and passed on. SIGUSR1: the autopilot rests, or goes on."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QApplication

from madoguchi.host import main as host
from madoguchi.host import trace
from madoguchi.host.build import read_build
from madoguchi.host.inject.hotkey import Hotkey
from madoguchi.host.port import Done, Shown
from madoguchi.host.ui import Windows
from madoguchi.host.workplace import WorkplaceHooks
from madoguchi.wire.codec import Message
from madoguchi.wire.conversation import Key


class Stamps:
    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def __call__(self, word: str, number: int = 0) -> None:
        os.write(self._file, f"{time.time():.6f} {word} {number}\n".encode())


def load_timed_workplace(stamp: Stamps) -> None:
    """What the program loads when its first window stands, with the stopwatch."""
    from madoguchi.host import x11_workplace

    X11Workplace = x11_workplace.X11Workplace  # noqa: N806  # a class

    class TimedWorkplace(X11Workplace):
        def __init__(self, clock: host.SystemClock, hotkey: Hotkey, own: object, hooks: WorkplaceHooks) -> None:
            def emit(messages: list[Message]) -> int:
                size = hooks.emit(messages)
                stamp("picture", size)
                return size

            def stop_pressed() -> None:
                stamp("stop-heard")
                hooks.stop_pressed()
                stamp("stop-done")

            super().__init__(clock, hotkey, own, replace(hooks, emit=emit, stop_pressed=stop_pressed))  # type: ignore[arg-type]

        def inject(self, message: Message) -> None:
            stamp("key" if isinstance(message, Key) and message.down else "input")
            super().inject(message)

    x11_workplace.X11Workplace = TimedWorkplace  # type: ignore[misc]


def rest_or_go_on(windows: Windows) -> None:
    assert windows.autopilot is not None
    timer = windows.autopilot._timer  # noqa: SLF001  # a bench may look inside
    if timer.isActive():
        timer.stop()
    else:
        timer.start()


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--build", type=Path, required=True)
    asked.add_argument("--number", required=True)
    asked.add_argument("--stamps", type=Path, required=True)
    asked.add_argument("--trace", type=Path)
    given = asked.parse_args()
    if given.trace is not None:
        trace.begin(given.trace, host.SystemClock().tick)
    stamp = Stamps(given.stamps)
    stamp("running")

    def started(_app: QApplication, windows: Windows) -> None:
        show, act = windows.show, windows.act

        def shown(value: Shown) -> None:
            stamp(type(value).__name__)
            show(value)

        def did(value: Done) -> None:
            stamp(type(value).__name__)
            act(value)

        windows.show, windows.act = shown, did  # type: ignore[method-assign]
        signal.signal(signal.SIGUSR1, lambda _number, _frame: rest_or_go_on(windows))
        stamp("windows")

    host._load_workplace = lambda: load_timed_workplace(stamp)  # noqa: SLF001  # a bench may look inside
    build = read_build(given.build.read_text(encoding="utf-8"))
    return host.run_program(build, number=given.number, autopilot=True, language="ja", started=started)


if __name__ == "__main__":
    sys.exit(main())
