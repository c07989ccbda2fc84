"""What appointments need of a store. An appointment is moved and cancelled, never dropped; each step may send one invitation. Article: 3.2"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from madoguchi.base.clock import Instant
from madoguchi.base.words import Language
from madoguchi.office.ids import CaseId, OperatorId
from madoguchi.office.statements.ports import MailState


@dataclass(frozen=True, slots=True)
class Appointment:
    """When somebody works with the customer on a case. Whose time it is: whoever has the case."""

    id: str
    case_id: CaseId
    starts_at: Instant
    ends_at: Instant
    note: str
    made_at: Instant
    by: OperatorId
    cancelled_at: Instant | None = None
    sequence: int = 0  # of the invitation: grows with every change
    changed_at: Instant | None = None
    email: str = ""  # who is invited; empty: nobody is, by mail
    language: Language = Language.JA  # of the invitation


class InvitationKind(StrEnum):
    """What a calendar does with it (RFC 5546)."""

    REQUEST = "request"  # put it in, or in place of the one before
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Invitation:
    """One message of one step of an appointment, as the appointment stood then."""

    id: str
    appointment_id: str
    sequence: int
    kind: InvitationKind
    starts_at: Instant
    ends_at: Instant
    note: str
    recipient: str
    language: Language
    state: MailState
    message_id: str  # the same at every try
    tries: int
    answer: str  # of the mail server, the last time
    created_at: Instant
    created_by: OperatorId
    changed_at: Instant


class AppointmentRecords(Protocol):
    def add(self, appointment: Appointment) -> None: ...
    def change(self, appointment: Appointment) -> None: ...
    def by_id(self, appointment_id: str) -> Appointment | None: ...
    def of_case(self, case_id: CaseId) -> list[Appointment]:
        """By their beginning."""
        ...

    def coming(self, member: OperatorId | None, since: Instant, limit: int) -> list[Appointment]:
        """Those that end after ``since``, the next first: of everybody's cases, or of those that ``member`` is on."""
        ...

    def of_assignee(self, assignee_id: str, starts_at: Instant, ends_at: Instant) -> list[Appointment]:
        """What whoever has these cases is to do within this time."""
        ...


class InvitationRecords(Protocol):
    def add(self, invitation: Invitation) -> None: ...
    def by_id(self, invitation_id: str) -> Invitation | None: ...
    def of_appointment(self, appointment_id: str) -> list[Invitation]:
        """In the order of the steps."""
        ...

    def latest(self, appointment_ids: set[str]) -> dict[str, Invitation]:
        """The last one of each of many appointments."""
        ...

    def in_state(self, state: MailState) -> list[Invitation]:
        """The oldest first."""
        ...

    def move(self, invitation: Invitation, before: MailState) -> bool:
        """Write it over its row, if that is still in the state ``before``. Whether it was."""
        ...
