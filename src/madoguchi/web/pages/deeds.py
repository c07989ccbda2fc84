"""Who did what, and the ledger, for those who look after the office itself. Article: 8.1, P.2"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.base.clock import Instant
from madoguchi.office.deeds.ports import Act, DeedsWanted
from madoguchi.office.ids import HEX_ID, OperatorId
from madoguchi.office.sessions.timeline import timeline
from madoguchi.rules.hours import MIDNIGHT, instant_of
from madoguchi.rules.hours_text import read_day
from madoguchi.web.role_words import ACT_KEYS, BY_KEYS
from madoguchi.web.visit import run, visit_of

LEDGER_PAGE: Final = 100


async def deeds(request: Request) -> Response:
    """GET /office/deeds?person=…&act=…&since=…&until=…&before=…"""
    visit = visit_of(request)
    desk = visit.web.desk
    typed = {name: request.query_params.get(name, "")[:40] for name in ("person", "act", "since", "until")}
    wanted = DeedsWanted(
        actor_id=OperatorId(typed["person"]) if HEX_ID.match(typed["person"]) else None,
        act=Act(typed["act"]) if typed["act"] in set(Act) else None,
        since=_begin(read_day(typed["since"])),
        until=_begin(_next(read_day(typed["until"]))),
        before=_number(request.query_params.get("before", "")),
    )
    everybody = await run(desk.people.everybody, desk.clock.now())
    return visit.page(
        "office/deeds.html",
        page=await run(desk.deeds.page, wanted),
        people=[person.operator for person in everybody.people],
        typed=typed,
        act_keys=ACT_KEYS,
        by_keys=BY_KEYS,
    )


async def ledger(request: Request) -> Response:
    """GET /office/ledger?before=…"""
    visit = visit_of(request)
    before = _number(request.query_params.get("before", ""))
    written = tuple(await run(visit.web.desk.consent.latest, before, LEDGER_PAGE + 1))
    shown = written[:LEDGER_PAGE]
    return visit.page(
        "office/ledger.html",
        rows=list(zip(shown, timeline(shown, visit.say), strict=True)),
        older=shown[-1].entry.number if len(written) > LEDGER_PAGE else None,
    )


def _begin(on: date | None) -> Instant | None:
    return instant_of(on, MIDNIGHT) if on else None


def _next(on: date | None) -> date | None:
    return on + timedelta(days=1) if on else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
