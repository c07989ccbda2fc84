"""Requests for support, each with the people who are on it. Nobody gets a case but through ``open_case``.

Article: 1.2, 8.3, 8.4
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, TypeAlias, assert_never

from madoguchi.base.clock import JAPAN, Instant
from madoguchi.office.actor import Actor
from madoguchi.office.books import Books, Shelf
from madoguchi.office.cases.entries import note_down
from madoguchi.office.cases.ports import Came, Case, CaseStatus, Category, EntryKind
from madoguchi.office.customers.ports import Contact, Customer
from madoguchi.office.customers.service import may_have_session
from madoguchi.office.fields import line, text
from madoguchi.office.ids import CaseId, ContactId, CustomerId, Entropy, OperatorId, fresh
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.office.refusals import BadField, CustomerSuspended, NoSuchThing

LIST_LIMIT: Final = 200
SEE_EVERY_CASE: Final = frozenset({OperatorRole.SUPERVISOR, OperatorRole.AUDITOR})
SEE_THEIR_OWN: Final = frozenset({OperatorRole.OPERATOR, OperatorRole.SUBCONTRACTOR})
WORK_ON_CASES: Final = frozenset({OperatorRole.OPERATOR, OperatorRole.SUPERVISOR})


class Purpose(StrEnum):
    """What a case is opened for. It cannot be left out."""

    SUPPORT = "support"  # the work itself
    EVIDENCE = "evidence"  # looking at what was done


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What is typed about a request."""

    customer_id: CustomerId
    contact_id: ContactId
    category: Category
    subject: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with whom it is for and who is on it."""

    case: Case
    customer: Customer
    contact: Contact
    members: tuple[tuple[OperatorId, str], ...]  # id and name


def open_case(books: Books, actor: Actor, case_id: CaseId, purpose: Purpose) -> Case | NoSuchThing:
    """The one door to a case. Not there and not yours are one answer. Article: 8.3, 8.4"""
    match actor.role:
        case OperatorRole.SUPERVISOR:
            found = books.cases.by_id(case_id)
        case OperatorRole.AUDITOR:
            found = books.cases.by_id(case_id) if purpose is Purpose.EVIDENCE else None
        case OperatorRole.OPERATOR:
            found = books.cases.for_member(case_id, actor.id)
        case OperatorRole.SUBCONTRACTOR:
            found = books.cases.for_member(case_id, actor.id) if actor.may_be_on(case_id) else None
        case OperatorRole.ADMIN:
            found = None
        case never:
            assert_never(never)
    return found or NoSuchThing()


Settle: TypeAlias = Callable[[Books, Actor, Case, Instant], None]


class CaseService:
    """``settle`` lets go, in the same transaction, of what waits for a case that is over."""

    def __init__(self, shelf: Shelf, entropy: Entropy, settle: Settle) -> None:
        self._shelf = shelf
        self._entropy = entropy
        self._settle = settle

    def create(self, actor: Actor, facts: CaseFacts, now: Instant) -> Case | BadField | NoSuchThing | CustomerSuspended:
        """A new case; who opens it is on it."""
        if wrong := line("subject", facts.subject) or text("description", facts.description):
            return wrong
        with self._shelf.writing() as books:
            customer = books.customers.by_id(facts.customer_id)
            contact = books.customers.contact(facts.contact_id)
            if customer is None or contact is None or contact.customer_id != customer.id:
                return NoSuchThing()
            if not may_have_session(customer):
                return CustomerSuspended()
            return put_case(books, self._entropy, actor, facts, now)

    def get(self, actor: Actor, case_id: CaseId, purpose: Purpose) -> CaseFile | NoSuchThing:
        with self._shelf.reading() as books:
            case = open_case(books, actor, case_id, purpose)
            return case if isinstance(case, NoSuchThing) else files_of(books, [case])[0]

    def mine(self, actor: Actor, customer_id: CustomerId | None = None) -> list[CaseFile]:
        """The cases that ``actor`` may open, the newest first."""
        with self._shelf.reading() as books:
            if actor.role in SEE_EVERY_CASE:
                return files_of(books, books.cases.latest(customer_id, LIST_LIMIT))
            if actor.role not in SEE_THEIR_OWN:
                return []
            found = books.cases.of_member(actor.id, customer_id, LIST_LIMIT)
            return files_of(books, [case for case in found if actor.may_be_on(case.id)])

    def after(
        self, actor: Actor, customer_id: CustomerId | None, last: CaseId | None, limit: int
    ) -> tuple[list[CaseFile], bool] | BadField:
        """The same, from behind the last one that was seen; and whether there are more."""
        with self._shelf.reading() as books:
            seen = open_case(books, actor, last, Purpose.EVIDENCE) if last else None
            if isinstance(seen, NoSuchThing):
                return BadField("cursor", "api.field.cursor")
            member = None if actor.role in SEE_EVERY_CASE else actor.id
            found = books.cases.after(member, customer_id, seen, limit + 1)
            return files_of(books, found[:limit]), len(found) > limit

    def set_status(self, actor: Actor, case_id: CaseId, status: CaseStatus, now: Instant) -> Case | NoSuchThing:
        """Worked on, waiting for the customer, or closed; to decline has a door of its own, with a reason. Article: 5.4"""
        with self._shelf.writing() as books:
            case = open_case(books, actor, case_id, Purpose.SUPPORT)
            if isinstance(case, NoSuchThing) or status is CaseStatus.DECLINED:
                return NoSuchThing()
            if case.status is status:
                return case
            after = replace(case, status=status, declined_for="")
            books.cases.change(after)
            note_down(books, self._entropy, actor, case, now, kind=EntryKind.STATUS, word=status.value)
            if status is CaseStatus.CLOSED:
                self._settle(books, actor, after, now)
        return after

    def add_member(self, actor: Actor, case_id: CaseId, login: str, now: Instant) -> NoSuchThing | BadField | None:
        """Bring a colleague onto the case."""
        with self._shelf.writing() as books:
            case = open_case(books, actor, case_id, Purpose.SUPPORT)
            if isinstance(case, NoSuchThing):
                return case
            colleague = books.operators.by_login(login.strip())
            if colleague is None or not colleague.active or colleague.role not in WORK_ON_CASES:
                return BadField("login", "office.field.no_such_operator")
            if colleague.id not in books.cases.members(case.id):
                books.cases.add_member(case.id, colleague.id, now)
                note_down(books, self._entropy, actor, case, now, kind=EntryKind.JOINED, text=colleague.name)
        return None


def put_case(
    books: Books, entropy: Entropy, actor: Actor, facts: CaseFacts, now: Instant, *, came: Came = Came.DESK
) -> Case:
    """Into the open books. ``facts`` have been found fit; who opens it is on it and has it."""
    year = now.astimezone(JAPAN).year
    case = Case(
        id=CaseId(fresh(entropy)),
        year=year,
        sequence=books.cases.next_sequence(year),
        customer_id=facts.customer_id,
        contact_id=facts.contact_id,
        category=facts.category,
        subject=facts.subject.strip(),
        description=facts.description.strip(),
        status=CaseStatus.OPEN,
        created_at=now,
        created_by=actor.id,
        assignee_id=actor.id,
    )
    books.cases.add(case)
    books.cases.add_member(case.id, actor.id, now)
    note_down(books, entropy, actor, case, now, kind=EntryKind.OPENED, word=came.value)
    return case


def files_of(books: Books, cases: list[Case]) -> list[CaseFile]:
    """Many at once: as many questions to the store as for one."""
    customers = books.customers.by_ids({case.customer_id for case in cases})
    contacts = books.customers.contacts_by_ids({case.contact_id for case in cases})
    members = books.cases.members_of({case.id for case in cases})
    return [
        CaseFile(case, customers[case.customer_id], contacts[case.contact_id], tuple(members[case.id]))
        for case in cases
    ]
