"""The customer's program: windows on the main thread, the line's loop on another. Composition root of the host.

``main`` is the release program: it takes no argument that says where to call or whom to trust (SECURITY R-08)."""

from __future__ import annotations

import asyncio
import importlib
import logging
import os
import secrets
import signal
import sys
import threading
from collections.abc import Callable
from importlib import resources

from PySide6.QtCore import QMetaObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from madoguchi.base.clock import SystemClock
from madoguchi.base.errors import Misuse, Unavailable
from madoguchi.base.words import Language
from madoguchi.host.build import Build, BuildKind, read_build
from madoguchi.host.guard.warden import Warden
from madoguchi.host.inject.hotkey import Hotkey
from madoguchi.host.port import Closed
from madoguchi.host.runner.program import Program
from madoguchi.host.ui import Windows, make_app
from madoguchi.host.workplace import Workplace, WorkplaceHooks

log = logging.getLogger(__name__)
LEAVE_SECONDS = 4.0
THREAD_SWITCH_SECONDS = 0.001  # a stop waits for the interpreter's lock no longer than this for each other thread
WORKPLACE_AFTER_MS = 300  # after the window thread began: the number's window stands by then


def main() -> int:
    """The release program. The exit status is 2 when the program is not whole."""
    try:
        text = resources.files("madoguchi.host").joinpath("build.json").read_text(encoding="utf-8")
        build = read_build(text)
    except (OSError, Misuse):
        print("This program is not whole. Please fetch it again from the company's page.", file=sys.stderr)  # noqa: T201
        return 2
    return run_program(build)


def run_program(
    build: Build,
    *,
    number: str = "",
    autopilot: bool = False,
    language: str | None = None,
    started: Callable[[QApplication, Windows], None] | None = None,
) -> int:
    """Run until the customer closes the last window. ``autopilot`` agrees by itself and needs a demo build (Misuse)."""
    if autopilot and build.kind is not BuildKind.DEMO:
        raise Misuse("only a demo build agrees by itself")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s", stream=sys.stderr)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # its lines name addresses
    sys.setswitchinterval(THREAD_SWITCH_SECONDS)
    if not os.environ.get("DISPLAY"):
        print("No X display: this program needs a desktop with X11 (or XWayland).", file=sys.stderr)  # noqa: T201
        return 2
    warden = Warden()
    os.environ["QT_QPA_PLATFORM"] = "xcb"  # window ids, grabs and injection are X11's; under Wayland this is XWayland
    app = make_app(["madoguchi-host"])
    chosen = Language(language) if language else _desktop_language()
    clock = SystemClock()
    windows: Windows

    def make_workplace(hooks: WorkplaceHooks) -> Workplace:
        from madoguchi.host.x11_workplace import X11Workplace  # noqa: PLC0415  # see _load_workplace

        warden.arm()
        return X11Workplace(clock, Hotkey.parse(build.hotkey), windows.own_window_ids, hooks, warden)

    program = Program(build, clock, secrets.token_bytes, make_workplace, lambda shown: windows.show(shown), chosen)  # noqa: PLW0108  # made below
    windows = Windows(
        act=program.act,
        stop_now=program.stop_now,
        input_allowed=program.input_is_physical,
        language=chosen,
        demo=build.kind is BuildKind.DEMO,
        autopilot=autopilot,
    )
    windows.heartbeat(program.ui_lives)

    def leave(_number: int, _frame: object) -> None:
        program.stop_now()
        app.quit()

    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, leave)
    line = threading.Thread(target=_run_line, args=(program, number, app), name="line", daemon=True)
    line.start()
    QTimer.singleShot(
        WORKPLACE_AFTER_MS, lambda: threading.Thread(target=_load_workplace, name="load", daemon=True).start()
    )
    if started is not None:
        started(app, windows)
    status = app.exec()
    program.stop_now()
    program.act(Closed())
    windows.close()
    line.join(LEAVE_SECONDS)  # the console and the office hear of the end
    warden.dismiss()
    return status


def _load_workplace() -> None:
    """Load capture and injection (numpy, X11) while the customer reads and types: the first window need not wait for them."""
    importlib.import_module("madoguchi.host.x11_workplace")


def _run_line(program: Program, number: str, app: QApplication) -> None:
    """The line's thread. However it ends, the program ends: without it nothing can be shared, asked or stopped well."""
    try:
        asyncio.run(program.run(number))
    except Unavailable as wrong:
        log.error("the desktop cannot be used: %s", wrong)
    finally:
        program.stop_now()
        QMetaObject.invokeMethod(app, "quit", Qt.ConnectionType.QueuedConnection)


def _desktop_language() -> Language:
    """Japanese, unless the desktop clearly speaks another language."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return Language.EN if spoken.startswith("en") else Language.JA


if __name__ == "__main__":
    sys.exit(main())
