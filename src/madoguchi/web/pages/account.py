"""One's own account: the app, passkeys, recovery codes, password, and the browsers that are signed in. Article: 8.1"""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.base.word_keys import Key
from madoguchi.office.ids import token_digest
from madoguchi.office.operators.passkey_ports import CeremonyPurpose
from madoguchi.office.refusals import BadField, NoSuchThing
from madoguchi.web.pages.done import done_text
from madoguchi.web.proving import options
from madoguchi.web.role_words import ROLE_KEYS
from madoguchi.web.visit import Visit, redirect, run, visit_of

HOME: Final = "/office/me"


async def account(request: Request) -> Response:
    """GET /office/me"""
    return await _page(request, visit_of(request), {}, 200)


async def set_code(request: Request) -> Response:
    """POST /office/me/code"""
    visit = visit_of(request)
    result = await run(
        visit.web.desk.account.set_code, visit.asking, visit.field("sealed"), visit.field("code"), visit.token
    )
    return await _answer(request, visit, result, "code_set")


async def drop_code(request: Request) -> Response:
    """POST /office/me/code/drop"""
    visit = visit_of(request)
    result = await run(visit.web.desk.account.drop_code, visit.asking, visit.token)
    return await _answer(request, visit, result, "code_dropped")


async def passkey_options(request: Request) -> Response:
    """POST /office/me/passkeys/options"""
    visit = visit_of(request)
    return options(await run(visit.web.desk.account.ask_for_passkey, visit.asking, visit.provider.name))


async def add_passkey(request: Request) -> Response:
    """POST /office/me/passkeys"""
    visit = visit_of(request)
    result = await run(
        visit.web.desk.account.add_passkey, visit.asking, visit.field("passkey"), visit.field("passkey_name")
    )
    wrong = BadField("passkey_name", result.why) if isinstance(result, BadField) else None
    return await _answer(request, visit, wrong, "passkey_added")


async def drop_passkey(request: Request) -> Response:
    """POST /office/me/passkeys/{passkey}/drop"""
    visit = visit_of(request)
    asked = request.path_params["passkey"][:32]
    return await _answer(
        request,
        visit,
        await run(visit.web.desk.account.drop_passkey, visit.asking, asked, visit.token),
        "passkey_dropped",
    )


async def new_recovery_codes(request: Request) -> Response:
    """POST /office/me/recovery: shown on the answer, and nowhere else."""
    visit = visit_of(request)
    codes = await run(visit.web.desk.account.new_recovery_codes, visit.asking)
    return visit.page("office/recovery.html", codes=codes)


async def change_password(request: Request) -> Response:
    """POST /office/me/phrase"""
    visit = visit_of(request)
    if visit.field("phrase") != visit.field("phrase_again"):
        return await _page(request, visit, {"phrase_again": "people.field.phrase_differs"}, 422)
    result = await run(visit.web.desk.account.change_password, visit.asking, visit.field("phrase"), visit.token)
    return await _answer(request, visit, result, "phrase_changed")


async def sign_out_elsewhere(request: Request) -> Response:
    """POST /office/me/elsewhere"""
    visit = visit_of(request)
    await run(visit.web.desk.account.sign_out_elsewhere, visit.asking, visit.token)
    return redirect(f"{HOME}?done=elsewhere")


async def again_options(request: Request) -> Response:
    """POST /office/me/again: a challenge for proving oneself again."""
    visit = visit_of(request)
    desk = visit.web.desk
    return options(await run(desk.operators.ask_for_passkey, CeremonyPurpose.PROVE, visit.csrf, desk.clock.now()))


async def _answer(request: Request, visit: Visit, result: NoSuchThing | BadField | None, done: str) -> Response:
    match result:
        case NoSuchThing():
            return visit.missing()
        case BadField(name, why):
            return await _page(request, visit, {name: why}, 422)
        case None:
            return redirect(f"{HOME}?done={done}")


async def _page(request: Request, visit: Visit, troubles: dict[str, Key], status: int) -> Response:
    desk = visit.web.desk
    return visit.page(
        "office/account.html",
        status=status,
        account=await run(desk.account.get, visit.person.id, desk.clock.now()),
        offer=desk.account.offer(visit.asking, visit.provider.name),
        this_session=token_digest(visit.token),
        values={"passkey_name": visit.field("passkey_name")},
        troubles=troubles,
        role_keys=ROLE_KEYS,
        done=done_text(request, visit),
    )
