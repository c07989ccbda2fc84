"""PostgreSQL: the same promises as on SQLite, so that no register knows on which of the two it stands.

A writer takes one advisory lock of the database before it reads anything and keeps it to the end: writers of every process take
turns, what one read is still so when it writes, and the ledger has no gap. A reader sees one snapshot and cannot write.
A commit is answered when it is on disk. The database sorts text by code points, as SQLite does (``LOCALE 'C'``). Article: P.2
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from madoguchi.base.errors import Unavailable

WRITER_LOCK: Final = 0x6D61646F  # "mado"; advisory locks belong to one database
_SESSION: Final = (
    "SET synchronous_commit = on",
    "SET lock_timeout = '15s'",
    "SET idle_in_transaction_session_timeout = '60s'",  # a writer that hangs must not keep the others out for ever
    "SET client_min_messages = warning",
)
_READER: Final = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
# After the lock each statement sees everything that was committed before it, and nobody else commits meanwhile.
_WRITER: Final = f"SELECT pg_advisory_xact_lock({WRITER_LOCK})"
# Every locale but C puts the small letter first, whichever library sorts (libc, ICU).
_KIND: Final = "SELECT current_setting('server_encoding'), 'a' > 'B'"


def open_postgresql(url: URL) -> Engine:
    """The engine over a database that is there already. Raises Unavailable when it is not, or is not one for us."""
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=8,
        max_overflow=40,
        pool_pre_ping=True,  # the database may have been restarted meanwhile
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "before_cursor_execute", _without_nul, retval=True)
    try:
        _check(engine)
    except OperationalError:
        # psycopg's own sentence may hold the address with everything in it
        where = f"{url.database or '?'} at {url.host or url.query.get('host') or 'this computer'}"
        engine.dispose()
        raise Unavailable(f"The database {where} cannot be reached with the settings given") from None
    except Unavailable:
        engine.dispose()
        raise
    return engine


def _check(engine: Engine) -> None:
    with engine.connect() as connection, connection.begin():
        encoding, by_code_point = connection.exec_driver_sql(_KIND).one()
    if encoding != "UTF8" or not by_code_point:
        raise Unavailable("The database must be made with ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0")


def _prepare(connection: Any, _record: ConnectionPoolEntry) -> None:
    with connection.cursor() as cursor:
        for statement in _SESSION:
            cursor.execute(statement)
    connection.commit()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql(_WRITER if writes else _READER)


def _without_nul(
    _connection: Connection, _cursor: object, statement: str, parameters: Any, _context: object, _many: bool
) -> tuple[str, Any]:
    """PostgreSQL has no NUL in text. Fields refuse it before anything is stored; what is only looked for finds nothing."""
    if isinstance(parameters, dict):
        parameters = {name: _plain(value) for name, value in parameters.items()}
    elif isinstance(parameters, list):
        parameters = [{name: _plain(value) for name, value in one.items()} for one in parameters]
    return statement, parameters


def _plain(value: Any) -> Any:
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value
