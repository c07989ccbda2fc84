"""Hours, fees and terms for other programs. Article: 3.2, 3.3, 12.1"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import AwareDatetime
from starlette.responses import Response

from madoguchi.base.clock import Instant, iso
from madoguchi.base.words import Language
from madoguchi.office.hours.service import HoursService
from madoguchi.office.ids import CustomerId
from madoguchi.office.refusals import NoSuchThing
from madoguchi.office.terms.ports import TermsVersion, TermsWording
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
    desk = visit_of(request).web.desk
    stands = await run(desk.terms.in_force, desk.clock.now())
    found = await run(desk.terms.versions)
    return TermsListGiven(items=[_row(one, wording, stands) for one in found for wording in one.wordings])


@router.get("/terms/{version}", tags=["terms"], response_model=TermsTextGiven)
async def terms_version(
    request: Request, version: Version, language: Annotated[Literal["ja", "en"], Query()] = "ja"
) -> TermsTextGiven | Response:
    visit = visit_of(request)
    desk = visit.web.desk
    stands = await run(desk.terms.in_force, desk.clock.now())
    found = await run(desk.terms.get, version)
    wording = found.wording(Language(language)) if found else None
    if found is None or wording is None:
        return refused(NoSuchThing(), visit.say)
    row = _row(found, wording, stands).model_dump()
    return TermsTextGiven(**row, text=wording.text, signature=wording.signature)


def _row(found: TermsVersion, wording: TermsWording, stands: TermsVersion | None) -> TermsRow:
    return TermsRow(
        version=found.version,
        language=wording.language.value,
        title=wording.title,
        published_at=iso(found.published_at),
        effective_at=iso(found.effective_at),
        sha256=wording.sha256,
        is_binding=wording is found.binding,
        in_force=stands is not None and stands.version == found.version,
        withdrawn_at=at_or_none(found.withdrawn.at if found.withdrawn else None),
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
