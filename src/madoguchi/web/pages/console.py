r"""The page that holds the console: an empty place, the facts it starts from, and the viewer's program. Article: 8.3

The facts are data within the page, never code: every ``<`` in them is written ``\u003c``, so no name can end the element.
The relay's address and the tickets are not among them; the console asks for those with its own key.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from madoguchi.base.clock import Instant, iso
from madoguchi.base.words import Language
from madoguchi.office.cases.service import CaseFile, Purpose
from madoguchi.office.ids import HEX_ID, CaseId, NumberId, SessionId
from madoguchi.office.numbers.ports import Number
from madoguchi.office.sessions.ports import Session
from madoguchi.web.categories import CATEGORY_KEYS
from madoguchi.web.render import STATIC
from madoguchi.web.visit import Visit, redirect, run, visit_of

ENTRY: Final = "src/ui/console.ts"
MANIFESTS: Final = (Path("viewer/.vite/manifest.json"), Path("viewer/manifest.json"))


@dataclass(frozen=True, slots=True)
class Viewer:
    """The viewer's build, by the addresses of its files."""

    script: str
    styles: tuple[str, ...]


async def number_console(request: Request) -> Response:
    """GET /console/{number}"""
    visit = visit_of(request)
    desk = visit.web.desk
    number = await run(desk.numbers.get, visit.person, NumberId(_id(request.path_params["number"])))
    if not isinstance(number, Number):
        return visit.missing()
    if not number.is_live(desk.clock.now()):
        session = await run(desk.sessions.of_number, visit.person, number.id)
        if isinstance(session, Session):  # the page was loaded again after the number was used
            return redirect(f"/console/session/{session.id}")
        return redirect(f"/office/cases/{number.case_id}")
    return await _page(visit, number.case_id, number=number, session=None, expires_at=number.expires_at)


async def session_console(request: Request) -> Response:
    """GET /console/session/{session}"""
    visit = visit_of(request)
    desk = visit.web.desk
    session = await run(desk.sessions.is_runner, visit.person, SessionId(_id(request.path_params["session"])))
    if not isinstance(session, Session):
        return visit.missing()
    if session.ending is not None:
        return redirect(f"/office/sessions/{session.id}")
    number = await run(desk.numbers.get, visit.person, session.number_id)
    assert isinstance(number, Number)
    return await _page(visit, session.case_id, number=number, session=session, expires_at=None)


async def _page(
    visit: Visit, case_id: CaseId, *, number: Number, session: Session | None, expires_at: Instant | None
) -> Response:
    file = await run(visit.web.desk.cases.get, visit.person, case_id, Purpose.SUPPORT)
    if not isinstance(file, CaseFile):
        return visit.missing()
    viewer = await run(find_viewer, STATIC)
    if viewer is None:
        return visit.page(
            "error.html",
            status=503,
            heading=visit.say("office.console.not_built"),
            text=visit.say("office.console.not_built_text"),
            back=f"/office/cases/{case_id}",
            back_text=visit.say("office.error.back"),
        )
    sentences = await run(visit.web.desk.requests.sentences)
    facts = {
        "number": None if session else number.id,
        "session": session.id if session else None,
        "route": number.route.hex(),
        "routing": None if session else number.routing,
        "case": {
            "id": file.case.id,
            "reference": file.case.reference,
            "category": visit.say(CATEGORY_KEYS[file.case.category]),
            "subject": file.case.subject,
            "organisation": file.customer.organisation,
            "contact": file.contact.name,
        },
        "operator": {"name": visit.person.name, "organisation": visit.person.organisation},
        "csrf": visit.csrf,
        "language": visit.language.value,
        "office_url": f"/office/cases/{file.case.id}",
        "demo": visit.web.settings.demo,
        "sentences": [{language.value: one.in_language(language) for language in Language} for one in sentences],
        "expires_at": iso(expires_at) if expires_at else None,
    }
    return visit.page("office/console.html", facts_json=safe_json(facts), viewer=viewer, reference=file.case.reference)


def safe_json(facts: object) -> Markup:
    """JSON that cannot leave the element it stands in."""
    text = json.dumps(facts, ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - nothing is left in it that HTML reads


def find_viewer(static: Path) -> Viewer | None:
    """The viewer's build by its manifest; None when it is not built."""
    for place in MANIFESTS:
        file = static / place
        if not file.is_file():
            continue
        entry = json.loads(file.read_text(encoding="utf-8")).get(ENTRY)
        if entry is not None:
            return Viewer(
                script=f"/static/viewer/{entry['file']}",
                styles=tuple(f"/static/viewer/{style}" for style in entry.get("css", ())),
            )
    return None


def _id(text: str) -> str:
    return text if HEX_ID.match(text) else ""
