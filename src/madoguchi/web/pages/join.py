"""The one-time set-up link: a person chooses their own password and second factor. Looking at the page uses nothing up. Article: 8.1"""

from __future__ import annotations

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

from madoguchi.base.word_keys import Key
from madoguchi.office.operators.invitations import Choice, Joined
from madoguchi.office.operators.passkeys import Answer
from madoguchi.office.operators.ports import Invitation, InvitationPurpose
from madoguchi.office.refusals import BadField, LinkOver
from madoguchi.web.api.refusing import sentence
from madoguchi.web.proving import limiter_of, options
from madoguchi.web.role_words import ROLE_KEYS
from madoguchi.web.session.visitor import visit_token
from madoguchi.web.visit import Visit, run, visit_of


async def form(request: Request) -> Response:
    """GET /join/{token}"""
    return await _form(request, visit_of(request), {}, 200)


async def accept(request: Request) -> Response:
    """POST /join/{token}"""
    visit = visit_of(request)
    desk = visit.web.desk
    if visit.field("phrase") != visit.field("phrase_again") and "phrase_again" in visit.form:
        return await _form(request, visit, {"phrase_again": "people.field.phrase_differs"}, 422)
    shown = visit.field("passkey")
    choice = Choice(
        password=visit.field("phrase"),
        sealed=visit.field("sealed"),
        code=visit.field("code"),
        passkey=Answer(shown, "") if shown else None,
        passkey_name=visit.say("people.join.passkey_name"),
    )

    def work() -> Joined | BadField | LinkOver:
        return desk.invitations.accept(_token(request), choice, visit.address, desk.clock.now())

    result = await anyio.to_thread.run_sync(work, limiter=limiter_of(request.app))
    match result:
        case Joined():
            return visit.page("office/joined.html", joined=result)
        case BadField(name, why):
            return await _form(request, visit, {name: why}, 422)
        case LinkOver():
            return _over(visit, result)


async def passkey_options(request: Request) -> Response:
    """POST /join/{token}/passkey"""
    visit = visit_of(request)
    desk = visit.web.desk
    found = await run(desk.invitations.ask_for_passkey, _token(request), visit.provider.name, desk.clock.now())
    return visit.missing() if isinstance(found, LinkOver) else options(found)


async def _form(request: Request, visit: Visit, troubles: dict[str, Key], status: int) -> Response:
    desk = visit.web.desk
    found = await run(desk.invitations.open, _token(request), desk.clock.now())
    if not isinstance(found, Invitation):
        return _over(visit, found)
    cookie, csrf = visit_token(request, visit)
    shown = Visit(visit.web, visit.address, visit.language, visit.provider, visit.path, csrf=csrf)
    answer = shown.page(
        "office/join.html",
        status=status,
        invitation=found,
        offer=desk.invitations.offer(found.id, found.login, visit.provider.name),
        chooses=found.purpose is not InvitationPurpose.FACTOR,
        role_keys=ROLE_KEYS,
        troubles=troubles,
        action=request.url.path,
    )
    visit.web.cookies.set_visit(answer, cookie)
    return answer


def _over(visit: Visit, refusal: LinkOver) -> Response:
    return visit.page(
        "error.html",
        status=410,
        heading=visit.say("office.error.refused"),
        text=sentence(refusal, visit.say),
        back="/sign-in",
        back_text=visit.say("office.sign_in.title"),
    )


def _token(request: Request) -> str:
    return str(request.path_params["token"])[:64]
