"""The provider's ready-made sentences for what customers are asked to do. Article: 5.7"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.base.word_keys import Key
from madoguchi.office.ids import HEX_ID
from madoguchi.office.refusals import BadField
from madoguchi.web.pages.customers import FormView
from madoguchi.web.pages.done import done_text
from madoguchi.web.visit import Visit, redirect, run, visit_of

FIELDS = ("ja", "en")


async def sentences(request: Request) -> Response:
    """GET /office/requests"""
    return await _page(request, visit_of(request), dict.fromkeys(FIELDS, ""), {}, 200)


async def add(request: Request) -> Response:
    """POST /office/requests"""
    visit = visit_of(request)
    desk = visit.web.desk
    typed = {name: visit.field(name) for name in FIELDS}
    result = await run(desk.requests.add_sentence, visit.person, typed["ja"], typed["en"], desk.clock.now())
    if isinstance(result, BadField):
        return await _page(request, visit, typed, {result.field: result.why}, 422)
    return redirect("/office/requests?done=sentence_added")


async def remove(request: Request) -> Response:
    """POST /office/requests/{sentence}/remove"""
    visit = visit_of(request)
    desk = visit.web.desk
    asked = request.path_params["sentence"]
    refusal = await run(desk.requests.remove_sentence, asked if HEX_ID.match(asked) else "", desk.clock.now())
    return visit.missing() if refusal else redirect("/office/requests?done=sentence_removed")


async def _page(
    request: Request, visit: Visit, values: dict[str, str], troubles: dict[str, Key], status: int
) -> Response:
    return visit.page(
        "office/requests.html",
        status=status,
        sentences=await run(visit.web.desk.requests.sentences),
        form=FormView("/office/requests", values, troubles),
        done=done_text(request, visit),
    )
