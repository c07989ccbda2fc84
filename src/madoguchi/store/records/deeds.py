"""Who did what: added to and read. Article: 8.1"""

from __future__ import annotations

from sqlalchemy import func, insert, select

from madoguchi.office.deeds.ports import Act, Deed, DeedsWanted
from madoguchi.store.records.rows import Register, values_of
from madoguchi.store.tables.people import deeds


class Deeds(Register):
    def last_number(self) -> int:
        return int(self._connection.execute(select(func.max(deeds.c.number))).scalar() or 0)

    def acts_after(self, number: int) -> tuple[int, frozenset[Act]]:
        found = self._connection.execute(select(deeds.c.number, deeds.c.act).where(deeds.c.number > number)).all()
        return max([number, *(one for one, _ in found)]), frozenset(act for _, act in found)

    def add(self, deed: Deed) -> None:
        self._do(insert(deeds).values(**values_of(deed)))

    def find(self, wanted: DeedsWanted, limit: int) -> list[Deed]:
        query = select(deeds).order_by(deeds.c.number.desc()).limit(limit)
        if wanted.actor_id is not None:
            query = query.where(deeds.c.actor_id == wanted.actor_id)
        if wanted.act is not None:
            query = query.where(deeds.c.act == wanted.act)
        if wanted.since is not None:
            query = query.where(deeds.c.at >= wanted.since)
        if wanted.until is not None:
            query = query.where(deeds.c.at < wanted.until)
        if wanted.before is not None:
            query = query.where(deeds.c.number < wanted.before)
        return self._many(Deed, query)
