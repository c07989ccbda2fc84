"""What support covers, for everybody to read and the administrator to keep; and the limits for routine work. Article: 1.2, 3.1"""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.base.word_keys import Key
from madoguchi.office.refusals import BadField, NoSuchThing
from madoguchi.web.pages.customers import FormView
from madoguchi.web.pages.done import done_text
from madoguchi.web.visit import Visit, redirect, run, visit_of

FIELDS: Final = ("ja", "en", "in_scope")
RULES: Final = ("times", "days", "hours")
USUAL: Final = {"times": "3", "days": "30", "hours": "10"}


async def public(request: Request) -> Response:
    """GET /scope"""
    visit = visit_of(request)
    desk = visit.web.desk
    return visit.page("public/scope.html", items=await run(desk.scope.items, desk.clock.now()))


async def scope(request: Request) -> Response:
    """GET /office/scope"""
    return await _scope(request, visit_of(request), {"ja": "", "en": "", "in_scope": "yes"}, {}, 200)


async def add(request: Request) -> Response:
    """POST /office/scope"""
    visit = visit_of(request)
    desk = visit.web.desk
    typed = {name: visit.field(name) for name in FIELDS}
    covered = typed["in_scope"] != "no"
    result = await run(desk.scope.add, visit.person, typed["ja"], typed["en"], in_scope=covered, now=desk.clock.now())
    if isinstance(result, BadField):
        return await _scope(request, visit, typed, {result.field: result.why}, 422)
    return redirect("/office/scope?done=scope_added")


async def end(request: Request) -> Response:
    """POST /office/scope/{item}/end"""
    visit = visit_of(request)
    desk = visit.web.desk
    result = await run(desk.scope.end, visit.person, request.path_params["item"][:32], desk.clock.now())
    return visit.missing() if isinstance(result, NoSuchThing) else redirect("/office/scope?done=scope_ended")


async def routine_form(request: Request) -> Response:
    """GET /office/routine"""
    visit = visit_of(request)
    held = await run(visit.web.desk.routine.rules)
    values = {"times": str(held.times), "days": str(held.days), "hours": str(held.hours)} if held else dict(USUAL)
    return await _routine(request, visit, values, {}, 200)


async def set_routine(request: Request) -> Response:
    """POST /office/routine"""
    visit = visit_of(request)
    desk = visit.web.desk
    typed = {name: visit.field(name) for name in RULES}
    result = await run(
        desk.routine.set_rules, visit.person, typed["times"], typed["days"], typed["hours"], desk.clock.now()
    )
    if isinstance(result, BadField):
        return await _routine(request, visit, typed, {result.field: result.why}, 422)
    return redirect("/office/routine?done=routine_set")


async def _scope(
    request: Request, visit: Visit, values: dict[str, str], troubles: dict[str, Key], status: int
) -> Response:
    desk = visit.web.desk
    items = await run(desk.scope.items, desk.clock.now())
    form = FormView("/office/scope", values, troubles)
    done = done_text(request, visit)
    return visit.page("office/scope.html", status=status, items=items, form=form, done=done)


async def _routine(
    request: Request, visit: Visit, values: dict[str, str], troubles: dict[str, Key], status: int
) -> Response:
    held = await run(visit.web.desk.routine.rules)
    form = FormView("/office/routine", values, troubles)
    done = done_text(request, visit)
    return visit.page("office/routine.html", status=status, held=held, form=form, done=done)
