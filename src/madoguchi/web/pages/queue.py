"""The queue at the desk: who waits, which numbers are open, which sessions run; a request taken or declined. Article: 2.2, 5.4, 8.3"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.base.word_keys import Key
from madoguchi.office.cases.ports import Case, Category
from madoguchi.office.customers.ports import CustomerKind
from madoguchi.office.ids import HEX_ID, ContactId, CustomerId, RequestId
from madoguchi.office.queue.floor import Floor
from madoguchi.office.queue.ports import RequestState, SupportRequest
from madoguchi.office.queue.service import Likely, Taking
from madoguchi.office.refusals import BadField, CustomerSuspended, NoSuchThing, RequestSettled
from madoguchi.web.api.refusing import sentence
from madoguchi.web.appointment_views import AppointmentRow, row_of
from madoguchi.web.categories import CATEGORY_KEYS, KIND_KEYS, PHASE_KEYS
from madoguchi.web.pages.done import done_text
from madoguchi.web.visit import Visit, redirect, run, visit_of

SUBJECT_LIMIT: Final = 60
COMING: Final = 5
NEW: Final = "new"
FIELDS: Final = ("whose", "category", "subject", "kind", "reason")


@dataclass(frozen=True, slots=True)
class QueueView:
    waiting: tuple[SupportRequest, ...]
    count: int
    floor: Floor
    coming: tuple[AppointmentRow, ...]
    done: str


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request that waits, whose it may be, and the two forms."""

    request: SupportRequest
    likely: tuple[Likely, ...]
    words: str  # looked for by hand
    values: dict[str, str]
    troubles: dict[str, Key] = field(default_factory=dict)
    trouble: str = ""


async def queue(request: Request) -> Response:
    """GET /office/queue"""
    visit = visit_of(request)
    desk = visit.web.desk
    waiting, count = await run(desk.queue.waiting)
    now = desk.clock.now()
    floor = await run(desk.queue.floor, visit.person, now)
    coming = tuple(
        row_of(one, visit.say, now) for one in await run(desk.appointments.coming, visit.person, now, COMING)
    )
    view = QueueView(tuple(waiting), count, floor, coming, done_text(request, visit))
    return visit.page("office/queue.html", view=view, category_keys=CATEGORY_KEYS, phase_keys=PHASE_KEYS)


async def one(request: Request) -> Response:
    """GET /office/queue/{request}: as long as it waits. For a while after it, who was faster."""
    visit = visit_of(request)
    return await _page(request, visit, {}, {}, trouble="", status=200)


async def take(request: Request) -> Response:
    """POST /office/queue/{request}/take: ``whose`` is a customer's id and a contact's, or says that one is new."""
    visit = visit_of(request)
    desk = visit.web.desk
    taking = _taking(visit)
    if taking is None:
        troubles: dict[str, Key] = {"whose": "queue.field.customer"}
        return await _page(request, visit, _typed(visit), troubles, trouble="", status=422)
    result = await run(desk.queue.take, visit.person, _request_id(request), taking, desk.clock.now())
    match result:
        case Case():
            return redirect(f"/office/cases/{result.id}?done=request_taken")
        case NoSuchThing():
            return visit.missing()
        case BadField(name, why):
            beside = name if name == "subject" else "whose"
            return await _page(request, visit, _typed(visit), {beside: why}, trouble="", status=422)
        case RequestSettled():
            return _settled(visit, result)
        case CustomerSuspended():
            said = sentence(result, visit.say)
            return await _page(request, visit, _typed(visit), {}, trouble=said, status=403)


async def decline(request: Request) -> Response:
    """POST /office/queue/{request}/decline"""
    visit = visit_of(request)
    desk = visit.web.desk
    reason = visit.field("reason").replace("\r\n", "\n")
    result = await run(desk.queue.decline, visit.person, _request_id(request), reason, desk.clock.now())
    match result:
        case SupportRequest():
            return redirect("/office/queue?done=request_declined")
        case NoSuchThing():
            return visit.missing()
        case BadField(name, why):
            return await _page(request, visit, _typed(visit), {name: why}, trouble="", status=422)
        case RequestSettled():
            return _settled(visit, result)


async def _page(
    request: Request, visit: Visit, typed: dict[str, str], troubles: dict[str, Key], *, trouble: str, status: int
) -> Response:
    desk = visit.web.desk
    found = await run(desk.queue.get, visit.person, _request_id(request), desk.clock.now())
    match found:
        case NoSuchThing():
            return visit.missing()
        case RequestSettled():
            return _settled(visit, found)
        case SupportRequest() if found.state is not RequestState.WAITING:
            return redirect(f"/office/cases/{found.case_id}")
    likely = await run(desk.queue.likely, found)
    words = request.query_params.get("words", "")[:200]
    searched = (await run(desk.customers.page, words, 1)).customers[:10] if words.strip() else ()
    looked_for = [await run(desk.queue.customer, one.id) for one in searched]
    known = {one.customer.id for one in likely}
    likely += [other for other in looked_for if isinstance(other, Likely) and other.customer.id not in known]
    usual = {"category": Category.FAULT.value, "kind": CustomerKind.COMPANY.value, "whose": _first(likely)}
    usual |= {"subject": _subject(found.about), "reason": ""}
    view = RequestView(found, tuple(likely), words, usual | typed, troubles, trouble)
    return visit.page(
        "office/queue_request.html", status=status, view=view, category_keys=CATEGORY_KEYS, kind_keys=KIND_KEYS
    )


def _settled(visit: Visit, how: RequestSettled) -> Response:
    return visit.page(
        "error.html",
        status=409,
        heading=visit.say("queue.settled"),
        text=sentence(how, visit.say),
        back="/office/queue",
        back_text=visit.say("queue.to_queue"),
    )


def _taking(visit: Visit) -> Taking | None:
    """None when nobody was chosen."""
    customer, _, contact = visit.field("whose").partition(" ")
    categories = {category.value: category for category in Category}
    kinds = {kind.value: kind for kind in CustomerKind}
    if customer != NEW and not HEX_ID.match(customer):
        return None
    return Taking(
        None if customer == NEW else CustomerId(customer),
        ContactId(contact) if HEX_ID.match(contact) else None,
        categories.get(visit.field("category"), Category.FAULT),
        visit.field("subject"),
        kinds.get(visit.field("kind"), CustomerKind.COMPANY),
    )


def _first(likely: list[Likely]) -> str:
    """Chosen beforehand: the only likely contact; nobody when there is a choice to make."""
    people = [f"{one.customer.id} {contact.id}" for one in likely for contact in one.contacts]
    if not likely:
        return NEW
    return people[0] if len(people) == 1 else ""


def _subject(about: str) -> str:
    first = next((line.strip() for line in about.splitlines() if line.strip()), "")
    return first if len(first) <= SUBJECT_LIMIT else first[: SUBJECT_LIMIT - 1] + "…"


def _typed(visit: Visit) -> dict[str, str]:
    return {name: visit.form[name] for name in FIELDS if name in visit.form}


def _request_id(request: Request) -> RequestId:
    found = request.path_params["request"]
    return RequestId(found if HEX_ID.match(found) else "")
