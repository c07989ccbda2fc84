"""Every row of a database, as plain values in a set order, and rows into an empty one: for copies and for moving.

The tables are read from the database itself, not from the program, so that a copy of an older version is whole too. Two
databases hold the same when the tallies of all tables are equal: number and SHA-256 of the rows in the order of their keys.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from itertools import islice
from typing import Any, Final, TypeAlias

from sqlalchemy import Column, Connection, Engine, LargeBinary, MetaData, Table, func, insert, inspect, select, text

from madoguchi.base.errors import BrokenProof, Unavailable
from madoguchi.ledger.record import Entry, first_broken
from madoguchi.store.engine import reading, writing
from madoguchi.store.migrate import head, migrate, version_of

Row: TypeAlias = list[Any]  # what JSON has; bytes as base64, dates as ISO text
BATCH: Final = 500
VERSION_TABLE: Final = "alembic_version"


@dataclass(slots=True)
class Tally:
    """What was seen of one table."""

    rows: int = 0
    _digest: Any = field(default_factory=sha256)

    def add(self, row: Row) -> None:
        self.rows += 1
        self._digest.update(line_of(row))

    @property
    def sha256(self) -> str:
        return str(self._digest.hexdigest())

    def facts(self) -> list[Any]:
        return [self.rows, self.sha256]


Tallies: TypeAlias = dict[str, Tally]


def line_of(value: Any) -> bytes:
    """One line of JSON, always the same for the same value."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"


def tables_of(connection: Connection) -> list[Table]:
    """Every table of ours; one that refers to another comes after it."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != VERSION_TABLE]


def columns_of(table: Table) -> list[str]:
    """Their names, in an order that both databases share."""
    return sorted(column.name for column in table.columns)


def rows_of(connection: Connection, table: Table) -> Iterator[Row]:
    """All rows by their keys, not all at once in memory."""
    columns = [table.columns[name] for name in columns_of(table)]
    query = select(*columns).order_by(*table.primary_key.columns)
    for row in connection.execute(query, execution_options={"yield_per": BATCH}):
        yield [_plain(value) for value in row]


def tallies_of(connection: Connection) -> Tallies:
    """What the database holds."""
    found: Tallies = {}
    for table in tables_of(connection):
        tally = found[table.name] = Tally()
        for row in rows_of(connection, table):
            tally.add(row)
    return found


def fill(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Put the rows in. What the migrations have put there already is left as it is, and compared afterwards."""
    names = columns_of(table)
    keys = [column.name for column in table.primary_key.columns]
    there = {tuple(_plain(value) for value in row) for row in connection.execute(select(*table.primary_key.columns))}
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        named = [dict(zip(names, row, strict=True)) for row in batch]
        new = [row for row in named if tuple(row[key] for key in keys) not in there]
        if new:
            connection.execute(
                insert(table), [{name: _typed(table.columns[name], row[name]) for name in names} for row in new]
            )


def after_filling(connection: Connection) -> None:
    """PostgreSQL counts on by itself where a table numbers its rows: from the last number that came in."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables_of(connection):
        for column in table.primary_key.columns:
            counter = connection.execute(
                text("SELECT pg_get_serial_sequence(:name, :column)"),
                {"name": f'"{table.name}"', "column": column.name},
            ).scalar()
            last = connection.execute(select(func.max(column))).scalar() if counter else None
            if last is not None:
                connection.execute(text("SELECT setval(:counter, :last)"), {"counter": counter, "last": last})


def must_be_empty(engine: Engine) -> None:
    """Raises Unavailable when any table has a row: nothing is ever written over."""
    with reading(engine) as connection:
        names = [name for name in inspect(connection).get_table_names() if name != VERSION_TABLE]
        if not names:
            return
        if version_of(connection) is None:
            raise Unavailable("The target has tables that are not Madoguchi's; nothing was written")
        for table in tables_of(connection):
            if connection.execute(select(func.count()).select_from(table)).scalar_one():
                raise Unavailable("The target holds data already; nothing was written over")


def must_hold(connection: Connection, wanted: dict[str, list[Any]]) -> None:
    """Raises BrokenProof unless the database holds just that, and its ledger holds by itself."""
    found = {name: tally.facts() for name, tally in tallies_of(connection).items()}
    if differing := sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name)):
        raise BrokenProof(f"what was written differs from what was read: {', '.join(differing)}")
    broken = _first_broken(connection)
    if broken is not None:
        raise BrokenProof(f"the ledger does not hold at entry {broken}")


def move(source: Engine, target: Engine) -> dict[str, int]:
    """Everything of ``source`` into the empty ``target``: whole and compared, or not at all. How many rows of each table.

    Nobody can write into the source meanwhile; whoever serves from it must be stopped before, and told of the new place.
    """
    migrate(source)
    must_be_empty(target)
    migrate(target)
    with writing(source) as old, writing(target) as new:
        olds, news = {table.name: table for table in tables_of(old)}, tables_of(new)
        if version_of(old) != head():
            raise Unavailable("The source has another version than this program")
        broken = _first_broken(old)
        if broken is not None:
            raise BrokenProof(f"the ledger of the source does not hold at entry {broken}; nothing was moved")
        for table in news:
            fill(new, table, rows_of(old, olds[table.name]))
        after_filling(new)
        wanted = {name: tally.facts() for name, tally in tallies_of(old).items()}
        must_hold(new, wanted)
    return {name: facts[0] for name, facts in wanted.items()}


def _first_broken(connection: Connection) -> int | None:
    ledger = Table("ledger", MetaData(), autoload_with=connection)
    query = select(ledger).order_by(ledger.c.number)
    with connection.execute(query, execution_options={"yield_per": BATCH}) as found:
        return first_broken(Entry(**row) for row in found.mappings())


def _plain(value: Any) -> Any:
    match value:
        case bytes():
            return base64.b64encode(value).decode("ascii")
        case datetime() | date():
            return value.isoformat()
        case _:
            return value


def _typed(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, LargeBinary):
        return base64.b64decode(value, validate=True)
    kind = column.type.python_type
    return kind.fromisoformat(value) if kind in {date, datetime} else value
