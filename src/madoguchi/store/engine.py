"""The database: opened durable, written by one at a time, read by many.

Guarantee, on SQLite and on PostgreSQL: an acknowledged transaction outlives a kill of the process and a cut of the power;
foreign keys are checked; what a writer read is still so when it writes, whatever other processes do. Article: P.2
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError

from madoguchi.base.errors import Unavailable
from madoguchi.store.postgresql import open_postgresql
from madoguchi.store.sqlite import open_sqlite


def open_engine(where: Path | str) -> Engine:
    """The engine over a file of SQLite's (a path) or a database of PostgreSQL's (``postgresql+psycopg://…``)."""
    if isinstance(where, Path):
        return open_sqlite(where)
    try:
        url = make_url(where)
    except ArgumentError:
        raise Unavailable("The address of the database cannot be read") from None
    if url.get_backend_name() != "postgresql":
        raise Unavailable("The address of the database must begin with postgresql+psycopg://")
    return open_postgresql(url)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent view."""
    with engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction of the only writer: all of it durable at the end, or none of it."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


def settle(engine: Engine) -> None:
    """Clear what deleted and changed rows left in the database's own files: SQLite's WAL, PostgreSQL's dead rows.

    Never waits long for others; what somebody still reads is cleared the next time. Article: 8.5
    """
    raw = engine.raw_connection()  # neither may stand within a transaction
    try:
        if engine.dialect.name == "sqlite":
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            return
        driver = raw.driver_connection
        assert driver is not None, "it was opened just now"
        driver.autocommit = True
        try:
            raw.cursor().execute("VACUUM custody_files, custody_case_keys")
        finally:
            driver.autocommit = False
    finally:
        raw.close()
