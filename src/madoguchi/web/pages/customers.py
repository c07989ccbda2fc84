"""The register of customers. Article: 2.1, 2.2"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.base.word_keys import Key
from madoguchi.office.cases.service import CaseFile
from madoguchi.office.customers.facts import ContactFacts, CustomerFacts
from madoguchi.office.customers.ports import (
    Contact,
    Customer,
    CustomerKind,
    CustomerStatus,
    CustomerSystem,
    SystemUse,
)
from madoguchi.office.customers.service import CustomerWithContacts, SignedNote, may_have_session
from madoguchi.office.customers.words import KIND_KEYS, STATUS_KEYS
from madoguchi.office.ids import HEX_ID, ContactId, CustomerId
from madoguchi.office.refusals import BadField, NoSuchThing
from madoguchi.web.categories import CATEGORY_KEYS, SYSTEM_USE_KEYS
from madoguchi.web.pages.done import done_text
from madoguchi.web.routine_words import routine_sentences
from madoguchi.web.visit import Visit, redirect, run, visit_of

E = TypeVar("E", bound=StrEnum)
FACTS: Final = (
    "organisation",
    "kana",
    "kind",
    "corporate_number",
    "status",
    "suspended_for",
    "systems",
    "planned",
)
CONTACT: Final = ("contact_name", "contact_kana", "contact_phone", "contact_email")
FIELDS: Final = FACTS + CONTACT


@dataclass(frozen=True, slots=True)
class FormView:
    """A form: what was typed, and what is said beside which field."""

    action: str
    values: dict[str, str]
    troubles: dict[str, Key] = field(default_factory=dict)
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class CustomerView:
    customer: Customer
    contacts: tuple[Contact, ...]
    cases: tuple[CaseFile, ...]
    may_have_session: bool
    form: FormView
    contact_form: FormView
    systems: tuple[CustomerSystem, ...]
    notes: tuple[SignedNote, ...]
    note_form: FormView
    contact_forms: dict[ContactId, FormView]
    trouble: Key | None  # of removing a contact
    routine: tuple[str, ...]  # a sentence for each limit that is passed
    done: str


async def customers(request: Request) -> Response:
    """GET /office/customers"""
    visit = visit_of(request)
    words = request.query_params.get("words", "")
    asked = request.query_params.get("page", "")
    page = await run(visit.web.desk.customers.page, words, int(asked) if asked.isdecimal() and len(asked) < 7 else 1)
    return visit.page(
        "office/customers.html",
        found=page,
        words=words[:200],
        kind_keys=KIND_KEYS,
        status_keys=STATUS_KEYS,
        done=done_text(request, visit),
    )


async def new_form(request: Request) -> Response:
    """GET /office/customers/new"""
    values = dict.fromkeys(FIELDS, "") | {"kind": CustomerKind.COMPANY.value, "status": CustomerStatus.ACTIVE.value}
    return _new(visit_of(request), values, {}, 200)


async def register(request: Request) -> Response:
    """POST /office/customers/new"""
    visit = visit_of(request)
    desk = visit.web.desk
    result = await run(desk.customers.register, visit.person, facts_of(visit), contact_of(visit), desk.clock.now())
    if isinstance(result, BadField):
        return _new(visit, {name: visit.field(name) for name in FIELDS}, {result.field: result.why}, 422)
    return redirect(f"/office/customers/{result.customer.id}?done=registered")


async def customer(request: Request) -> Response:
    """GET /office/customers/{customer}"""
    return await _detail(request, visit_of(request), 200, _Wrong())


async def change(request: Request) -> Response:
    """POST /office/customers/{customer}"""
    visit = visit_of(request)
    result = await run(visit.web.desk.customers.change, _customer_id(request), facts_of(visit))
    return await _answer(request, visit, result, "saved", lambda wrong: _Wrong(facts=wrong))


async def add_contact(request: Request) -> Response:
    """POST /office/customers/{customer}/contacts"""
    visit = visit_of(request)
    result = await run(visit.web.desk.customers.add_contact, _customer_id(request), contact_of(visit))
    return await _answer(request, visit, result, "contact_added", lambda wrong: _Wrong(contact=wrong))


async def change_contact(request: Request) -> Response:
    """POST /office/customers/{customer}/contacts/{contact}"""
    visit = visit_of(request)
    which = _contact_id(request)
    result = await run(visit.web.desk.customers.change_contact, _customer_id(request), which, contact_of(visit))
    return await _answer(request, visit, result, "saved", lambda wrong: _Wrong(contact=wrong, of=which))


async def remove_contact(request: Request) -> Response:
    """POST /office/customers/{customer}/contacts/{contact}/remove"""
    visit = visit_of(request)
    desk = visit.web.desk
    result = await run(desk.customers.remove_contact, _customer_id(request), _contact_id(request), desk.clock.now())
    return await _answer(request, visit, result, "contact_removed", lambda wrong: _Wrong(removal=wrong))


async def add_note(request: Request) -> Response:
    """POST /office/customers/{customer}/notes"""
    visit = visit_of(request)
    desk = visit.web.desk
    words = visit.field("note").replace("\r\n", "\n")
    result = await run(desk.customers.add_note, visit.person, _customer_id(request), words, desk.clock.now())
    return await _answer(request, visit, result, "note_added", lambda wrong: _Wrong(note=wrong))


@dataclass(frozen=True, slots=True)
class _Wrong:
    """Which form of the page could not be used, and why."""

    facts: BadField | None = None
    contact: BadField | None = None
    of: ContactId | None = None  # the contact that was to be changed; None for a new one
    removal: BadField | None = None
    note: BadField | None = None


async def _answer(
    request: Request,
    visit: Visit,
    result: object,
    done: str,
    wrong: Callable[[BadField], _Wrong],
) -> Response:
    """Back to the customer; or the page again, with what was typed."""
    if isinstance(result, NoSuchThing):
        return visit.missing()
    if isinstance(result, BadField):
        return await _detail(request, visit, 422, wrong(result))
    return redirect(f"/office/customers/{_customer_id(request)}?done={done}")


async def _detail(request: Request, visit: Visit, status: int, wrong: _Wrong) -> Response:
    desk = visit.web.desk
    found = await run(desk.customers.get, _customer_id(request))
    if not isinstance(found, CustomerWithContacts):
        return visit.missing()
    who = found.customer
    address = f"/office/customers/{who.id}"
    new_contact = wrong.contact if wrong.of is None else None
    view = CustomerView(
        customer=who,
        contacts=found.contacts,
        cases=tuple(await run(desk.cases.mine, visit.person, who.id)),
        may_have_session=may_have_session(who),
        form=_form(visit, address, FACTS, _stored(found), wrong.facts, is_new=False),
        contact_form=_form(visit, f"{address}/contacts", CONTACT, dict.fromkeys(CONTACT, ""), new_contact),
        systems=found.systems,
        notes=tuple(await run(desk.customers.notes, who.id)),
        note_form=_form(visit, f"{address}/notes", ("note",), {"note": ""}, wrong.note),
        contact_forms={
            contact.id: _form(
                visit,
                f"{address}/contacts/{contact.id}",
                CONTACT,
                dict(zip(CONTACT, (contact.name, contact.kana, contact.phone, contact.email), strict=True)),
                wrong.contact if wrong.of == contact.id else None,
                is_new=False,
            )
            for contact in found.contacts
        },
        trouble=wrong.removal.why if wrong.removal else None,
        routine=tuple(
            routine_sentences(await run(desk.routine.of_customer, visit.person, who.id, desk.clock.now()), visit.say)
        ),
        done=done_text(request, visit),
    )
    return visit.page(
        "office/customer.html",
        status=status,
        view=view,
        kind_keys=KIND_KEYS,
        status_keys=STATUS_KEYS,
        use_keys=SYSTEM_USE_KEYS,
        category_keys=CATEGORY_KEYS,
    )


def _form(
    visit: Visit,
    action: str,
    names: tuple[str, ...],
    stored: dict[str, str],
    wrong: BadField | None,
    *,
    is_new: bool = True,
) -> FormView:
    """What is stored; or, when it could not be used, what was typed."""
    if wrong is None:
        return FormView(action, stored, is_new=is_new)
    return FormView(action, {name: visit.field(name) for name in names}, {wrong.field: wrong.why}, is_new=is_new)


def _stored(found: CustomerWithContacts) -> dict[str, str]:
    who = found.customer
    return {
        "organisation": who.organisation,
        "kana": who.kana,
        "kind": who.kind.value,
        "corporate_number": who.corporate_number,
        "status": who.status.value,
        "suspended_for": who.suspended_for,
        "systems": "\n".join(system.name for system in found.systems if system.use is SystemUse.IN_USE),
        "planned": "\n".join(system.name for system in found.systems if system.use is SystemUse.PLANNED),
    }


def _new(visit: Visit, values: dict[str, str], troubles: dict[str, Key], status: int) -> Response:
    form = FormView("/office/customers/new", values, troubles)
    return visit.page(
        "office/customer_new.html", status=status, form=form, kind_keys=KIND_KEYS, status_keys=STATUS_KEYS
    )


def facts_of(visit: Visit) -> CustomerFacts:
    """What was typed about a customer."""
    return CustomerFacts(
        organisation=visit.field("organisation"),
        kind=_member(CustomerKind, visit.field("kind"), CustomerKind.COMPANY),
        status=_member(CustomerStatus, visit.field("status"), CustomerStatus.PROSPECTIVE),
        systems=visit.field("systems").replace("\r\n", "\n"),
        planned=visit.field("planned").replace("\r\n", "\n"),
        kana=visit.field("kana"),
        corporate_number=visit.field("corporate_number"),
        suspended_for=visit.field("suspended_for").replace("\r\n", "\n"),
    )


def contact_of(visit: Visit) -> ContactFacts:
    """What was typed about a contact."""
    return ContactFacts(
        visit.field("contact_name"),
        visit.field("contact_phone"),
        visit.field("contact_email"),
        visit.field("contact_kana"),
    )


def _member(members: type[E], value: str, otherwise: E) -> E:
    try:
        return members(value)
    except ValueError:
        return otherwise


def _customer_id(request: Request) -> CustomerId:
    found = request.path_params["customer"]
    return CustomerId(found if HEX_ID.match(found) else "")


def _contact_id(request: Request) -> ContactId:
    found = request.path_params["contact"]
    return ContactId(found if HEX_ID.match(found) else "")
