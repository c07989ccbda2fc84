"""A whole session for the bench: server process, the customer's desktop with the host on it, the operator's page in Chromium."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import xcffib
from playwright.sync_api import Browser, Page

from bench.painter import MIDDLE
from bench.thin_line import ThinLine
from madoguchi.demo.desktop import Desktop, bare_desktop
from madoguchi.demo.office import DemoOffice, make_office
from madoguchi.demo.processes import Processes
from madoguchi.demo.run import free_port, start_server
from madoguchi.web.settings import Settings
from madoguchi.wire.vocabulary import Access
from tests.journeys.screen import start_screen

ROOT = Path(__file__).resolve().parent.parent
BENCH = ROOT / "bench"
PATIENCE = 40.0
T = TypeVar("T")


def until(what: str, look: Callable[[], T | None], seconds: float = PATIENCE) -> T:
    end = time.monotonic() + seconds
    while not (found := look()):
        if time.monotonic() > end:
            raise TimeoutError(f"not within {seconds} s: {what}")
        time.sleep(0.02)
    return found


@dataclass(frozen=True, slots=True)
class Stamp:
    at: float  # wall clock, seconds
    word: str
    number: int


@dataclass(slots=True)
class Stage:
    folder: Path
    processes: Processes
    settings: Settings
    office: DemoOffice
    desktop: Desktop
    outer: str  # where physical input is made; empty without a nested screen
    server_pid: int
    page: Page
    host_pid: int = 0
    trace: Path | None = None  # where the host writes its timeline
    began: float = 0.0  # wall clock at the host's start

    def stamps(self, since: float = 0.0) -> list[Stamp]:
        """What the host wrote down."""
        path = self.folder / "stamps"
        lines = path.read_text().splitlines() if path.exists() else []
        found = (line.split() for line in lines)
        return [Stamp(float(at), word, int(number)) for at, word, number in found if float(at) >= since]

    def first(self, word: str, since: float = 0.0) -> Stamp | None:
        return next((stamp for stamp in self.stamps(since) if stamp.word == word), None)

    def start_host(self) -> None:
        """Start the host; it agrees by itself."""
        assert self.office.spoken is not None
        self.began = time.time()
        self.host_pid = self.processes.start(
            "host",
            [sys.executable, "-m", "bench.timed_host", "--build", self.office.build_file, "--number",
             self.office.spoken.spoken, "--stamps", self.folder / "stamps",
             *(() if self.trace is None else ("--trace", self.trace))],
            {**self.desktop.environment(), "PYTHONPATH": str(ROOT)},
        )  # fmt: skip

    def program(self, name: str, *command: str) -> subprocess.Popen[bytes]:
        """A program on the customer's desktop."""
        return self.processes.popen(name, list(command), self.desktop.environment())

    def open_session(self) -> None:
        """The console waits, the host starts, the picture comes."""
        office = self.office
        assert office.number is not None
        assert office.spoken is not None
        link = f"{office.sign_in_link}?next=/console/{office.number.id}#secret={office.spoken.secret}"
        self.page.goto(self.settings.public_url + link)
        self.page.wait_for_url("**/console/**")
        self.start_host()
        until("the first picture", lambda: len(self.ask("bench.frames")) >= 2)

    def ask(self, expression: str) -> Any:
        """A value of the page's."""
        return self.page.evaluate(expression)

    def ask_for(self, access: Access) -> None:
        """The operator asks for an access; the autopilot allows it."""
        card = self.page.locator(f"[data-access='{access.value}']")
        card.locator(".button-main").click()
        self.page.locator(".dialog[open] button[type=submit]").click()
        self.page.locator(f"[data-access='{access.value}'][data-look='held']").wait_for()

    def click_picture(self, x: int, y: int) -> None:
        """The operator presses the mouse on a pixel of the picture."""
        canvas = self.page.locator(".picture-canvas")
        width, height = self.ask(
            "[document.querySelector('.picture-canvas').width, document.querySelector('.picture-canvas').height]"
        )
        box = canvas.bounding_box()
        assert box is not None
        self.page.mouse.click(
            box["x"] + (x + 0.5) * box["width"] / width, box["y"] + (y + 0.5) * box["height"] / height
        )

    def paint(self) -> None:
        """The window that answers keys, with the keyboard."""
        self.program("painter", sys.executable, "-m", "bench.painter", self.desktop.display)
        self.quiet()
        for _ in range(20):
            before = len(self.ask("bench.frames"))
            self.click_picture(*MIDDLE)
            self.page.keyboard.press("a")
            time.sleep(0.3)
            if len(self.ask("bench.frames")) > before and self.focused_is_painter():
                return
        raise TimeoutError("the painter never had the keyboard")

    def focused_is_painter(self) -> bool:
        conn: Any = xcffib.Connection(self.desktop.display)
        try:
            focus = conn.core.GetInputFocus().reply().focus
            if focus <= 1:
                return False
            place = conn.core.GetGeometry(focus).reply()
            return (place.width, place.height) == (400, 300)
        finally:
            conn.disconnect()

    def quiet(self, seconds: float = 0.7) -> None:
        """Wait until no frame has come for so long."""
        until("rest", lambda: time.time() * 1000 - (self.ask("bench.frames.at(-1)") or 0) > seconds * 1000)

    @contextmanager
    def rested(self) -> Iterator[None]:
        """The autopilot looks at nothing meanwhile: a release has none."""
        os.kill(self.host_pid, signal.SIGUSR1)
        try:
            yield
        finally:
            os.kill(self.host_pid, signal.SIGUSR1)

    def cpu(self, pid: int) -> float:
        """Seconds of processor time that a process has used."""
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def wire(self, pid: int) -> tuple[int, int]:
        """Bytes that a process's TCP connections have sent and received, as the kernel counts them."""
        said = subprocess.run(["ss", "-tinpH"], capture_output=True, text=True, timeout=10, check=True).stdout
        lines = said.splitlines()
        sent = heard = 0
        for head, tail in pairwise(lines):
            if f"pid={pid}," in head:
                numbers = dict(part.split(":", 1) for part in tail.split() if part.startswith("bytes_"))
                sent += int(numbers.get("bytes_sent", 0))
                heard += int(numbers.get("bytes_received", 0))
        return sent, heard


