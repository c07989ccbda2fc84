"""One's own API keys: made, shown once, revoked. Article: 8.1, 8.3"""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.base.word_keys import Key
from madoguchi.office.api_keys.ports import Scope
from madoguchi.office.api_keys.service import LIFE_DAYS, KeyFacts, is_alive
from madoguchi.office.refusals import BadField, NoSuchThing
from madoguchi.web.api_doors import scopes_of
from madoguchi.web.pages.done import done_text
from madoguchi.web.scope_words import SCOPE_KEYS
from madoguchi.web.visit import Visit, redirect, run, visit_of

HOME: Final = "/office/me/keys"
MARK: Final = "scope_"


async def keys(request: Request) -> Response:
    """GET /office/me/keys"""
    return await _page(request, visit_of(request), {}, 200)


async def make(request: Request) -> Response:
    """POST /office/me/keys: the key is on the answer, and nowhere else."""
    visit = visit_of(request)
    chosen = frozenset(name.removeprefix(MARK) for name in visit.form if name.startswith(MARK))
    facts = KeyFacts(visit.field("key_name"), chosen, visit.field("days"))
    result = await run(visit.web.desk.api_keys.make, visit.asking, facts, scopes_of(visit.person.role))
    if isinstance(result, BadField):
        return await _page(request, visit, {result.field: result.why}, 422)
    return visit.page("office/api_key_made.html", made=result, scope_keys=SCOPE_KEYS)


async def revoke(request: Request) -> Response:
    """POST /office/me/keys/{key}/revoke"""
    visit = visit_of(request)
    result = await run(visit.web.desk.api_keys.revoke, visit.asking, request.path_params["key"][:32])
    return visit.missing() if isinstance(result, NoSuchThing) else redirect(f"{HOME}?done=key_revoked")


async def _page(request: Request, visit: Visit, troubles: dict[str, Key], status: int) -> Response:
    now = visit.web.desk.clock.now()
    found = await run(visit.web.desk.api_keys.of, visit.person.id)
    offered = scopes_of(visit.person.role)
    return visit.page(
        "office/api_keys.html",
        status=status,
        alive=[key for key in found if is_alive(key, now) and key.role is visit.person.role],
        scopes=[scope for scope in Scope if scope in offered],
        scope_keys=SCOPE_KEYS,
        chosen={name.removeprefix(MARK) for name in visit.form if name.startswith(MARK)},
        days=LIFE_DAYS,
        values={"key_name": visit.field("key_name"), "days": visit.field("days") or str(LIFE_DAYS[1])},
        troubles=troubles,
        done=done_text(request, visit),
    )
