"""The support hours: as they are, as they were on any day, and the forms that change what comes. Article: 3.2"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.base.clock import JAPAN, Instant
from madoguchi.base.word_keys import Key
from madoguchi.office.hours.ports import SetWeek
from madoguchi.office.hours.service import WEEK_FIELDS, DayFacts, WeekFacts
from madoguchi.office.refusals import BadField, NoSuchThing
from madoguchi.rules.fees import FeePlan, TimeKind, part_at
from madoguchi.rules.hours import (
    DEFAULT,
    MIDNIGHT,
    Calendar,
    DayKind,
    OwnDay,
    WeekPattern,
    day_as_of,
    day_in_japan,
    instant_of,
    is_off_hours,
    national_holiday,
    next_change,
    pattern_as_of,
)
from madoguchi.rules.hours_text import openings_text, read_day
from madoguchi.web.hours_calendar import calendar_file
from madoguchi.web.hours_words import DAY_KEYS, SHORT_KEYS, week_text
from madoguchi.web.pages.customers import FormView
from madoguchi.web.pages.done import done_text
from madoguchi.web.visit import Visit, redirect, run, visit_of

TIME_KIND_KEYS: Final[dict[TimeKind, Key]] = {
    TimeKind.IN_HOURS: "hours.kind.in_hours",
    TimeKind.LUNCH: "hours.kind.lunch",
    TimeKind.WEEKDAY: "hours.kind.weekday",
    TimeKind.WEEKDAY_NIGHT: "hours.kind.weekday_night",
    TimeKind.REST_DAY: "hours.kind.rest_day",
    TimeKind.REST_DAY_NIGHT: "hours.kind.rest_day_night",
    TimeKind.HOLIDAY: "hours.kind.holiday",
    TimeKind.HOLIDAY_NIGHT: "hours.kind.holiday_night",
    TimeKind.CLOSED_DAY: "hours.kind.closed_day",
    TimeKind.CLOSED_DAY_NIGHT: "hours.kind.closed_day_night",
}
_DAY_KIND_KEYS: Final[dict[DayKind, Key]] = {
    DayKind.WEEKDAY: "hours.closed",
    DayKind.REST_DAY: "hours.kind.rest_day",
    DayKind.HOLIDAY: "hours.kind.holiday",
    DayKind.CLOSED_DAY: "hours.kind.closed_day",
}
_DAY_FIELDS: Final = ("on", "openings", "note")
_LAST_SECOND: Final = timedelta(days=1, seconds=-1)


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day of the month view."""

    on: date
    is_today: bool
    openings: tuple[str, ...]  # one for each, as it is said
    kind: Key  # said when there is none
    why: str  # the holiday's name, or the provider's reason
    is_own: bool


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One pattern in the list of all."""

    since: Instant | None
    text: str
    closed_on_holidays: bool
    is_in_force: bool
    is_planned: bool
    number: int = 0  # 0 for the one that nobody entered
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """The question about a moment, and its answer."""

    typed: str
    trouble: Key | None = None
    at: Instant | None = None
    kind: TimeKind | None = None


@dataclass(frozen=True, slots=True)
class HoursView:
    is_off_hours: bool
    changes_at: Instant | None
    text: str
    month: date
    earlier: str
    later: str
    weeks_of_month: tuple[tuple[DayCell | None, ...], ...]
    weeks: tuple[WeekRow, ...]
    days: tuple[OwnDay, ...]
    asked: Asked
    form: FormView
    done: str


async def hours(request: Request) -> Response:
    """GET /office/hours"""
    return await _page(request, visit_of(request), 200, dict.fromkeys(_DAY_FIELDS, ""), {})


async def set_day(request: Request) -> Response:
    """POST /office/hours/days"""
    visit = visit_of(request)
    desk = visit.web.desk
    typed = {name: visit.field(name) for name in _DAY_FIELDS}
    facts = DayFacts(typed["on"], typed["openings"], typed["note"])
    result = await run(desk.hours.set_day, visit.person, facts, desk.clock.now())
    if isinstance(result, BadField):
        return await _page(request, visit, 422, typed, {result.field: result.why})
    return redirect(f"/office/hours?done=day_set&month={result.day.on:%Y-%m}")


async def withdraw_day(request: Request) -> Response:
    """POST /office/hours/days/{day}/withdraw"""
    visit = visit_of(request)
    desk = visit.web.desk
    on = read_day(request.path_params["day"])
    if on is None:
        return visit.missing()
    result = await run(desk.hours.withdraw_day, visit.person, on, desk.clock.now())
    if isinstance(result, BadField):
        return visit.missing()
    return redirect(f"/office/hours?done=day_withdrawn&month={on:%Y-%m}")


async def week_form(request: Request) -> Response:
    """GET /office/hours/week"""
    visit = visit_of(request)
    desk = visit.web.desk
    now = desk.clock.now()
    pattern = pattern_as_of(now, await run(desk.hours.calendar))
    values = {name: openings_text(day) for name, day in zip(WEEK_FIELDS, pattern.days, strict=True)}
    values["since"] = (day_in_japan(now) + timedelta(days=1)).isoformat()
    values["closed_on_holidays"] = "yes" if pattern.closed_on_holidays else ""
    return _week(visit, values, {}, 200)


async def set_week(request: Request) -> Response:
    """POST /office/hours/week"""
    visit = visit_of(request)
    desk = visit.web.desk
    typed = {name: visit.field(name) for name in (*WEEK_FIELDS, "since", "closed_on_holidays")}
    facts = WeekFacts(typed["since"], [typed[name] for name in WEEK_FIELDS], typed["closed_on_holidays"] == "yes")
    result = await run(desk.hours.set_week, visit.person, facts, desk.clock.now())
    if isinstance(result, BadField):
        return _week(visit, typed, {result.field: result.why}, 422)
    return redirect("/office/hours?done=week_set")


async def withdraw_week(request: Request) -> Response:
    """POST /office/hours/week/{number}/withdraw"""
    visit = visit_of(request)
    desk = visit.web.desk
    typed = request.path_params["number"]
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
    if isinstance(await run(desk.hours.withdraw_week, visit.person, number, desk.clock.now()), NoSuchThing):
        return visit.missing()
    return redirect("/office/hours?done=week_withdrawn")


async def export(request: Request) -> Response:
    """GET /hours.ics"""
    visit = visit_of(request)
    desk = visit.web.desk
    now = desk.clock.now()
    facts = visit.facts()
    name = facts.provider.in_language(facts.language)
    host = request.url.hostname or "madoguchi"
    body = await run(calendar_file, await run(desk.hours.calendar), now, visit.say("hours.support"), name, host)
    headers = {"Content-Disposition": 'attachment; filename="hours.ics"', "Cache-Control": "no-store"}
    return Response(body, media_type="text/calendar; charset=utf-8", headers=headers)


def _week(visit: Visit, values: dict[str, str], troubles: dict[str, Key], status: int) -> Response:
    form = FormView("/office/hours/week", values, troubles)
    days = tuple(zip(WEEK_FIELDS, DAY_KEYS, strict=True))
    return visit.page("office/hours_week.html", status=status, form=form, days=days)


async def _page(
    request: Request, visit: Visit, status: int, typed: dict[str, str], troubles: dict[str, Key]
) -> Response:
    desk = visit.web.desk
    now = desk.clock.now()
    calendar = await run(desk.hours.calendar)
    today = day_in_japan(now)
    month = _month(request.query_params.get("month", ""), today)
    view = HoursView(
        is_off_hours=is_off_hours(now, calendar),
        changes_at=next_change(now, calendar),
        text=week_text(visit.say, pattern_as_of(now, calendar)),
        month=month,
        earlier=f"{month - timedelta(days=1):%Y-%m}",
        later=f"{month + timedelta(days=31):%Y-%m}",
        weeks_of_month=_weeks(visit, month, today, calendar),
        weeks=_patterns(visit, await run(desk.hours.weeks), calendar, now),
        days=tuple(_coming(calendar, today, now)),
        asked=_asked(request.query_params.get("at", ""), calendar),
        form=FormView("/office/hours/days", typed, troubles),
        done=done_text(request, visit),
    )
    return visit.page("office/hours.html", status=status, view=view, short_keys=SHORT_KEYS, kind_keys=TIME_KIND_KEYS)


def _month(typed: str, today: date) -> date:
    found = read_day(f"{typed}-01")
    return found if found is not None and found.year >= 2000 else today.replace(day=1)


def _weeks(visit: Visit, month: date, today: date, calendar: Calendar) -> tuple[tuple[DayCell | None, ...], ...]:
    """The month in rows from Monday to Sunday; None where another month's day would stand."""
    cells: list[DayCell | None] = [None] * month.weekday()
    on = month
    while on.month == month.month:
        cells.append(_cell(visit, on, today, calendar))
        on += timedelta(days=1)
    cells.extend([None] * (-len(cells) % 7))
    return tuple(tuple(cells[at : at + 7]) for at in range(0, len(cells), 7))


