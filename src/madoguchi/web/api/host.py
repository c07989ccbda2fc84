"""The API of the customer's program. Article: P.1, P.2, 12.1"""

from __future__ import annotations

import re
from functools import partial
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from madoguchi.base.canonical import canonical
from madoguchi.base.clock import iso
from madoguchi.office.agreed_fees.service import SignedPlan
from madoguchi.office.consent.service import ReceiptFile
from madoguchi.office.numbers.service import BegunAttempt, TypedNumber
from madoguchi.office.refusals import NoTermsPublished, NumberNotValid
from madoguchi.office.sessions.places import HostPlace
from madoguchi.office.sessions.service import HostFacts
from madoguchi.seal.signing import to_base64url
from madoguchi.web.api.bodies import (
    AttemptAsked,
    AttemptGiven,
    CaseGiven,
    FeePlanGiven,
    ProviderGiven,
    ReceiptGiven,
    SessionGiven,
    StatementAsked,
    TermsGiven,
    TicketGiven,
)
from madoguchi.web.api.refusing import refused
from madoguchi.web.categories import CATEGORY_KEYS
from madoguchi.web.hours_words import support_hours
from madoguchi.web.pdf.answers import paper
from madoguchi.web.pdf.receipt import receipt_name, receipt_pdf
from madoguchi.web.visit import run, visit_of

router = APIRouter(prefix="/api/v1/host", tags=["host"])
ROUTING: Final = re.compile(r"[0-9]{3,6}\Z", re.ASCII)


@router.get("/provider", response_model=ProviderGiven)
async def provider(request: Request) -> ProviderGiven:
    """Who the provider is, and what time it is there."""
    visit = visit_of(request)
    desk = visit.web.desk
    return ProviderGiven(
        name=visit.provider.name,
        name_en=visit.provider.name_en,
        phone=visit.provider.phone,
        hotkey=visit.provider.hotkey,
        public_key=to_base64url(desk.keys.provider_public),
        server_time=iso(desk.clock.now()),
        support_hours=await support_hours(visit),
        minimum_build=visit.provider.minimum_build,
    )


@router.get("/terms", response_model=TermsGiven)
async def terms(request: Request) -> TermsGiven | Response:
    """The terms in force, or with ``version`` that very one; a version without a translation in Japanese, which binds."""
    visit = visit_of(request)
    desk = visit.web.desk
    asked = request.query_params.get("version", "")
    found = await run(desk.terms.get, asked) if asked else await run(desk.terms.in_force, desk.clock.now())
    if found is None:
        return refused(NoTermsPublished(), visit.say)
    wording = found.nearest(visit.language)
    return TermsGiven(
        version=found.version,
        language=wording.language.value,
        title=wording.title,
        text=wording.text,
        sha256=wording.sha256,
        binding_sha256=found.sha256,
        published_at=iso(found.published_at),
        effective_at=iso(found.effective_at),
        signature=wording.signature,
        agreed_before=await run(desk.terms.agreed_before, _token(request)),
    )


@router.post("/attempts", status_code=201, response_model=AttemptGiven)
async def attempts(request: Request, asked: AttemptAsked) -> AttemptGiven | Response:
    """The routing part was typed: a place at the relay for one guess at the secret."""
    visit = visit_of(request)
    desk = visit.web.desk
    routing = asked.routing if ROUTING.match(asked.routing) else ""
    typed = TypedNumber(routing, asked.build, asked.platform, asked.language, visit.address)
    begun = await run(desk.numbers.begin_attempt, typed, desk.clock.now())
    if not isinstance(begun, BegunAttempt):
        return refused(begun, visit.say)
    return AttemptGiven(
        attempt=begun.attempt.id,
        host_token=begun.host_token,
        route=begun.route.hex(),
        relay_url=begun.place.relay_url,
        ticket=begun.place.ticket,
    )


@router.post("/ticket", response_model=TicketGiven)
async def ticket(request: Request) -> TicketGiven | Response:
    """The same place again."""
    visit = visit_of(request)
    desk = visit.web.desk
    place = await run(desk.sessions.host_ticket, _token(request), desk.clock.now())
    if not isinstance(place, HostPlace):
        return refused(place, visit.say)
    return TicketGiven(relay_url=place.relay_url, ticket=place.ticket)


@router.get("/session", response_model=SessionGiven)
async def session(request: Request) -> SessionGiven | Response:
    """What the call is about."""
    visit = visit_of(request)
    facts = await run(visit.web.desk.sessions.host_facts, _token(request))
    if not isinstance(facts, HostFacts):
        return refused(facts, visit.say)
    return SessionGiven(
        session=facts.session.id,
        organisation=facts.customer.organisation,
        contact=facts.contact.name,
        case=CaseGiven(
            reference=facts.case.reference,
            category=visit.say(CATEGORY_KEYS[facts.case.category]),
            subject=facts.case.subject,
        ),
        purpose=visit.say("office.purpose.support"),
        off_hours=facts.session.off_hours,
        support_hours=await support_hours(visit),
    )


@router.post("/statements", status_code=201, response_model=ReceiptGiven)
async def statements(request: Request, asked: StatementAsked) -> ReceiptGiven | Response:
    """Have a statement written down; answered when it is durable."""
    visit = visit_of(request)
    desk = visit.web.desk
    receipt = await run(
        desk.consent.state, _token(request), asked.statement, asked.signature, asked.host_key, desk.clock.now()
    )
    if not isinstance(receipt, dict):
        return refused(receipt, visit.say)
    return ReceiptGiven(receipt=receipt)


@router.get("/fee-plan", response_model=FeePlanGiven)
async def fee_plan(request: Request) -> FeePlanGiven | Response:
    """What the coming time costs, by the office's own clock. Article: 3.3"""
    visit = visit_of(request)
    desk = visit.web.desk
    plan = await run(desk.agreed_fees.plan, _token(request), desk.clock.now())
    if not isinstance(plan, SignedPlan):
        return refused(plan, visit.say)
    return FeePlanGiven(plan=plan.text, signature=plan.signature)


@router.get("/receipt")
async def receipt(request: Request) -> Response:
    """The whole receipt document so far, in its canonical bytes."""
    visit = visit_of(request)
    desk = visit.web.desk
    document = await run(desk.consent.receipt_for_host, _token(request), desk.clock.now())
    if not isinstance(document, dict):
        return refused(document, visit.say)
    return Response(canonical(document), media_type="application/json")


@router.get("/receipt.pdf")
async def receipt_paper(request: Request) -> Response:
    """The same for people to read, with the signed document attached."""
    visit = visit_of(request)
    desk = visit.web.desk
    found = await run(desk.consent.receipt_file_for_host, _token(request), desk.clock.now())
    if not isinstance(found, ReceiptFile):
        return refused(found, visit.say)
    make = partial(receipt_pdf, visit.web.press, found.file, found.document, visit.say)
    return await paper(visit, receipt_name(found.file, visit.say), make)


def unreadable(request: Request) -> Response:
    """A body that is not what the call takes. A number that cannot be one is a number that is not valid."""
    visit = visit_of(request)
    if request.url.path == "/api/v1/host/attempts":
        return refused(NumberNotValid(), visit.say)
    return JSONResponse({"refusal": "malformed", "message": visit.say("office.error.malformed")}, 422)


def _token(request: Request) -> str:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token if kind.lower() == "bearer" else ""
