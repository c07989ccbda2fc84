"""Appointments: made, moved, cancelled; each step in the case's timeline, in the ledger and, when somebody is invited, in one message.

Guarantee: nobody gets to an appointment but through its case; a step and its invitation are written together or not at all; there
is one invitation for each step, under the appointment's next sequence number. Article: 3.2, 3.3, 8.3
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from madoguchi.base.clock import Instant, iso
from madoguchi.base.words import Language
from madoguchi.office.actor import Actor
from madoguchi.office.appointments.concerns import Concerns, OffHours, off_hours_of
from madoguchi.office.appointments.invitations import Letter, invitation_of, letter_of
from madoguchi.office.appointments.ports import Appointment, Invitation, InvitationKind
from madoguchi.office.appointments.typed import InviteFacts, WhenFacts, invited, meant, when_text
from madoguchi.office.books import Books, Shelf
from madoguchi.office.cases.entries import note_down
from madoguchi.office.cases.ports import Case, EntryKind
from madoguchi.office.cases.service import SEE_EVERY_CASE, CaseFile, Purpose, files_of, open_case
from madoguchi.office.cases.work import UNDER_WAY
from madoguchi.office.consent.book import write_event
from madoguchi.office.fees.service import plan_of
from madoguchi.office.ids import CaseId, Entropy, fresh, token_digest
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.office.refusals import BadField, CaseClosed, NoSuchThing

LIST_LIMIT: Final = 200
_KINDS: Final = {
    EntryKind.APPOINTMENT: "appointment:made",
    EntryKind.APPOINTMENT_CHANGED: "appointment:moved",
    EntryKind.APPOINTMENT_CANCELLED: "appointment:cancelled",
}


@dataclass(frozen=True, slots=True)
class Planned:
    """An appointment as one looks at it: whose it is, what it would cost, what became of its last invitation."""

    appointment: Appointment
    file: CaseFile
    off_hours: OffHours | None
    mail: Invitation | None

    @property
    def assignee(self) -> str:
        return next((name for who, name in self.file.members if who == self.file.case.assignee_id), "")


class AppointmentService:
    def __init__(self, shelf: Shelf, entropy: Entropy) -> None:
        self._shelf = shelf
        self._entropy = entropy

    def make(
        self, actor: Actor, case_id: CaseId, when: WhenFacts, invite: InviteFacts, now: Instant
    ) -> Appointment | BadField | NoSuchThing | CaseClosed | Concerns:
        """Put one in. What it was not known to collide with is told first."""
        time, email = meant(when, now), invited(invite)
        if isinstance(time, BadField):
            return time
        if isinstance(email, BadField):
            return email
        with self._shelf.writing() as books:
            case = open_case(books, actor, case_id, Purpose.SUPPORT)
            if isinstance(case, NoSuchThing):
                return case
            if case.status not in UNDER_WAY:
                return CaseClosed()
            made = Appointment(
                fresh(self._entropy),
                case.id,
                time.starts_at,
                time.ends_at,
                time.note,
                now,
                actor.id,
                email=email,
                language=invite.language,
            )
            concerns = _concerns(books, case, made, now)
            if not concerns.names <= when.accepted:
                return concerns
            books.appointments.add(made)
            self._tell(books, actor, case, made, EntryKind.APPOINTMENT, now)
        return made

    def move(
        self, actor: Actor, appointment_id: str, when: WhenFacts, now: Instant
    ) -> Appointment | BadField | NoSuchThing | CaseClosed | Concerns:
        """To another time, or with another note. Nothing changed: nothing is sent."""
        time = meant(when, now)
        if isinstance(time, BadField):
            return time
        with self._shelf.writing() as books:
            found = _opened(books, actor, appointment_id, Purpose.SUPPORT)
            if isinstance(found, NoSuchThing) or not _is_ahead(found[0], now):
                return NoSuchThing()
            before, case = found
            if case.status not in UNDER_WAY:
                return CaseClosed()
            after = replace(before, starts_at=time.starts_at, ends_at=time.ends_at, note=time.note)
            if after == before:
                return before
            after = replace(after, sequence=before.sequence + 1, changed_at=now)
            concerns = _concerns(books, case, after, now)
            if not concerns.names <= when.accepted:
                return concerns
            books.appointments.change(after)
            self._tell(books, actor, case, after, EntryKind.APPOINTMENT_CHANGED, now)
        return after

    def cancel(self, actor: Actor, appointment_id: str, now: Instant) -> Appointment | NoSuchThing:
        """Of a closed case too: somebody may still wait for it."""
        with self._shelf.writing() as books:
            found = _opened(books, actor, appointment_id, Purpose.SUPPORT)
            if isinstance(found, NoSuchThing) or not _is_ahead(found[0], now):
                return NoSuchThing()
            before, case = found
            return self._cancelled(books, actor, case, before, now)

    def settle(self, books: Books, actor: Actor, case: Case, now: Instant) -> None:
        """The case is over: nobody waits any more for what was still to come of it. Within the caller's transaction."""
        for appointment in books.appointments.of_case(case.id):
            if _is_ahead(appointment, now):
                self._cancelled(books, actor, case, appointment, now)

    def _cancelled(self, books: Books, actor: Actor, case: Case, before: Appointment, now: Instant) -> Appointment:
        after = replace(before, sequence=before.sequence + 1, changed_at=now, cancelled_at=now)
        books.appointments.change(after)
        self._tell(books, actor, case, after, EntryKind.APPOINTMENT_CANCELLED, now)
        return after

    def get(self, actor: Actor, appointment_id: str, purpose: Purpose, now: Instant) -> Planned | NoSuchThing:
        with self._shelf.reading() as books:
            found = _opened(books, actor, appointment_id, purpose)
            return found if isinstance(found, NoSuchThing) else _planned(books, [found[0]], now)[0]

    def of_case(self, actor: Actor, case_id: CaseId, purpose: Purpose, now: Instant) -> list[Planned]:
        """By their beginning; of a case that is not the actor's, none."""
        with self._shelf.reading() as books:
            if isinstance(open_case(books, actor, case_id, purpose), NoSuchThing):
                return []
            return _planned(books, books.appointments.of_case(case_id), now)

    def coming(self, actor: Actor, since: Instant, limit: int = LIST_LIMIT) -> list[Planned]:
        """Of the cases that the actor may see, the next first; without those that were cancelled."""
        with self._shelf.reading() as books:
            if actor.role is OperatorRole.ADMIN:
                return []
            member = None if actor.role in SEE_EVERY_CASE else actor.id
            return _planned(books, books.appointments.coming(member, since, limit), since)

    def letter(self, actor: Actor, appointment_id: str, purpose: Purpose, now: Instant) -> Letter | NoSuchThing:
        """What the file for calendars says of it, as it stands."""
        with self._shelf.reading() as books:
            found = _opened(books, actor, appointment_id, purpose)
            return found if isinstance(found, NoSuchThing) else _letter(books, found[0], now)

    def own_letter(self, reference: str, appointment_id: str, now: Instant) -> Letter | NoSuchThing:
        """The same for whoever holds the reference of the request that the case was made of."""
        with self._shelf.reading() as books:
            request = books.queue.by_reference(token_digest(reference))
            found = books.appointments.by_id(appointment_id)
            if request is None or found is None or request.case_id != found.case_id:
                return NoSuchThing()
            return _letter(books, found, now)

    def spoken(self, case: Case) -> Language:
        """What the customer reads: the language in which they asked, if it was on the public page."""
        with self._shelf.reading() as books:
            request = books.queue.of_case(case.id)
            return request.language if request else Language.JA

    def own(self, reference: str, now: Instant) -> list[tuple[Appointment, OffHours | None]]:
        """What is still to come of the case that was made of a request; what was cancelled of it, too."""
        with self._shelf.reading() as books:
            request = books.queue.by_reference(token_digest(reference))
            case = books.cases.by_id(request.case_id) if request and request.case_id else None
            if case is None or case.status not in UNDER_WAY:
                return []
            plan = plan_of(books, None, now)
            found = [one for one in books.appointments.of_case(case.id) if one.ends_at > now]
            return [(one, off_hours_of(one.starts_at, one.ends_at, plan)) for one in found]

    def _tell(self, books: Books, actor: Actor, case: Case, after: Appointment, kind: EntryKind, now: Instant) -> None:
        """The timeline, the ledger and the outbox, within the caller's transaction."""
        words = when_text(after.starts_at, after.ends_at)
        note_down(books, self._entropy, actor, case, now, kind=kind, text=f"{words}\n{after.note}".strip())
        off = off_hours_of(after.starts_at, after.ends_at, plan_of(books, None, now))
        body = {
            "appointment": after.id,
            "case": case.reference,
            "ends": iso(after.ends_at),
            "off_hours": "yes" if off else "no",
            "operator": actor.name,
            "sequence": after.sequence,
            "starts": iso(after.starts_at),
        }
        write_event(books, self._entropy, now, kind=_KINDS[kind], about=case.id, body=body)
        if after.email:
            sends = InvitationKind.CANCEL if after.cancelled_at else InvitationKind.REQUEST
            books.appointment_mails.add(invitation_of(after, sends, fresh(self._entropy), actor.id, now))


