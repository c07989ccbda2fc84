"""Looking at a Linux computer: a made one with every kind of file, and whatever this one is. Article: 7.2"""

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


def put(root: Path, place: str, text: str) -> None:
    path = root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


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


def unit(root: Path, folder: str, name: str, *, leads_to: str = "") -> None:
    path = root / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if leads_to:
        path.symlink_to(leads_to)
    else:
        path.write_text("[Service]\n", encoding="ascii")


def group(root: Path, place: str, *, runs: bool, version: int = 2) -> None:
    if version == 2:
        put(root, f"sys/fs/cgroup/system.slice/{place}/cgroup.events", f"populated {int(runs)}\nfrozen 0\n")
    else:
        put(root, f"sys/fs/cgroup/systemd/system.slice/{place}/cgroup.procs", "812\n" * runs)


@pytest.mark.parametrize("version", [1, 2])
def test_services_by_the_files_of_systemd(tmp_path: Path, version: int):
    (tmp_path / linux.BOOTED).mkdir(parents=True)
    library, own = linux.UNITS[0], linux.UNITS[-1]
    for name in ("cups.service", "old.service", "udisks2.service", "getty@.service", "printer.socket"):
        unit(tmp_path, library, name)
    unit(tmp_path, own, "old.service", leads_to="/dev/null")
    for name, kind in (("cups.service", "wants"), ("old.service", "wants"), ("getty@tty1.service", "requires")):
        unit(tmp_path, f"{own}/multi-user.target.{kind}", name, leads_to=f"/usr/lib/systemd/system/{name}")
    group(tmp_path, "cups.service", runs=True, version=version)
    group(tmp_path, "udisks2.service", runs=False, version=version)
    group(tmp_path, "system-getty.slice/getty@tty1.service", runs=True, version=version)
    assert look(tmp_path).services == {
        "cups": Service(Start.AUTOMATIC, runs=True),
        "old": Service(Start.FORBIDDEN, runs=False),
        "udisks2": Service(Start.MANUAL, runs=False),
        "getty@": Service(Start.MANUAL, runs=False),
        "getty@tty1": Service(Start.AUTOMATIC, runs=True),
    }


def test_without_systemd_services_are_not_told(tmp_path: Path):
    unit(tmp_path, linux.UNITS[0], "cups.service")
    assert look(tmp_path).services is None


def test_a_group_that_ends_while_it_is_looked_at_does_not_run(tmp_path: Path):
    (tmp_path / linux.BOOTED).mkdir(parents=True)
    (tmp_path / linux.GROUPS[1] / "gone.service").mkdir(parents=True)
    assert look(tmp_path).services == {}


def test_what_cannot_be_read_is_not_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    put(tmp_path, linux.DPKG, STATUS)

    def refused(*_what: object, **_how: object) -> None:
        raise PermissionError("not yours")

    monkeypatch.setattr(Path, "open", refused)
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
