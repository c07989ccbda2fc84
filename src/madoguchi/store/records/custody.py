"""Received files and their wrapped keys. The triggers refuse what the ports do not have. Article: 5.6, 8.4, 8.5"""

from __future__ import annotations

from sqlalchemy import delete, insert, select, update

from madoguchi.base.clock import Instant
from madoguchi.office.custody.ports import CaseKey, CustodyFile, CustodyRule, Holding, Opening
from madoguchi.office.ids import CaseId, CustodyId
from madoguchi.store.records.rows import Register, values_of
from madoguchi.store.tables.custody import custody_case_keys, custody_files, custody_openings, custody_rules


class Custody(Register):
    def add(self, file: CustodyFile) -> None:
        self._do(insert(custody_files).values(**values_of(file)))

    def change(self, file: CustodyFile) -> None:
        self._do(update(custody_files).where(custody_files.c.id == file.id).values(**values_of(file)))

    def by_id(self, file_id: CustodyId) -> CustodyFile | None:
        return self._one(CustodyFile, select(custody_files).where(custody_files.c.id == file_id))

    def of_case(self, case_id: CaseId) -> list[CustodyFile]:
        query = select(custody_files).where(custody_files.c.case_id == case_id).order_by(custody_files.c.number)
        return self._many(CustodyFile, query)

    def due(self, until: Instant) -> list[CustodyFile]:
        table = custody_files
        query = select(table).where(table.c.holding == Holding.KEPT, table.c.keep_until <= until)
        return self._many(CustodyFile, query.order_by(table.c.keep_until, table.c.id))

    def kept_ids(self) -> frozenset[str]:
        query = select(custody_files.c.id).where(custody_files.c.holding == Holding.KEPT)
        return frozenset(str(row[0]) for row in self._connection.execute(query))

    def case_key(self, case_id: CaseId) -> CaseKey | None:
        return self._one(CaseKey, select(custody_case_keys).where(custody_case_keys.c.case_id == case_id))

    def case_keys(self) -> list[CaseKey]:
        return self._many(CaseKey, select(custody_case_keys).order_by(custody_case_keys.c.case_id))

    def put_case_key(self, key: CaseKey) -> None:
        self.drop_case_key(key.case_id)
        self._do(insert(custody_case_keys).values(**values_of(key)))

    def drop_case_key(self, case_id: CaseId) -> None:
        self._connection.execute(delete(custody_case_keys).where(custody_case_keys.c.case_id == case_id))

    def add_opening(self, opening: Opening) -> None:
        self._do(insert(custody_openings).values(**values_of(opening)))

    def openings(self, file_id: CustodyId) -> list[Opening]:
        table = custody_openings
        query = select(table).where(table.c.file_id == file_id).order_by(table.c.at.desc(), table.c.id)
        return self._many(Opening, query)

    def add_rule(self, rule: CustodyRule) -> None:
        self._do(insert(custody_rules).values(**values_of(rule)))

    def rule(self, as_of: Instant) -> CustodyRule | None:
        query = select(custody_rules).where(custody_rules.c.since <= as_of)
        return self._one(CustodyRule, query.order_by(custody_rules.c.since.desc()).limit(1))
