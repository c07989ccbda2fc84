"""Appointments: made on the case's page, moved and cancelled on their own, the coming ones as a list. Article: 3.2, 3.3, 8.3"""

from __future__ import annotations

from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.base.clock import JAPAN
from madoguchi.base.word_keys import Key
from madoguchi.office.appointments.concerns import Concerns
from madoguchi.office.appointments.invitations import Letter
from madoguchi.office.appointments.ports import Appointment
from madoguchi.office.appointments.service import Planned
from madoguchi.office.cases.service import SEE_EVERY_CASE, Purpose
from madoguchi.office.cases.work import UNDER_WAY
from madoguchi.office.ids import HEX_ID
from madoguchi.office.refusals import BadField, CaseClosed, NoSuchThing
from madoguchi.rules.hours import MIDNIGHT, day_in_japan, instant_of
from madoguchi.web.api.refusing import sentence, status_of
from madoguchi.web.appointment_views import MAIL_KEYS, WHEN_FIELDS, by_day, form_of, invite_typed, row_of, when_typed
from madoguchi.web.invitation_mail import FILE_NAME, invitation_file
from madoguchi.web.mail_words import mail_trouble
from madoguchi.web.pages.cases import case_id_of, detail
from madoguchi.web.pages.done import done_text
from madoguchi.web.visit import Visit, redirect, run, visit_of


async def make(request: Request) -> Response:
    """POST /office/cases/{case}/appointments"""
    visit = visit_of(request)
    desk, case_id = visit.web.desk, case_id_of(request)
    when, invite = when_typed(visit), invite_typed(visit)
    result = await run(desk.appointments.make, visit.person, case_id, when, invite, desk.clock.now())
    match result:
        case Appointment():
            return redirect(f"/office/cases/{case_id}?done=appointment_made")
        case NoSuchThing():
            return visit.missing()
        case BadField(name, why):
            return await detail(request, visit, troubles={name: why}, status=422)
        case CaseClosed():
            return await detail(request, visit, trouble=sentence(result, visit.say), status=status_of(result))
        case Concerns():
            return await detail(request, visit, concerns=result, status=409)


async def coming(request: Request) -> Response:
    """GET /office/appointments: from the beginning of this day on."""
    visit = visit_of(request)
    desk, now = visit.web.desk, visit.web.desk.clock.now()
    since = instant_of(day_in_japan(now), MIDNIGHT)
    found = await run(desk.appointments.coming, visit.person, since)
    rows = [row_of(one, visit.say, now) for one in found]
    return visit.page(
        "office/appointments.html",
        days=by_day(rows),
        today=day_in_japan(now),
        done=done_text(request, visit),
        sees_every_case=visit.person.role in SEE_EVERY_CASE,
    )


async def one(request: Request) -> Response:
    """GET /office/appointments/{appointment}"""
    return await _page(request, visit_of(request), {}, None, status=200)


async def move(request: Request) -> Response:
    """POST /office/appointments/{appointment}/move"""
    visit = visit_of(request)
    desk = visit.web.desk
    result = await run(desk.appointments.move, visit.person, _id(request), when_typed(visit), desk.clock.now())
    match result:
        case Appointment():
            return redirect(f"/office/appointments/{result.id}?done=appointment_moved")
        case NoSuchThing():
            return visit.missing()
        case BadField(name, why):
            return await _page(request, visit, {name: why}, None, status=422)
        case CaseClosed():
            said = sentence(result, visit.say)
            return await _page(request, visit, {}, None, status=status_of(result), trouble=said)
        case Concerns():
            return await _page(request, visit, {}, result, status=409)


async def cancel(request: Request) -> Response:
    """POST /office/appointments/{appointment}/cancel"""
    visit = visit_of(request)
    desk = visit.web.desk
    result = await run(desk.appointments.cancel, visit.person, _id(request), desk.clock.now())
    if isinstance(result, NoSuchThing):
        return visit.missing()
    return redirect(f"/office/appointments/{result.id}?done=appointment_cancelled")


async def mail_again(request: Request) -> Response:
    """POST /office/appointments/{appointment}/mails/{mail}/again"""
    visit = visit_of(request)
    desk = visit.web.desk
    mail = request.path_params["mail"]
    asked = (visit.person, _id(request), mail if HEX_ID.match(mail) else "", desk.clock.now())
    result = await run(desk.invitation_outbox.again, *asked)
    if isinstance(result, NoSuchThing):
        return visit.missing()
    return redirect(f"/office/appointments/{result.appointment_id}?done=invitation_again")


async def invitation(request: Request) -> Response:
    """GET /office/appointments/{appointment}/invitation.ics"""
    visit = visit_of(request)
    desk = visit.web.desk
    found = await run(desk.appointments.letter, visit.person, _id(request), _purpose(visit), desk.clock.now())
    return visit.missing() if isinstance(found, NoSuchThing) else await calendar_answer(visit, found)


async def calendar_answer(visit: Visit, letter: Letter) -> Response:
    """The file, for the desk and for the customer alike."""
    settings = visit.web.settings
    body = await run(invitation_file, letter, settings.host_name, settings.smtp_sender)
    headers = {"Content-Disposition": f'attachment; filename="{FILE_NAME}"', "Cache-Control": "no-store"}
    return Response(body, media_type="text/calendar; charset=utf-8", headers=headers)


async def _page(
    request: Request,
    visit: Visit,
    troubles: dict[str, Key],
    concerns: Concerns | None,
    *,
    status: int,
    trouble: str = "",
) -> Response:
    desk, now = visit.web.desk, visit.web.desk.clock.now()
    found = await run(desk.appointments.get, visit.person, _id(request), _purpose(visit), now)
    if isinstance(found, NoSuchThing):
        return visit.missing()
    values = {name: visit.field(name) for name in WHEN_FIELDS} if "on" in visit.form else _as_it_is(found)
    is_ahead = found.appointment.cancelled_at is None and found.appointment.ends_at > now
    may_change = is_ahead and visit.may("POST", "/office/appointments/{appointment}/move")
    return visit.page(
        "office/appointment.html",
        status=status,
        row=row_of(found, visit.say, now),
        file=found.file,
        form=form_of(visit, values, troubles, concerns, found.assignee),
        mails=await run(desk.invitation_outbox.of_appointment, found.appointment.id),
        mail_keys=MAIL_KEYS,
        mail_trouble=partial(mail_trouble, say=visit.say),
        trouble=trouble,
        may_cancel=may_change,
        may_move=may_change and found.file.case.status in UNDER_WAY,
        done=done_text(request, visit),
    )


def _as_it_is(found: Planned) -> dict[str, str]:
    appointment = found.appointment
    start = appointment.starts_at.astimezone(JAPAN)
    minutes = (appointment.ends_at - appointment.starts_at).seconds // 60
    values = (f"{start:%Y-%m-%d}", f"{start:%H:%M}", str(minutes), appointment.note)
    return dict(zip(WHEN_FIELDS, values, strict=True))


def _purpose(visit: Visit) -> Purpose:
    may_work = visit.may("POST", "/office/appointments/{appointment}/move")
    return Purpose.SUPPORT if may_work else Purpose.EVIDENCE


def _id(request: Request) -> str:
    found = str(request.path_params["appointment"])
    return found if HEX_ID.match(found) else ""
