"""A look at a Linux computer: its packages and services as the files of dpkg, pacman and systemd tell them. No program is started.

What a computer does not tell (another package manager, no systemd) is None, never an empty list. Article: 7.2
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from madoguchi.rules.computer_changes import Look, Service, Start

log = logging.getLogger(__name__)
DPKG: Final = "var/lib/dpkg/status"
PACMAN: Final = "var/lib/pacman/local"
BOOTED: Final = "run/systemd/system"  # there while systemd runs the computer: sd_booted(3)
UNITS: Final = ("usr/lib/systemd/system", "lib/systemd/system", BOOTED, "etc/systemd/system")  # systemd.unit(5)
GROUPS: Final = (
    "sys/fs/cgroup/system.slice",
    "sys/fs/cgroup/systemd/system.slice",
)  # version 2, and 1 with its own tree
DEEPEST: Final = 3  # slices within slices
ENDING: Final = ".service"


def look(root: Path = Path("/")) -> Look:
    """What is installed and what runs, now. Takes some hundredths of a second: call it on a thread."""
    packages: dict[str, str] | None = None
    services: dict[str, Service] | None = None
    try:
        packages = _packages(root)
        services = _services(root)
    except OSError as error:
        log.warning("not all of the computer can be read: %s", error)
    return Look(packages, services)


def _packages(root: Path) -> dict[str, str] | None:
    if (root / DPKG).is_file():
        with (root / DPKG).open(encoding="utf-8", errors="replace") as status:
            return dict(_dpkg(status))
    if (root / PACMAN).is_dir():
        return dict(_pacman(entry.name for entry in os.scandir(root / PACMAN) if entry.is_dir()))
    return None


def _dpkg(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Paragraphs of fields, apart by empty lines; only what is installed counts."""
    fields: dict[str, str] = {}
    for line in (*lines, "\n"):
        if line.strip():
            name, colon, value = line.partition(": ")
            if colon and name in {"Package", "Architecture", "Version", "Status"}:
                fields[name] = value.strip()
            continue
        if fields.get("Status", "").endswith(" installed") and "Package" in fields:
            yield f"{fields['Package']}:{fields.get('Architecture', '')}".rstrip(":"), fields.get("Version", "")
        fields = {}


def _pacman(folders: Iterable[str]) -> Iterator[tuple[str, str]]:
    for folder in folders:
        name, *version = folder.rsplit("-", 2)
        if len(version) == 2:  # version and release
            yield name, "-".join(version)


def _services(root: Path) -> dict[str, Service] | None:
    if not (root / BOOTED).is_dir():
        return None
    folders = [root / place for place in UNITS]
    starts = {name: start for folder in folders for name, start in _units(folder)}  # the later folder wins
    wanted = {name for folder in folders for name in _wanted(folder)}
    starts |= {name: Start.AUTOMATIC for name in wanted if starts.get(name) is not Start.FORBIDDEN}
    running = {name for place in GROUPS for name in _running(root / place, DEEPEST)}
    return {
        name.removesuffix(ENDING): Service(starts.get(name, Start.MANUAL), name in running)
        for name in starts.keys() | running
    }


def _units(folder: Path) -> Iterator[tuple[str, Start]]:
    """The folder's services. One that leads to /dev/null is masked."""
    if folder.is_dir():
        for entry in os.scandir(folder):
            if entry.name.endswith(ENDING):
                is_masked = entry.is_symlink() and str(Path(entry.path).readlink()) == os.devnull
                yield entry.name, Start.FORBIDDEN if is_masked else Start.MANUAL


def _wanted(folder: Path) -> Iterator[str]:
    """What starts with something else: the links in the folders ``….wants`` and ``….requires``."""
    if folder.is_dir():
        for entry in os.scandir(folder):
            if entry.name.endswith((".wants", ".requires")) and entry.is_dir():
                yield from (one.name for one in os.scandir(entry.path) if one.name.endswith(ENDING))


def _running(group: Path, deepest: int) -> Iterator[str]:
    """A service runs while its control group holds a process."""
    if not group.is_dir():
        return
    for entry in os.scandir(group):
        if entry.name.endswith(ENDING) and _holds_processes(Path(entry.path)):
            yield entry.name
        elif entry.name.endswith(".slice") and deepest:
            yield from _running(Path(entry.path), deepest - 1)


def _holds_processes(group: Path) -> bool:
    events, processes = group / "cgroup.events", group / "cgroup.procs"
    try:
        if events.is_file():
            return "populated 1" in events.read_text(encoding="ascii").splitlines()
        return bool(processes.read_text(encoding="ascii").strip())
    except OSError:  # it ended meanwhile
        return False
