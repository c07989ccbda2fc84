"""The register of customers for other programs. The rules are the office's. Article: 2.1, 2.2"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import Response

from madoguchi.base.clock import iso
from madoguchi.office.customers.facts import ContactFacts, CustomerFacts
from madoguchi.office.customers.ports import Contact, CustomerKind, CustomerNote, CustomerStatus, SystemUse
from madoguchi.office.customers.service import CustomerWithContacts
from madoguchi.office.fields import line
from madoguchi.office.ids import ContactId, CustomerId
from madoguchi.office.refusals import BadField, ChangedMeanwhile, NoSuchThing
from madoguchi.web.api.problems import problem, refused
from madoguchi.web.api.v1.answers import contact_given, customer_given, customer_row, made, tag_of, tagged
from madoguchi.web.api.v1.bodies import (
    ContactAsked,
    ContactGiven,
    Cursor,
    CustomerAsked,
    CustomerFactsAsked,
    CustomerGiven,
    CustomersGiven,
    Id,
    Limit,
    NoteAsked,
    NoteGiven,
    NotesGiven,
    SuspendAsked,
)
from madoguchi.web.visit import Visit, run, visit_of

router = APIRouter(prefix="/api/v1", tags=["customers"])
IfMatch = Annotated[str | None, Header(alias="If-Match", max_length=100)]


@router.get("/customers", response_model=CustomersGiven)
async def customers(
    request: Request,
    words: Annotated[str, Query(max_length=200)] = "",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> CustomersGiven | Response:
    visit = visit_of(request)
    if wrong := line("words", words, needed=False):
        return refused(wrong, visit.say)
    after = CustomerId(cursor) if cursor else None
    found = await run(visit.web.desk.customers.after, words, after, limit)
    if isinstance(found, BadField):
        return refused(found, visit.say)
    rows, has_more = found
    return CustomersGiven(items=[customer_row(row) for row in rows], next=rows[-1].id if has_more else None)


@router.post("/customers", response_model=CustomerGiven, status_code=201)
async def register(request: Request, asked: CustomerAsked) -> Response:
    visit = visit_of(request)
    desk = visit.web.desk
    contact = _contact_facts(asked.contact)
    result = await run(desk.customers.register, visit.person, _facts(asked), contact, desk.clock.now())
    if isinstance(result, BadField):
        return refused(result, visit.say)
    return tagged(customer_given(result), 201, f"/api/v1/customers/{result.customer.id}")


@router.get("/customers/{customer}", response_model=CustomerGiven)
async def customer(request: Request, customer: Id) -> Response:
    visit = visit_of(request)
    found = await run(visit.web.desk.customers.get, CustomerId(customer))
    if isinstance(found, NoSuchThing):
        return refused(found, visit.say)
    return tagged(customer_given(found))


@router.put("/customers/{customer}", response_model=CustomerGiven)
async def change(request: Request, customer: Id, asked: CustomerFactsAsked, if_match: IfMatch = None) -> Response:
    visit = visit_of(request)
    if not if_match:
        return problem(428, "if_match_needed", visit.say("api.problem.if_match"))
    before = await run(visit.web.desk.customers.get, CustomerId(customer))
    if isinstance(before, NoSuchThing):
        return refused(before, visit.say)
    if if_match.strip() != tag_of(customer_given(before)):
        return refused(ChangedMeanwhile(), visit.say)
    return await _changed(visit, before, _facts(asked))


@router.post("/customers/{customer}/suspend", response_model=CustomerGiven)
async def suspend(request: Request, customer: Id, asked: SuspendAsked) -> Response:
    visit = visit_of(request)
    before = await run(visit.web.desk.customers.get, CustomerId(customer))
    if isinstance(before, NoSuchThing):
        return refused(before, visit.say)
    who = before.customer
    facts = CustomerFacts(
        who.organisation,
        who.kind,
        CustomerStatus.SUSPENDED,
        "\n".join(system.name for system in before.systems if system.use is SystemUse.IN_USE),
        "\n".join(system.name for system in before.systems if system.use is SystemUse.PLANNED),
        who.kana,
        who.corporate_number,
        asked.reason,
    )
    return await _changed(visit, before, facts)


async def _changed(visit: Visit, before: CustomerWithContacts, facts: CustomerFacts) -> Response:
    """Changed if nobody changed it meanwhile."""
    desk = visit.web.desk
    result = await run(desk.customers.change, before.customer.id, facts, seen=before)
    if isinstance(result, BadField | NoSuchThing | ChangedMeanwhile):
        return refused(result, visit.say)
    after = await run(desk.customers.get, before.customer.id)
    return refused(after, visit.say) if isinstance(after, NoSuchThing) else tagged(customer_given(after))


@router.post("/customers/{customer}/contacts", response_model=ContactGiven, status_code=201)
async def add_contact(request: Request, customer: Id, asked: ContactAsked) -> Response:
    visit = visit_of(request)
    added = await run(visit.web.desk.customers.add_contact, CustomerId(customer), _contact_facts(asked))
    if not isinstance(added, Contact):
        return _refused_contact(visit, added)
    return made(contact_given(added), f"/api/v1/customers/{customer}")


@router.put("/customers/{customer}/contacts/{contact}", response_model=ContactGiven)
async def change_contact(request: Request, customer: Id, contact: Id, asked: ContactAsked) -> ContactGiven | Response:
    visit = visit_of(request)
    changed = await run(
        visit.web.desk.customers.change_contact, CustomerId(customer), ContactId(contact), _contact_facts(asked)
    )
    return contact_given(changed) if isinstance(changed, Contact) else _refused_contact(visit, changed)


@router.delete("/customers/{customer}/contacts/{contact}", status_code=204, response_class=Response)
async def remove_contact(request: Request, customer: Id, contact: Id) -> Response:
    visit = visit_of(request)
    desk = visit.web.desk
    gone = await run(desk.customers.remove_contact, CustomerId(customer), ContactId(contact), desk.clock.now())
    match gone:
        case NoSuchThing():
            return refused(gone, visit.say)
        case BadField(_, why):
            return problem(409, "last_contact", visit.say(why))
    return Response(status_code=204)


@router.get("/customers/{customer}/notes", response_model=NotesGiven)
async def notes(request: Request, customer: Id) -> NotesGiven | Response:
    visit = visit_of(request)
    desk = visit.web.desk
    there = await run(desk.customers.get, CustomerId(customer))
    if isinstance(there, NoSuchThing):
        return refused(there, visit.say)
    found = await run(desk.customers.notes, CustomerId(customer))
    return NotesGiven(items=[_note(signed.note, signed.author) for signed in found])


@router.post("/customers/{customer}/notes", response_model=NoteGiven, status_code=201)
async def add_note(request: Request, customer: Id, asked: NoteAsked) -> Response:
    visit = visit_of(request)
    desk = visit.web.desk
    added = await run(desk.customers.add_note, visit.person, CustomerId(customer), asked.text, desk.clock.now())
    if not isinstance(added, CustomerNote):
        return refused(added, visit.say)
    return made(_note(added, visit.person.name), f"/api/v1/customers/{customer}/notes")


def _facts(asked: CustomerFactsAsked) -> CustomerFacts:
    return CustomerFacts(
        asked.organisation,
        CustomerKind(asked.kind),
        CustomerStatus(asked.status),
        "\n".join(asked.systems),
        "\n".join(asked.planned),
        asked.kana,
        asked.corporate_number,
        asked.reason,
    )


def _contact_facts(asked: ContactAsked) -> ContactFacts:
    return ContactFacts(asked.name, asked.phone, asked.email, asked.kana)


def _refused_contact(visit: Visit, refusal: BadField | NoSuchThing) -> Response:
    """The contact is the whole of what was sent: its fields have short names."""
    if isinstance(refusal, BadField):
        refusal = replace(refusal, field=refusal.field.removeprefix("contact_"))
    return refused(refusal, visit.say)


def _note(note: CustomerNote, author: str) -> NoteGiven:
    return NoteGiven(id=note.id, text=note.text, at=iso(note.at), author=author)
