"""Somebody new is on the telephone: registered as a prospective customer with their case, in one go and without leaving the call.

Guarantee: customer, contact and case are written together or not at all, and nobody is registered twice unseen: who may be the same is
named first. Article: 2.1, 2.2
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from madoguchi.base.clock import Instant
from madoguchi.office.actor import Actor
from madoguchi.office.books import Books, Shelf
from madoguchi.office.cases.ports import Case, Category
from madoguchi.office.cases.service import CaseFacts, put_case
from madoguchi.office.customers.facts import ContactFacts, CustomerFacts, unfit, unfit_contact
from madoguchi.office.customers.ports import Customer, CustomerKind, CustomerStatus
from madoguchi.office.customers.service import put_customer
from madoguchi.office.fields import line
from madoguchi.office.ids import CustomerId, Entropy
from madoguchi.office.refusals import BadField
from madoguchi.rules.corporate_number import plain_number
from madoguchi.rules.search_text import folded, name_core

SIMILAR_LIMIT: Final = 5


@dataclass(frozen=True, slots=True)
class CallFacts:
    """The few fields of a call. ``seen``: the similar customers that were shown and are said to be others."""

    organisation: str
    kind: CustomerKind
    kana: str
    corporate_number: str
    contact_name: str
    contact_phone: str
    category: Category
    subject: str
    seen: frozenset[CustomerId] = frozenset()


@dataclass(frozen=True, slots=True)
class Similar:
    """Customers of the register who may be the same. Nothing was written."""

    customers: tuple[Customer, ...]


class CallService:
    def __init__(self, shelf: Shelf, entropy: Entropy) -> None:
        self._shelf = shelf
        self._entropy = entropy

    def take(self, actor: Actor, call: CallFacts, now: Instant) -> Case | BadField | Similar:
        """The case of a new, prospective customer."""
        facts = CustomerFacts(
            call.organisation,
            call.kind,
            CustomerStatus.PROSPECTIVE,
            kana=call.kana,
            corporate_number=call.corporate_number,
        )
        contact = ContactFacts(call.contact_name, call.contact_phone)
        if wrong := unfit(facts) or unfit_contact(contact) or line("subject", call.subject):
            return wrong
        with self._shelf.writing() as books:
            similar = _similar(books, call)
            if not {one.id for one in similar} <= call.seen:
                return Similar(similar)
            made = put_customer(books, self._entropy, actor, facts, contact, now)
            case = CaseFacts(made.customer.id, made.contacts[0].id, call.category, call.subject)
            return put_case(books, self._entropy, actor, case, now)


def _similar(books: Books, call: CallFacts) -> tuple[Customer, ...]:
    """Those of the same 法人番号, then those whose name has the core of this one, or the other way round."""
    found: dict[CustomerId, Customer] = {}
    number = plain_number(call.corporate_number)
    same = books.customers.by_corporate_number(number) if number else None
    if same is not None:
        found[same.id] = same
    core = name_core(call.organisation)
    for one in books.customers.find((core,), SIMILAR_LIMIT * 4) if core else []:
        if core in folded(one.organisation) or core in folded(one.kana):
            found[one.id] = one
    return tuple(found.values())[:SIMILAR_LIMIT]
