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
