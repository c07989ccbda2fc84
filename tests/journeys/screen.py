"""A customer's desktop with a real mouse and keyboard, as far as any program on it can tell.

An outer virtual screen holds a nested X server (Xephyr) as its only window. What is injected into the outer one arrives in the inner one
from the inner server's own devices, so for the host it is the customer's physical input and not an injected event."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from PIL import ImageGrab

from madoguchi.demo.desktop import SIZE, Desktop
from madoguchi.demo.processes import Processes


def start_server(processes: Processes, name: str, command: list[str], env: dict[str, str] | None = None) -> str:
    """Start an X server that tells its display number when it is ready."""
    reading, writing = os.pipe()
    processes.popen(name, [*command, "-displayfd", str(writing)], env, pass_fds=(writing,))
    os.close(writing)
    with os.fdopen(reading, "r") as told:
        number = told.readline().strip()
    assert number, f"{name} did not start"
    return f":{number}"


@dataclass(frozen=True, slots=True)
class Screen:
    """``outer`` is where physical input is made, ``desktop`` is what the customer's programs run on."""

    outer: str
    desktop: Desktop

    def hands(self, *arguments: str | int) -> str:
        """Physical input: xdotool on the outer display."""
        return run(["xdotool", *map(str, arguments)], self.outer)

    def press(self, x: int, y: int) -> None:
        """One press of the mouse, as long as a finger's. Press and release within the same millisecond are not what any mouse
        sends, and get lost between the window manager's look at the press and the program's."""
        self.hands("mousemove", x, y, "sleep", 0.03, "mousedown", 1, "sleep", 0.06, "mouseup", 1)

    def tool(self, *command: str) -> str:
        """A program on the customer's own display."""
        return run(list(command), self.desktop.display)

    def in_front(self) -> tuple[str, str]:
        """The window that has the keyboard, as number and name. Both are empty while none has: there is such a moment whenever the
        window manager hands the keyboard on, and xdotool calls it an error."""
        asked = "w=$(xdotool getactivewindow) && echo $w && xdotool getwindowname $w; true"
        window, _, name = self.tool("sh", "-c", f"({asked}) 2>/dev/null").partition("\n")
        return window.strip(), name.strip()

    def own_clipboard(self, text: str) -> None:
        """The customer copies a text in a program of theirs. It ends with the display."""
        subprocess.run(  # it goes on by itself, to serve what was copied
            ["xclip", "-selection", "clipboard", "-i"],
            env={**os.environ, "DISPLAY": self.desktop.display},
            input=text.encode("utf-8"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=20,
            check=True,
        )
        end = time.monotonic() + 10
        while self.clipboard() != text:
            assert time.monotonic() < end, "the customer could not copy"

    def clipboard(self) -> str | None:
        """What the customer's clipboard holds; None when it holds no text."""
        told = subprocess.run(
            ["xclip", "-selection", "clipboard", "-o", "-t", "UTF8_STRING"],
            env={**os.environ, "DISPLAY": self.desktop.display},
            capture_output=True,
            timeout=20,
            check=False,
        )
        return told.stdout.decode("utf-8") if told.returncode == 0 else None

    def picture(self, path: Path) -> Path:
        """What the customer sees now."""
        ImageGrab.grab(xdisplay=self.desktop.display).save(path)
        return path


def run(command: list[str], display: str) -> str:
    done = subprocess.run(
        command, env={**os.environ, "DISPLAY": display}, capture_output=True, text=True, timeout=20, check=False
    )
    assert done.returncode == 0, f"{command}: {done.stderr}"
    return done.stdout


def start_screen(processes: Processes, folder: Path) -> Screen:
    width, height = SIZE
    outer = start_server(
        processes, "outer", ["Xvfb", "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp", "-noreset"]
    )
    inner = start_server(
        processes,
        "inner",
        ["Xephyr", "-screen", f"{width}x{height}", "-nolisten", "tcp", "-noreset", "-no-host-grab", "-ac"],
        {"DISPLAY": outer},
    )
    home = folder / "customer"
    for name in ("ダウンロード", "デスクトップ", ".config", ".cache", ".local/share"):
        (home / name).mkdir(parents=True, exist_ok=True)
    (home / ".config" / "user-dirs.dirs").write_text('XDG_DOWNLOAD_DIR="$HOME/ダウンロード"\n', encoding="utf-8")
    desktop = Desktop(inner, virtual=True, home=home)
    processes.start("openbox", ["openbox", "--sm-disable"], desktop.environment())
    screen = Screen(outer, desktop)
    screen.tool("xsetroot", "-solid", "#3b5b6d")
    return screen
