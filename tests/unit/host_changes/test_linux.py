"""Looking at a Linux computer: a made one with every kind of file and program, and whatever this one is. Article: 7.2"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from madoguchi.host.changes import linux
from madoguchi.host.changes.linux import look
from madoguchi.rules.computer_changes import Look, Service, Start

pytestmark = pytest.mark.article("7.2")
STATUS = """Package: bash
Status: install ok installed
Architecture: amd64
Version: 5.2.15-2
Description: a shell
 Version: of a description is no field
 .
 Package: neither

Package: gone
Status: deinstall ok config-files
Architecture: all
Version: 1

Package: held
Status: hold ok installed
Version: 2"""


def put(root: Path, place: str, text: str, *, program: bool = False) -> None:
    path = root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    if program:
        path.chmod(0o755)


def systemctl(root: Path, files: str, units: str) -> None:
    put(
        root,
        "usr/bin/systemctl",
        f"#!/bin/sh\ncase $1 in\nlist-unit-files) printf '{files}';;\nlist-units) printf '{units}';;\nesac\n",
        program=True,
    )


def test_a_computer_that_tells_nothing_is_not_an_empty_one(tmp_path: Path):
    assert look(tmp_path) == Look(None, None)


def test_packages_of_debian_are_those_that_are_installed(tmp_path: Path):
    put(tmp_path, linux.DPKG, STATUS)
    assert look(tmp_path).packages == {"bash:amd64": "5.2.15-2", "held": "2"}


def test_packages_of_arch(tmp_path: Path):
    for name in ("gtk-4-doc-4.8-2", "linux-6.6.arch1-1"):
        (tmp_path / linux.PACMAN / name).mkdir(parents=True)
    put(tmp_path, f"{linux.PACMAN}/ALPM_DB_VERSION", "9")
    assert look(tmp_path).packages == {"gtk-4-doc": "4.8-2", "linux": "6.6.arch1-1"}


def test_packages_by_rpm_with_two_versions_of_one(tmp_path: Path):
    said = "kernel.x86_64\\t6.6-1\\nkernel.x86_64\\t6.5-9\\nbash.x86_64\\t5.2-1\\n"
    put(tmp_path, linux.RPM, f"#!/bin/sh\nprintf '{said}'\n", program=True)
    assert look(tmp_path).packages == {"kernel.x86_64": "6.5-9, 6.6-1", "bash.x86_64": "5.2-1"}


def test_services_by_systemd(tmp_path: Path):
    systemctl(
        tmp_path,
        "cups.service enabled enabled\\nold.service masked enabled\\nudisks2.service static -\\n",
        "cups.service loaded active running CUPS\\nuser@1000.service loaded active running x\\n",
    )
    assert look(tmp_path).services == {
        "cups": Service(Start.AUTOMATIC, runs=True),
        "old": Service(Start.FORBIDDEN, runs=False),
        "udisks2": Service(Start.MANUAL, runs=False),
        "user@1000": Service(Start.MANUAL, runs=True),
    }


@pytest.mark.parametrize("program", ["exit 1", "exec sleep 60", "head -c 2000 /dev/zero"])
def test_a_program_that_fails_hangs_or_floods_tells_nothing(tmp_path: Path, monkeypatch, program: str):
    monkeypatch.setattr(linux, "SECONDS", 0.3)
    monkeypatch.setattr(linux, "MOST_BYTES", 1_000)
    put(tmp_path, "bin/systemctl", f"#!/bin/sh\n{program}\n", program=True)
    put(tmp_path, linux.RPM, f"#!/bin/sh\n{program}\n", program=True)
    assert look(tmp_path) == Look(None, None)


def test_what_dpkg_says_of_this_computer():
    """The same list by another way, where there is one."""
    program = shutil.which("dpkg-query")
    packages = look().packages
    if program is None:
        assert packages is None or packages
        return
    query = [program, "-W", "-f", "${db:Status-Status}\t${Package}:${Architecture}\t${Version}\n"]
    said = subprocess.run(query, capture_output=True, text=True, check=True).stdout
    rows = [line.split("\t") for line in said.splitlines()]
    assert packages == {name: version for state, name, version in rows if state == "installed"}
