"""Builds the customer's program as one folder for this platform, with the provider's facts inside, and packs it.

    python tools/build_host.py --build-file BUILD.json [--out DIR]

``BUILD.json`` comes from ``madoguchi admin export-build``: the provider's name, server and public key. The result is
``DIR/madoguchi-host-<version>-<system>-<machine>.tar.gz`` and the same with ``.sha256``; put them into the server's folder of builds and the
portal offers them with size and hash. Without ``--build-file`` a folder for a provider that does not exist is built, to try the build
itself. One folder and not one file: a single file unpacks itself at each start, which costs two seconds and a place others can
write to (SECURITY R-30)."""

from __future__ import annotations

import argparse
import hashlib
import json
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "madoguchi"
LEFT_OUT = """
    madoguchi.host.demo tkinter setuptools PIL click typer rich pytest numpy.f2py zstandard.backend_cffi zstandard._cffi
    PySide6.QtNetwork PySide6.QtQml PySide6.QtQuick PySide6.QtOpenGL PySide6.QtOpenGLWidgets PySide6.QtTest PySide6.QtSql
    PySide6.QtUiTools PySide6.QtDesigner PySide6.QtHelp sqlalchemy fastapi starlette uvicorn pydantic jinja2 alembic
""".split()  # noqa: SIM905  # forty words, one to read after the other
# Qt's plugins that the program has. No platform theme: its file dialog would be a window of another program, and then the operator's
# input could reach it (5.2). No Wayland, no GL: windows are X11's and painted by the processor.
PLUGINS = {
    "platforms": {"libqxcb.so"},
    "platforminputcontexts": {"libcomposeplatforminputcontextplugin.so", "libibusplatforminputcontextplugin.so"},
    "iconengines": {"libqsvgicon.so"},
    "imageformats": {"libqsvg.so"},
}
TRANSLATIONS = {"qtbase_ja.qm", "qtbase_en.qm"}
# Qt's plugins come from this folder and from no other, whatever it is called: as one entry of a list, for in the variable that PyInstaller
# sets a colon in the folder's name would make two places of it, and the second a relative one.
ENTRY = """
import os, sys
os.environ.pop("QT_PLUGIN_PATH", None)
from PySide6.QtCore import QCoreApplication
QCoreApplication.setLibraryPaths([os.path.join(sys._MEIPASS, "PySide6", "Qt", "plugins")])
from madoguchi.host.main import main
sys.exit(main())
"""
NEEDED = re.compile(r"\(NEEDED\).*\[(.+)\]")
SAMPLE = {
    "kind": "release",
    "label": "",
    "server": "https://madoguchi.invalid",
    "public_key": "00" * 32,
    "name": "見本株式会社",
    "name_en": "Sample Inc.",
    "phone": "03-0000-0000",
    "hotkey": "Ctrl+Alt+Q",
}


def main() -> int:
    asked = argparse.ArgumentParser(description="Build the customer's program for this platform.")
    asked.add_argument("--build-file", type=Path, help="from `madoguchi admin export-build`")
    asked.add_argument("--out", type=Path, default=ROOT / "dist")
    given = asked.parse_args()
    if missing := [name for name in ("objdump", "readelf") if shutil.which(name) is None]:
        print(f"{' and '.join(missing)} not found: please install Debian's package binutils", file=sys.stderr)
        return 2
    sys.path.insert(0, str(ROOT / "src"))
    from madoguchi import __version__
    from madoguchi.base.errors import Misuse
    from madoguchi.host.build import BuildKind, read_build

    system = f"{platform.system().lower()}-{platform.machine()}"
    facts = json.loads(given.build_file.read_text(encoding="utf-8")) if given.build_file else dict(SAMPLE)
    facts["label"] = f"madoguchi-host {__version__} {system}"
    try:
        build = read_build(json.dumps(facts))
    except Misuse as wrong:
        print(f"{given.build_file}: {wrong}", file=sys.stderr)
        return 2
    if build.kind is not BuildKind.RELEASE:
        print("only a release build can be given to customers", file=sys.stderr)
        return 2
    name = f"madoguchi-host-{__version__}-{system}"
    given.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = freeze(Path(scratch), facts)
        target = given.out / "host"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(folder, target, symlinks=True)
    archive = given.out / f"{name}.tar.gz"
    with tarfile.open(archive, "w:gz", compresslevel=6) as packed:
        packed.add(target, arcname=name)
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    archive.with_name(archive.name + ".sha256").write_text(f"{digest}  {archive.name}\n")
    size = archive.stat().st_size
    print(f"{archive}  {size / 1e6:.1f} MB  sha256 {digest}")
    return 0


def freeze(scratch: Path, facts: dict[str, str]) -> Path:
    """Run PyInstaller; returns the folder it made."""
    build_file = scratch / "build.json"
    build_file.write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    entry = scratch / "madoguchi_host.py"
    entry.write_text(ENTRY, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "PyInstaller",
        "--noconfirm",
        "--clean",
        "--onedir",
        "--windowed",
        "--log-level",
        "WARN",
        "--name",
        "madoguchi-host",
        "--paths",
        str(ROOT / "src"),
        "--distpath",
        str(scratch / "dist"),
        "--workpath",
        str(scratch / "work"),
        "--specpath",
        str(scratch),
        "--add-data",
        f"{build_file}:madoguchi/host",
        "--add-data",
        f"{SOURCE / 'words'}:madoguchi/words",
        "--collect-submodules",
        "xcffib",
    ]
    for module in LEFT_OUT:
        command += ["--exclude-module", module]
    subprocess.run([*command, str(entry)], check=True)
    folder = scratch / "dist" / "madoguchi-host"
    lighten(folder)
    return folder


def lighten(folder: Path) -> None:
    """Take out the plugins and translations that the program never loads, then every library that nothing needs any more."""
    qt = folder / "_internal" / "PySide6" / "Qt"
    for plugin in qt.glob("plugins/*/*"):
        if plugin.name not in PLUGINS.get(plugin.parent.name, set()):
            plugin.unlink()
    for words in qt.glob("translations/*"):
        if words.name not in TRANSLATIONS:
            words.unlink()
    while unneeded := _unneeded(folder / "_internal"):
        for library in unneeded:
            library.unlink()


def _unneeded(inside: Path) -> list[Path]:
    """The plain libraries that no other file names as needed. Python's own modules and Qt's plugins are loaded by name."""
    names: set[str] = set()
    for path in filter(_is_elf, inside.parent.rglob("*")):
        shown = subprocess.run(["readelf", "-d", str(path)], capture_output=True, text=True, check=True).stdout
        names.update(NEEDED.findall(shown))
    libraries = [*inside.glob("lib*.so*"), *inside.glob("*.libs/lib*.so*"), *inside.glob("PySide6/Qt/lib/lib*.so*")]
    return [path for path in libraries if path.name not in names and not path.name.startswith("libpython")]


def _is_elf(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


if __name__ == "__main__":
    sys.exit(main())
