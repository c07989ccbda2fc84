"""Appointments as pages show them: rows, and the form with what was typed and what should be known first. Article: 3.2, 3.3"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from madoguchi.base.clock import JAPAN, Instant
from madoguchi.base.word_keys import Key
from madoguchi.base.words import Language, Words
from madoguchi.office.appointments.concerns import Concerns
from madoguchi.office.appointments.service import Planned
from madoguchi.office.appointments.typed import LENGTHS, InviteFacts, WhenFacts
from madoguchi.office.cases.service import CaseFile, Purpose
from madoguchi.office.statements.ports import MailState
from madoguchi.rules.hours import day_in_japan
from madoguchi.web.appointment_words import concern_sentences, off_hours_sentences, span_text
from madoguchi.web.visit import Visit, run

WHEN_FIELDS: Final = ("on", "clock", "minutes", "details")
INVITE_FIELDS: Final = ("invites", "email", "mail_language")
MAIL_KEYS: Final[dict[MailState, Key]] = {
    MailState.DRAFT: "statements.mail.state_draft",
    MailState.SENDING: "statements.mail.state_sending",
    MailState.SENT: "statements.mail.state_sent",
    MailState.FAILED: "statements.mail.state_failed",
    MailState.UNSURE: "statements.mail.state_unsure",
}
LANGUAGE_KEYS: Final[dict[Language, Key]] = {Language.JA: "appointments.japanese", Language.EN: "appointments.english"}


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    planned: Planned
    when: str
    clocks: str  # 14:00–15:00
    off_hours: tuple[str, ...]
    is_over: bool
    mail: Key | None  # what became of its last invitation

    @property
    def address(self) -> str:
        return f"/office/appointments/{self.planned.appointment.id}"

    @property
    def is_cancelled(self) -> bool:
        return self.planned.appointment.cancelled_at is not None


@dataclass(frozen=True, slots=True)
class AppointmentForm:
    """``concerns`` are said above the button; ``accepted`` names them, so that they are said once."""

    values: dict[str, str]
    troubles: dict[str, Key] = field(default_factory=dict)
    concerns: tuple[str, ...] = ()
    accepted: str = ""
    earliest: str = ""  # today, in Japan
    lengths: tuple[int, ...] = LENGTHS


@dataclass(frozen=True, slots=True)
class CaseAppointments:
    rows: tuple[AppointmentRow, ...]
    form: AppointmentForm
    sends_mail: bool
    language_keys: dict[Language, Key]

    @property
    def waits(self) -> bool:
        """Whether something is still to come: closing the case cancels it."""
        return any(not row.is_cancelled and not row.is_over for row in self.rows)

    @property
    def is_open(self) -> bool:
        """Whether the form is what one looks at."""
        return bool(self.form.concerns) or any(name in self.form.troubles for name in (*WHEN_FIELDS, *INVITE_FIELDS))


def row_of(planned: Planned, say: Words, now: Instant) -> AppointmentRow:
    one = planned.appointment
    start, end = one.starts_at.astimezone(JAPAN), one.ends_at.astimezone(JAPAN)
    return AppointmentRow(
        planned,
        span_text(say, one.starts_at, one.ends_at),
        f"{start:%H:%M}–{end:%H:%M}",
        off_hours_sentences(say, planned.off_hours) if planned.off_hours else (),
        one.ends_at <= now,
        MAIL_KEYS[planned.mail.state] if planned.mail else None,
    )


def by_day(rows: list[AppointmentRow]) -> list[tuple[Instant, list[AppointmentRow]]]:
    """The rows of each day in Japan, with its first instant of an appointment."""
    days = groupby(rows, key=lambda row: day_in_japan(row.planned.appointment.starts_at))
    found = [list(group) for _, group in days]
    return [(group[0].planned.appointment.starts_at, group) for group in found]


def form_of(
    visit: Visit,
    values: dict[str, str],
    troubles: dict[str, Key] | None,
    concerns: Concerns | None,
    assignee: str,
) -> AppointmentForm:
    return AppointmentForm(
        values,
        troubles or {},
        concern_sentences(visit.say, concerns, assignee) if concerns else (),
        " ".join(sorted(concerns.names)) if concerns else "",
        day_in_japan(visit.web.desk.clock.now()).isoformat(),
    )


async def case_appointments(
    visit: Visit, file: CaseFile, purpose: Purpose, troubles: dict[str, Key], concerns: Concerns | None
) -> CaseAppointments:
    """What the case's page shows of them."""
    desk, now = visit.web.desk, visit.web.desk.clock.now()
    planned = await run(desk.appointments.of_case, visit.person, file.case.id, purpose, now)
    spoken = await run(desk.appointments.spoken, file.case)
    email = file.contact.email
    values = {"minutes": "60", "invites": "yes" if email else "", "email": email, "mail_language": spoken.value}
    values |= dict.fromkeys(("on", "clock", "details"), "")
    if "on" in visit.form:
        values = {name: visit.field(name) for name in (*WHEN_FIELDS, *INVITE_FIELDS)}
    assignee = next((name for who, name in file.members if who == file.case.assignee_id), "")
    form = form_of(visit, values, troubles, concerns, assignee)
    rows = tuple(row_of(one, visit.say, now) for one in planned)
    return CaseAppointments(rows, form, bool(visit.web.settings.smtp_host), LANGUAGE_KEYS)


def when_typed(visit: Visit) -> WhenFacts:
    on, clock, minutes, details = (visit.field(name) for name in WHEN_FIELDS)
    return WhenFacts(on, clock, minutes, details, frozenset(visit.field("accepted")[:4_000].split()))


def invite_typed(visit: Visit) -> InviteFacts:
    """Without a mail server nobody can be invited."""
    languages = {language.value: language for language in Language}
    wanted = visit.field("invites") == "yes" and bool(visit.web.settings.smtp_host)
    return InviteFacts(wanted, visit.field("email"), languages.get(visit.field("mail_language"), Language.JA))
