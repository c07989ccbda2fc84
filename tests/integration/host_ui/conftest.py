"""A virtual display with a window manager, one application, and the windows with everything that they told."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

SCREEN = "1920x1080x24"


def _display() -> tuple[subprocess.Popen[bytes], str]:
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-noreset", "-screen", "0", SCREEN, "-nolisten", "tcp"],
        pass_fds=(write,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read, "rb") as number:
        return server, f":{int(number.readline())}"


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """Its number, with openbox running on it."""
    if shutil.which("Xvfb") is None or shutil.which("openbox") is None:
        pytest.fail("install xvfb and openbox: these tests need a display")
    server, name = _display()
    before = os.environ.get("DISPLAY")
    os.environ["DISPLAY"] = name
    manager = subprocess.Popen(["openbox"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    yield name
    for process in (manager, server):
        process.terminate()
        process.wait(5)
    if before is not None:
        os.environ["DISPLAY"] = before


@pytest.fixture(scope="session")
def app(display: str) -> object:
    from madoguchi.host.ui import make_app

    os.environ["QT_QPA_PLATFORM"] = "xcb"
    return make_app(["madoguchi"])


@dataclass
class Told:
    """What the windows told, in order; stops are the word "stop"."""

    said: list[object] = field(default_factory=list)
    physical: bool = True

    def kinds(self) -> list[str]:
        return [what if isinstance(what, str) else type(what).__name__ for what in self.said]

    def only(self, kind: type) -> list[object]:
        return [what for what in self.said if isinstance(what, kind)]


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def windows(app: object, told: Told) -> Iterator[object]:
    yield from _windows(told)


@pytest.fixture
def demo_windows(app: object, told: Told) -> Iterator[object]:
    yield from _windows(told, demo=True, autopilot=True)


def _windows(told: Told, **options: bool) -> Iterator[object]:
    from PySide6.QtCore import QCoreApplication, QEvent

    from madoguchi.host.ui import Windows

    made = Windows(
        act=told.said.append,
        stop_now=lambda: told.said.append("stop"),
        input_allowed=lambda: told.physical,
        **options,
    )
    yield made
    made.close()
    made._choose_size(False)
    for top in (made.frame, made.bar, *made.border.edges):
        top.deleteLater()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()


@pytest.fixture
def until() -> Callable[[Callable[[], bool]], None]:
    """Let events pass until something is so; fails after five seconds."""
    from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEventLoop

    def wait(is_so: Callable[[], bool], milliseconds: int = 5_000) -> None:
        deadline = QDeadlineTimer(milliseconds)
        while not is_so():
            assert not deadline.hasExpired(), "it never came"
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents | WAIT, 20)

    WAIT = QEventLoop.ProcessEventsFlag.WaitForMoreEvents
    return wait