def _cell(visit: Visit, on: date, today: date, calendar: Calendar) -> DayCell:
    """A day as it stood, or will stand, at its end."""
    day = day_as_of(on, instant_of(on, MIDNIGHT) + _LAST_SECOND, calendar)
    note = day.own.note if day.own else ""
    return DayCell(
        on,
        on == today,
        tuple(openings_text((opening,)) for opening in day.openings),
        _DAY_KIND_KEYS[day.kind],
        note or (national_holiday(on, visit.language) or "" if day.kind is DayKind.HOLIDAY else ""),
        day.own is not None,
    )


def _patterns(visit: Visit, weeks: list[SetWeek], calendar: Calendar, now: Instant) -> tuple[WeekRow, ...]:
    """Every pattern, the newest first; those that were withdrawn too."""
    held = pattern_as_of(now, calendar)
    usual = WeekRow(None, week_text(visit.say, DEFAULT), DEFAULT.closed_on_holidays, held == DEFAULT, is_planned=False)
    return (*(_row(visit, week, held, now) for week in reversed(weeks)), usual)


def _row(visit: Visit, week: SetWeek, held: WeekPattern, now: Instant) -> WeekRow:
    pattern, is_withdrawn = week.pattern, week.withdrawn_at is not None
    return WeekRow(
        pattern.since,
        week_text(visit.say, pattern),
        pattern.closed_on_holidays,
        pattern == held and not is_withdrawn,
        pattern.since > now and not is_withdrawn,
        week.number,
        is_withdrawn,
    )


def _coming(calendar: Calendar, today: date, now: Instant) -> list[OwnDay]:
    """The provider's own days from today on, as they stand now."""
    days = sorted({own.on for own in calendar.days if own.on >= today})
    found = (day_as_of(on, now, calendar).own for on in days)
    return [own for own in found if own is not None]


def _asked(typed: str, calendar: Calendar) -> Asked:
    if not typed:
        return Asked("")
    at = read_moment(typed)
    if at is None:
        return Asked(typed[:40], "hours.field.moment")
    return Asked(typed, None, at, part_at(at, FeePlan(calendar)).kind)


def read_moment(typed: str) -> Instant | None:
    """2026-04-01T09:00 (also with a space, or with seconds) in Japan; None for anything else."""
    day, _, clock = typed.strip().replace("T", " ").partition(" ")
    on = read_day(day)
    if on is None or not 5 <= len(clock) <= 8:
        return None
    try:
        return datetime.fromisoformat(f"{on.isoformat()}T{clock}").replace(tzinfo=JAPAN).astimezone(UTC)
    except ValueError:
        return None
