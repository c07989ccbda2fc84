"""The register of customers: registered in a minute, changed, found. Article: 2.1, 2.2"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from madoguchi.base.clock import Instant
from madoguchi.office.actor import Actor
from madoguchi.office.books import Books, Shelf
from madoguchi.office.customers.facts import ContactFacts, CustomerFacts, systems_of, unfit, unfit_contact
from madoguchi.office.customers.ports import (
    Contact,
    Customer,
    CustomerNote,
    CustomerStatus,
    CustomerSystem,
)
from madoguchi.office.fields import line, text
from madoguchi.office.ids import ContactId, CustomerId, Entropy, fresh
from madoguchi.office.refusals import BadField, ChangedMeanwhile, NoSuchThing
from madoguchi.rules.corporate_number import plain_number
from madoguchi.rules.search_text import search_text, search_words

__all__ = ["ContactFacts", "CustomerFacts", "CustomerService", "CustomerWithContacts", "may_have_session"]

LIST_LIMIT: Final = 200
PAGE: Final = 50
WORDS_LIMIT: Final = 8


@dataclass(frozen=True, slots=True)
class CustomerWithContacts:
    customer: Customer
    contacts: tuple[Contact, ...]
    systems: tuple[CustomerSystem, ...] = ()


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """One page of what was found. ``page`` counts from 1."""

    customers: tuple[Customer, ...]
    page: int
    pages: int
    count: int


@dataclass(frozen=True, slots=True)
class SignedNote:
    """A note with the name of who wrote it."""

    note: CustomerNote
    author: str


class CustomerService:
    def __init__(self, shelf: Shelf, entropy: Entropy) -> None:
        self._shelf = shelf
        self._entropy = entropy

    def register(
        self, actor: Actor, facts: CustomerFacts, contact: ContactFacts, now: Instant
    ) -> CustomerWithContacts | BadField:
        """A new customer with the first contact."""
        if wrong := unfit(facts) or unfit_contact(contact):
            return wrong
        with self._shelf.writing() as books:
            return put_customer(books, self._entropy, actor, facts, contact, now)

    def change(
        self, customer_id: CustomerId, facts: CustomerFacts, *, seen: CustomerWithContacts | None = None
    ) -> Customer | BadField | NoSuchThing | ChangedMeanwhile:
        """New facts for an old customer; a suspended one gets no session from now on. With ``seen``: only while it is still so."""
        if wrong := unfit(facts):
            return wrong
        with self._shelf.writing() as books:
            before = books.customers.by_id(customer_id)
            if before is None:
                return NoSuchThing()
            if seen is not None and _whole(books, before) != seen:
                return ChangedMeanwhile()
            after = with_facts(before, facts)
            books.customers.change(after)
            books.customers.set_systems(after.id, systems_of(after.id, facts))
            _index(books, after.id)
        return after

    def add_contact(self, customer_id: CustomerId, facts: ContactFacts) -> Contact | BadField | NoSuchThing:
        if wrong := unfit_contact(facts):
            return wrong
        with self._shelf.writing() as books:
            if books.customers.by_id(customer_id) is None:
                return NoSuchThing()
            return put_contact(books, self._entropy, customer_id, facts)

    def change_contact(
        self, customer_id: CustomerId, contact_id: ContactId, facts: ContactFacts
    ) -> Contact | BadField | NoSuchThing:
        if wrong := unfit_contact(facts):
            return wrong
        with self._shelf.writing() as books:
            before = _own_contact(books, customer_id, contact_id)
            if before is None:
                return NoSuchThing()
            typed = contact_with(self._entropy, customer_id, facts)
            after = replace(before, name=typed.name, phone=typed.phone, email=typed.email, kana=typed.kana)
            books.customers.change_contact(after)
            _index(books, customer_id)
        return after

    def remove_contact(
        self, customer_id: CustomerId, contact_id: ContactId, now: Instant
    ) -> Contact | BadField | NoSuchThing:
        """No longer offered for new cases; old ones still name them. The last one stays: somebody must be called."""
        with self._shelf.writing() as books:
            before = _own_contact(books, customer_id, contact_id)
            if before is None:
                return NoSuchThing()
            if len(books.customers.contacts_of(customer_id)) == 1:
                return BadField("contact", "register.field.last_contact")
            after = replace(before, removed_at=now)
            books.customers.change_contact(after)
            _index(books, customer_id)
        return after

    def add_note(
        self, actor: Actor, customer_id: CustomerId, words: str, now: Instant
    ) -> CustomerNote | BadField | NoSuchThing:
        if wrong := line("note", words.replace("\n", " "), limit=4_000) or text("note", words, limit=4_000):
            return wrong
        note = CustomerNote(fresh(self._entropy), customer_id, words.strip(), now, actor.id)
        with self._shelf.writing() as books:
            if books.customers.by_id(customer_id) is None:
                return NoSuchThing()
            books.customers.add_note(note)
        return note

    def notes(self, customer_id: CustomerId) -> list[SignedNote]:
        """The newest first."""
        with self._shelf.reading() as books:
            notes = books.customers.notes_of(customer_id)
            authors = {note.by: books.operators.by_id(note.by) for note in notes}
        return [SignedNote(note, author.name if (author := authors[note.by]) else "") for note in notes]

    def get(self, customer_id: CustomerId) -> CustomerWithContacts | NoSuchThing:
        with self._shelf.reading() as books:
            customer = books.customers.by_id(customer_id)
            if customer is None:
                return NoSuchThing()
            return _whole(books, customer)

    def find(self, words: str) -> list[Customer]:
        """By parts of names, readings and numbers, however they are typed; the first of all of them for nothing."""
        with self._shelf.reading() as books:
            return books.customers.find(_words(words), LIST_LIMIT)

    def after(self, words: str, last: CustomerId | None, limit: int) -> tuple[list[Customer], bool] | BadField:
        """The same, from behind the last one that was seen; and whether there are more."""
        with self._shelf.reading() as books:
            seen = books.customers.by_id(last) if last else None
            if last and seen is None:
                return BadField("cursor", "api.field.cursor")
            found = books.customers.after(_words(words), seen, limit + 1)
        return found[:limit], len(found) > limit

    def page(self, words: str, page: int) -> CustomerPage:
        """The same, page by page; a page that is not there is the nearest that is."""
        wanted = _words(words)
        with self._shelf.reading() as books:
            count = books.customers.count(wanted)
            pages = max(1, -(-count // PAGE))
            page = min(max(1, page), pages)
            found = books.customers.find(wanted, PAGE, (page - 1) * PAGE)
        return CustomerPage(tuple(found), page, pages, count)


def may_have_session(customer: Customer) -> bool:
    """Registered and not suspended; a prospective customer may. Article: 2.1, 2.2"""
    return customer.status is not CustomerStatus.SUSPENDED


def _whole(books: Books, customer: Customer) -> CustomerWithContacts:
    contacts, systems = books.customers.contacts_of(customer.id), books.customers.systems_of(customer.id)
    return CustomerWithContacts(customer, tuple(contacts), tuple(systems))


def put_customer(
    books: Books, entropy: Entropy, actor: Actor, facts: CustomerFacts, contact: ContactFacts, now: Instant
) -> CustomerWithContacts:
    """Into the open books, whole. ``facts`` and ``contact`` have been found fit."""
    customer = with_facts(blank_customer(entropy, actor, facts, now), facts)
    person = contact_with(entropy, customer.id, contact)
    systems = systems_of(customer.id, facts)
    customer = searched(customer, [person])
    books.customers.add(customer)
    books.customers.add_contact(person)
    books.customers.set_systems(customer.id, systems)
    return CustomerWithContacts(customer, (person,), tuple(systems))


def put_contact(books: Books, entropy: Entropy, customer_id: CustomerId, facts: ContactFacts) -> Contact:
    """Into the open books, of a customer that is there. ``facts`` have been found fit."""
    contact = contact_with(entropy, customer_id, facts)
    books.customers.add_contact(contact)
    _index(books, customer_id)
    return contact


def blank_customer(entropy: Entropy, actor: Actor, facts: CustomerFacts, now: Instant) -> Customer:
    """A new one, with an id and without a name yet."""
    return Customer(
        id=CustomerId(fresh(entropy)),
        organisation="",
        kind=facts.kind,
        status=facts.status,
        created_at=now,
        created_by=actor.id,
    )


def with_facts(customer: Customer, facts: CustomerFacts) -> Customer:
    """As they are kept."""
    is_suspended = facts.status is CustomerStatus.SUSPENDED
    return replace(
        customer,
        organisation=facts.organisation.strip(),
        kind=facts.kind,
        status=facts.status,
        kana=facts.kana.strip(),
        corporate_number=plain_number(facts.corporate_number),
        suspended_for=facts.suspended_for.strip() if is_suspended else "",
    )


def searched(customer: Customer, contacts: list[Contact]) -> Customer:
    """With what it is found by."""
    people = [part for person in contacts for part in (person.name, person.kana, person.phone, person.email)]
    found_by = search_text([customer.organisation, customer.kana, customer.corporate_number, *people])
    return replace(customer, search=found_by)


def _index(books: Books, customer_id: CustomerId) -> None:
    customer = books.customers.by_id(customer_id)
    assert customer is not None
    books.customers.change(searched(customer, books.customers.contacts_of(customer_id)))


def _words(typed: str) -> tuple[str, ...]:
    return search_words(typed[:200])[:WORDS_LIMIT]


def _own_contact(books: Books, customer_id: CustomerId, contact_id: ContactId) -> Contact | None:
    found = books.customers.contact(contact_id)
    return found if found is not None and found.customer_id == customer_id and found.removed_at is None else None


def contact_with(
    entropy: Entropy, customer_id: CustomerId, facts: ContactFacts, contact_id: ContactId | None = None
) -> Contact:
    """As it is kept; a new one without an id."""
    return Contact(
        contact_id or ContactId(fresh(entropy)),
        customer_id,
        facts.name.strip(),
        facts.phone.strip(),
        facts.email.strip(),
        facts.kana.strip(),
    )
