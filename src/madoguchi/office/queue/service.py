"""The queue: requests from the public page, each settled once.

Guarantee: whoever holds the reference of a request (256 random bits, kept as a hash) sees it, its place and its answer, and may
take it back; nobody else outside the office does. A request becomes one case, by one operator, in one transaction; to everybody
but the people on that case it is then no longer there. A colleague who had it open hears for a while who was faster.
Article: 2.2, 5.4, 8.3
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from madoguchi.base.clock import Instant
from madoguchi.base.words import Language
from madoguchi.office.actor import Actor
from madoguchi.office.books import Books, Shelf
from madoguchi.office.bus import Topic
from madoguchi.office.cases.ports import Came, Case, Category
from madoguchi.office.cases.service import CaseFacts, Purpose, open_case, put_case
from madoguchi.office.cases.work import REASON_LIMIT, unfit_words
from madoguchi.office.consent.book import write_event
from madoguchi.office.customers.facts import ContactFacts, CustomerFacts, unfit, unfit_contact
from madoguchi.office.customers.ports import Contact, Customer, CustomerKind, CustomerStatus
from madoguchi.office.customers.service import may_have_session, put_contact, put_customer
from madoguchi.office.fields import line
from madoguchi.office.hooks.announcing import announce
from madoguchi.office.hooks.ports import HookEvent
from madoguchi.office.ids import ContactId, CustomerId, Entropy, OperatorId, RequestId, fresh, token_digest
from madoguchi.office.limits import FailureCounter
from madoguchi.office.queue.floor import Floor, floor_of
from madoguchi.office.queue.ports import RequestState, SupportRequest
from madoguchi.office.refusals import (
    BadField,
    CustomerSuspended,
    NoSuchThing,
    QueueFull,
    RequestSettled,
    TooManyTries,
)
from madoguchi.rules.search_text import folded
from madoguchi.seal.signing import to_base64url

MOST_WAITING: Final = 1_000
SHOWN: Final = 100
ABOUT_LIMIT: Final = 2_000
LIKELY: Final = 5
TOLD_FOR: Final = timedelta(minutes=10)  # how long a colleague hears who was faster


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """What somebody types on the public page."""

    organisation: str
    contact: str
    phone: str
    about: str
    email: str = ""
    language: Language = Language.JA


@dataclass(frozen=True, slots=True)
class Asked:
    request: SupportRequest
    reference: str  # for the address of their page; nobody else ever has it


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """A request as the one who made it sees it."""

    request: SupportRequest
    place: int  # 1 is next; 0 when it does not wait any more
    case: Case | None
    operator: str  # who has it, when somebody does


@dataclass(frozen=True, slots=True)
class Likely:
    """A customer that the request may be of."""

    customer: Customer
    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class Taking:
    """How a request becomes a case. Without a customer: of a new, prospective one; without a contact: of a new one."""

    customer_id: CustomerId | None
    contact_id: ContactId | None
    category: Category
    subject: str
    kind: CustomerKind = CustomerKind.COMPANY


class QueueService:
    def __init__(self, shelf: Shelf, entropy: Entropy, asked: FailureCounter) -> None:
        self._shelf = shelf
        self._entropy = entropy
        self._asked = asked

    # --- the customer -------------------------------------------------------------------------------------------------

    def ask(self, facts: RequestFacts, address: str, now: Instant) -> Asked | BadField | TooManyTries | QueueFull:
        """Wait in the queue. Each network may ask so often in a while, and not more."""
        if wrong := unfit_request(facts):
            return wrong
        if wait := self._asked.wait(address):
            return TooManyTries(wait)
        reference = to_base64url(self._entropy(32))
        request = SupportRequest(
            id=RequestId(fresh(self._entropy)),
            reference_sha256=token_digest(reference),
            organisation=facts.organisation.strip(),
            contact=facts.contact.strip(),
            phone=facts.phone.strip(),
            email=facts.email.strip(),
            about=facts.about.strip(),
            language=facts.language,
            at=now,
            state=RequestState.WAITING,
            answer="",
            settled_at=None,
            settled_by=None,
            case_id=None,
        )
        with self._shelf.writing() as books:
            if books.queue.count_waiting() >= MOST_WAITING:
                return QueueFull()
            books.queue.add(request)
            books.tell(Topic.QUEUE, request.id)
            announce(books, self._entropy, now, HookEvent.REQUEST_CAME, request.id)
        self._asked.failed(address)
        return Asked(request, reference)

    def own(self, reference: str) -> OwnRequest | NoSuchThing:
        """For whoever holds the reference."""
        with self._shelf.reading() as books:
            request = books.queue.by_reference(token_digest(reference))
            if request is None:
                return NoSuchThing()
            is_waiting = request.state is RequestState.WAITING
            case = books.cases.by_id(request.case_id) if request.case_id else None
            holder = books.operators.by_id(OperatorId(case.assignee_id)) if case and case.assignee_id else None
            place = books.queue.ahead_of(request) + 1 if is_waiting else 0
        return OwnRequest(request, place, case, holder.name if holder else "")

    def withdraw(self, reference: str, now: Instant) -> SupportRequest | NoSuchThing | RequestSettled:
        """The customer takes it back, while it waits."""
        with self._shelf.writing() as books:
            request = books.queue.by_reference(token_digest(reference))
            if request is None:
                return NoSuchThing()
            after = replace(request, state=RequestState.WITHDRAWN, settled_at=now)
            if not books.queue.settle(after):
                return RequestSettled("")
            books.tell(Topic.QUEUE, request.id)
        return after

    # --- the desk -----------------------------------------------------------------------------------------------------

    def waiting(self) -> tuple[list[SupportRequest], int]:
        """The longest waiting, and how many there are in all."""
        with self._shelf.reading() as books:
            return books.queue.waiting(SHOWN), books.queue.count_waiting()

    def get(self, actor: Actor, request_id: RequestId, now: Instant) -> SupportRequest | RequestSettled | NoSuchThing:
        """A request that waits; or, for a while, what became of it; for those on its case, always."""
        with self._shelf.reading() as books:
            request = books.queue.by_id(request_id)
            if request is None:
                return NoSuchThing()
            if request.state is RequestState.WAITING or _is_on_its_case(books, actor, request):
                return request
            assert request.settled_at is not None
            return _settled(books, request) if now - request.settled_at < TOLD_FOR else NoSuchThing()

    def floor(self, actor: Actor, now: Instant) -> Floor:
        """Numbers that wait and sessions that run, of the cases that ``actor`` may see."""
        return floor_of(self._shelf, actor, now)

    def likely(self, request: SupportRequest) -> list[Likely]:
        """Customers of that telephone number or of that name."""
        with self._shelf.reading() as books:
            found: dict[CustomerId, Customer] = {}
            for word in (folded(request.phone), folded(request.organisation)):
                for customer in books.customers.find((word,), LIKELY) if word else []:
                    found[customer.id] = customer
            return [Likely(one, tuple(books.customers.contacts_of(one.id))) for one in list(found.values())[:LIKELY]]

    def customer(self, customer_id: CustomerId) -> Likely | NoSuchThing:
        """One that somebody looked for by hand."""
        with self._shelf.reading() as books:
            customer = books.customers.by_id(customer_id)
            return Likely(customer, tuple(books.customers.contacts_of(customer_id))) if customer else NoSuchThing()

    def take(
        self, actor: Actor, request_id: RequestId, taking: Taking, now: Instant
    ) -> Case | BadField | NoSuchThing | RequestSettled | CustomerSuspended:
        """It becomes a case of the actor's: by the first who asks, and by nobody else."""
        if wrong := line("subject", taking.subject):
            return wrong
        with self._shelf.writing() as books:
            request = books.queue.by_id(request_id)
            if request is None:
                return NoSuchThing()
            if request.state is not RequestState.WAITING:
                return _settled(books, request)
            whose = self._whose(books, actor, request, taking, now)
            if not isinstance(whose, tuple):
                return whose
            facts = CaseFacts(whose[0], whose[1], taking.category, taking.subject, request.about)
            case = put_case(books, self._entropy, actor, facts, now, came=Came.PORTAL)
            after = replace(request, state=RequestState.TAKEN, settled_at=now, settled_by=actor.id, case_id=case.id)
            settled = books.queue.settle(after)
            assert settled, "the only writer saw it waiting"
            books.tell(Topic.QUEUE, request.id)
        return case

    def _whose(
        self, books: Books, actor: Actor, request: SupportRequest, taking: Taking, now: Instant
    ) -> tuple[CustomerId, ContactId] | BadField | NoSuchThing | CustomerSuspended:
        person = ContactFacts(request.contact, request.phone, request.email)
        if taking.customer_id is None:
            facts = CustomerFacts(request.organisation, taking.kind, CustomerStatus.PROSPECTIVE)
            if wrong := unfit(facts) or unfit_contact(person):
                return wrong
            made = put_customer(books, self._entropy, actor, facts, person, now)
            return made.customer.id, made.contacts[0].id
        customer = books.customers.by_id(taking.customer_id)
        if customer is None:
            return BadField("customer", "queue.field.customer")
        if not may_have_session(customer):
            return CustomerSuspended()
        return self._who(books, customer, taking.contact_id, person)

    def _who(
        self, books: Books, customer: Customer, contact_id: ContactId | None, person: ContactFacts
    ) -> tuple[CustomerId, ContactId] | NoSuchThing:
        if contact_id is None:
            return customer.id, put_contact(books, self._entropy, customer.id, person).id
        contact = books.customers.contact(contact_id)
        if contact is None or contact.customer_id != customer.id or contact.removed_at is not None:
            return NoSuchThing()
        return customer.id, contact.id

    def decline(
        self, actor: Actor, request_id: RequestId, reason: str, now: Instant
    ) -> SupportRequest | BadField | NoSuchThing | RequestSettled:
        """The reason stands on the customer's page from now on, and in the ledger. Article: 5.4"""
        if wrong := unfit_words("reason", reason, REASON_LIMIT):
            return wrong
        with self._shelf.writing() as books:
            request = books.queue.by_id(request_id)
            if request is None:
                return NoSuchThing()
            after = replace(
                request, state=RequestState.DECLINED, answer=reason.strip(), settled_at=now, settled_by=actor.id
            )
            if not books.queue.settle(after):
                return _settled(books, request)
            body = {"operator": actor.name, "reason": after.answer}
            write_event(books, self._entropy, now, kind="request:declined", about=request.id, body=body)
            books.tell(Topic.QUEUE, request.id)
        return after


def unfit_request(facts: RequestFacts) -> BadField | None:
    """The first field that cannot be used."""
    return (
        line("organisation", facts.organisation)
        or line("contact", facts.contact)
        or line("phone", facts.phone, limit=40)
        or (None if any(sign.isdecimal() for sign in facts.phone) else BadField("phone", "queue.field.phone"))
        or line("email", facts.email, needed=False, limit=254)
        or (None if not facts.email.strip() or "@" in facts.email else BadField("email", "queue.field.email"))
        or unfit_words("about", facts.about, ABOUT_LIMIT)
    )


def _is_on_its_case(books: Books, actor: Actor, request: SupportRequest) -> bool:
    return request.case_id is not None and isinstance(open_case(books, actor, request.case_id, Purpose.SUPPORT), Case)


def _settled(books: Books, request: SupportRequest) -> RequestSettled:
    who = books.operators.by_id(request.settled_by) if request.settled_by else None
    return RequestSettled(who.name if who else "")
