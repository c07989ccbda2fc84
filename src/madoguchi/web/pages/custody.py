"""Received files: on their own pages, opened for a purpose as a download, returned or destroyed. Article: 5.6, 8.3, 8.4, 8.5"""

from __future__ import annotations

from functools import partial
from typing import Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from madoguchi.base.canonical import canonical
from madoguchi.base.word_keys import Key
from madoguchi.office.cases.service import Purpose
from madoguchi.office.custody.ports import CustodyFile, Holding
from madoguchi.office.custody.service import HeldFile
from madoguchi.office.ids import HEX_ID, CustodyId
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.office.refusals import BadField, NoSuchThing
from madoguchi.web.custody_words import HOLDING_KEYS, SOURCE_KEYS, VERDICT_KEYS
from madoguchi.web.downloads import content_disposition, download_name
from madoguchi.web.pages.done import done_text
from madoguchi.web.pdf.answers import paper
from madoguchi.web.pdf.certificate import certificate_name, certificate_pdf
from madoguchi.web.visit import Visit, redirect, run, visit_of

FIELDS: Final = ("purpose", "reason", "how", "sure")


async def file(request: Request) -> Response:
    """GET /office/custody/{file}"""
    return await _page(request, visit_of(request))


async def open_file(request: Request) -> Response:
    """POST /office/custody/{file}/open: to be saved, never to be shown."""
    visit = visit_of(request)
    desk, sure = visit.web.desk, visit.field("sure") == "yes"
    asked = partial(desk.custody.open, sure=sure, now=desk.clock.now())
    given = await run(asked, visit.person, _id(request), visit.field("purpose"))
    match given:
        case NoSuchThing():
            return visit.missing()
        case BadField(name, why):
            return await _page(request, visit, troubles={name: why}, status=422)
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": content_disposition(download_name(given.name)),
        "Content-Length": str(given.size),
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingResponse(given.pieces, headers=headers, media_type="application/octet-stream")


async def check(request: Request) -> Response:
    """POST /office/custody/{file}/check"""
    visit = visit_of(request)
    desk = visit.web.desk
    found = await run(desk.custody.check, visit.person, _id(request), desk.clock.now())
    if not isinstance(found, CustodyFile):
        return visit.missing()
    return redirect(f"/office/custody/{found.id}?done=custody_checked")


async def end(request: Request) -> Response:
    """POST /office/custody/{file}/end"""
    visit = visit_of(request)
    desk, sure = visit.web.desk, visit.field("end_sure") == "yes"
    how = Holding.RETURNED if visit.field("how") == Holding.RETURNED.value else Holding.DESTROYED
    ended = partial(desk.custody.end, sure=sure, now=desk.clock.now())
    result = await run(ended, visit.person, _id(request), how, visit.field("reason"))
    match result:
        case NoSuchThing():
            return visit.missing()
        case BadField(name, why):
            return await _page(request, visit, troubles={"end_sure" if name == "sure" else name: why}, status=422)
        case CustodyFile():
            return redirect(f"/office/custody/{result.id}?done=custody_ended")


async def certificate(request: Request) -> Response:
    """GET /office/custody/{file}/certificate: that it is gone, as the signed document in its canonical bytes."""
    visit = visit_of(request)
    found = await _found(request, visit)
    document = await run(visit.web.desk.certificates.of, found, visit.web.desk.clock.now()) if found else None
    if found is None or document is None:
        return visit.missing()
    name = f"erasure-{found.case.case.reference}-{found.held.file.number}.json"
    headers = {"Content-Disposition": content_disposition(name), "Cache-Control": "no-store"}
    return Response(canonical(document), media_type="application/json", headers=headers)


async def certificate_paper(request: Request) -> Response:
    """GET /office/custody/{file}/certificate.pdf: the same for the customer to read, with the signed document attached."""
    visit = visit_of(request)
    found = await _found(request, visit)
    document = await run(visit.web.desk.certificates.of, found, visit.web.desk.clock.now()) if found else None
    if found is None or document is None:
        return visit.missing()
    make = partial(certificate_pdf, visit.web.press, found, document, visit.provider, visit.say)
    return await paper(visit, certificate_name(found, visit.say), make)


async def due(request: Request) -> Response:
    """GET /office/custody: what must be returned or destroyed soon, to those who are on its case."""
    visit = visit_of(request)
    desk, now = visit.web.desk, visit.web.desk.clock.now()
    days, remind = await run(desk.custody.rule, now)
    found = await run(desk.custody.due, visit.person, now)
    return visit.page("office/custody_due.html", due=found, days=days, remind=remind)


async def rule_form(request: Request) -> Response:
    """GET /office/custody/rule"""
    visit = visit_of(request)
    days, remind = await run(visit.web.desk.custody.rule, visit.web.desk.clock.now())
    return _rule(request, visit, {"days": str(days), "remind": str(remind)}, {}, 200)


async def set_rule(request: Request) -> Response:
    """POST /office/custody/rule"""
    visit = visit_of(request)
    desk = visit.web.desk
    typed = {name: visit.field(name) for name in ("days", "remind")}
    result = await run(desk.custody.set_rule, visit.person, typed["days"], typed["remind"], desk.clock.now())
    if isinstance(result, BadField):
        return _rule(request, visit, typed, {result.field: result.why}, 422)
    return redirect("/office/custody/rule?done=custody_rule")


def _rule(request: Request, visit: Visit, values: dict[str, str], troubles: dict[str, Key], status: int) -> Response:
    done = done_text(request, visit)
    return visit.page("office/custody_rule.html", status=status, values=values, troubles=troubles, done=done)


async def _page(
    request: Request, visit: Visit, *, troubles: dict[str, Key] | None = None, status: int = 200
) -> Response:
    found = await _found(request, visit)
    if found is None:
        return visit.missing()
    return visit.page(
        "office/custody_file.html",
        status=status,
        found=found,
        may_work=visit.may("POST", "/office/custody/{file}/open"),
        may_end=visit.may("POST", "/office/custody/{file}/end"),
        is_supervisor=visit.person.role is OperatorRole.SUPERVISOR,
        values={name: visit.field(name) for name in FIELDS},
        troubles=troubles or {},
        holding_keys=HOLDING_KEYS,
        source_keys=SOURCE_KEYS,
        verdict_keys=VERDICT_KEYS,
        done=done_text(request, visit),
    )


async def _found(request: Request, visit: Visit) -> HeldFile | None:
    may_work = visit.may("POST", "/office/custody/{file}/open")
    purpose = Purpose.SUPPORT if may_work else Purpose.EVIDENCE
    found = await run(visit.web.desk.custody.get, visit.person, _id(request), purpose)
    return found if isinstance(found, HeldFile) else None


def _id(request: Request) -> CustodyId:
    asked = request.path_params["file"]
    return CustodyId(asked if HEX_ID.match(asked) else "")
