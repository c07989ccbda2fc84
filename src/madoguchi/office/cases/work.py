"""What the people on a case do with it: hand it over, decline it, write down what was found and what was talked over.

Guarantee: every act is a line of the case's timeline, in the transaction of the act itself; nobody gets here but through
``open_case``; a case is declined only with a reason, and with how the customer hears of it. Article: 1.2, 5.4, 8.3, 11.1
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from madoguchi.base.clock import Instant
from madoguchi.office.actor import Actor
from madoguchi.office.books import Books, Shelf
from madoguchi.office.cases.entries import note_down
from madoguchi.office.cases.ports import Case, CaseEntry, CaseStatus, Category, EntryKind, Told
from madoguchi.office.cases.service import WORK_ON_CASES, Purpose, Settle, open_case
from madoguchi.office.cases.timeline import Begun, Issued, WrittenDown, case_timeline
from madoguchi.office.consent.book import write_event
from madoguchi.office.fields import line, text
from madoguchi.office.ids import CaseId, Entropy, OperatorId
from madoguchi.office.refusals import BadField, CaseClosed, NoSuchThing

REASON_LIMIT: Final = 1_000
NOTE_LIMIT: Final = 4_000
WRITTEN: Final = frozenset({EntryKind.NOTE, EntryKind.CONSULTATION})
UNDER_WAY: Final = frozenset({CaseStatus.OPEN, CaseStatus.WAITING})


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may work on cases."""

    id: OperatorId
    login: str
    name: str


class CaseWork:
    def __init__(self, shelf: Shelf, entropy: Entropy, settle: Settle) -> None:
        self._shelf = shelf
        self._entropy = entropy
        self._settle = settle

    def timeline(
        self, actor: Actor, case_id: CaseId, purpose: Purpose
    ) -> list[WrittenDown | Issued | Begun] | NoSuchThing:
        """Everything that happened, the newest first."""
        return case_timeline(self._shelf, actor, case_id, purpose)

    def came_from_the_portal(self, case: Case) -> bool:
        """Whether the customer has a page on which they read what becomes of it. For who was let in to ``case``."""
        with self._shelf.reading() as books:
            return books.queue.of_case(case.id) is not None

    def colleagues(self) -> list[Colleague]:
        """Whom a case can be given to, in the order of their names."""
        with self._shelf.reading() as books:
            people = books.operators.everybody()
        found = [Colleague(one.id, one.login, one.name) for one in people if one.active and one.role in WORK_ON_CASES]
        return sorted(found, key=lambda one: (one.name, one.login))

    def assign(
        self, actor: Actor, case_id: CaseId, colleague_id: OperatorId, now: Instant
    ) -> Case | NoSuchThing | BadField:
        """Hand it over: who has it from now on comes onto the case with it."""
        with self._shelf.writing() as books:
            case = open_case(books, actor, case_id, Purpose.SUPPORT)
            if isinstance(case, NoSuchThing):
                return case
            colleague = books.operators.by_id(colleague_id)
            if colleague is None or not colleague.active or colleague.role not in WORK_ON_CASES:
                return BadField("assignee", "office.field.no_such_operator")
            if case.assignee_id == colleague.id:
                return case
            books.cases.add_member(case.id, colleague.id, now)
            after = replace(case, assignee_id=colleague.id)
            books.cases.change(after)
            note_down(books, self._entropy, actor, case, now, kind=EntryKind.ASSIGNED, text=colleague.name)
        return after

    def remove_member(
        self, actor: Actor, case_id: CaseId, colleague_id: OperatorId, now: Instant
    ) -> Case | NoSuchThing | BadField:
        """From now on the case does not exist for them. Who has the case stays on it."""
        with self._shelf.writing() as books:
            case = open_case(books, actor, case_id, Purpose.SUPPORT)
            if isinstance(case, NoSuchThing) or colleague_id not in books.cases.members(case.id):
                return NoSuchThing()
            if colleague_id == case.assignee_id or len(books.cases.members(case.id)) == 1:
                return BadField("login", "cases.field.has_it")
            if books.subcontractors.open_assignments(case_id=case.id, operator_id=colleague_id):
                return BadField("login", "subcontractors.field.end_it")  # a supervisor ends the assignment
            colleague = books.operators.by_id(colleague_id)
            assert colleague is not None
            books.cases.remove_member(case.id, colleague_id)
            note_down(books, self._entropy, actor, case, now, kind=EntryKind.LEFT, text=colleague.name)
        return case

    def set_category(self, actor: Actor, case_id: CaseId, category: Category, now: Instant) -> Case | NoSuchThing:
        with self._shelf.writing() as books:
            case = open_case(books, actor, case_id, Purpose.SUPPORT)
            if isinstance(case, NoSuchThing) or case.category is category:
                return case
            after = replace(case, category=category)
            books.cases.change(after)
            note_down(books, self._entropy, actor, case, now, kind=EntryKind.CATEGORY, word=category.value)
        return after

    def write(
        self, actor: Actor, case_id: CaseId, kind: EntryKind, words: str, now: Instant
    ) -> CaseEntry | NoSuchThing | BadField:
        """A note, or what was talked over with the customer where the terms say nothing. Article: 11.1"""
        if kind not in WRITTEN:
            return NoSuchThing()
        if wrong := unfit_words(kind.value, words, NOTE_LIMIT):
            return wrong
        with self._shelf.writing() as books:
            case = open_case(books, actor, case_id, Purpose.SUPPORT)
            if isinstance(case, NoSuchThing):
                return case
            return note_down(books, self._entropy, actor, case, now, kind=kind, text=words.strip())

    def decline(
        self, actor: Actor, case_id: CaseId, reason: str, told: Told, now: Instant
    ) -> Case | NoSuchThing | BadField | CaseClosed:
        """Outside the scope: with a reason, told to the customer, written down for ever. Article: 5.4"""
        if wrong := unfit_words("reason", reason, REASON_LIMIT):
            return wrong
        with self._shelf.writing() as books:
            case = open_case(books, actor, case_id, Purpose.SUPPORT)
            if isinstance(case, NoSuchThing):
                return case
            if case.status not in UNDER_WAY:
                return CaseClosed()
            if told is Told.PORTAL and books.queue.of_case(case.id) is None:
                return BadField("told", "cases.field.no_portal")
            return self._declined(books, actor, case, reason.strip(), told, now)

    def _declined(self, books: Books, actor: Actor, case: Case, reason: str, told: Told, now: Instant) -> Case:
        after = replace(case, status=CaseStatus.DECLINED, declined_for=reason)
        books.cases.change(after)
        note_down(books, self._entropy, actor, case, now, kind=EntryKind.DECLINED, text=reason, word=told.value)
        body = {"case": case.reference, "operator": actor.name, "reason": reason, "told": told.value}
        write_event(books, self._entropy, now, kind="case:declined", about=case.id, body=body)
        self._settle(books, actor, after, now)
        return after


def unfit_words(field: str, words: str, limit: int) -> BadField | None:
    """Several lines, and something in them."""
    return line(field, " ".join(words.split()), limit=limit) or text(field, words, limit=limit)