def _nothing_between(_port: int) -> None:
    """Both ends reach the relay itself."""


@contextmanager
def stage(
    folder: Path,
    browser: Browser,
    *,
    nested: bool = False,
    between: Callable[[int], ThinLine | None] = _nothing_between,
) -> Iterator[Stage]:
    """``nested``: the desktop has a real mouse and keyboard, as far as any program on it can tell. ``between``: what to put before
    the relay at a port."""
    folder.mkdir()
    (folder / "logs").mkdir()
    processes = Processes(folder / "logs")
    port = free_port()
    line = between(port)
    settings = Settings(
        data_dir=folder / "data",
        public_url=f"http://127.0.0.1:{port}",
        listen_port=port,
        demo=True,
        relay_url="" if line is None else line.url,
    )
    context = browser.new_context(locale="ja-JP", viewport={"width": 1440, "height": 900}, accept_downloads=True)
    try:
        office = make_office(settings, with_number=True)
        server = start_server(settings, folder, processes)
        if nested:
            screen = start_screen(processes, folder)
            desktop, outer = screen.desktop, screen.outer
        else:
            desktop, outer = bare_desktop(processes, folder), ""
            processes.start("xsetroot", ["xsetroot", "-solid", "#3b5b6d"], desktop.environment())
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.add_init_script(path=BENCH / "probe.js")
        yield Stage(folder, processes, settings, office, desktop, outer, server, page)
    finally:
        context.close()
        processes.end()
        if line is not None:
            line.close()


def say(measure: str, **values: object) -> dict[str, object]:
    """One JSON line."""
    line: dict[str, object] = {"measure": measure, **values}
    print(json.dumps(line, ensure_ascii=False), flush=True)
    return line
