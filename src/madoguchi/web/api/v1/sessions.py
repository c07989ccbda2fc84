"""Sessions and their receipts for other programs, of the cases that the key's maker may open. Article: P.3, 7.2, 8.3"""

from __future__ import annotations

from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from madoguchi.base.canonical import canonical
from madoguchi.base.clock import iso
from madoguchi.office.ids import CaseId, SessionId
from madoguchi.office.refusals import BadField, NoSuchThing
from madoguchi.office.sessions.ports import Session
from madoguchi.office.sessions.timeline import timeline
from madoguchi.web.api.problems import refused
from madoguchi.web.api.v1.answers import PDF, at_or_none
from madoguchi.web.api.v1.bodies import (
    ApiSessionGiven,
    AskedId,
    Cursor,
    HappenedGiven,
    Id,
    Limit,
    SessionRow,
    SessionsGiven,
)
from madoguchi.web.pdf.answers import paper
from madoguchi.web.pdf.receipt import receipt_name, receipt_pdf
from madoguchi.web.visit import run, visit_of

router = APIRouter(prefix="/api/v1", tags=["sessions"])


@router.get("/sessions", response_model=SessionsGiven)
async def sessions(
    request: Request, case: AskedId = None, cursor: Cursor = None, limit: Limit = 50
) -> SessionsGiven | Response:
    visit = visit_of(request)
    found = await run(
        visit.web.desk.sessions.after,
        visit.person,
        CaseId(case) if case else None,
        SessionId(cursor) if cursor else None,
        limit,
    )
    if isinstance(found, BadField):
        return refused(found, visit.say)
    rows, has_more = found
    return SessionsGiven(items=[_row(row) for row in rows], next=rows[-1].id if has_more else None)


@router.get("/sessions/{session}", response_model=ApiSessionGiven)
async def session(request: Request, session: Id) -> ApiSessionGiven | Response:
    visit = visit_of(request)
    desk = visit.web.desk
    file = await run(desk.sessions.get, visit.person, SessionId(session))
    if isinstance(file, NoSuchThing):
        return refused(file, visit.say)
    charge = await run(desk.agreed_fees.charge, file.session, desk.clock.now())
    return ApiSessionGiven(
        **_row(file.session).model_dump(),
        reference=file.case.reference,
        customer=file.customer.id,
        terms_version=file.session.terms_version,
        yen=charge.total,
        timeline=[
            HappenedGiven(at=iso(row.at), kind=row.kind, by=row.by, text=row.text)
            for row in timeline(file.written, visit.say)
        ],
    )


@router.get("/sessions/{session}/receipt", response_model=dict[str, Any])
async def receipt(request: Request, session: Id) -> Response:
    visit = visit_of(request)
    desk = visit.web.desk
    file = await run(desk.sessions.get, visit.person, SessionId(session))
    if isinstance(file, NoSuchThing):
        return refused(file, visit.say)
    document = await run(desk.consent.receipt_of, file, desk.clock.now())
    return Response(canonical(document), media_type="application/json", headers={"Cache-Control": "no-store"})


@router.get("/sessions/{session}/receipt.pdf", response_class=Response, responses=PDF)
async def receipt_paper(request: Request, session: Id) -> Response:
    visit = visit_of(request)
    desk = visit.web.desk
    file = await run(desk.sessions.get, visit.person, SessionId(session))
    if isinstance(file, NoSuchThing):
        return refused(file, visit.say)
    document = await run(desk.consent.receipt_of, file, desk.clock.now())
    make = partial(receipt_pdf, visit.web.press, file, document, visit.say)
    return await paper(visit, receipt_name(file, visit.say), make)


def _row(found: Session) -> SessionRow:
    return SessionRow(
        id=found.id,
        case=found.case_id,
        operator=found.operator_id,
        phase=found.phase.word,
        ending=found.ending.word if found.ending else None,
        off_hours=found.off_hours,
        created_at=iso(found.created_at),
        connected_at=at_or_none(found.connected_at),
        ended_at=at_or_none(found.ended_at),
        seconds=found.seconds,
        bytes_used=found.bytes_used,
    )
