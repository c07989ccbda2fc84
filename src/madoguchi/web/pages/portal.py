"""Asking for support on the public page, and the page of one's own request. No account: its address is the key. Article: 2.2, 3.1, 5.4

Guarantee: a request's page is found by its reference alone (256 random bits); a wrong one is answered as a page that never was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.base.word_keys import Key
from madoguchi.office.cases.ports import CaseStatus
from madoguchi.office.ids import HEX_ID
from madoguchi.office.queue.ports import RequestState
from madoguchi.office.queue.service import Asked, OwnRequest, RequestFacts
from madoguchi.office.refusals import BadField, NoSuchThing
from madoguchi.web.api.refusing import sentence, status_of
from madoguchi.web.appointment_words import off_hours_sentences, span_text
from madoguchi.web.fee_notice import help_now
from madoguchi.web.pages.appointments import calendar_answer
from madoguchi.web.pages.customers import FormView
from madoguchi.web.session.visitor import visitor_page
from madoguchi.web.visit import Visit, redirect, run, visit_of


@dataclass(frozen=True, slots=True)
class OwnAppointment:
    when: str
    note: str
    off_hours: tuple[str, ...]
    is_cancelled: bool
    file: str


FIELDS: Final = ("organisation", "contact", "phone", "email", "about")


async def form(request: Request) -> Response:
    """GET /support"""
    return await _form(request, visit_of(request), dict.fromkeys(FIELDS, ""), {}, trouble="", status=200)


async def ask(request: Request) -> Response:
    """POST /support"""
    visit = visit_of(request)
    desk = visit.web.desk
    typed = {name: visit.field(name) for name in FIELDS}
    about = typed["about"].replace("\r\n", "\n")
    facts = RequestFacts(typed["organisation"], typed["contact"], typed["phone"], about, typed["email"], visit.language)
    result = await run(desk.queue.ask, facts, visit.address, desk.clock.now())
    match result:
        case Asked():
            return redirect(f"/support/{result.reference}")
        case BadField(name, why):
            return await _form(request, visit, typed, {name: why}, trouble="", status=422)
        case refusal:
            said = sentence(refusal, visit.say)
            return await _form(request, visit, typed, {}, trouble=said, status=status_of(refusal))


async def own(request: Request) -> Response:
    """GET /support/{reference}"""
    visit = visit_of(request)
    found = await run(visit.web.desk.queue.own, request.path_params["reference"][:64])
    return visit.missing() if isinstance(found, NoSuchThing) else await _own(request, visit, found)


async def invitation(request: Request) -> Response:
    """GET /support/{reference}/appointments/{appointment}: the file for the customer's own calendar."""
    visit = visit_of(request)
    desk, name = visit.web.desk, request.path_params["appointment"]
    asked = (request.path_params["reference"][:64], name if HEX_ID.match(name) else "", desk.clock.now())
    found = await run(desk.appointments.own_letter, *asked)
    return visit.missing() if isinstance(found, NoSuchThing) else await calendar_answer(visit, found)


async def withdraw(request: Request) -> Response:
    """POST /support/{reference}/withdraw: what was settled before stays as it is, and the page says how."""
    visit = visit_of(request)
    desk = visit.web.desk
    reference = request.path_params["reference"][:64]
    result = await run(desk.queue.withdraw, reference, desk.clock.now())
    return visit.missing() if isinstance(result, NoSuchThing) else redirect(f"/support/{reference}")


async def _form(
    request: Request, visit: Visit, values: dict[str, str], troubles: dict[str, Key], *, trouble: str, status: int
) -> Response:
    return visitor_page(
        request,
        visit,
        "public/support.html",
        status=status,
        form=FormView("/support", values, troubles),
        trouble=trouble,
        help=await help_now(visit),
    )


async def _own(request: Request, visit: Visit, found: OwnRequest) -> Response:
    desk, reference = visit.web.desk, request.path_params["reference"][:64]
    coming = await run(desk.appointments.own, reference, desk.clock.now())
    declined = found.request.answer
    if found.case is not None and found.case.status is CaseStatus.DECLINED:
        declined = found.case.declined_for
    return visitor_page(
        request,
        visit,
        "public/support_request.html",
        own=found,
        declined=declined,
        appointments=[
            OwnAppointment(
                span_text(visit.say, one.starts_at, one.ends_at),
                one.note,
                off_hours_sentences(visit.say, off) if off else (),
                one.cancelled_at is not None,
                f"/support/{reference}/appointments/{one.id}",
            )
            for one, off in coming
        ],
        is_waiting=found.request.state is RequestState.WAITING,
        is_closed=found.case is not None and found.case.status is CaseStatus.CLOSED,
        help=await help_now(visit),
        address=f"{visit.web.settings.origin}{visit.path}",
    )
