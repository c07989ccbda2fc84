"""Hours, fees and terms for other programs. Article: 3.2, 3.3, 12.1"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request
from pydantic import AwareDatetime
from starlette.responses import Response

from madoguchi.base.clock import Instant, iso
from madoguchi.office.hours.service import HoursService
from madoguchi.office.ids import CustomerId
from madoguchi.office.refusals import NoSuchThing
from madoguchi.office.terms.ports import TermsVersion
from madoguchi.rules.hours import MIDNIGHT, Calendar, Day, day_as_of, instant_of
from madoguchi.web.api.problems import bad_field, refused
from madoguchi.web.api.v1.answers import at_or_none
from madoguchi.web.api.v1.bodies import (
    AskedId,
    DayGiven,
    HoursGiven,
    HoursMonthGiven,
    Month,
    OpeningGiven,
    QuoteGiven,
    TermsListGiven,
    TermsRow,
    TermsTextGiven,
)
from madoguchi.web.visit import Visit, run, visit_of

router = APIRouter(prefix="/api/v1")
FIRST: Final = datetime(2000, 1, 1, tzinfo=UTC)
LAST: Final = datetime(2099, 12, 1, tzinfo=UTC)
_LAST_SECOND: Final = timedelta(days=1, seconds=-1)
At = Annotated[AwareDatetime | None, Query()]
Version = Annotated[str, Path(max_length=40, pattern=r"^[0-9A-Za-z._-]+$")]


@router.get("/hours", tags=["hours"], response_model=HoursGiven)
async def hours(request: Request, at: At = None) -> HoursGiven | Response:
    visit = visit_of(request)
    asked = _asked(visit, at)
    if asked is None:
        return bad_field("at", "api.field.moment", visit.say)
    service: HoursService = visit.web.desk.hours
    return HoursGiven(
        at=iso(asked),
        is_off_hours=await run(service.is_off_hours, asked),
        next_change=at_or_none(await run(service.next_change, asked)),
    )


@router.get("/hours/months/{month}", tags=["hours"], response_model=HoursMonthGiven)
async def hours_month(request: Request, month: Month) -> HoursMonthGiven:
    calendar = await run(visit_of(request).web.desk.hours.calendar)
    return HoursMonthGiven(month=month, days=await run(_days, month, calendar))


@router.get("/fees/quote", tags=["fees"], response_model=QuoteGiven)
async def quote(
    request: Request,
    customer: AskedId = None,
    at: At = None,
    seconds: Annotated[int, Query(ge=1, le=86_400)] = 1_800,
) -> QuoteGiven | Response:
    visit = visit_of(request)
    desk = visit.web.desk
    asked = _asked(visit, at)
    if asked is None:
        return bad_field("at", "api.field.moment", visit.say)
    found = await run(
        desk.agreed_fees.quote_for, CustomerId(customer) if customer else None, asked, seconds, desk.clock.now()
    )
    if isinstance(found, NoSuchThing):
        return refused(found, visit.say)
    return QuoteGiven(
        at=iso(asked),
        is_off_hours=found is not None,
        is_free=found is None or found.is_free,
        estimate_seconds=found.estimate_seconds if found else seconds,
        estimate_yen=found.estimate_yen if found else 0,
        estimate_tax=found.estimate_tax if found else 0,
        estimate_total=found.estimate_total if found else 0,
        until=iso(found.until) if found else None,
        document=dict(found.document()) if found else None,
    )


@router.get("/terms", tags=["terms"], response_model=TermsListGiven)
async def terms(request: Request) -> TermsListGiven:
    visit = visit_of(request)
    found, in_force = await _terms(visit)
    return TermsListGiven(items=[_row(one, in_force) for one in found])


@router.get("/terms/{version}", tags=["terms"], response_model=TermsTextGiven)
async def terms_version(
    request: Request, version: Version, language: Annotated[str, Query(pattern="^(ja|en)$")] = "ja"
) -> TermsTextGiven | Response:
    visit = visit_of(request)
    found, in_force = await _terms(visit)
    for one in found:
        if one.version == version and one.language.value == language:
            row = _row(one, in_force).model_dump()
            return TermsTextGiven(**row, text=one.text, signature=one.signature)
    return refused(NoSuchThing(), visit.say)


async def _terms(visit: Visit) -> tuple[list[TermsVersion], set[tuple[str, str]]]:
    """All of them, and which are in force."""
    desk = visit.web.desk
    now = desk.clock.now()
    found = [one for one in await run(desk.terms.versions) if one.published_at <= now]
    stands = [await run(desk.terms.in_force, language, now) for language in {one.language for one in found}]
    return found, {(one.version, one.language.value) for one in stands if one is not None}


def _row(found: TermsVersion, in_force: set[tuple[str, str]]) -> TermsRow:
    return TermsRow(
        version=found.version,
        language=found.language.value,
        title=found.title,
        published_at=iso(found.published_at),
        sha256=found.sha256,
        in_force=(found.version, found.language.value) in in_force,
    )


def _asked(visit: Visit, at: datetime | None) -> Instant | None:
    """The moment that is asked about; now for none; None for one that no calendar of ours has."""
    if at is None:
        return visit.web.desk.clock.now()
    try:
        moment = at.astimezone(UTC)
    except OverflowError:
        return None
    return moment if FIRST <= moment < LAST else None


def _days(month: str, calendar: Calendar) -> list[DayGiven]:
    """Every day of the month as it stood, or will stand, at its end."""
    year, number = int(month[:4]), int(month[5:])
    days = (date(year, number, day) for day in range(1, monthrange(year, number)[1] + 1))
    return [_day(day_as_of(on, instant_of(on, MIDNIGHT) + _LAST_SECOND, calendar)) for on in days]


def _day(day: Day) -> DayGiven:
    openings = [
        OpeningGiven(opens=f"{one.opens:%H:%M}", closes="24:00" if one.closes == MIDNIGHT else f"{one.closes:%H:%M}")
        for one in day.openings
    ]
    return DayGiven(on=day.on.isoformat(), kind=day.kind.value, openings=openings, note=day.own.note if day.own else "")
