"""The first page after the sign-in: what is open, what was done lately."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.base.clock import Instant
from madoguchi.base.word_keys import Key
from madoguchi.office.cases.ports import CaseStatus
from madoguchi.office.cases.service import CaseFile
from madoguchi.rules.hours import is_off_hours, pattern_as_of
from madoguchi.web.categories import CATEGORY_KEYS, ENDING_KEYS, PHASE_KEYS
from madoguchi.web.hours_words import week_text
from madoguchi.web.visit import run, visit_of


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session as it stands in a list."""

    address: str
    case_reference: str
    case_subject: str
    at: Instant
    state: Key  # its ending, or its phase while it runs
    is_running: bool
    console: str  # the address of its console page; empty when it is over


@dataclass(frozen=True, slots=True)
class DashboardView:
    name: str
    is_off_hours: bool
    hours: str
    has_terms: bool
    open_cases: tuple[CaseFile, ...]
    sessions: tuple[SessionRow, ...]


async def dashboard(request: Request) -> Response:
    """GET /office"""
    visit = visit_of(request)
    desk, actor = visit.web.desk, visit.person
    cases = await run(desk.cases.mine, actor)
    recent = await run(desk.sessions.recent, actor)
    now = desk.clock.now()
    calendar = await run(desk.hours.calendar)
    view = DashboardView(
        name=actor.name,
        is_off_hours=is_off_hours(now, calendar),
        hours=week_text(visit.say, pattern_as_of(now, calendar)),
        has_terms=bool(await run(desk.terms.versions)),
        open_cases=tuple(file for file in cases if file.case.status is CaseStatus.OPEN),
        sessions=tuple(
            SessionRow(
                address=f"/office/sessions/{session.id}",
                case_reference=case.reference,
                case_subject=case.subject,
                at=session.created_at,
                state=ENDING_KEYS[session.ending] if session.ending else PHASE_KEYS[session.phase],
                is_running=session.ending is None,
                console=f"/console/session/{session.id}"
                if session.ending is None and session.operator_id == actor.id
                else "",
            )
            for session, case in recent
        ),
    )
    return visit.page("office/dashboard.html", view=view, category_keys=CATEGORY_KEYS)
