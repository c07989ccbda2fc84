"""Everything that happened on a case, in order: what was written down, numbers, sessions. Article: 1.2, 7.2"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from madoguchi.base.clock import Instant
from madoguchi.office.actor import Actor
from madoguchi.office.books import Books, Shelf
from madoguchi.office.cases.ports import CaseEntry, EntryKind
from madoguchi.office.cases.service import Purpose, open_case
from madoguchi.office.ids import CaseId, OperatorId
from madoguchi.office.numbers.ports import Number
from madoguchi.office.refusals import NoSuchThing
from madoguchi.office.sessions.ports import Session

_ORDER: Final = {kind: place for place, kind in enumerate(EntryKind)}  # of what was written in one instant


@dataclass(frozen=True, slots=True)
class Issued:
    """A number was issued."""

    at: Instant
    by: str
    number: Number


@dataclass(frozen=True, slots=True)
class Begun:
    """A session began; ``session`` says how it ended, if it did."""

    at: Instant
    by: str
    session: Session


@dataclass(frozen=True, slots=True)
class WrittenDown:
    """A line of the people on the case."""

    at: Instant
    by: str
    entry: CaseEntry


def case_timeline(
    shelf: Shelf, actor: Actor, case_id: CaseId, purpose: Purpose
) -> list[WrittenDown | Issued | Begun] | NoSuchThing:
    """The newest first: what happened last is what one looks for."""
    with shelf.reading() as books:
        case = open_case(books, actor, case_id, purpose)
        if isinstance(case, NoSuchThing):
            return case
        entries = sorted(books.cases.entries(case_id), key=lambda entry: (entry.at, _ORDER[entry.kind]))
        numbers, sessions = books.numbers.ever_of_case(case_id), books.sessions.of_case(case_id)
        people = (
            {one.by for one in entries} | {one.operator_id for one in numbers} | {one.operator_id for one in sessions}
        )
        names = _names(books, people)
    told: list[WrittenDown | Issued | Begun] = [WrittenDown(one.at, names[one.by], one) for one in entries]
    told += [Issued(one.issued_at, names[one.operator_id], one) for one in numbers]
    told += [Begun(one.created_at, names[one.operator_id], one) for one in sessions]
    return sorted(told, key=lambda one: one.at)[::-1]


def _names(books: Books, people: set[OperatorId]) -> dict[OperatorId, str]:
    found = {who: books.operators.by_id(who) for who in people}
    return {who: person.name if person else "" for who, person in found.items()}
