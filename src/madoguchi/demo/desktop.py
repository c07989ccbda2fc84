"""A customer's desktop: the user's own screen, or a virtual one with a window manager and a few ordinary programs."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from madoguchi.base.errors import Unavailable
from madoguchi.demo.processes import Processes

SIZE: Final = (1920, 1080)

NOTE: Final = """見積書の件

山田様

お世話になっております。
印刷のときに「用紙がありません」と出て、先に進めません。
設定を見ていただけますか。

（このファイルはデモ用です。自由に書き換えてください。）
"""


@dataclass(frozen=True, slots=True)
class Desktop:
    """A running display; ``home`` is where its programs keep their things."""

    display: str
    virtual: bool
    home: Path

    def environment(self) -> dict[str, str]:
        """For programs that belong on this desktop."""
        if not self.virtual:
            return {"DISPLAY": self.display}
        return {
            "DISPLAY": self.display,
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / ".config"),
            "XDG_CACHE_HOME": str(self.home / ".cache"),
            "XDG_DATA_HOME": str(self.home / ".local" / "share"),
            "LANG": "C.UTF-8",
            "NO_AT_BRIDGE": "1",
            "GTK_A11Y": "none",
        }


def real_desktop() -> Desktop | None:
    """The user's own X display, when there is one."""
    display = os.environ.get("DISPLAY", "")
    return Desktop(display, virtual=False, home=Path.home()) if display else None


def bare_desktop(processes: Processes, folder: Path) -> Desktop:
    """A virtual screen with a window manager and nothing else."""
    missing = [name for name in ("Xvfb", "openbox") if shutil.which(name) is None]
    if missing:
        raise Unavailable(f"{' and '.join(missing)} not found; `make setup` installs what the demo needs")
    home = folder / "customer"
    for name in ("ダウンロード", "デスクトップ", ".config", ".cache", ".local/share"):
        (home / name).mkdir(parents=True, exist_ok=True)
    (home / ".config" / "user-dirs.dirs").write_text(
        'XDG_DOWNLOAD_DIR="$HOME/ダウンロード"\nXDG_DESKTOP_DIR="$HOME/デスクトップ"\n', encoding="utf-8"
    )
    desktop = Desktop(_start_screen(processes), virtual=True, home=home)
    processes.start("openbox", ["openbox", "--sm-disable"], desktop.environment())
    return desktop


def virtual_desktop(processes: Processes, folder: Path) -> Desktop:
    """A virtual screen with a terminal, a text editor and a file manager."""
    desktop = bare_desktop(processes, folder)
    note = desktop.home / "デスクトップ" / "見積書の件.txt"
    note.write_text(NOTE, encoding="utf-8")
    environment = desktop.environment()
    programs: list[tuple[str, list[str]]] = [
        ("xsetroot", ["xsetroot", "-solid", "#3b5b6d"]),
        ("pcmanfm", ["pcmanfm", "--no-desktop", str(desktop.home)]),
        ("mousepad", ["mousepad", str(note)]),
        (
            "xterm",
            ["xterm", "-fa", "DejaVu Sans Mono", "-fs", "11", "-geometry", "90x22+60+640", "-e", "bash", "--norc"],
        ),
        ("place", ["xdotool", "search", "--sync", "--class", "Mousepad", "windowmove", "90", "120"]),
    ]
    for name, command in programs:
        if shutil.which(command[0]) is not None:
            processes.start(name, command, environment)
    return desktop


def _start_screen(processes: Processes) -> str:
    """Start Xvfb on a free display; the server itself says which, when it is ready."""
    reading, writing = os.pipe()
    width, height = SIZE
    processes.popen(
        "xvfb",
        [
            "Xvfb",
            "-displayfd",
            str(writing),
            "-screen",
            "0",
            f"{width}x{height}x24",
            "-nolisten",
            "tcp",
            "-noreset",
            "+extension",
            "Composite",
        ],
        pass_fds=(writing,),
    )
    os.close(writing)
    with os.fdopen(reading, "r") as told:
        number = told.readline().strip()
    if not number:
        raise Unavailable("the virtual screen did not start")
    return f":{number}"