def _opened(
    books: Books, actor: Actor, appointment_id: str, purpose: Purpose
) -> tuple[Appointment, Case] | NoSuchThing:
    """Through the door of its case."""
    found = books.appointments.by_id(appointment_id)
    case = open_case(books, actor, found.case_id, purpose) if found else NoSuchThing()
    if found is None or isinstance(case, NoSuchThing):
        return NoSuchThing()
    return found, case


def _is_ahead(appointment: Appointment, now: Instant) -> bool:
    return appointment.cancelled_at is None and appointment.ends_at > now


def _concerns(books: Books, case: Case, wanted: Appointment, now: Instant) -> Concerns:
    plan = plan_of(books, None, now)
    others = (
        books.appointments.of_assignee(case.assignee_id, wanted.starts_at, wanted.ends_at) if case.assignee_id else []
    )
    return Concerns(
        off_hours_of(wanted.starts_at, wanted.ends_at, plan), tuple(one for one in others if one.id != wanted.id)
    )


def _planned(books: Books, found: list[Appointment], now: Instant) -> list[Planned]:
    cases = books.cases.by_ids({one.case_id for one in found})
    files = {file.case.id: file for file in files_of(books, list(cases.values()))}
    plan = plan_of(books, None, now)
    mails = books.appointment_mails.latest({one.id for one in found})
    return [
        Planned(
            one,
            files[one.case_id],
            off_hours_of(one.starts_at, one.ends_at, plan),
            mails.get(one.id),
        )
        for one in found
    ]


def _letter(books: Books, found: Appointment, now: Instant) -> Letter:
    sends = InvitationKind.CANCEL if found.cancelled_at else InvitationKind.REQUEST
    return letter_of(books, invitation_of(found, sends, found.id, found.by, found.changed_at or found.made_at), now)
