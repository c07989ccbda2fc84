"""Signing in by the provider's own sign-in service: there, back, and then our second factor all the same. Article: 8.1"""

from __future__ import annotations

import logging

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from madoguchi.base.errors import BrokenProof, Unavailable
from madoguchi.base.word_keys import Key
from madoguchi.office.operators.factors import Factor
from madoguchi.office.operators.identities import Errand, Proven
from madoguchi.office.operators.passkeys import Answer
from madoguchi.office.operators.service import SignedIn
from madoguchi.office.refusals import LinkOver, SignInRefused, TooManyTries
from madoguchi.web.api.refusing import sentence
from madoguchi.web.pages.sign_in import own_path, welcome
from madoguchi.web.proving import limiter_of
from madoguchi.web.session.cookies import read_cookies
from madoguchi.web.session.visitor import visit_token
from madoguchi.web.visit import Visit, redirect, run, visit_of

FACTOR = "/sign-in/identity/factor"
log = logging.getLogger("madoguchi.web")


async def begin(request: Request) -> Response:
    """GET /sign-in/identity?next=…: to the service."""
    visit = visit_of(request)
    service = visit.web.identity
    if service is None:
        return visit.missing()
    token, browser = visit_token(request, visit)
    desk = visit.web.desk
    errand = await run(desk.identities.begin, browser, own_path(request.query_params.get("next", "")), desk.clock.now())
    try:
        address = await service.way(errand.state, errand.nonce, errand.verifier)
    except (Unavailable, BrokenProof) as wrong:
        return _trouble(visit, wrong)
    answer = RedirectResponse(address, 303, headers={"Cache-Control": "no-store"})
    visit.web.cookies.set_visit(answer, token)
    return answer


async def back(request: Request) -> Response:
    """GET /sign-in/identity/back?code=…&state=…: from the service."""
    visit = visit_of(request)
    service = visit.web.identity
    if service is None:
        return visit.missing()
    desk, asked = visit.web.desk, request.query_params
    _, browser = visit_token(request, visit)
    errand = await run(desk.identities.came_back, asked.get("state", "")[:600], browser, desk.clock.now())
    if not isinstance(errand, Errand):
        return _said(visit, "people.identity_over", 410)
    if not asked.get("code"):  # they pressed "cancel" there, or the service refused
        return _said(visit, "people.identity_cancelled", 403)
    try:
        subject = await service.subject(asked["code"][:4_000], errand.nonce, errand.verifier, asked.get("iss", ""))
    except (Unavailable, BrokenProof) as wrong:
        return _trouble(visit, wrong)
    sealed = await run(
        desk.identities.recognise, service.issuer, subject, browser, errand.next_path, visit.address, desk.clock.now()
    )
    if isinstance(sealed, SignInRefused):
        return _said(visit, "people.identity_unknown", 403, subject=subject)
    answer = redirect(FACTOR)
    visit.web.cookies.set_identity(answer, sealed)
    return answer


async def factor_form(request: Request) -> Response:
    """GET /sign-in/identity/factor"""
    visit = visit_of(request)
    token, browser = visit_token(request, visit)
    proven = await run(visit.web.desk.identities.proven, _sealed(request, visit), browser, visit.web.desk.clock.now())
    if not isinstance(proven, Proven):
        return _said(visit, "people.identity_over", 410)
    shown = Visit(visit.web, visit.address, visit.language, visit.provider, visit.path, csrf=browser)
    answer = shown.page("office/sign_in_factor.html", trouble="")
    visit.web.cookies.set_visit(answer, token)
    return answer


async def finish(request: Request) -> Response:
    """POST /sign-in/identity/factor"""
    visit = visit_of(request)
    desk, sealed, shown = visit.web.desk, _sealed(request, visit), visit.field("passkey")
    factor = Factor(visit.field("code").strip(), Answer(shown, visit.csrf) if shown else None)
    proven = await run(desk.identities.proven, sealed, visit.csrf, desk.clock.now())

    def work() -> SignedIn | SignInRefused | TooManyTries | LinkOver:
        return desk.identities.finish(sealed, visit.csrf, factor, visit.address, desk.clock.now())

    result = await anyio.to_thread.run_sync(work, limiter=limiter_of(request.app))
    match result:
        case SignedIn():
            answer = welcome(visit, result, own_path(proven.next_path if isinstance(proven, Proven) else ""))
            visit.web.cookies.drop_identity(answer)
            return answer
        case LinkOver():
            return _said(visit, "people.identity_over", 410)
        case _:
            status = 429 if isinstance(result, TooManyTries) else 403
            return visit.page("office/sign_in_factor.html", status=status, trouble=sentence(result, visit.say))


def _sealed(request: Request, visit: Visit) -> str:
    return read_cookies(request.headers.get("cookie", "")).get(visit.web.cookies.identity, "")[:1_000]


def _trouble(visit: Visit, wrong: Exception) -> Response:
    log.warning("sign-in service: %s", wrong)
    return _said(visit, "people.identity_away" if isinstance(wrong, Unavailable) else "people.identity_wrong", 502)


def _said(visit: Visit, key: Key, status: int, **slots: str) -> Response:
    return visit.page(
        "error.html",
        status=status,
        heading=visit.say("office.error.refused"),
        text=visit.say(key, **slots),
        back="/sign-in",
        back_text=visit.say("office.sign_in.title"),
    )
