"""Cases and who is on them. Article: 8.3"""

from __future__ import annotations

from sqlalchemy import func, insert, select, update

from madoguchi.base.clock import Instant
from madoguchi.office.cases.ports import Case
from madoguchi.office.ids import CaseId, CustomerId, OperatorId
from madoguchi.store.records.rows import Register, values_of
from madoguchi.store.tables.register import case_members, cases


class Cases(Register):
    def add(self, case: Case) -> None:
        self._do(insert(cases).values(**values_of(case)))

    def change(self, case: Case) -> None:
        self._do(update(cases).where(cases.c.id == case.id).values(**values_of(case)))

    def next_sequence(self, year: int) -> int:
        last = self._connection.execute(select(func.max(cases.c.sequence)).where(cases.c.year == year)).scalar()
        return (last or 0) + 1

    def for_member(self, case_id: CaseId, operator_id: OperatorId) -> Case | None:
        query = (
            select(cases)
            .join(case_members, case_members.c.case_id == cases.c.id)
            .where(cases.c.id == case_id, case_members.c.operator_id == operator_id)
        )
        return self._one(Case, query)

    def of_member(self, operator_id: OperatorId, customer_id: CustomerId | None, limit: int) -> list[Case]:
        query = (
            select(cases)
            .join(case_members, case_members.c.case_id == cases.c.id)
            .where(case_members.c.operator_id == operator_id)
            .order_by(cases.c.year.desc(), cases.c.sequence.desc())
            .limit(limit)
        )
        if customer_id is not None:
            query = query.where(cases.c.customer_id == customer_id)
        return self._many(Case, query)

    def add_member(self, case_id: CaseId, operator_id: OperatorId, at: Instant) -> None:
        if operator_id not in self.members(case_id):
            self._do(insert(case_members).values(case_id=case_id, operator_id=operator_id, added_at=at))

    def members(self, case_id: CaseId) -> list[OperatorId]:
        query = select(case_members.c.operator_id).where(case_members.c.case_id == case_id)
        return [OperatorId(found) for found in self._connection.execute(query).scalars()]

    def by_id(self, case_id: CaseId) -> Case | None:
        return self._one(Case, select(cases).where(cases.c.id == case_id))
