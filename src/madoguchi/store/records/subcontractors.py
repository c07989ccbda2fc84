"""Subcontractors, their papers and the cases that their people are given. Article: 9.1, 9.2"""

from __future__ import annotations

from sqlalchemy import insert, select, update

from madoguchi.base.clock import Instant
from madoguchi.office.ids import AssignmentId, CaseId, OperatorId, PaperId
from madoguchi.office.operators.ports import Operator
from madoguchi.office.subcontractors.ports import Assignment, Paper, Subcontractor, Why
from madoguchi.store.records.rows import Register, values_of
from madoguchi.store.tables.people import operators, web_sessions
from madoguchi.store.tables.subcontractors import case_assignments, subcontractor_papers, subcontractors


class Subcontractors(Register):
    def add(self, subcontractor: Subcontractor) -> None:
        self._do(insert(subcontractors).values(**values_of(subcontractor)))

    def change(self, subcontractor: Subcontractor) -> None:
        here = subcontractors.c.id == subcontractor.id
        self._do(update(subcontractors).where(here).values(**values_of(subcontractor)))
        theirs = operators.c.subcontractor_id == subcontractor.id
        self._do(update(operators).where(theirs).values(organisation=subcontractor.name))

    def by_id(self, subcontractor_id: str) -> Subcontractor | None:
        return self._one(Subcontractor, select(subcontractors).where(subcontractors.c.id == subcontractor_id))

    def all(self) -> list[Subcontractor]:
        return self._many(Subcontractor, select(subcontractors).order_by(subcontractors.c.name))

    def people(self, subcontractor_id: str) -> list[Operator]:
        query = select(operators).where(operators.c.subcontractor_id == subcontractor_id)
        return self._many(Operator, query.order_by(operators.c.name, operators.c.login))

    def signed_in(self) -> list[Operator]:
        browsers = select(web_sessions.c.operator_id).where(web_sessions.c.ended_at.is_(None))
        query = select(operators).where(operators.c.subcontractor, operators.c.id.in_(browsers))
        return self._many(Operator, query.order_by(operators.c.id))

    def add_paper(self, paper: Paper) -> None:
        self._do(insert(subcontractor_papers).values(**values_of(paper)))

    def paper(self, paper_id: str) -> Paper | None:
        return self._one(Paper, select(subcontractor_papers).where(subcontractor_papers.c.id == paper_id))

    def papers(self, subcontractor_id: str | None = None) -> list[Paper]:
        table = subcontractor_papers
        query = select(table).order_by(table.c.expires_at.desc(), table.c.added_at.desc(), table.c.id)
        if subcontractor_id is not None:
            query = query.where(table.c.subcontractor_id == subcontractor_id)
        return self._many(Paper, query)

    def withdraw_paper(self, paper_id: PaperId, at: Instant) -> bool:
        table = subcontractor_papers
        holds = (table.c.id == paper_id, table.c.withdrawn_at.is_(None))
        return self._do(update(table).where(*holds).values(withdrawn_at=at)) == 1

    def ended_papers(self, now: Instant) -> list[Paper]:
        table = subcontractor_papers
        ended = (table.c.expires_at <= now, table.c.noted_at.is_(None), table.c.withdrawn_at.is_(None))
        return self._many(Paper, select(table).where(*ended).order_by(table.c.expires_at, table.c.id))

    def note_end(self, paper_id: PaperId, at: Instant) -> bool:
        table = subcontractor_papers
        unnoted = (table.c.id == paper_id, table.c.noted_at.is_(None))
        return self._do(update(table).where(*unnoted).values(noted_at=at)) == 1

    def add_assignment(self, assignment: Assignment) -> None:
        self._do(insert(case_assignments).values(**values_of(assignment)))

    def assignment(self, assignment_id: str) -> Assignment | None:
        return self._one(Assignment, select(case_assignments).where(case_assignments.c.id == assignment_id))

    def open_assignments(
        self, *, case_id: CaseId | None = None, operator_id: OperatorId | None = None
    ) -> list[Assignment]:
        table = case_assignments
        query = select(table).where(table.c.ended_at.is_(None)).order_by(table.c.starts_at, table.c.id)
        if case_id is not None:
            query = query.where(table.c.case_id == case_id)
        if operator_id is not None:
            query = query.where(table.c.operator_id == operator_id)
        return self._many(Assignment, query)

    def end_assignment(self, assignment_id: AssignmentId, at: Instant, why: Why) -> bool:
        table = case_assignments
        runs = (table.c.id == assignment_id, table.c.ended_at.is_(None))
        return self._do(update(table).where(*runs).values(ended_at=at, ended_for=why.value)) == 1
