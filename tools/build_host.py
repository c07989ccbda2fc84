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
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "madoguchi"
LEFT_OUT = [
    "madoguchi.host.demo", "tkinter", "PySide6.QtNetwork", "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtOpenGL",
    "PySide6.QtOpenGLWidgets", "PySide6.QtTest", "PySide6.QtSql", "PySide6.QtUiTools", "PySide6.QtDesigner", "PySide6.QtHelp",
    "sqlalchemy", "fastapi", "starlette", "uvicorn", "pydantic", "jinja2", "alembic", "typer", "rich", "pytest", "numpy.f2py",
]
SAMPLE = {
    "kind": "release", "label": "", "server": "https://madoguchi.invalid", "public_key": "00" * 32,
    "name": "見本株式会社", "name_en": "Sample Inc.", "phone": "03-0000-0000", "hotkey": "Ctrl+Alt+Q",
}


def main() -> int:
    asked = argparse.ArgumentParser(description="Build the customer's program for this platform.")
    asked.add_argument("--build-file", type=Path, help="from `madoguchi admin export-build`")
    asked.add_argument("--out", type=Path, default=ROOT / "dist")
    given = asked.parse_args()
    sys.path.insert(0, str(ROOT / "src"))
    from madoguchi import __version__
    from madoguchi.host.build import BuildKind, read_build

    system = f"{platform.system().lower()}-{platform.machine()}"
    facts = json.loads(given.build_file.read_text(encoding="utf-8")) if given.build_file else dict(SAMPLE)
    facts["label"] = f"madoguchi-host {__version__} {system}"
    build = read_build(json.dumps(facts))
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
    entry.write_text("import sys\nfrom madoguchi.host.main import main\nsys.exit(main())\n", encoding="utf-8")
    command = [
        sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--onedir", "--windowed", "--log-level", "WARN",
        "--name", "madoguchi-host", "--paths", str(ROOT / "src"), "--distpath", str(scratch / "dist"),
        "--workpath", str(scratch / "work"), "--specpath", str(scratch),
        "--add-data", f"{build_file}:madoguchi/host", "--add-data", f"{SOURCE / 'words'}:madoguchi/words",
        "--collect-submodules", "xcffib",
    ]
    for module in LEFT_OUT:
        command += ["--exclude-module", module]
    subprocess.run([*command, str(entry)], check=True)
    return scratch / "dist" / "madoguchi-host"


if __name__ == "__main__":
    sys.exit(main())
