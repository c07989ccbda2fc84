"""Publishing the terms from within the office: the list, and the form that puts a version into force. Article: 12.1"""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.base.word_keys import Key
from madoguchi.base.words import Language
from madoguchi.office.refusals import BadField, VersionTaken
from madoguchi.web.pages.customers import FormView
from madoguchi.web.pages.done import done_text
from madoguchi.web.visit import Visit, redirect, run, visit_of

FIELDS: Final = ("version", "language", "title", "text")


async def terms(request: Request) -> Response:
    """GET /office/terms"""
    visit = visit_of(request)
    desk = visit.web.desk
    now = desk.clock.now()
    in_force = [await run(desk.terms.in_force, language, now) for language in Language]
    return visit.page(
        "office/terms.html",
        versions=await run(desk.terms.versions),
        in_force={(found.version, found.language) for found in in_force if found},
        done=done_text(request, visit),
    )


async def new_form(request: Request) -> Response:
    """GET /office/terms/new"""
    values = dict.fromkeys(FIELDS, "") | {"language": Language.JA.value}
    return _form(visit_of(request), values, {}, 200)


async def publish(request: Request) -> Response:
    """POST /office/terms/new"""
    visit = visit_of(request)
    desk = visit.web.desk
    typed = {name: visit.field(name) for name in FIELDS}
    language = Language.EN if typed["language"] == Language.EN.value else Language.JA
    result = await run(
        desk.terms.publish, typed["version"].strip(), language, typed["title"], typed["text"], desk.clock.now()
    )
    match result:
        case BadField(name, why):
            return _form(visit, typed, {name: why}, 422)
        case VersionTaken():
            return _form(visit, typed, {"version": result.key}, 409)
        case _:
            return redirect("/office/terms?done=published")


def _form(visit: Visit, values: dict[str, str], troubles: dict[str, Key], status: int) -> Response:
    return visit.page("office/terms_new.html", status=status, form=FormView("/office/terms/new", values, troubles))
