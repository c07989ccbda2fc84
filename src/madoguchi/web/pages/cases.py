"""Cases: opened, looked at, brought to a colleague; numbers issued under them. Article: 1.2, 2.2, 8.3"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.base.clock import Instant
from madoguchi.base.word_keys import Key
from madoguchi.office.appointments.concerns import Concerns
from madoguchi.office.cases.ports import Case, CaseStatus, Category, Told
from madoguchi.office.cases.service import SEE_EVERY_CASE, CaseFacts, CaseFile, Purpose
from madoguchi.office.cases.work import UNDER_WAY, Colleague
from madoguchi.office.customers.service import CustomerWithContacts, may_have_session
from madoguchi.office.ids import HEX_ID, CaseId, ContactId, CustomerId, NumberId
from madoguchi.office.numbers.ports import Number
from madoguchi.office.refusals import BadField, CustomerSuspended, NoSuchThing
from madoguchi.office.subcontractors.assignments import Given
from madoguchi.rules.hours import is_off_hours, pattern_as_of
from madoguchi.web.api.refusing import sentence, status_of
from madoguchi.web.appointment_views import CaseAppointments, case_appointments
from madoguchi.web.case_timeline import TimelineLine, timeline_lines
from madoguchi.web.categories import (
    CASE_STATUS_KEYS,
    CATEGORY_KEYS,
    ENDING_KEYS,
    PHASE_KEYS,
    REQUEST_KEYS,
    TOLD_KEYS,
)
from madoguchi.web.custody_words import HOLDING_KEYS, SOURCE_KEYS, VERDICT_KEYS
from madoguchi.web.given_views import ASKABLE, Giving, giving
from madoguchi.web.hours_words import week_text
from madoguchi.web.pages.dashboard import SessionRow
from madoguchi.web.pages.done import done_text
from madoguchi.web.routine_words import routine_sentences
from madoguchi.web.visit import Visit, redirect, run, visit_of

STEPS: Final = (CaseStatus.OPEN, CaseStatus.WAITING, CaseStatus.CLOSED)  # to decline has a form of its own
FORM_FIELDS: Final = ("login", "note", "consultation", "reason", "told", "person", "until", *ASKABLE)
FIELDS: Final = ("contact", "category", "subject", "description")


@dataclass(frozen=True, slots=True)
class CaseFormView:
    """The form of a new case. ``trouble`` is said above it, ``troubles`` beside its fields."""

    customer: CustomerWithContacts
    values: dict[str, str]
    troubles: dict[str, Key] = field(default_factory=dict)
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A live number: its routing part alone, the secret is on the page that drew it."""

    console: str
    cancel: str
    routing: str
    expires_at: Instant


@dataclass(frozen=True, slots=True)
class CaseView:
    file: CaseFile
    sessions: tuple[SessionRow, ...]
    numbers: tuple[NumberRow, ...]
    is_open: bool
    is_off_hours: bool
    hours: str
    may_issue: bool
    trouble: str
    is_under_way: bool
    assignee: str
    colleagues: tuple[Colleague, ...]
    given: tuple[Given, ...]  # to people of subcontractors
    giving: Giving | None  # the form; None for whoever does not give
    appointments: CaseAppointments
    timeline: tuple[TimelineLine, ...]
    routine: tuple[str, ...]  # a sentence for each limit that is passed
    told: dict[Told, Key]  # the ways in which this customer can be told of a reason
    values: dict[str, str]
    troubles: dict[str, Key]
    done: str

    @property
    def given_to(self) -> frozenset[str]:
        """Whom only the end of an assignment takes off the case."""
        return frozenset(one.assignment.operator_id for one in self.given)


async def cases(request: Request) -> Response:
    """GET /office/cases"""
    visit = visit_of(request)
    found = await run(visit.web.desk.cases.mine, visit.person)
    return visit.page(
        "office/cases.html",
        cases=found,
        category_keys=CATEGORY_KEYS,
        status_keys=CASE_STATUS_KEYS,
        sees_every_case=visit.person.role in SEE_EVERY_CASE,
    )


