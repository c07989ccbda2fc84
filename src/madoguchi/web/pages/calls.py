"""Somebody new is on the telephone: a few fields, and their number right away. Article: 2.1, 2.2"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.base.word_keys import Key
from madoguchi.office.cases.call import CallFacts, Similar
from madoguchi.office.cases.ports import Case, Category
from madoguchi.office.customers.ports import Customer, CustomerKind
from madoguchi.office.ids import HEX_ID, CustomerId
from madoguchi.office.numbers.ports import Number
from madoguchi.office.refusals import BadField
from madoguchi.web.categories import CATEGORY_KEYS, KIND_KEYS
from madoguchi.web.visit import Visit, redirect, run, visit_of

FIELDS: Final = (
    "organisation",
    "kana",
    "kind",
    "corporate_number",
    "contact_name",
    "contact_phone",
    "category",
    "subject",
)


@dataclass(frozen=True, slots=True)
class CallView:
    """What was typed, what is said beside which field, and who may be the same."""

    values: dict[str, str]
    troubles: dict[str, Key] = field(default_factory=dict)
    similar: tuple[Customer, ...] = ()


async def form(request: Request) -> Response:
    """GET /office/call"""
    values = dict.fromkeys(FIELDS, "") | {"kind": CustomerKind.COMPANY.value, "category": Category.FAULT.value}
    return _page(visit_of(request), 200, CallView(values))


async def take(request: Request) -> Response:
    """POST /office/call: on to the console page of a new number; to the case when no number can be had."""
    visit = visit_of(request)
    desk = visit.web.desk
    done = await run(desk.calls.take, visit.person, _facts(visit), desk.clock.now())
    typed = {name: visit.field(name) for name in FIELDS}
    match done:
        case BadField(name, why):
            return _page(visit, 422, CallView(typed, {name: why}))
        case Similar(customers):
            return _page(visit, 409, CallView(typed, similar=customers))
        case Case():
            number = await run(desk.numbers.issue, visit.person, done.id, desk.clock.now())
    if isinstance(number, Number):
        return redirect(f"/console/{number.id}")
    return redirect(f"/office/cases/{done.id}?done=case_opened")


def _facts(visit: Visit) -> CallFacts:
    kinds = {kind.value: kind for kind in CustomerKind}
    categories = {category.value: category for category in Category}
    seen = (CustomerId(one) for one in visit.field("seen").split(",") if HEX_ID.match(one))
    return CallFacts(
        organisation=visit.field("organisation"),
        kind=kinds.get(visit.field("kind"), CustomerKind.COMPANY),
        kana=visit.field("kana"),
        corporate_number=visit.field("corporate_number"),
        contact_name=visit.field("contact_name"),
        contact_phone=visit.field("contact_phone"),
        category=categories.get(visit.field("category"), Category.FAULT),
        subject=visit.field("subject"),
        seen=frozenset(seen),
    )


def _page(visit: Visit, status: int, view: CallView) -> Response:
    return visit.page("office/call.html", status=status, view=view, kind_keys=KIND_KEYS, category_keys=CATEGORY_KEYS)
