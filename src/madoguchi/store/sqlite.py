"""SQLite: one file, WAL with synchronous=FULL, every writer begins with BEGIN IMMEDIATE."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection, Engine, create_engine, event

BUSY_MILLISECONDS: Final = 15_000
_PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA secure_delete=ON",  # what is deleted is overwritten: a destroyed key must not lie in a free page
    "PRAGMA recursive_triggers=ON",  # without it INSERT OR REPLACE deletes a row past its trigger
    f"PRAGMA busy_timeout={BUSY_MILLISECONDS}",
)


def open_sqlite(path: Path) -> Engine:
    """The engine over the file ``path``, which is made when it is missing (readable by its owner alone)."""
    if not path.exists():
        path.touch(mode=0o600)
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(url, pool_size=8, max_overflow=40, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    # sqlite3 begins transactions by itself and late; we begin them, so it must not
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
