"""Sending invitations: the outbox of statements, for appointments. It never sends twice by itself. Article: 3.2

Guarantee: a message is claimed by one sender, in a transaction of its own, before a byte of it leaves; what the mail server certainly
did not take is failed, where nobody can say it is unsure, and only a person sends it again, under the same Message-ID. An
invitation that a later step has overtaken is not sent again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Protocol

from madoguchi.base.clock import Instant
from madoguchi.office.actor import Actor
from madoguchi.office.appointments.concerns import OffHours, off_hours_of
from madoguchi.office.appointments.ports import Appointment, Invitation, InvitationKind
from madoguchi.office.books import Books, Shelf
from madoguchi.office.bus import Topic
from madoguchi.office.cases.ports import Case
from madoguchi.office.cases.service import Purpose, open_case
from madoguchi.office.customers.ports import Contact, Customer
from madoguchi.office.fees.service import plan_of
from madoguchi.office.ids import OperatorId
from madoguchi.office.provider.ports import Provider
from madoguchi.office.refusals import NoSuchThing
from madoguchi.office.statements.outbox import AGAIN, LEFT, LONGEST_SENDING, Answer, Outcome
from madoguchi.office.statements.ports import MailState

_STATES: Final = {Outcome.TAKEN: MailState.SENT, Outcome.REFUSED: MailState.FAILED, Outcome.UNKNOWN: MailState.UNSURE}


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything that an invitation says."""

    invitation: Invitation
    provider: Provider | None
    case: Case
    customer: Customer
    contact: Contact
    off_hours: OffHours | None


class InvitationCarrier(Protocol):
    """Hands one invitation to a mail server."""

    def carry(self, letter: Letter) -> Answer: ...


class InvitationOutbox:
    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def of_appointment(self, appointment_id: str) -> list[Invitation]:
        """For who was let in to the appointment."""
        with self._shelf.reading() as books:
            return books.appointment_mails.of_appointment(appointment_id)

    def again(self, actor: Actor, appointment_id: str, invitation_id: str, now: Instant) -> Invitation | NoSuchThing:
        """A person's word that the last invitation, failed or unsure, is to be sent again."""
        with self._shelf.writing() as books:
            appointment = books.appointments.by_id(appointment_id)
            if appointment is None or isinstance(
                open_case(books, actor, appointment.case_id, Purpose.SUPPORT), NoSuchThing
            ):
                return NoSuchThing()
            last = books.appointment_mails.latest({appointment_id}).get(appointment_id)
            if last is None or last.id != invitation_id or last.state not in AGAIN:
                return NoSuchThing()
            after = replace(last, state=MailState.DRAFT, changed_at=now)
            if not books.appointment_mails.move(after, last.state):
                return NoSuchThing()
            books.tell(Topic.CASE, appointment.case_id)
            return after

    def send_next(self, carrier: InvitationCarrier, now: Callable[[], Instant]) -> Invitation | None:
        """Claim the oldest, hand it over, and write down what became of it; None when there is none."""
        letter = self._claimed(now())
        if letter is None:
            return None
        answer = carrier.carry(letter)
        after = replace(
            letter.invitation,
            state=_STATES[answer.outcome],
            answer=answer.noted,
            changed_at=now(),
        )
        with self._shelf.writing() as books:
            books.appointment_mails.move(after, MailState.SENDING)
            books.tell(Topic.CASE, letter.case.id)
        return after

    def _claimed(self, now: Instant) -> Letter | None:
        with self._shelf.reading() as books:
            sent = books.appointment_mails
            if not sent.in_state(MailState.DRAFT) and not sent.in_state(MailState.SENDING):
                return None
        with self._shelf.writing() as books:
            sent = books.appointment_mails
            for left in sent.in_state(MailState.SENDING):
                if now - left.changed_at >= LONGEST_SENDING:
                    lost = replace(left, state=MailState.UNSURE, answer=LEFT.noted, changed_at=now)
                    sent.move(lost, MailState.SENDING)
            for waiting in sent.in_state(MailState.DRAFT):
                claimed = replace(waiting, state=MailState.SENDING, tries=waiting.tries + 1, answer="", changed_at=now)
                if sent.move(claimed, MailState.DRAFT):
                    return letter_of(books, claimed, now)
        return None


def invitation_of(
    appointment: Appointment, kind: InvitationKind, name: str, by: OperatorId, now: Instant
) -> Invitation:
    """The appointment as it stands, to be sent."""
    return Invitation(
        id=name,
        appointment_id=appointment.id,
        sequence=appointment.sequence,
        kind=kind,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        note=appointment.note,
        recipient=appointment.email,
        language=appointment.language,
        state=MailState.DRAFT,
        message_id=f"<appointment-{appointment.id}-{appointment.sequence}@madoguchi.invalid>",
        tries=0,
        answer="",
        created_at=now,
        created_by=by,
        changed_at=now,
    )


def letter_of(books: Books, invitation: Invitation, now: Instant) -> Letter:
    """With everything that stands beside it in the books."""
    appointment = books.appointments.by_id(invitation.appointment_id)
    assert appointment is not None
    case = books.cases.by_id(appointment.case_id)
    assert case is not None
    customer, contact = books.customers.by_id(case.customer_id), books.customers.contact(case.contact_id)
    assert customer is not None
    assert contact is not None
    off = off_hours_of(invitation.starts_at, invitation.ends_at, plan_of(books, None, now))
    return Letter(invitation, books.provider.as_of(now), case, customer, contact, off)
