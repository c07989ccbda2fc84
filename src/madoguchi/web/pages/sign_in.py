"""Coming and going: the sign-in form, the one-time link of the demo, the sign-out. Nothing changes by looking at a page.

Article: 8.1
"""

from __future__ import annotations

import re
from typing import Final

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

from madoguchi.office.operators.passkey_ports import CeremonyPurpose
from madoguchi.office.operators.passkeys import Answer
from madoguchi.office.operators.service import SignedIn
from madoguchi.office.refusals import Refusal, TooManyTries
from madoguchi.web.api.refusing import sentence
from madoguchi.web.proving import limiter_of, options
from madoguchi.web.session.visitor import visit_token
from madoguchi.web.visit import Visit, redirect, run, visit_of

OWN_PATH: Final = re.compile(r"/(?:office|console)(?:/[0-9A-Za-z_-]+)*\Z", re.ASCII)
HOME: Final = "/office"


async def form(request: Request) -> Response:
    """GET /sign-in"""
    visit = visit_of(request)
    if visit.actor:
        return redirect(HOME)
    return _form(
        request, visit, status=200, login="", next_path=own_path(request.query_params.get("next", "")), trouble=""
    )


async def sign_in(request: Request) -> Response:
    """POST /sign-in"""
    visit = visit_of(request)
    desk = visit.web.desk
    login, next_path = visit.field("login").strip(), own_path(visit.field("next"))
    shown = visit.field("passkey")
    answer = Answer(shown, visit.csrf) if shown else None

    def work() -> SignedIn | Refusal:
        now = desk.clock.now()
        if answer is not None and not login:
            return desk.operators.sign_in_by_passkey(answer, visit.address, now)
        return desk.operators.sign_in(
            login, visit.field("password"), visit.field("code").strip(), visit.address, now, passkey=answer
        )

    result = await anyio.to_thread.run_sync(work, limiter=limiter_of(request.app))
    if isinstance(result, SignedIn):
        return welcome(visit, result, next_path)
    status = 429 if isinstance(result, TooManyTries) else 403
    return _form(request, visit, status=status, login=login, next_path=next_path, trouble=sentence(result, visit.say))


async def passkey_options(request: Request) -> Response:
    """POST /sign-in/passkey: a challenge for this browser; ``alone`` when the passkey is to be everything."""
    visit = visit_of(request)
    desk = visit.web.desk
    is_alone = visit.field("alone") == "yes"
    found = await run(
        desk.operators.ask_for_passkey, CeremonyPurpose.SIGN_IN, visit.csrf, desk.clock.now(), is_alone=is_alone
    )
    return options(found)


async def sign_out(request: Request) -> Response:
    """POST /sign-out"""
    visit = visit_of(request)
    desk = visit.web.desk
    await run(desk.operators.sign_out, visit.token, desk.clock.now(), visit.address)
    answer = redirect("/sign-in")
    visit.web.cookies.drop_session(answer)
    return answer


async def link_form(request: Request) -> Response:
    """GET /sign-in/link/{token}: a button (which the page's script presses); the token is used by the POST alone."""
    visit = visit_of(request)
    token, csrf = visit_token(request, visit)
    shown = Visit(visit.web, visit.address, visit.language, visit.provider, visit.path, None, "", csrf)
    answer = shown.page(
        "office/sign_in_link.html", action=request.url.path, next_path=own_path(request.query_params.get("next", ""))
    )
    visit.web.cookies.set_visit(answer, token)
    return answer


async def use_link(request: Request) -> Response:
    """POST /sign-in/link/{token}"""
    visit = visit_of(request)
    desk = visit.web.desk
    result = await run(desk.operators.use_link, request.path_params["token"][:64], desk.clock.now())
    if isinstance(result, SignedIn):
        return welcome(visit, result, own_path(visit.field("next")))
    return visit.page(
        "error.html",
        status=410,
        heading=visit.say("office.error.refused"),
        text=sentence(result, visit.say),
        back="/sign-in",
        back_text=visit.say("office.sign_in.title"),
    )


def _form(request: Request, visit: Visit, *, status: int, login: str, next_path: str, trouble: str) -> Response:
    token, csrf = visit_token(request, visit)
    shown = Visit(visit.web, visit.address, visit.language, visit.provider, visit.path, None, "", csrf)
    settings = visit.web.settings
    answer = shown.page(
        "office/sign_in.html",
        status=status,
        login=login,
        next_path=next_path,
        trouble=trouble,
        service=settings.sign_in_service,
    )
    visit.web.cookies.set_visit(answer, token)
    return answer


def welcome(visit: Visit, result: SignedIn, next_path: str) -> Response:
    """In, by a new random reference."""
    answer = redirect(next_path)
    visit.web.cookies.set_session(answer, result.token)
    return answer


def own_path(path: str) -> str:
    """A page of ours to go on to; nothing else is ever redirected to."""
    return path if OWN_PATH.match(path) else HOME
