"""Ordinary programs on the customer's desktop, at known places, and what they have got."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.journeys.customer import until
from tests.journeys.world import ROOT, World


@dataclass(frozen=True, slots=True)
class Window:
    """Of a program that runs on the customer's display; the numbers are of its inside."""

    stage: World
    id: str

    def box(self) -> tuple[int, int, int, int]:
        """Left, top, width, height."""
        told = self.stage.screen.tool("xwininfo", "-id", self.id)
        found = dict(re.findall(r"(Absolute upper-left [XY]|Width|Height): +(-?\d+)", told))
        left, top = (int(found[f"Absolute upper-left {axis}"]) for axis in "XY")
        return left, top, int(found["Width"]), int(found["Height"])

    def middle(self) -> tuple[int, int]:
        left, top, width, height = self.box()
        return left + width // 2, top + height // 2

    def move(self, x: int, y: int, width: int, height: int) -> None:
        self.stage.screen.tool("xdotool", "windowsize", self.id, str(width), str(height))
        self.stage.screen.tool("xdotool", "windowmove", self.id, str(x), str(y))

        def rests() -> bool:
            before = self.box()
            return abs(before[0] - x) < 40 and abs(before[1] - y) < 60 and self.box() == before

        until("the window is in its place", rests)

    def has_focus(self) -> bool:
        told = self.stage.screen.tool("xprop", "-root", "_NET_ACTIVE_WINDOW")
        found = re.search(r"0x[0-9a-f]+", told)
        return found is not None and int(found[0], 16) == int(self.id)


def window_of(stage: World, name: str, *how: str) -> Window:
    """The visible window that a search by ``how`` finds, once it is there."""

    def look() -> str:
        found = stage.screen.tool("sh", "-c", f"xdotool search --onlyvisible {' '.join(how)} 2>/dev/null; true").split()
        return found[-1] if found else ""

    return Window(stage, until(f"the window of {name}", look))


def selection(stage: World) -> str:
    """What is marked in a program of the customer's; nothing when nothing is."""
    return stage.screen.tool("sh", "-c", "timeout 2 xclip -selection primary -o -t UTF8_STRING 2>/dev/null; true")


class Editor:
    """mousepad with one file open."""

    def __init__(self, stage: World, name: str = "memo.txt", text: str = "") -> None:
        self.file = stage.screen.desktop.home / name
        self.file.write_text(text, encoding="utf-8")
        stage.processes.start(
            "mousepad",
            ["mousepad", "--disable-server", self.file],
            {**stage.screen.desktop.environment(), "GSETTINGS_BACKEND": "memory"},
        )
        self.window = window_of(stage, "mousepad", "--name", f"'{name}.*Mousepad'")
        self.window.move(100, 400, 800, 500)

    def text(self) -> str:
        """What was saved, without the line's end at the end."""
        return self.file.read_text(encoding="utf-8").rstrip("\n")


class Terminal:
    """xterm with a program that writes down every line."""

    def __init__(self, stage: World, name: str = "lines.txt") -> None:
        self.file = stage.screen.desktop.home / name
        stage.processes.start(
            "xterm",
            [
                "xterm",
                "-u8",
                "-fa",
                "Noto Sans Mono CJK JP",
                "-fs",
                "11",
                "-T",
                name,
                "-e",
                "sh",
                "-c",
                f"cat > {self.file}",
            ],
            stage.screen.desktop.environment(),
        )
        self.window = window_of(stage, "xterm", "--name", name)
        until("the terminal's program runs", self.file.exists)
        self.window.move(1000, 400, 700, 400)

    def text(self) -> str:
        return self.file.read_text(encoding="utf-8").rstrip("\n")


class Listener:
    """A window that writes down each key, button and motion that reaches it."""

    def __init__(self, stage: World, place: tuple[int, int, int, int] = (1000, 300, 400, 300)) -> None:
        self._log: Path = stage.folder / "logs" / "listener.log"
        program = ROOT / "tests" / "integration" / "host_x11" / "logger.py"
        stage.processes.start(
            "listener",
            [sys.executable, str(program), *map(str, place), "listener"],
            stage.screen.desktop.environment(),
        )
        self._from = 0
        (told,) = self.hears("window", 1)
        self.hears("expose", 1)
        self.window = Window(stage, str(told["window"]))

    def forget(self) -> None:
        """Only what comes from now on counts."""
        self._from = len(self._all())

    def heard(self, kind: str = "") -> list[dict[str, Any]]:
        return [one for one in self._all()[self._from :] if one["kind"] == kind or not kind]

    def hears(self, kind: str, count: int, seconds: float = 20) -> list[dict[str, Any]]:
        """Wait for so many of a kind."""
        until(f"{count} {kind}", lambda: len(self.heard(kind)) >= count, seconds)
        return self.heard(kind)

    def _all(self) -> list[dict[str, Any]]:
        text = self._log.read_text(encoding="utf-8") if self._log.exists() else ""
        return [json.loads(row) for row in text[: text.rfind("\n") + 1].splitlines() if row.startswith("{")]