async def new_form(request: Request) -> Response:
    """GET /office/cases/new?customer=…"""
    visit = visit_of(request)
    values = dict.fromkeys(FIELDS, "") | {"category": Category.FAULT.value}
    return await _new(visit, request.query_params.get("customer", ""), values, {}, trouble="", status=200)


async def create(request: Request) -> Response:
    """POST /office/cases/new"""
    visit = visit_of(request)
    desk = visit.web.desk
    categories = {category.value: category for category in Category}
    facts = CaseFacts(
        customer_id=CustomerId(_id(visit.field("customer"))),
        contact_id=ContactId(_id(visit.field("contact"))),
        category=categories.get(visit.field("category"), Category.FAULT),
        subject=visit.field("subject"),
        description=visit.field("description").replace("\r\n", "\n"),
    )
    result = await run(desk.cases.create, visit.person, facts, desk.clock.now())
    match result:
        case Case():
            return redirect(f"/office/cases/{result.id}?done=case_opened")
        case NoSuchThing():
            return visit.missing()
        case BadField(name, why):
            typed = {name: visit.field(name) for name in FIELDS}
            return await _new(visit, facts.customer_id, typed, {name: why}, trouble="", status=422)
        case CustomerSuspended():
            typed = {name: visit.field(name) for name in FIELDS}
            return await _new(visit, facts.customer_id, typed, {}, trouble=sentence(result, visit.say), status=403)


async def case(request: Request) -> Response:
    """GET /office/cases/{case}"""
    return await detail(request, visit_of(request))


async def set_status(request: Request) -> Response:
    """POST /office/cases/{case}/status"""
    visit = visit_of(request)
    statuses = {status.value: status for status in STEPS}
    status = statuses.get(visit.field("status"), CaseStatus.OPEN)
    desk = visit.web.desk
    result = await run(desk.cases.set_status, visit.person, case_id_of(request), status, desk.clock.now())
    return visit.missing() if isinstance(result, NoSuchThing) else redirect(f"/office/cases/{result.id}?done=saved")


async def add_member(request: Request) -> Response:
    """POST /office/cases/{case}/members"""
    visit = visit_of(request)
    desk = visit.web.desk
    result = await run(desk.cases.add_member, visit.person, case_id_of(request), visit.field("login"), desk.clock.now())
    if isinstance(result, BadField):
        return await detail(request, visit, troubles={"login": result.why}, status=422)
    return visit.missing() if result else redirect(f"/office/cases/{case_id_of(request)}?done=member_added")


async def issue_number(request: Request) -> Response:
    """POST /office/cases/{case}/numbers: on to the console page, where the browser draws the secret part."""
    visit = visit_of(request)
    desk = visit.web.desk
    result = await run(desk.numbers.issue, visit.person, case_id_of(request), desk.clock.now())
    match result:
        case Number():
            return redirect(f"/console/{result.id}")
        case NoSuchThing():
            return visit.missing()
        case _:
            return await detail(request, visit, trouble=sentence(result, visit.say), status=status_of(result))


async def cancel_number(request: Request) -> Response:
    """POST /office/numbers/{number}/cancel"""
    visit = visit_of(request)
    desk = visit.web.desk
    number_id = NumberId(_id(request.path_params["number"]))
    number = await run(desk.numbers.get, visit.person, number_id)
    if not isinstance(number, Number):
        return visit.missing()
    await run(desk.numbers.cancel, visit.person, number.id, desk.clock.now())
    return redirect(f"/office/cases/{number.case_id}?done=number_cancelled")


