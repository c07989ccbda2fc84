"""Subcontractors as an administrator keeps them: organisations and what they signed.

Guarantee: a paper is added and withdrawn, never changed, and each is in the ledger; withdrawing the last valid one shuts the
organisation's people out at once. Article: 9.1
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from madoguchi.base.clock import Instant
from madoguchi.office.books import Books, Shelf
from madoguchi.office.consent.book import write_event
from madoguchi.office.deeds.ports import Act
from madoguchi.office.deeds.service import Asking, write_deed
from madoguchi.office.fields import line, text
from madoguchi.office.ids import Entropy, PaperId, SubcontractorId, fresh
from madoguchi.office.operators.ports import Operator
from madoguchi.office.refusals import BadField, NoSuchThing
from madoguchi.office.subcontractors.ports import Assignment, Paper, Subcontractor, terms_of
from madoguchi.office.subcontractors.returning import Returns, paper_body
from madoguchi.rules.corporate_number import is_corporate_number, plain_number
from madoguchi.rules.subcontracting import PaperKind, ends_after, in_force_until

SOON: Final = timedelta(days=30)
EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2999, 12, 31)
NOTE_LIMIT: Final = 4_000


@dataclass(frozen=True, slots=True)
class SubcontractorFacts:
    """What is typed about an organisation."""

    name: str
    corporate_number: str = ""
    contact: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What is typed about a paper; the days as 2026-04-01."""

    kind: PaperKind
    reference: str
    signed_on: str
    last_day: str


@dataclass(frozen=True, slots=True)
class Standing:
    """An organisation as it stands at one second."""

    subcontractor: Subcontractor
    until: Instant | None  # in force until then; None: not in force
    is_soon: bool  # the end is near, or there
    papers: tuple[Paper, ...]
    people: tuple[Operator, ...]
    assignments: tuple[Assignment, ...] = ()


class SubcontractorService:
    def __init__(self, shelf: Shelf, entropy: Entropy, returns: Returns) -> None:
        self._shelf = shelf
        self._entropy = entropy
        self._returns = returns

    def all(self, now: Instant) -> list[Standing]:
        """By name."""
        with self._shelf.reading() as books:
            return [_standing(books, one, now) for one in books.subcontractors.all()]

    def get(self, subcontractor_id: SubcontractorId, now: Instant) -> Standing | NoSuchThing:
        with self._shelf.reading() as books:
            found = books.subcontractors.by_id(subcontractor_id)
            return _standing(books, found, now) if found else NoSuchThing()

    def add(self, asking: Asking, facts: SubcontractorFacts) -> Subcontractor | BadField:
        if wrong := _unfit(facts):
            return wrong
        assert asking.actor is not None
        found = Subcontractor(
            id=SubcontractorId(fresh(self._entropy)),
            name=facts.name.strip(),
            corporate_number=plain_number(facts.corporate_number),
            contact=facts.contact.strip(),
            note=facts.note.strip(),
            created_at=asking.at,
            created_by=asking.actor.id,
        )
        with self._shelf.writing() as books:
            if _is_taken(books, found):
                return BadField("name", "subcontractors.field.name_taken")
            books.subcontractors.add(found)
            write_deed(books, asking, Act.SUBCONTRACTOR_ADDED, f"/office/subcontractors/{found.id}")
        return found

    def change(
        self, asking: Asking, subcontractor_id: SubcontractorId, facts: SubcontractorFacts
    ) -> Subcontractor | BadField | NoSuchThing:
        """Its people carry its name from the next card on."""
        with self._shelf.writing() as books:
            before = books.subcontractors.by_id(subcontractor_id)
            if before is None:
                return NoSuchThing()
            if wrong := _unfit(facts):
                return wrong
            after = replace(
                before,
                name=facts.name.strip(),
                corporate_number=plain_number(facts.corporate_number),
                contact=facts.contact.strip(),
                note=facts.note.strip(),
            )
            if _is_taken(books, after):
                return BadField("name", "subcontractors.field.name_taken")
            books.subcontractors.change(after)
            write_deed(books, asking, Act.SUBCONTRACTOR_CHANGED, f"/office/subcontractors/{after.id}")
        return after

    def add_paper(
        self, asking: Asking, subcontractor_id: SubcontractorId, facts: PaperFacts
    ) -> Paper | BadField | NoSuchThing:
        """What they signed. A last day that is over is refused: such a paper opens nothing."""
        assert asking.actor is not None
        with self._shelf.writing() as books:
            if books.subcontractors.by_id(subcontractor_id) is None:
                return NoSuchThing()
            days = _judged(facts, asking.at)
            if isinstance(days, BadField):
                return days
            signed, last = days
            paper = Paper(
                id=PaperId(fresh(self._entropy)),
                subcontractor_id=subcontractor_id,
                kind=facts.kind,
                reference=facts.reference.strip(),
                signed_on=signed,
                last_day=last,
                expires_at=ends_after(last),
                added_at=asking.at,
                added_by=asking.actor.id,
            )
            books.subcontractors.add_paper(paper)
            write_event(books, self._entropy, asking.at, kind="paper:added", about=paper.id, body=_by(asking, paper))
            write_deed(books, asking, Act.PAPER_ADDED, f"/office/subcontractors/{subcontractor_id}")
        return paper

    def withdraw_paper(
        self, asking: Asking, subcontractor_id: SubcontractorId, paper_id: PaperId
    ) -> NoSuchThing | None:
        """It does not hold from this second on; whom it let in is shut out before this returns."""
        with self._shelf.writing() as books:
            paper = books.subcontractors.paper(paper_id)
            if paper is None or paper.subcontractor_id != subcontractor_id:
                return NoSuchThing()
            if asking.at >= paper.expires_at or not books.subcontractors.withdraw_paper(paper.id, asking.at):
                return NoSuchThing()
            write_event(
                books, self._entropy, asking.at, kind="paper:withdrawn", about=paper.id, body=_by(asking, paper)
            )
            write_deed(books, asking, Act.PAPER_WITHDRAWN, f"/office/subcontractors/{subcontractor_id}")
        self._returns.look(asking.at)
        return None


