"""One session as evidence: its timeline, and its receipt to keep. Article: P.2, P.3, 7.2"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.base.canonical import canonical
from madoguchi.base.word_keys import Key
from madoguchi.office.ids import HEX_ID, SessionId
from madoguchi.office.sessions.service import SessionFile
from madoguchi.office.sessions.timeline import TimelineRow, timeline
from madoguchi.rules.fees import Charge
from madoguchi.web.categories import ENDING_KEYS, PHASE_KEYS
from madoguchi.web.downloads import content_disposition
from madoguchi.web.pdf.answers import paper
from madoguchi.web.pdf.receipt import receipt_name, receipt_pdf
from madoguchi.web.visit import Visit, run, visit_of


@dataclass(frozen=True, slots=True)
class SessionView:
    file: SessionFile
    state: Key
    is_running: bool
    console: str  # empty when it is over or somebody else's
    case_address: str
    receipt: str
    timeline: tuple[TimelineRow, ...]
    charge: Charge


async def session(request: Request) -> Response:
    """GET /office/sessions/{session}"""
    visit = visit_of(request)
    file = await _file(request, visit)
    if file is None:
        return visit.missing()
    found = file.session
    is_mine = found.operator_id == visit.person.id
    view = SessionView(
        file=file,
        state=ENDING_KEYS[found.ending] if found.ending else PHASE_KEYS[found.phase],
        is_running=found.ending is None,
        console=f"/console/session/{found.id}" if found.ending is None and is_mine else "",
        case_address=f"/office/cases/{file.case.id}",
        receipt=f"/office/sessions/{found.id}/receipt",
        timeline=tuple(timeline(file.written, visit.say)),
        charge=await run(visit.web.desk.agreed_fees.charge, found, visit.web.desk.clock.now()),
    )
    return visit.page("office/session.html", view=view)


async def receipt(request: Request) -> Response:
    """GET /office/sessions/{session}/receipt: the signed document, in its canonical bytes."""
    visit = visit_of(request)
    file = await _file(request, visit)
    if file is None:
        return visit.missing()
    document = await run(visit.web.desk.consent.receipt_of, file, visit.web.desk.clock.now())
    name = f"receipt-{file.case.reference}-{file.session.id[:8]}.json"
    headers = {"Content-Disposition": content_disposition(name), "Cache-Control": "no-store"}
    return Response(canonical(document), media_type="application/json", headers=headers)


async def receipt_paper(request: Request) -> Response:
    """GET /office/sessions/{session}/receipt.pdf: the same for people to read, with the signed document attached."""
    visit = visit_of(request)
    file = await _file(request, visit)
    if file is None:
        return visit.missing()
    desk = visit.web.desk
    document = await run(desk.consent.receipt_of, file, desk.clock.now())
    make = partial(receipt_pdf, visit.web.press, file, document, visit.say)
    return await paper(visit, receipt_name(file, visit.say), make)


async def _file(request: Request, visit: Visit) -> SessionFile | None:
    asked = request.path_params["session"]
    found = await run(visit.web.desk.sessions.get, visit.person, SessionId(asked if HEX_ID.match(asked) else ""))
    return found if isinstance(found, SessionFile) else None
