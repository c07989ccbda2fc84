"""Proving oneself again before a sensitive act: password, code or passkey, good for ten minutes. What was typed is kept.

The page that asks carries the fields of the form it stands in front of, so nothing is typed twice and nothing is half done: the act
happens only once the proof is there. Article: 8.1
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import anyio
import anyio.to_thread
from starlette.applications import Starlette
from starlette.responses import Response

from madoguchi.base.clock import Instant
from madoguchi.office.operators.passkeys import Answer
from madoguchi.office.refusals import SignInRefused, TooManyTries
from madoguchi.web.api.refusing import sentence
from madoguchi.web.visit import Visit

LIFE: Final = timedelta(minutes=10)
OWN_FIELDS: Final = frozenset({"again", "again_passkey", "csrf"})
# Each check of a password takes 64 MiB and a tenth of a second: two at a time, the others wait their turn.
_AT_ONCE: Final = 2


def limiter_of(app: Starlette) -> anyio.CapacityLimiter:
    """One for each running application, made within its loop."""
    if not hasattr(app.state, "password_limiter"):
        app.state.password_limiter = anyio.CapacityLimiter(_AT_ONCE)
    limiter = app.state.password_limiter
    assert isinstance(limiter, anyio.CapacityLimiter)
    return limiter


def options(found: str) -> Response:
    """What the browser is asked to do, for the page's script."""
    return Response(found, media_type="application/json", headers={"Cache-Control": "no-store"})


async def prove_again(visit: Visit, limiter: anyio.CapacityLimiter) -> Response | None:
    """None when the person proved themselves lately, or does so with this very form."""
    now = visit.web.desk.clock.now()
    if visit.proven_at is not None and now - visit.proven_at < LIFE:
        return None
    text, passkey = visit.field("again"), visit.field("again_passkey")
    if not text and not passkey:
        return _page(visit, "", 403)
    answer = Answer(passkey, visit.csrf) if passkey else None

    def work() -> Instant | SignInRefused | TooManyTries:
        return visit.web.desk.operators.prove(visit.token, text, answer, visit.address, now)

    result = await anyio.to_thread.run_sync(work, limiter=limiter)
    match result:
        case TooManyTries():
            return _page(visit, sentence(result, visit.say), 429)
        case SignInRefused():
            return _page(visit, visit.say("people.again.wrong"), 403)
        case _:
            return None


def _page(visit: Visit, trouble: str, status: int) -> Response:
    kept = {name: value for name, value in visit.form.items() if name not in OWN_FIELDS}
    return visit.page("office/again.html", status=status, trouble=trouble, action=visit.path, kept=kept)
