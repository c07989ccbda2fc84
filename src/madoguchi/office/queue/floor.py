"""What goes on at the desk now: numbers that wait for their customer, sessions that run. Article: 8.3"""

from __future__ import annotations

from dataclasses import dataclass

from madoguchi.base.clock import Instant
from madoguchi.office.actor import Actor
from madoguchi.office.books import Books, Shelf
from madoguchi.office.cases.ports import Case
from madoguchi.office.cases.service import SEE_EVERY_CASE
from madoguchi.office.ids import CaseId
from madoguchi.office.numbers.ports import Number
from madoguchi.office.sessions.ports import Session


@dataclass(frozen=True, slots=True)
class OpenNumber:
    number: Number
    case: Case
    operator: str


@dataclass(frozen=True, slots=True)
class RunningSession:
    session: Session
    case: Case
    operator: str


@dataclass(frozen=True, slots=True)
class Floor:
    numbers: tuple[OpenNumber, ...]
    sessions: tuple[RunningSession, ...]


def floor_of(shelf: Shelf, actor: Actor, now: Instant) -> Floor:
    """Of the cases that ``actor`` may see: of the others nothing, not even how many."""
    with shelf.reading() as books:
        numbers, sessions = books.numbers.all_live(now), books.sessions.running()
        found = {number.case_id for number in numbers} | {session.case_id for session in sessions}
        cases = books.cases.by_ids(_seen(books, actor, found))
        names = {person.id: person.name for person in books.operators.everybody()} if cases else {}
    return Floor(
        tuple(OpenNumber(one, cases[one.case_id], names[one.operator_id]) for one in numbers if one.case_id in cases),
        tuple(
            RunningSession(one, cases[one.case_id], names[one.operator_id])
            for one in sorted(sessions, key=lambda session: session.created_at)
            if one.case_id in cases
        ),
    )


def _seen(books: Books, actor: Actor, cases: set[CaseId]) -> set[CaseId]:
    if actor.role in SEE_EVERY_CASE:
        return cases
    members = books.cases.members_of(cases)
    return {case for case in cases if any(member == actor.id for member, _ in members[case])}