def is_soon(end: Instant, now: Instant) -> bool:
    """Whether something that ends then is over within thirty days."""
    return end - now <= SOON


def _by(asking: Asking, paper: Paper) -> dict[str, str]:
    body = {key: str(value) for key, value in paper_body(paper).items()}
    return body | {"by": asking.actor.id if asking.actor else ""}


def _standing(books: Books, found: Subcontractor, now: Instant) -> Standing:
    papers = tuple(books.subcontractors.papers(found.id))
    until = in_force_until(terms_of(papers), now)
    people = tuple(books.subcontractors.people(found.id))
    ids = {one.id for one in people}
    given = tuple(one for one in books.subcontractors.open_assignments() if one.operator_id in ids)
    return Standing(found, until, until is not None and is_soon(until, now), papers, people, given)


def _is_taken(books: Books, found: Subcontractor) -> bool:
    return any(one.name == found.name and one.id != found.id for one in books.subcontractors.all())


def _unfit(facts: SubcontractorFacts) -> BadField | None:
    if wrong := line("name", facts.name) or line("contact", facts.contact, needed=False):
        return wrong
    if wrong := text("note", facts.note, limit=NOTE_LIMIT):
        return wrong
    number = plain_number(facts.corporate_number)
    if number and not is_corporate_number(number):
        return BadField("corporate_number", "subcontractors.field.corporate_number")
    return None


def _judged(facts: PaperFacts, now: Instant) -> tuple[date, date] | BadField:
    """First and last day; or what is wrong with what was typed."""
    if wrong := line("reference", facts.reference):
        return wrong
    signed, last = _day(facts.signed_on), _day(facts.last_day)
    if signed is None or last is None:
        return BadField("signed_on" if signed is None else "last_day", "subcontractors.field.day")
    if last < signed:
        return BadField("last_day", "subcontractors.field.before_signed")
    return BadField("last_day", "subcontractors.field.over") if ends_after(last) <= now else (signed, last)


def _day(typed: str) -> date | None:
    try:
        found = date.fromisoformat(typed.strip())
    except ValueError:
        return None
    return found if EARLIEST <= found <= LATEST else None
