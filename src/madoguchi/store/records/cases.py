"""Cases and who is on them. Article: 8.3"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, delete, func, insert, or_, select, tuple_, update

from madoguchi.base.clock import Instant
from madoguchi.office.cases.ports import (
    Case,
    CaseEntry,
    ScopeItem,
    SetRoutineRules,
)
from madoguchi.office.ids import CaseId, CustomerId, OperatorId
from madoguchi.store.records.rows import Register, values_of
from madoguchi.store.tables.people import operators
from madoguchi.store.tables.register import (
    case_entries,
    case_members,
    cases,
    routine_rules,
    scope_items,
)


def cases_of(member: OperatorId) -> Select[Any]:
    """The ids of the cases that somebody is on."""
    return select(case_members.c.case_id).where(case_members.c.operator_id == member)


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

    def latest(self, customer_id: CustomerId | None, limit: int) -> list[Case]:
        query = select(cases).order_by(cases.c.year.desc(), cases.c.sequence.desc()).limit(limit)
        if customer_id is not None:
            query = query.where(cases.c.customer_id == customer_id)
        return self._many(Case, query)

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

    def after(
        self, member: OperatorId | None, customer_id: CustomerId | None, last: Case | None, limit: int
    ) -> list[Case]:
        query = select(cases).order_by(cases.c.year.desc(), cases.c.sequence.desc()).limit(limit)
        if member is not None:
            query = query.where(cases.c.id.in_(cases_of(member)))
        if customer_id is not None:
            query = query.where(cases.c.customer_id == customer_id)
        if last is not None:
            query = query.where(tuple_(cases.c.year, cases.c.sequence) < tuple_(last.year, last.sequence))
        return self._many(Case, query)

    def add_member(self, case_id: CaseId, operator_id: OperatorId, at: Instant) -> None:
        if operator_id not in self.members(case_id):
            self._do(insert(case_members).values(case_id=case_id, operator_id=operator_id, added_at=at))

    def remove_member(self, case_id: CaseId, operator_id: OperatorId) -> None:
        here = (case_members.c.case_id == case_id, case_members.c.operator_id == operator_id)
        self._connection.execute(delete(case_members).where(*here))

    def members(self, case_id: CaseId) -> list[OperatorId]:
        query = select(case_members.c.operator_id).where(case_members.c.case_id == case_id)
        return [OperatorId(found) for found in self._connection.execute(query).scalars()]

    def members_of(self, case_ids: set[CaseId]) -> dict[CaseId, list[tuple[OperatorId, str]]]:
        query = (
            select(case_members.c.case_id, operators.c.id, operators.c.name)
            .join(operators, operators.c.id == case_members.c.operator_id)
            .where(case_members.c.case_id.in_(case_ids))
            .order_by(case_members.c.added_at, operators.c.id)
        )
        found: dict[CaseId, list[tuple[OperatorId, str]]] = {case_id: [] for case_id in case_ids}
        for case_id, operator_id, name in self._connection.execute(query):
            found[CaseId(case_id)].append((OperatorId(operator_id), name))
        return found

    def by_id(self, case_id: CaseId) -> Case | None:
        return self._one(Case, select(cases).where(cases.c.id == case_id))

    def by_ids(self, case_ids: set[CaseId]) -> dict[CaseId, Case]:
        return {found.id: found for found in self._many(Case, select(cases).where(cases.c.id.in_(case_ids)))}

    def of_customer(self, customer_id: CustomerId, since: Instant) -> list[Case]:
        query = select(cases).where(cases.c.customer_id == customer_id, cases.c.created_at >= since)
        return self._many(Case, query.order_by(cases.c.created_at))

    def add_entry(self, entry: CaseEntry) -> None:
        self._do(insert(case_entries).values(**values_of(entry)))

    def entries(self, case_id: CaseId) -> list[CaseEntry]:
        query = select(case_entries).where(case_entries.c.case_id == case_id)
        return self._many(CaseEntry, query.order_by(case_entries.c.at, case_entries.c.id))

    def scope(self, at: Instant) -> list[ScopeItem]:
        holds = (scope_items.c.since <= at, or_(scope_items.c.until.is_(None), scope_items.c.until > at))
        query = select(scope_items).where(*holds).order_by(scope_items.c.in_scope.desc(), scope_items.c.since)
        return self._many(ScopeItem, query)

    def add_scope_item(self, item: ScopeItem) -> None:
        self._do(insert(scope_items).values(**values_of(item)))

    def end_scope_item(self, item_id: str, at: Instant) -> bool:
        here = (scope_items.c.id == item_id, scope_items.c.until.is_(None))
        return self._do(update(scope_items).where(*here).values(until=at)) == 1

    def add_routine_rules(self, rules: SetRoutineRules) -> None:
        self._do(insert(routine_rules).values(**values_of(rules)))

    def routine_rules(self) -> SetRoutineRules | None:
        return self._one(SetRoutineRules, select(routine_rules).order_by(routine_rules.c.number.desc()).limit(1))
