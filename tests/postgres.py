"""A PostgreSQL server of the tests' own: made when the first test asks, on a socket in a folder, gone with the process.

``OFFICE_TESTS_ON=postgresql`` puts every office that the tests make onto it; without it they stand on SQLite. A
database is a copy of a template that the migrations have made once, so a test waits for it no longer than for a file.
"""

from __future__ import annotations

import atexit
import functools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import threading
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg

from madoguchi.store.engine import open_engine
from madoguchi.store.migrate import migrate

IS_ASKED = os.environ.get("OFFICE_TESTS_ON") == "postgresql"
_KIND = "ENCODING 'UTF8' LOCALE 'C'"
_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=32MB", "max_connections=200")


def place(folder: Path) -> Path | str:
    """Where the office in ``folder`` has its books: the same place each time it is asked."""
    return address(folder) if IS_ASKED else folder / "madoguchi.sqlite3"


def address(folder: Path) -> str:
    """The address of the PostgreSQL database that belongs to a folder, made when it is not there yet."""
    _made(_name(folder))
    return server().address(_name(folder))


def _name(folder: Path) -> str:
    return "m" + sha256(str(folder).encode()).hexdigest()[:20]


@functools.cache
def _made(name: str) -> None:
    _template()
    server().run(f"CREATE DATABASE {name} TEMPLATE madoguchi STRATEGY file_copy")


@functools.cache
def _template() -> None:
    server().run(f"CREATE DATABASE madoguchi TEMPLATE template0 {_KIND}")
    engine = open_engine(server().address("madoguchi"))
    migrate(engine)
    engine.dispose()


def settings(folder: Path) -> dict[str, str]:
    """What the environment of a server over ``folder`` needs besides its data folder."""
    return {"MADOGUCHI_DATABASE": address(folder)} if IS_ASKED else {}


def shut(folder: Path) -> None:
    """From now on nobody comes into the folder's database, and whoever is in it is put out."""
    name = _name(folder)
    server().run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    server().run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")


def empty(name: str) -> str:
    """The address of a database with nothing in it."""
    server().run(f"CREATE DATABASE {name} TEMPLATE template0 {_KIND}")
    return server().address(name)


def dumped(folder: Path) -> bytes:
    """Everything that the folder's database holds, as PostgreSQL's own program writes it."""
    where = address(folder).replace("postgresql+psycopg", "postgresql")
    return subprocess.run([_program("pg_dump"), "--data-only", where], check=True, capture_output=True).stdout


class Server:
    """Runs as an unprivileged person when the tests run as root: PostgreSQL refuses root."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="madoguchi-pg-", dir="/tmp"))
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:
            person = pwd.getpwnam("postgres")
            os.chown(self.folder, person.pw_uid, person.pw_gid)
            self._as = {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": [], "cwd": self.folder}
        data = self.folder / "data"
        made = [
            _program("initdb"),
            "-D",
            data,
            "-U",
            "madoguchi",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        ]
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL, **self._as)
        settings = [part for item in (*_QUICK, "listen_addresses=") for part in ("-c", item)]
        # --pdeathsig: when the tests are killed the server goes with them
        command = ["setpriv", "--pdeathsig", "INT", _program("postgres"), "-D", data, "-k", self.folder, *settings]
        self._process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, **self._as)
        atexit.register(self.stop)
        assert self._process.stderr is not None
        said = []
        for line in self._process.stderr:
            said.append(line)
            if "ready to accept connections" in line:
                break
        else:
            raise AssertionError("".join(said))
        # what it says from now on nobody reads, and a full pipe would stop it
        self._rest = threading.Thread(target=self._process.stderr.read, daemon=True)
        self._rest.start()

    def address(self, name: str) -> str:
        return f"postgresql+psycopg://madoguchi@/{name}?host={self.folder}"

    def run(self, statement: str) -> None:
        with psycopg.connect(f"host={self.folder} user=madoguchi dbname=postgres", autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def stop(self) -> None:
        self._process.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
        self._process.wait(30)
        self._rest.join(10)
        assert self._process.stderr is not None
        self._process.stderr.close()
        shutil.rmtree(self.folder, ignore_errors=True)


@functools.cache
def server() -> Server:
    return Server()


def _program(name: str) -> Path:
    """The newest that Debian's packages have put here, else the one on the path."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    there = found[-1] if found else shutil.which(name)
    assert there, f"{name} is missing: Debian's package postgresql"
    return Path(there)
