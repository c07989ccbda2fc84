"""The terms in the office: every version with how it stands, the drafts, and taking back what is only announced. Article: 12.1"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.base.word_keys import Key
from madoguchi.office.refusals import BadField, NoSuchThing
from madoguchi.web.pages.done import done_text
from madoguchi.web.pages.public_terms import rows_of
from madoguchi.web.visit import Visit, redirect, run, visit_of


async def terms(request: Request) -> Response:
    """GET /office/terms"""
    return await _page(request, visit_of(request))


async def withdraw(request: Request) -> Response:
    """POST /office/terms/{version}/withdraw"""
    visit = visit_of(request)
    desk = visit.web.desk
    version, reason = request.path_params["version"], visit.field("reason")
    match await run(desk.terms.withdraw, visit.person, version, reason, desk.clock.now()):
        case NoSuchThing():
            return visit.missing()
        case BadField(_, why):
            return await _page(request, visit, trouble=(version, reason, why))
        case _:
            return redirect("/office/terms?done=terms_withdrawn")


async def _page(request: Request, visit: Visit, trouble: tuple[str, str, Key] | None = None) -> Response:
    desk = visit.web.desk
    return visit.page(
        "office/terms.html",
        status=422 if trouble else 200,
        rows=rows_of(await run(desk.terms.versions), desk.clock.now()),
        drafts=await run(desk.terms_drafts.open) if visit.may("POST", "/office/terms/drafts") else (),
        names=await run(desk.terms_drafts.names),
        trouble=trouble,
        done=done_text(request, visit),
    )
