"""Giving a case to somebody of a subcontractor: a supervisor alone, with these accesses, until then.

Guarantee: an assignment never outlasts the organisation's papers; taking an access away ends the running sessions under it, so that no
older card can be used again; everything is a line of the case and an entry of the ledger. Article: 9.2
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from madoguchi.base.canonical import Document
from madoguchi.base.clock import JAPAN, Instant, iso
from madoguchi.office.actor import Actor
from madoguchi.office.books import Books, Shelf
from madoguchi.office.cases.entries import note_down
from madoguchi.office.cases.ports import Case, CaseStatus, EntryKind
from madoguchi.office.cases.service import Purpose, open_case
from madoguchi.office.consent.book import write_event
from madoguchi.office.deeds.ports import Act
from madoguchi.office.deeds.service import Asking, write_deed
from madoguchi.office.hours.service import calendar_of
from madoguchi.office.ids import AssignmentId, CaseId, Entropy, OperatorId, fresh
from madoguchi.office.operators.ports import Operator, OperatorRole
from madoguchi.office.refusals import BadField, CaseClosed, NoSuchThing
from madoguchi.office.sessions.leaving import held_routes
from madoguchi.office.sessions.ports import Closer
from madoguchi.office.subcontractors.ports import Assignment, Why, spelled
from madoguchi.office.subcontractors.returning import return_case
from madoguchi.office.subcontractors.standing import force_ends
from madoguchi.rules.hours import day_as_of, day_in_japan
from madoguchi.wire.vocabulary import Access

UNDER_WAY: Final = frozenset({CaseStatus.OPEN, CaseStatus.WAITING})


@dataclass(frozen=True, slots=True)
class AssignmentFacts:
    """What is typed; ``until`` in Japan time, as 2026-04-01T18:00."""

    person: OperatorId
    accesses: frozenset[Access]
    until: str


@dataclass(frozen=True, slots=True)
class Given:
    """An assignment that runs, with whose it is."""

    assignment: Assignment
    name: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Outsider:
    """Somebody of a subcontractor whom a case can be given to."""

    id: OperatorId
    name: str
    organisation: str
    until: Instant | None  # until when their organisation is in force


class AssignmentService:
    def __init__(self, shelf: Shelf, entropy: Entropy, closer: Closer) -> None:
        self._shelf = shelf
        self._entropy = entropy
        self._closer = closer

    def of_case(self, actor: Actor, case_id: CaseId, purpose: Purpose) -> list[Given]:
        """Who of a subcontractor works on it now, as whoever is let in to the case sees it."""
        with self._shelf.reading() as books:
            if isinstance(open_case(books, actor, case_id, purpose), NoSuchThing):
                return []
            found = books.subcontractors.open_assignments(case_id=case_id)
            people = {one.operator_id: books.operators.by_id(one.operator_id) for one in found}
        return [Given(one, person.name, person.organisation) for one in found if (person := people[one.operator_id])]

    def outsiders(self, now: Instant) -> list[Outsider]:
        """By organisation and name; also those whose organisation is not in force, so that it can be said."""
        with self._shelf.reading() as books:
            return [
                Outsider(person.id, person.name, one.name, force_ends(books, one.id, now))
                for one in books.subcontractors.all()
                for person in books.subcontractors.people(one.id)
                if person.active
            ]

    def usual_end(self, now: Instant) -> Instant | None:
        """The end of today's support hours; None when that is over, or there are none."""
        with self._shelf.reading() as books:
            calendar = calendar_of(books)
        ends = [end for _, end in day_as_of(day_in_japan(now), now, calendar).spans()]
        return max(ends) if ends and max(ends) > now else None

    def assign(
        self, asking: Asking, case_id: CaseId, facts: AssignmentFacts
    ) -> Assignment | BadField | NoSuchThing | CaseClosed:
        """From now on. For somebody who has the case already it is a change of what they have."""
        actor, now = asking.actor, asking.at
        if actor is None or actor.role is not OperatorRole.SUPERVISOR:
            return NoSuchThing()
        with self._shelf.writing() as books:
            case = open_case(books, actor, case_id, Purpose.SUPPORT)
            if isinstance(case, NoSuchThing):
                return case
            if case.status not in UNDER_WAY:
                return CaseClosed()
            person = books.operators.by_id(facts.person)
            ends = _judged(books, person, facts, now)
            if isinstance(ends, BadField):
                return ends
            assert person is not None
            fresh_one = Assignment(
                id=AssignmentId(fresh(self._entropy)),
                case_id=case.id,
                operator_id=person.id,
                accesses=spelled(facts.accesses | {Access.VIEW}),  # there is no session without the picture
                starts_at=now,
                ends_at=ends,
                given_by=actor.id,
            )
            routes = self._replace(books, asking, fresh_one)
            books.subcontractors.add_assignment(fresh_one)
            self._written(books, asking, actor, case, person, fresh_one)
        if routes:
            self._closer.close(sorted(set(routes)))
        return fresh_one

    def end(self, asking: Asking, case_id: CaseId, assignment_id: AssignmentId) -> NoSuchThing | None:
        """Take it back now."""
        if asking.actor is None or asking.actor.role is not OperatorRole.SUPERVISOR:
            return NoSuchThing()
        with self._shelf.writing() as books:
            case = open_case(books, asking.actor, case_id, Purpose.SUPPORT)
            found = books.subcontractors.assignment(assignment_id)
            if isinstance(case, NoSuchThing) or found is None or found.case_id != case.id or found.ended_at is not None:
                return NoSuchThing()
            routes = return_case(books, self._entropy, asking, found, Why.SUPERVISOR)
        if routes:
            self._closer.close(routes)
        return None

    def _replace(self, books: Books, asking: Asking, new: Assignment) -> list[bytes]:
        """End what they had on this case. With an access less, their sessions and numbers go; with others, the pages at the relay come
        again, with a new card."""
        routes: list[bytes] = []
        for old in books.subcontractors.open_assignments(case_id=new.case_id, operator_id=new.operator_id):
            if old.held <= new.held and old.runs(asking.at):
                books.subcontractors.end_assignment(old.id, asking.at, Why.CHANGED)
                if old.held != new.held:
                    routes += held_routes(books, new.operator_id, asking.at, case_id=new.case_id)
            else:
                routes += return_case(books, self._entropy, asking, old, Why.CHANGED)
        return routes

    def _written(
        self, books: Books, asking: Asking, actor: Actor, case: Case, person: Operator, given: Assignment
    ) -> None:
        books.cases.add_member(case.id, person.id, asking.at)
        if case.assignee_id != person.id:
            case = replace(case, assignee_id=person.id)
            books.cases.change(case)
        who = f"{person.name}（{person.organisation}）"
        note_down(books, self._entropy, actor.id, case, asking.at, kind=EntryKind.GIVEN, text=who)
        body: Document = {
            "accesses": [access.word for access in sorted(given.held)],
            "assignment": given.id,
            "case": case.reference,
            "ends": iso(given.ends_at),
            "operator": person.name,
            "organisation": person.organisation,
            "supervisor": actor.name,
        }
        write_event(books, self._entropy, asking.at, kind="assignment:given", about=case.id, body=body)
        write_deed(books, asking, Act.ASSIGNMENT_GIVEN, f"/office/cases/{case.id}")