async def detail(
    request: Request,
    visit: Visit,
    *,
    trouble: str = "",
    troubles: dict[str, Key] | None = None,
    concerns: Concerns | None = None,
    status: int = 200,
) -> Response:
    """The case's page; or the page again, with what was typed and why it cannot be used."""
    desk, now = visit.web.desk, visit.web.desk.clock.now()
    calendar = await run(desk.hours.calendar)
    may_work = visit.may("POST", "/office/cases/{case}/notes")
    purpose = Purpose.SUPPORT if may_work else Purpose.EVIDENCE
    file = await run(desk.cases.get, visit.person, case_id_of(request), purpose)
    if not isinstance(file, CaseFile):
        return visit.missing()
    numbers = await run(desk.numbers.live_of_case, visit.person, file.case.id, now)
    sessions = await run(desk.sessions.of_case, visit.person, file.case.id)
    asked = await run(desk.requests.of_case, visit.person, file.case.id, purpose)
    events = await run(desk.work.timeline, visit.person, file.case.id, purpose)
    assert not isinstance(events, NoSuchThing), "the case was opened just now"
    found = await run(desk.routine.of_customer, visit.person, file.customer.id, now)
    held = await run(desk.custody.of_case, visit.person, file.case.id, purpose)
    has_page = await run(desk.work.came_from_the_portal, file.case)
    is_open = file.case.status in UNDER_WAY
    view = CaseView(
        file=file,
        sessions=tuple(
            SessionRow(
                address=f"/office/sessions/{session.id}",
                case_reference=file.case.reference,
                case_subject=file.case.subject,
                at=session.created_at,
                state=ENDING_KEYS[session.ending] if session.ending else PHASE_KEYS[session.phase],
                is_running=session.ending is None,
                console=f"/console/session/{session.id}"
                if session.ending is None and session.operator_id == visit.person.id
                else "",
            )
            for session in sessions
        ),
        numbers=tuple(
            NumberRow(f"/console/{number.id}", f"/office/numbers/{number.id}/cancel", number.routing, number.expires_at)
            for number in numbers
        ),
        is_open=is_open,
        is_off_hours=is_off_hours(now, calendar),
        hours=week_text(visit.say, pattern_as_of(now, calendar)),
        may_issue=may_work and is_open and may_have_session(file.customer),
        trouble=trouble,
        is_under_way=is_open,
        assignee=next((name for who, name in file.members if who == file.case.assignee_id), ""),
        colleagues=tuple(await run(desk.work.colleagues)) if visit.may("POST", "/office/cases/{case}/assign") else (),
        given=tuple(await run(desk.assignments.of_case, visit.person, file.case.id, purpose)),
        giving=await giving(visit, now),
        appointments=await case_appointments(visit, file, purpose, troubles or {}, concerns),
        timeline=tuple(timeline_lines(events, visit.say)),
        routine=tuple(routine_sentences(found, visit.say)),
        told={told: key for told, key in TOLD_KEYS.items() if has_page or told is not Told.PORTAL},
        values={name: visit.field(name) for name in FORM_FIELDS},
        troubles=troubles or {},
        done=done_text(request, visit),
    )
    return visit.page(
        "office/case.html",
        status=status,
        view=view,
        asked=asked,
        held=held,
        holding_keys=HOLDING_KEYS,
        source_keys=SOURCE_KEYS,
        verdict_keys=VERDICT_KEYS,
        request_keys=REQUEST_KEYS,
        category_keys=CATEGORY_KEYS,
        status_keys=CASE_STATUS_KEYS,
        step_keys={step: CASE_STATUS_KEYS[step] for step in STEPS},
    )


async def _new(
    visit: Visit, customer_id: str, values: dict[str, str], troubles: dict[str, Key], *, trouble: str, status: int
) -> Response:
    found = await run(visit.web.desk.customers.get, CustomerId(_id(customer_id)))
    if not isinstance(found, CustomerWithContacts):
        return visit.missing()
    form = CaseFormView(found, values, troubles, trouble)
    return visit.page("office/case_new.html", status=status, form=form, category_keys=CATEGORY_KEYS)


def case_id_of(request: Request) -> CaseId:
    return CaseId(_id(request.path_params["case"]))


def _id(text: str) -> str:
    return text if HEX_ID.match(text) else ""
