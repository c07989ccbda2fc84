"""Receivers of webhooks and what became of the messages to them. Article: 8.1, 8.3"""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.base.word_keys import Key
from madoguchi.office.hooks.service import EVENTS, HookFacts
from madoguchi.office.ids import HEX_ID
from madoguchi.office.refusals import BadField, NoSuchThing
from madoguchi.web.pages.done import done_text
from madoguchi.web.scope_words import ANSWER_KEYS, EVENT_KEYS, STATE_KEYS
from madoguchi.web.visit import Visit, redirect, run, visit_of

HOME: Final = "/office/hooks"
MARK: Final = "event_"


async def hooks(request: Request) -> Response:
    """GET /office/hooks"""
    return await _page(request, visit_of(request), {}, 200)


async def make(request: Request) -> Response:
    """POST /office/hooks: the secret is on the answer, and nowhere else."""
    visit = visit_of(request)
    chosen = frozenset(name.removeprefix(MARK) for name in visit.form if name.startswith(MARK))
    facts = HookFacts(visit.field("hook_name"), visit.field("url"), chosen)
    result = await run(visit.web.desk.hooks.make, visit.asking, facts, visit.web.messenger)
    if isinstance(result, BadField):
        return await _page(request, visit, {result.field: result.why}, 422)
    return visit.page("office/hook_made.html", made=result, title=visit.say("hooks.made"))


async def hook(request: Request) -> Response:
    """GET /office/hooks/{hook}"""
    visit = visit_of(request)
    file = await run(visit.web.desk.hooks.get, _hook(request))
    if isinstance(file, NoSuchThing):
        return visit.missing()
    return visit.page(
        "office/hook.html",
        file=file,
        event_keys=EVENT_KEYS,
        state_keys=STATE_KEYS,
        answer_keys=ANSWER_KEYS,
        done=done_text(request, visit),
    )


async def test(request: Request) -> Response:
    """POST /office/hooks/{hook}/test"""
    visit = visit_of(request)
    return _answer(visit, request, await run(visit.web.desk.hooks.test, visit.asking, _hook(request)), "hook_tested")


async def renew(request: Request) -> Response:
    """POST /office/hooks/{hook}/renew: the new secret is on the answer, and nowhere else."""
    visit = visit_of(request)
    result = await run(visit.web.desk.hooks.renew, visit.asking, _hook(request))
    if isinstance(result, NoSuchThing):
        return visit.missing()
    return visit.page("office/hook_made.html", made=result, title=visit.say("hooks.renewed"))


async def turn(request: Request) -> Response:
    """POST /office/hooks/{hook}/turn"""
    visit = visit_of(request)
    is_on = visit.field("on") == "yes"
    result = await run(visit.web.desk.hooks.turn, visit.asking, _hook(request), is_on=is_on)
    return _answer(visit, request, result, "hook_on" if is_on else "hook_off")


async def remove(request: Request) -> Response:
    """POST /office/hooks/{hook}/remove"""
    visit = visit_of(request)
    result = await run(visit.web.desk.hooks.remove, visit.asking, _hook(request))
    return visit.missing() if isinstance(result, NoSuchThing) else redirect(f"{HOME}?done=hook_removed")


async def again(request: Request) -> Response:
    """POST /office/hooks/{hook}/messages/{message}/again"""
    visit = visit_of(request)
    message = request.path_params["message"][:40]
    result = await run(visit.web.desk.hooks.again, visit.asking, _hook(request), message)
    return _answer(visit, request, result, "hook_again")


def _answer(visit: Visit, request: Request, result: object, done: str) -> Response:
    return visit.missing() if isinstance(result, NoSuchThing) else redirect(f"{HOME}/{_hook(request)}?done={done}")


async def _page(request: Request, visit: Visit, troubles: dict[str, Key], status: int) -> Response:
    chosen = {name.removeprefix(MARK) for name in visit.form if name.startswith(MARK)}
    return visit.page(
        "office/hooks.html",
        status=status,
        found=await run(visit.web.desk.hooks.all),
        events=EVENTS,
        event_keys=EVENT_KEYS,
        chosen=chosen,
        values={"hook_name": visit.field("hook_name"), "url": visit.field("url")},
        troubles=troubles,
        done=done_text(request, visit),
    )


def _hook(request: Request) -> str:
    asked = request.path_params["hook"]
    return asked if HEX_ID.match(asked) else ""
