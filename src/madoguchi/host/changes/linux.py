"""A look at a Linux computer: its packages by the package manager's own files or word, its services by systemd.

Every program that is asked stands at a fixed place, gets no shell, and has a limit of time and of what it may say. What a
computer does not tell (no package manager that is known, no systemd) is None, never an empty list. Article: 7.2
"""

from __future__ import annotations

import logging
import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from madoguchi.rules.computer_changes import Look, Service, Start

log = logging.getLogger(__name__)
SECONDS: Final = 4.0  # for each program that is asked
MOST_BYTES: Final = 33_554_432
DPKG: Final = "var/lib/dpkg/status"
PACMAN: Final = "var/lib/pacman/local"
RPM: Final = "usr/bin/rpm"
SYSTEMCTL: Final = ("usr/bin/systemctl", "bin/systemctl")
_QUIETLY: Final = {"LC_ALL": "C", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
_START: Final = {"enabled": Start.AUTOMATIC, "enabled-runtime": Start.AUTOMATIC}
_FORBIDDEN: Final = frozenset({"masked", "masked-runtime"})


def look(root: Path = Path("/")) -> Look:
    """What is installed and what runs, now. Takes some tenths of a second: call it on a thread."""
    return Look(_packages(root), _services(root))


def _packages(root: Path) -> dict[str, str] | None:
    try:
        if (root / DPKG).is_file():
            with (root / DPKG).open(encoding="utf-8", errors="replace") as status:
                return _joined(_dpkg(status))
        if (root / PACMAN).is_dir():
            return _joined(_pacman(entry.name for entry in os.scandir(root / PACMAN) if entry.is_dir()))
    except OSError as error:
        log.warning("packages cannot be read: %s", error)
        return None
    if (root / RPM).is_file():
        said = _ask(root / RPM, "-qa", "--queryformat", "%{NAME}.%{ARCH}\t%{EVR}\n")
        return None if said is None else _joined(_rpm(said.splitlines()))
    return None


def _joined(found: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Of some things (kernels) several versions are installed at once."""
    versions: dict[str, list[str]] = {}
    for name, version in found:
        versions.setdefault(name, []).append(version)
    return {name: ", ".join(sorted(many)) for name, many in versions.items()}


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


def _rpm(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        name, tab, version = line.partition("\t")
        if tab:
            yield name, version


def _services(root: Path) -> dict[str, Service] | None:
    program = next((root / place for place in SYSTEMCTL if (root / place).is_file()), None)
    if program is None:
        return None
    plain = ("--type=service", "--no-legend", "--no-pager", "--plain")
    files = _ask(program, "list-unit-files", *plain)
    running = _ask(program, "list-units", "--state=running", *plain)
    if files is None or running is None:
        return None
    runs = {line.split()[0] for line in running.splitlines() if line.strip()}
    starts = {line.split()[0]: line.split()[1] for line in files.splitlines() if len(line.split()) > 1}
    return {
        name.removesuffix(".service"): Service(_start(starts.get(name, "")), name in runs)
        for name in starts.keys() | runs
    }


def _start(state: str) -> Start:
    return Start.FORBIDDEN if state in _FORBIDDEN else _START.get(state, Start.MANUAL)


def _ask(program: Path, *arguments: str) -> str | None:
    """What it says; None when it fails, takes too long or says too much."""
    try:
        done = subprocess.run(  # noqa: S603  # a fixed program with fixed arguments
            [program, *arguments],
            capture_output=True,
            timeout=SECONDS,
            env=_QUIETLY,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        log.warning("%s does not answer: %s", program.name, error)
        return None
    if done.returncode != 0 or len(done.stdout) > MOST_BYTES:
        log.warning("%s ended with %d", program.name, done.returncode)
        return None
    return done.stdout.decode("utf-8", "replace")
