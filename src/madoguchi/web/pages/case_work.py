"""What is done on a case's page: handing over, declining, writing down. Article: 1.2, 5.4, 11.1"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.office.cases.ports import Category, EntryKind, Told
from madoguchi.office.ids import HEX_ID, OperatorId
from madoguchi.office.refusals import BadField, CaseClosed, NoSuchThing
from madoguchi.web.api.refusing import sentence, status_of
from madoguchi.web.pages.cases import case_id_of, detail
from madoguchi.web.visit import Visit, redirect, run, visit_of


async def assign(request: Request) -> Response:
    """POST /office/cases/{case}/assign: to a colleague, who comes onto the case with it."""
    visit = visit_of(request)
    desk = visit.web.desk
    who = OperatorId(_id(visit.field("assignee")))
    result = await run(desk.work.assign, visit.person, case_id_of(request), who, desk.clock.now())
    return await _answer(request, visit, result, "assigned")


async def remove_member(request: Request) -> Response:
    """POST /office/cases/{case}/members/{member}/remove"""
    visit = visit_of(request)
    desk = visit.web.desk
    who = OperatorId(_id(request.path_params["member"]))
    result = await run(desk.work.remove_member, visit.person, case_id_of(request), who, desk.clock.now())
    if who == visit.person.id and not isinstance(result, BadField | NoSuchThing):
        return redirect("/office/cases?done=member_removed")  # to them the case is no longer there
    return await _answer(request, visit, result, "member_removed")


async def set_category(request: Request) -> Response:
    """POST /office/cases/{case}/category"""
    visit = visit_of(request)
    desk = visit.web.desk
    categories = {category.value: category for category in Category}
    category = categories.get(visit.field("category"))
    if category is None:
        return visit.missing()
    result = await run(desk.work.set_category, visit.person, case_id_of(request), category, desk.clock.now())
    return await _answer(request, visit, result, "saved")


async def write(request: Request) -> Response:
    """POST /office/cases/{case}/notes: a note, or a consultation (協議)."""
    visit = visit_of(request)
    desk = visit.web.desk
    kind = EntryKind.CONSULTATION if "consultation" in visit.form else EntryKind.NOTE
    words = visit.field(kind.value).replace("\r\n", "\n")
    result = await run(desk.work.write, visit.person, case_id_of(request), kind, words, desk.clock.now())
    return await _answer(request, visit, result, "written")


async def decline(request: Request) -> Response:
    """POST /office/cases/{case}/decline"""
    visit = visit_of(request)
    desk = visit.web.desk
    ways = {told.value: told for told in Told}
    told = ways.get(visit.field("told"))
    if told is None:
        return await detail(request, visit, troubles={"told": "office.field.needed"}, status=422)
    reason = visit.field("reason").replace("\r\n", "\n")
    result = await run(desk.work.decline, visit.person, case_id_of(request), reason, told, desk.clock.now())
    return await _answer(request, visit, result, "case_declined")


async def _answer(request: Request, visit: Visit, result: object, done: str) -> Response:
    match result:
        case NoSuchThing():
            return visit.missing()
        case BadField(name, why):
            return await detail(request, visit, troubles={name: why}, status=422)
        case CaseClosed():
            return await detail(request, visit, trouble=sentence(result, visit.say), status=status_of(result))
        case _:
            return redirect(f"/office/cases/{case_id_of(request)}?done={done}")


def _id(text: str) -> str:
    return text if HEX_ID.match(text) else ""