def _judged(books: Books, person: Operator | None, facts: AssignmentFacts, now: Instant) -> Instant | BadField:
    """When it ends; or what is wrong with what was typed."""
    if person is None or not person.active or person.role is not OperatorRole.SUBCONTRACTOR:
        return BadField("person", "office.field.no_such_operator")
    last = force_ends(books, person.subcontractor_id, now) if person.subcontractor_id else None
    if last is None:
        return BadField("person", "subcontractors.field.not_in_force")
    ends = moment_in_japan(facts.until)
    if ends is None:
        return BadField("until", "subcontractors.field.moment")
    if ends <= now:
        return BadField("until", "subcontractors.field.past")
    if ends > last:
        return BadField("until", "subcontractors.field.after_papers")
    return ends


def moment_in_japan(typed: str) -> Instant | None:
    """2026-04-01T18:00, as browsers send it."""
    try:
        found = datetime.fromisoformat(typed.strip())
    except ValueError:
        return None
    if found.tzinfo is not None or not 1900 <= found.year <= 2999:
        return None
    return found.replace(tzinfo=JAPAN).astimezone(UTC)


def accesses_of(words: Iterable[str]) -> frozenset[Access]:
    """Of what a form sent; what is no access counts for nothing."""
    known = {access.word: access for access in Access}
    return frozenset(known[word] for word in words if word in known)
