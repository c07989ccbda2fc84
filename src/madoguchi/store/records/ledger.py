"""The ledger and the record of downloads: rows are added and read. The triggers refuse the rest. Article: P.2"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Select, insert, select

from madoguchi.base.canonical import canonical
from madoguchi.base.clock import Instant
from madoguchi.base.errors import BrokenProof
from madoguchi.ledger.record import Entry
from madoguchi.ledger.tree import Grown
from madoguchi.office.consent.ports import Download, Head, Written
from madoguchi.store.records.rows import Register, record_of, values_of
from madoguchi.store.tables.proofs import ledger, ledger_bodies, ledger_heads, ledger_nodes
from madoguchi.store.tables.provider import downloads

_WHOLE: Final = select(ledger, ledger_bodies.c.salt, ledger_bodies.c.payload).join(
    ledger_bodies, ledger_bodies.c.number == ledger.c.number
)


class Ledger(Register):
    def last(self) -> Entry | None:
        return self._one(Entry, select(ledger).order_by(ledger.c.number.desc()).limit(1))

    def append(self, written: Written) -> None:
        self._do(insert(ledger).values(**values_of(written.entry)))
        payload = canonical(written.payload).decode("utf-8")
        self._do(insert(ledger_bodies).values(number=written.entry.number, salt=written.salt, payload=payload))

    def about(self, subjects: list[str]) -> list[Written]:
        return self._written(_WHOLE.where(ledger.c.about.in_(subjects)).order_by(ledger.c.number))

    def latest(self, before: int | None, limit: int) -> list[Written]:
        query = _WHOLE.order_by(ledger.c.number.desc()).limit(limit)
        return self._written(query if before is None else query.where(ledger.c.number < before))

    def _written(self, query: Select[Any]) -> list[Written]:
        found: list[Written] = []
        for row in self._connection.execute(query).mappings():
            plain = dict(row)
            salt, payload = plain.pop("salt"), plain.pop("payload")
            found.append(Written(Entry(**plain), salt, json.loads(payload)))
        return found

    def by_statement(self, about: str, statement_sha256: str) -> Entry | None:
        query = select(ledger).where(ledger.c.about == about, ledger.c.statement_sha256 == statement_sha256)
        return self._one(Entry, query)

    def add_nodes(self, grown: Iterable[Grown]) -> None:
        for one in grown:
            self._do(insert(ledger_nodes).values(level=one.level, place=one.index, hash=one.hash.hex()))

    def node(self, level: int, index: int) -> bytes:
        query = select(ledger_nodes.c.hash).where(ledger_nodes.c.level == level, ledger_nodes.c.place == index)
        found = self._connection.execute(query).scalar_one_or_none()
        if found is None:
            raise BrokenProof(f"the ledger's tree lacks node {index} of level {level}")
        return bytes.fromhex(found)

    def add_head(self, head: Head) -> None:
        self._do(insert(ledger_heads).values(**values_of(head)))

    def latest_head(self) -> Head | None:
        return self._one(Head, select(ledger_heads).order_by(ledger_heads.c.size.desc()).limit(1))

    def heads(self) -> list[Head]:
        rows = self._connection.execute(select(ledger_heads).order_by(ledger_heads.c.size)).mappings()
        return [record_of(Head, row) for row in rows]

    def entries(self) -> list[Entry]:
        rows = self._connection.execute(select(ledger).order_by(ledger.c.number)).mappings()
        return [record_of(Entry, row) for row in rows]


class Downloads(Register):
    def add(self, download: Download) -> None:
        self._do(insert(downloads).values(**values_of(download)))

    def latest_from(self, address: str, since: Instant) -> Download | None:
        query = select(downloads).where(downloads.c.address == address, downloads.c.at >= since)
        return self._one(Download, query.order_by(downloads.c.at.desc()).limit(1))
