"""The register of customers: registered in a minute, changed, found. Article: 2.1, 2.2"""

from __future__ import annotations

from dataclasses import dataclass, replace

from madoguchi.base.clock import Instant
from madoguchi.office.actor import Actor
from madoguchi.office.books import Shelf
from madoguchi.office.customers.ports import Contact, Customer, CustomerKind, CustomerStatus
from madoguchi.office.fields import line, text
from madoguchi.office.ids import ContactId, CustomerId, Entropy, fresh
from madoguchi.office.refusals import BadField, NoSuchThing

LIST_LIMIT = 200


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """What is typed about a customer."""

    organisation: str
    kind: CustomerKind
    status: CustomerStatus
    systems: str = ""


@dataclass(frozen=True, slots=True)
class ContactFacts:
    name: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class CustomerWithContacts:
    customer: Customer
    contacts: tuple[Contact, ...]


class CustomerService:
    def __init__(self, shelf: Shelf, entropy: Entropy) -> None:
        self._shelf = shelf
        self._entropy = entropy

    def register(
        self, actor: Actor, facts: CustomerFacts, contact: ContactFacts, now: Instant
    ) -> CustomerWithContacts | BadField:
        """A new customer with the first contact."""
        if wrong := _unfit(facts) or _unfit_contact(contact):
            return wrong
        customer = Customer(
            id=CustomerId(fresh(self._entropy)),
            organisation=facts.organisation.strip(),
            kind=facts.kind,
            status=facts.status,
            systems=facts.systems.strip(),
            created_at=now,
            created_by=actor.id,
        )
        person = self._contact(customer.id, contact)
        with self._shelf.writing() as books:
            books.customers.add(customer)
            books.customers.add_contact(person)
        return CustomerWithContacts(customer, (person,))

    def change(self, customer_id: CustomerId, facts: CustomerFacts) -> Customer | BadField | NoSuchThing:
        """New facts for an old customer; a suspended one gets no session from now on."""
        if wrong := _unfit(facts):
            return wrong
        with self._shelf.writing() as books:
            before = books.customers.by_id(customer_id)
            if before is None:
                return NoSuchThing()
            after = replace(
                before,
                organisation=facts.organisation.strip(),
                kind=facts.kind,
                status=facts.status,
                systems=facts.systems.strip(),
            )
            books.customers.change(after)
        return after

    def add_contact(self, customer_id: CustomerId, facts: ContactFacts) -> Contact | BadField | NoSuchThing:
        if wrong := _unfit_contact(facts):
            return wrong
        contact = self._contact(customer_id, facts)
        with self._shelf.writing() as books:
            if books.customers.by_id(customer_id) is None:
                return NoSuchThing()
            books.customers.add_contact(contact)
        return contact

    def get(self, customer_id: CustomerId) -> CustomerWithContacts | NoSuchThing:
        with self._shelf.reading() as books:
            customer = books.customers.by_id(customer_id)
            if customer is None:
                return NoSuchThing()
            return CustomerWithContacts(customer, tuple(books.customers.contacts_of(customer_id)))

    def find(self, words: str) -> list[Customer]:
        """By parts of the organisation's name; all of them for nothing."""
        with self._shelf.reading() as books:
            return books.customers.find(words[:200], LIST_LIMIT)

    def _contact(self, customer_id: CustomerId, facts: ContactFacts) -> Contact:
        return Contact(
            ContactId(fresh(self._entropy)), customer_id, facts.name.strip(), facts.phone.strip(), facts.email.strip()
        )


def may_have_session(customer: Customer) -> bool:
    """Registered and not suspended; a prospective customer may. Article: 2.1, 2.2"""
    return customer.status is not CustomerStatus.SUSPENDED


def _unfit(facts: CustomerFacts) -> BadField | None:
    return line("organisation", facts.organisation) or text("systems", facts.systems)


def _unfit_contact(facts: ContactFacts) -> BadField | None:
    return (
        line("contact_name", facts.name)
        or line("contact_phone", facts.phone, needed=False, limit=40)
        or line("contact_email", facts.email, needed=False, limit=254)
    )
