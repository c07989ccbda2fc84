"""One file with everything that the database holds, taken while sessions run, and a database from such a file.

Guarantee: a backup is one consistent view; it is put under its name when it is whole and on disk; the restored database holds
row for row what was copied, and its ledger holds by itself, or nothing is restored. The provider's key files are never inside:
whoever has both has everything (SECURITY R-06). Within the file, compressed: one line of JSON for the head, one for each row,
one for the end with number and SHA-256 of each table. Article: P.2
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import zstandard
from sqlalchemy import Engine, update

from madoguchi.base.clock import Instant, iso
from madoguchi.base.errors import BrokenProof, Unavailable
from madoguchi.store.copying import (
    Row,
    Tally,
    after_filling,
    columns_of,
    fill,
    line_of,
    must_be_empty,
    must_hold,
    rows_of,
    tables_of,
)
from madoguchi.store.engine import reading, writing
from madoguchi.store.migrate import knows, migrate, version_of
from madoguchi.store.sealed_file import PIECE, read_sealed, write_sealed
from madoguchi.store.tables.people import web_sessions

_LONGEST_LINE: Final = 64 << 20


@dataclass(frozen=True, slots=True)
class Copied:
    """What is in a backup."""

    made_at: str
    rows: int
    ledger: int  # entries


def backup(
    engine: Engine, file: Path, now: Instant, entropy: Callable[[int], bytes], passphrase: str | None = None
) -> Copied:
    """Copy the database into ``file``. Raises FileExistsError rather than write over one."""
    if file.exists():
        raise FileExistsError(17, "is there already", str(file))
    part = file.with_name(file.name + ".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    copied: list[Copied] = []
    try:
        with os.fdopen(descriptor, "wb") as out:
            write_sealed(out, _pressed(_lines(engine, now, copied)), passphrase, entropy)
            out.flush()
            os.fsync(out.fileno())
        os.link(part, file)  # unlike a rename it never replaces anything
    finally:
        part.unlink(missing_ok=True)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return copied[0]


def restore(engine: Engine, file: Path, now: Instant, passphrase: str | None = None) -> Copied:
    """Make the empty database hold what ``file`` holds, then bring it to the present version. Nobody is signed in afterwards.

    Raises Unavailable for a database with anything in it, BrokenProof for a file that does not hold; the database is empty then.
    """
    must_be_empty(engine)
    with file.open("rb") as source:
        lines = _read_lines(read_sealed(source, passphrase))
        first = next(lines, None)
        if not isinstance(first, dict) or not {"version", "tables", "made_at"} <= first.keys():
            raise BrokenProof("this is no backup of Madoguchi")
        if not knows(first["version"]):
            raise Unavailable("The backup is of a newer version of Madoguchi than this one")
        migrate(engine, first["version"])
        with writing(engine) as connection:
            if version_of(connection) != first["version"]:
                raise Unavailable("The target is of a newer version than the backup; restore into a new, empty one")
            tables = {table.name: table for table in tables_of(connection)}
            if {name: columns_of(table) for name, table in tables.items()} != first["tables"]:
                raise BrokenProof("the backup has other tables than its version")
            last: dict[str, Any] = {}
            for name, rows in _by_table(lines, last):
                if name not in tables:
                    raise BrokenProof("the backup has a table that its head does not name")
                fill(connection, tables[name], rows)
            if "end" not in last:
                raise BrokenProof("the backup is damaged: it ends early")
            after_filling(connection)
            must_hold(connection, last["end"])
            # A browser that has signed out since must not be signed in again.
            connection.execute(update(web_sessions).where(web_sessions.c.ended_at.is_(None)).values(ended_at=now))
    migrate(engine)
    return _copied(first["made_at"], last["end"])


def _lines(engine: Engine, now: Instant, copied: list[Copied]) -> Iterator[bytes]:
    with reading(engine) as connection:
        tables = tables_of(connection)
        made_at = iso(now)
        yield line_of(
            {
                "made_at": made_at,
                "tables": {table.name: columns_of(table) for table in tables},
                "version": version_of(connection),
            }
        )
        end: dict[str, list[Any]] = {}
        for table in tables:
            tally = Tally()
            for row in rows_of(connection, table):
                tally.add(row)
                yield line_of([table.name, row])
            end[table.name] = tally.facts()
        yield line_of({"end": end})
        copied.append(_copied(made_at, end))


def _copied(made_at: str, end: dict[str, list[Any]]) -> Copied:
    return Copied(made_at, sum(facts[0] for facts in end.values()), end["ledger"][0])


def _pressed(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Compressed, in pieces."""
    press = zstandard.ZstdCompressor(level=3, write_checksum=True).compressobj()
    waiting = bytearray()
    for line in lines:
        waiting += press.compress(line)
        while len(waiting) >= PIECE:
            yield bytes(waiting[:PIECE])
            del waiting[:PIECE]
    waiting += press.flush()
    for at in range(0, len(waiting), PIECE):
        yield bytes(waiting[at : at + PIECE])


def _read_lines(pieces: Iterator[bytes]) -> Iterator[Any]:
    press = zstandard.ZstdDecompressor().decompressobj()
    waiting = bytearray()
    try:
        for piece in pieces:
            waiting += press.decompress(piece)
            while (found := waiting.find(b"\n")) >= 0:
                line = bytes(waiting[:found])
                del waiting[: found + 1]
                yield json.loads(line)
            if len(waiting) > _LONGEST_LINE:
                raise BrokenProof("the backup is damaged")
    except (zstandard.ZstdError, ValueError):
        raise BrokenProof("the backup is damaged") from None
    if waiting:
        raise BrokenProof("the backup is damaged: it ends early")


def _by_table(lines: Iterator[Any], last: dict[str, Any]) -> Iterator[tuple[str, Iterator[Row]]]:
    """The rows of one table after another. ``last`` is given the line that is no row."""
    ahead = next(lines, None)

    def rows_named(name: str) -> Iterator[Row]:
        nonlocal ahead
        while isinstance(ahead, list) and len(ahead) == 2 and ahead[0] == name:
            yield ahead[1]
            ahead = next(lines, None)

    while isinstance(ahead, list):
        if len(ahead) != 2 or not isinstance(ahead[0], str):
            raise BrokenProof("the backup is damaged")
        yield ahead[0], rows_named(ahead[0])
    if isinstance(ahead, dict) and next(lines, None) is None:
        last.update(ahead)
