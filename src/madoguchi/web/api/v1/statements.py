"""Monthly statements for other programs: read, issued as seen, corrected by other documents. Article: 3.4"""

from __future__ import annotations

from functools import partial
from typing import Literal

from fastapi import APIRouter, Request
from starlette.responses import Response

from madoguchi.base.clock import iso
from madoguchi.office.ids import CustomerId
from madoguchi.office.refusals import BadField, NoSuchThing
from madoguchi.office.statements.export import ExportForm, exported
from madoguchi.office.statements.service import Issued, NotIssued
from madoguchi.web.api.problems import problem, refused
from madoguchi.web.api.v1.answers import CSV, PDF, made
from madoguchi.web.api.v1.bodies import (
    AskedId,
    AskedMonth,
    CorrectAsked,
    DraftGiven,
    Id,
    IssueAsked,
    Month,
    Number,
    StatementGiven,
    StatementRow,
    StatementsGiven,
)
from madoguchi.web.downloads import content_disposition
from madoguchi.web.pdf.answers import paper
from madoguchi.web.pdf.statement import statement_name, statement_pdf
from madoguchi.web.visit import Visit, run, visit_of

router = APIRouter(prefix="/api/v1", tags=["statements"])


@router.get("/statements", response_model=StatementsGiven)
async def statements(request: Request, month: AskedMonth, customer: AskedId = None) -> StatementsGiven:
    issued = await run(visit_of(request).web.desk.statements.all_of, month)
    wanted = [one for one in issued if customer is None or one.statement.customer_id == customer]
    return StatementsGiven(items=[_row(one) for one in wanted])


@router.get("/statements/export/{form}/{month}", response_class=Response, responses=CSV)
async def export(request: Request, form: Literal["generic", "freee", "yayoi"], month: Month) -> Response:
    issued = await run(visit_of(request).web.desk.statements.all_of, month)
    file = await run(exported, ExportForm(form), [one.paper for one in issued])
    charset = "shift_jis" if form == "yayoi" else "utf-8"
    headers = {
        "Content-Disposition": content_disposition(f"statements-{month}-{form}.csv"),
        "Cache-Control": "no-store",
        "Content-Type": f"text/csv; charset={charset}",
    }
    return Response(file, headers=headers)


@router.get("/statements/drafts/{customer}/{month}", response_model=DraftGiven)
async def draft(request: Request, customer: Id, month: Month) -> DraftGiven | Response:
    visit = visit_of(request)
    desk = visit.web.desk
    found = await run(desk.statements.draft, CustomerId(customer), month, desk.clock.now())
    if isinstance(found, NoSuchThing):
        return refused(found, visit.say)
    return DraftGiven(
        customer=customer,
        month=month,
        total=found.paper.totals.total,
        seen=found.paper.seen,
        hindrance=visit.say(found.hindrance) if found.hindrance else None,
        document=dict(found.paper.document()),
    )


@router.post("/statements/drafts/{customer}/{month}/issue", response_model=StatementGiven, status_code=201)
async def issue(request: Request, customer: Id, month: Month, asked: IssueAsked) -> Response:
    visit = visit_of(request)
    desk = visit.web.desk
    done = await run(desk.statements.issue, visit.person, CustomerId(customer), month, asked.seen, desk.clock.now())
    if not isinstance(done, Issued):
        return _refused(visit, done)
    return made(_given(done), f"/api/v1/statements/{done.statement.number}")


@router.get("/statements/{number}", response_model=StatementGiven)
async def statement(request: Request, number: Number) -> StatementGiven | Response:
    visit = visit_of(request)
    found = await run(visit.web.desk.statements.get, number)
    return _given(found) if isinstance(found, Issued) else refused(found, visit.say)


@router.get("/statements/{number}/paper.pdf", response_class=Response, responses=PDF)
async def statement_paper(request: Request, number: Number) -> Response:
    visit = visit_of(request)
    found = await run(visit.web.desk.statements.get, number)
    if not isinstance(found, Issued):
        return refused(found, visit.say)
    make = partial(statement_pdf, visit.web.press, found.paper, visit.say)
    return await paper(visit, statement_name(found.paper, visit.say), make)


@router.post("/statements/{number}/correct", response_model=StatementsGiven, status_code=201)
async def correct(request: Request, number: Number, asked: CorrectAsked) -> Response:
    visit = visit_of(request)
    desk = visit.web.desk
    done = await run(
        desk.statements.correct, visit.person, number, frozenset(asked.keep), asked.reason, desk.clock.now()
    )
    if not isinstance(done, tuple):
        return _refused(visit, done)
    given = StatementsGiven(items=[_row(one) for one in done])
    return made(given, f"/api/v1/statements/{done[-1].statement.number}")


def _refused(visit: Visit, refusal: NotIssued | BadField | NoSuchThing) -> Response:
    if isinstance(refusal, NotIssued):
        return problem(409, "not_issued", visit.say(refusal.key))
    return refused(refusal, visit.say)


def _row(issued: Issued) -> StatementRow:
    statement, document = issued.statement, issued.paper
    return StatementRow(
        number=statement.number,
        kind=statement.kind.value,
        customer=statement.customer_id,
        organisation=document.recipient,
        month=statement.month,
        total=document.totals.total,
        issued_at=iso(statement.issued_at),
        cancels=document.cancels,
        replaces=document.replaces,
        sha256=statement.sha256,
    )


def _given(issued: Issued) -> StatementGiven:
    return StatementGiven(**_row(issued).model_dump(), document=dict(issued.paper.document()))
