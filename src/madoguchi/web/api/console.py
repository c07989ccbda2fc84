"""The API of the operator's page. Every id comes from the address and is judged against the person's own row. Article: 8.3"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from madoguchi.base.clock import iso
from madoguchi.office.ids import HEX_ID, AttemptId, NumberId, SessionId
from madoguchi.office.numbers.service import WrongSecret
from madoguchi.office.refusals import EndingNotYours, NoSuchThing
from madoguchi.office.sessions.places import ConsolePlace
from madoguchi.office.sessions.ports import Session
from madoguchi.office.sessions.service import SessionFile
from madoguchi.office.sessions.timeline import timeline
from madoguchi.seal.signing import to_base64url
from madoguchi.web.api.bodies import (
    ConfirmedAsked,
    ConfirmedGiven,
    ConsoleKeyAsked,
    EndAsked,
    EndGiven,
    PlaceGiven,
    SessionStateGiven,
    TimelineGiven,
    WrongGiven,
)
from madoguchi.web.api.refusing import refused
from madoguchi.web.visit import run, visit_of
from madoguchi.wire.vocabulary import Ending, Phase

router = APIRouter(prefix="/api/v1/console", tags=["console"])
ENDINGS = {ending.word: ending for ending in Ending}


@router.post("/numbers/{number}/ticket", response_model=PlaceGiven)
async def number_ticket(request: Request, number: str, asked: ConsoleKeyAsked) -> PlaceGiven | Response:
    """A place at the relay for the page that holds the number's secret."""
    visit = visit_of(request)
    desk = visit.web.desk
    place = await run(
        desk.numbers.console_ticket, visit.person, NumberId(_id(number)), asked.console_key, desk.clock.now()
    )
    return _given(place) if isinstance(place, ConsolePlace) else refused(place, visit.say)


@router.post("/numbers/{number}/wrong", response_model=WrongGiven)
async def wrong(request: Request, number: str) -> WrongGiven | Response:
    """Somebody typed a wrong secret."""
    visit = visit_of(request)
    desk = visit.web.desk
    counted = await run(desk.numbers.wrong, visit.person, NumberId(_id(number)), desk.clock.now())
    if not isinstance(counted, WrongSecret):
        return refused(counted, visit.say)
    return WrongGiven(wrong=counted.wrong, burnt=counted.burnt)


@router.post("/numbers/{number}/confirmed", status_code=201, response_model=ConfirmedGiven)
async def confirmed(request: Request, number: str, asked: ConfirmedAsked) -> ConfirmedGiven | Response:
    """The customer's program proved the number: it is used up, the session begins."""
    visit = visit_of(request)
    desk = visit.web.desk
    session = await run(
        desk.sessions.confirm, visit.person, NumberId(_id(number)), AttemptId(asked.attempt), desk.clock.now()
    )
    return ConfirmedGiven(session=session.id) if isinstance(session, Session) else refused(session, visit.say)


@router.post("/numbers/{number}/cancel", status_code=204)
async def cancel(request: Request, number: str) -> Response:
    """The number leads nowhere from now on."""
    visit = visit_of(request)
    desk = visit.web.desk
    refusal = await run(desk.numbers.cancel, visit.person, NumberId(_id(number)), desk.clock.now())
    return refused(refusal, visit.say) if refusal else Response(status_code=204)


@router.post("/sessions/{session}/ticket", response_model=PlaceGiven)
async def session_ticket(request: Request, session: str, asked: ConsoleKeyAsked) -> PlaceGiven | Response:
    """The session's place again, after a cut or a reload."""
    visit = visit_of(request)
    desk = visit.web.desk
    place = await run(
        desk.sessions.console_ticket, visit.person, SessionId(_id(session)), asked.console_key, desk.clock.now()
    )
    return _given(place) if isinstance(place, ConsolePlace) else refused(place, visit.say)


@router.post("/sessions/{session}/end", response_model=EndGiven)
async def end(request: Request, session: str, asked: EndAsked) -> EndGiven | Response:
    """End the session; the ending that stands is the answer."""
    visit = visit_of(request)
    desk = visit.web.desk
    ending = ENDINGS.get(asked.ending)
    if ending is None:
        return refused(EndingNotYours(), visit.say)
    stands = await run(desk.sessions.end, visit.person, SessionId(_id(session)), ending, asked.note, desk.clock.now())
    return EndGiven(ending=stands.word) if isinstance(stands, Ending) else refused(stands, visit.say)


@router.get("/sessions/{session}", response_model=SessionStateGiven)
async def state(request: Request, session: str) -> SessionStateGiven | Response:
    """How the session stands, with its timeline; with its receipt once it is over."""
    visit = visit_of(request)
    desk = visit.web.desk
    file = await run(desk.sessions.get, visit.person, SessionId(_id(session)))
    if not isinstance(file, SessionFile):
        return refused(NoSuchThing(), visit.say)
    is_over = file.session.phase is Phase.ENDED
    return SessionStateGiven(
        session=file.session.id,
        phase=file.session.phase.word,
        ending=file.session.ending.word if file.session.ending else None,
        timeline=[
            TimelineGiven(at=iso(row.at), kind=row.kind, by=row.by, text=row.text)
            for row in timeline(file.written, visit.say)
        ],
        receipt=await run(desk.consent.receipt_of, file, desk.clock.now()) if is_over else None,
    )


def _given(place: ConsolePlace) -> PlaceGiven:
    return PlaceGiven(
        relay_url=place.relay_url,
        ticket=place.ticket,
        route=place.route.hex(),
        routing=place.routing,
        expires_at=iso(place.expires_at),
        card=place.card.decode("utf-8"),
        card_signature=to_base64url(place.card_signature),
    )


def _id(text: str) -> str:
    """An id, or one that names nothing."""
    return text if HEX_ID.match(text) else ""
