"""Cases and numbers for other programs: those that the key's maker is on, and no trace of the others. Article: 1.2, 2.2, 8.3"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from madoguchi.base.clock import iso
from madoguchi.office.cases.ports import Case, CaseStatus, Category
from madoguchi.office.cases.service import CaseFacts, CaseFile, Purpose
from madoguchi.office.ids import CaseId, ContactId, CustomerId, NumberId
from madoguchi.office.numbers.ports import Number
from madoguchi.office.refusals import BadField, NoSuchThing
from madoguchi.web.api.problems import refused
from madoguchi.web.api.v1.answers import case_given, made, tagged
from madoguchi.web.api.v1.bodies import (
    ApiCaseGiven,
    AskedId,
    CaseAsked,
    CasesGiven,
    CaseStatusAsked,
    Cursor,
    Id,
    Limit,
    NumberGiven,
)
from madoguchi.web.visit import Visit, run, visit_of

router = APIRouter(prefix="/api/v1", tags=["cases"])


@router.get("/cases", response_model=CasesGiven)
async def cases(
    request: Request, customer: AskedId = None, cursor: Cursor = None, limit: Limit = 50
) -> CasesGiven | Response:
    visit = visit_of(request)
    found = await run(
        visit.web.desk.cases.after,
        visit.person,
        CustomerId(customer) if customer else None,
        CaseId(cursor) if cursor else None,
        limit,
    )
    if isinstance(found, BadField):
        return refused(found, visit.say)
    files, has_more = found
    return CasesGiven(items=[case_given(file) for file in files], next=files[-1].case.id if has_more else None)


@router.post("/cases", response_model=ApiCaseGiven, status_code=201)
async def open_case(request: Request, asked: CaseAsked) -> Response:
    visit = visit_of(request)
    desk = visit.web.desk
    facts = CaseFacts(
        CustomerId(asked.customer),
        ContactId(asked.contact),
        Category(asked.category),
        asked.subject,
        asked.description,
    )
    opened = await run(desk.cases.create, visit.person, facts, desk.clock.now())
    if not isinstance(opened, Case):
        return refused(opened, visit.say)
    file = await run(desk.cases.get, visit.person, opened.id, Purpose.SUPPORT)
    if isinstance(file, NoSuchThing):
        return refused(file, visit.say)
    return tagged(case_given(file), 201, f"/api/v1/cases/{opened.id}")


@router.get("/cases/{case}", response_model=ApiCaseGiven)
async def case(request: Request, case: Id) -> Response:
    visit = visit_of(request)
    file = await _file(visit, CaseId(case))
    return tagged(case_given(file)) if isinstance(file, CaseFile) else refused(file, visit.say)


@router.post("/cases/{case}/status", response_model=ApiCaseGiven)
async def status(request: Request, case: Id, asked: CaseStatusAsked) -> Response:
    visit = visit_of(request)
    desk = visit.web.desk
    moved = await run(desk.cases.set_status, visit.person, CaseId(case), CaseStatus(asked.status), desk.clock.now())
    if not isinstance(moved, Case):
        return refused(moved, visit.say)
    file = await _file(visit, moved.id)
    return tagged(case_given(file)) if isinstance(file, CaseFile) else refused(file, visit.say)


@router.post("/cases/{case}/numbers", response_model=NumberGiven, status_code=201)
async def issue_number(request: Request, case: Id) -> Response:
    visit = visit_of(request)
    desk = visit.web.desk
    number = await run(desk.numbers.issue, visit.person, CaseId(case), desk.clock.now())
    if not isinstance(number, Number):
        return refused(number, visit.say)
    console = f"{visit.web.settings.origin}/console/{number.id}"
    given = NumberGiven(
        id=number.id,
        case=number.case_id,
        routing=number.routing,
        expires_at=iso(number.expires_at),
        console=console,
    )
    return made(given, f"/console/{number.id}")


@router.post("/numbers/{number}/cancel", status_code=204, response_class=Response)
async def cancel_number(request: Request, number: Id) -> Response:
    visit = visit_of(request)
    desk = visit.web.desk
    refusal = await run(desk.numbers.cancel, visit.person, NumberId(number), desk.clock.now())
    return refused(refusal, visit.say) if refusal is not None else Response(status_code=204)


async def _file(visit: Visit, case: CaseId) -> CaseFile | NoSuchThing:
    return await run(visit.web.desk.cases.get, visit.person, case, Purpose.EVIDENCE)
