"""The register of customers. Article: 2.1, 2.2"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.base.word_keys import Key
from madoguchi.office.cases.service import CaseFile
from madoguchi.office.customers.ports import Contact, Customer, CustomerKind, CustomerStatus
from madoguchi.office.customers.service import ContactFacts, CustomerFacts, CustomerWithContacts, may_have_session
from madoguchi.office.ids import HEX_ID, CustomerId
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.office.refusals import BadField, NoSuchThing
from madoguchi.web.categories import CATEGORY_KEYS, KIND_KEYS, STATUS_KEYS
from madoguchi.web.pages.done import done_text
from madoguchi.web.visit import Visit, redirect, run, visit_of

E = TypeVar("E", bound=StrEnum)
FIELDS: Final = (
    "organisation",
    "kind",
    "status",
    "systems",
    "contact_name",
    "contact_phone",
    "contact_email",
)


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
    is_operator: bool
    form: FormView
    contact_form: FormView
    done: str


async def customers(request: Request) -> Response:
    """GET /office/customers"""
    visit = visit_of(request)
    words = request.query_params.get("words", "")
    found = await run(visit.web.desk.customers.find, words)
    return visit.page(
        "office/customers.html", customers=found, words=words[:200], kind_keys=KIND_KEYS, status_keys=STATUS_KEYS
    )


async def new_form(request: Request) -> Response:
    """GET /office/customers/new"""
    values = dict.fromkeys(FIELDS, "") | {"kind": CustomerKind.COMPANY.value, "status": CustomerStatus.ACTIVE.value}
    return _new(visit_of(request), values, {}, 200)


async def register(request: Request) -> Response:
    """POST /office/customers/new"""
    visit = visit_of(request)
    desk = visit.web.desk
    contact = ContactFacts(visit.field("contact_name"), visit.field("contact_phone"), visit.field("contact_email"))
    result = await run(desk.customers.register, visit.person, _facts(visit), contact, desk.clock.now())
    if isinstance(result, BadField):
        return _new(visit, {name: visit.field(name) for name in FIELDS}, {result.field: result.why}, 422)
    return redirect(f"/office/customers/{result.customer.id}?done=registered")


async def customer(request: Request) -> Response:
    """GET /office/customers/{customer}"""
    return await _detail(request, visit_of(request), 200, None, None)


async def change(request: Request) -> Response:
    """POST /office/customers/{customer}"""
    visit = visit_of(request)
    result = await run(visit.web.desk.customers.change, _customer_id(request), _facts(visit))
    if isinstance(result, NoSuchThing):
        return visit.missing()
    if isinstance(result, BadField):
        return await _detail(request, visit, 422, result, None)
    return redirect(f"/office/customers/{result.id}?done=saved")


async def add_contact(request: Request) -> Response:
    """POST /office/customers/{customer}/contacts"""
    visit = visit_of(request)
    facts = ContactFacts(visit.field("contact_name"), visit.field("contact_phone"), visit.field("contact_email"))
    result = await run(visit.web.desk.customers.add_contact, _customer_id(request), facts)
    if isinstance(result, NoSuchThing):
        return visit.missing()
    if isinstance(result, BadField):
        return await _detail(request, visit, 422, None, result)
    return redirect(f"/office/customers/{result.customer_id}?done=contact_added")


async def _detail(
    request: Request, visit: Visit, status: int, wrong: BadField | None, wrong_contact: BadField | None
) -> Response:
    desk = visit.web.desk
    found = await run(desk.customers.get, _customer_id(request))
    if not isinstance(found, CustomerWithContacts):
        return visit.missing()
    who = found.customer
    is_operator = visit.person.role is OperatorRole.OPERATOR
    stored = {
        "organisation": who.organisation,
        "kind": who.kind.value,
        "status": who.status.value,
        "systems": who.systems,
    }
    address = f"/office/customers/{who.id}"
    contact_names = ("contact_name", "contact_phone", "contact_email")
    view = CustomerView(
        customer=who,
        contacts=found.contacts,
        cases=tuple(await run(desk.cases.mine, visit.person, who.id)),
        may_have_session=may_have_session(who),
        is_operator=is_operator,
        form=FormView(
            address,
            {name: visit.field(name) for name in stored} if wrong else stored,
            {wrong.field: wrong.why} if wrong else {},
            is_new=False,
        ),
        contact_form=FormView(
            f"{address}/contacts",
            {name: visit.field(name) if wrong_contact else "" for name in contact_names},
            {wrong_contact.field: wrong_contact.why} if wrong_contact else {},
        ),
        done=done_text(request, visit),
    )
    return visit.page(
        "office/customer.html",
        status=status,
        view=view,
        kind_keys=KIND_KEYS,
        status_keys=STATUS_KEYS,
        category_keys=CATEGORY_KEYS,
    )


def _new(visit: Visit, values: dict[str, str], troubles: dict[str, Key], status: int) -> Response:
    form = FormView("/office/customers/new", values, troubles)
    return visit.page(
        "office/customer_new.html", status=status, form=form, kind_keys=KIND_KEYS, status_keys=STATUS_KEYS
    )


def _facts(visit: Visit) -> CustomerFacts:
    return CustomerFacts(
        organisation=visit.field("organisation"),
        kind=_member(CustomerKind, visit.field("kind"), CustomerKind.COMPANY),
        status=_member(CustomerStatus, visit.field("status"), CustomerStatus.PROSPECTIVE),
        systems=visit.field("systems").replace("\r\n", "\n"),
    )


def _member(members: type[E], value: str, otherwise: E) -> E:
    try:
        return members(value)
    except ValueError:
        return otherwise


def _customer_id(request: Request) -> CustomerId:
    found = request.path_params["customer"]
    return CustomerId(found if HEX_ID.match(found) else "")
