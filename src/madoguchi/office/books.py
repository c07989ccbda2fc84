"""All registers, within one transaction. A service opens them for reading or, alone in the house, for writing.

Guarantee: what a transaction tells of is told after it has closed, and only when it was kept: who is woken finds what they hear of.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from madoguchi.office.agreed_fees.ports import AgreedFeeRecords
from madoguchi.office.api_keys.ports import ApiKeyRecords
from madoguchi.office.appointments.ports import AppointmentRecords
from madoguchi.office.appointments.ports import InvitationRecords as AppointmentMailRecords
from madoguchi.office.bus import Bus, Event, Topic
from madoguchi.office.cases.ports import CaseRecords
from madoguchi.office.consent.ports import DownloadRecords, LedgerRecords
from madoguchi.office.custody.ports import CustodyRecords
from madoguchi.office.customers.ports import CustomerRecords
from madoguchi.office.deeds.ports import DeedRecords
from madoguchi.office.fees.ports import FeeRecords
from madoguchi.office.hooks.ports import HookRecords
from madoguchi.office.hours.ports import HoursRecords
from madoguchi.office.numbers.ports import AttemptRecords, NumberRecords
from madoguchi.office.operators.identity_ports import IdentityRecords
from madoguchi.office.operators.passkey_ports import CeremonyRecords, PasskeyRecords
from madoguchi.office.operators.ports import InvitationRecords, OperatorRecords, WebSessionRecords
from madoguchi.office.provider.ports import ProviderRecords
from madoguchi.office.queue.ports import QueueRecords
from madoguchi.office.requests.ports import RequestRecords
from madoguchi.office.sessions.ports import SessionRecords
from madoguchi.office.statements.ports import MailRecords, StatementRecords
from madoguchi.office.subcontractors.ports import SubcontractorRecords
from madoguchi.office.terms.ports import DraftRecords, TermsRecords


class Books(Protocol):
    """Every register, as one consistent view."""

    @property
    def operators(self) -> OperatorRecords: ...
    @property
    def web_sessions(self) -> WebSessionRecords: ...
    @property
    def invitations(self) -> InvitationRecords: ...
    @property
    def passkeys(self) -> PasskeyRecords: ...
    @property
    def ceremonies(self) -> CeremonyRecords: ...
    @property
    def identities(self) -> IdentityRecords: ...
    @property
    def custody(self) -> CustodyRecords: ...
    @property
    def subcontractors(self) -> SubcontractorRecords: ...
    @property
    def deeds(self) -> DeedRecords: ...
    @property
    def customers(self) -> CustomerRecords: ...
    @property
    def cases(self) -> CaseRecords: ...
    @property
    def appointments(self) -> AppointmentRecords: ...
    @property
    def appointment_mails(self) -> AppointmentMailRecords: ...
    @property
    def queue(self) -> QueueRecords: ...
    @property
    def numbers(self) -> NumberRecords: ...
    @property
    def attempts(self) -> AttemptRecords: ...
    @property
    def sessions(self) -> SessionRecords: ...
    @property
    def requests(self) -> RequestRecords: ...
    @property
    def ledger(self) -> LedgerRecords: ...
    @property
    def downloads(self) -> DownloadRecords: ...
    @property
    def terms(self) -> TermsRecords: ...
    @property
    def terms_drafts(self) -> DraftRecords: ...
    @property
    def agreed_fees(self) -> AgreedFeeRecords: ...
    @property
    def hours(self) -> HoursRecords: ...
    @property
    def fees(self) -> FeeRecords: ...
    @property
    def statements(self) -> StatementRecords: ...
    @property
    def mails(self) -> MailRecords: ...
    @property
    def provider(self) -> ProviderRecords: ...
    @property
    def api_keys(self) -> ApiKeyRecords: ...
    @property
    def hooks(self) -> HookRecords: ...
    def tell(self, topic: Topic, about: str) -> None:
        """Have it told, when this transaction is kept, that something changed."""
        ...

    @property
    def told(self) -> list[Event]:
        """What is to be told, in order."""
        ...


class Shelf(Protocol):
    """Where the books stand."""

    def reading(self) -> AbstractContextManager[Books]: ...
    def writing(self) -> AbstractContextManager[Books]:
        """Durable when it is left without an exception, undone otherwise."""
        ...

    def settle(self) -> None:
        """What was deleted does not linger in the store's own files, as far as the store has a say in it."""
        ...


class TellingShelf:
    """A shelf that tells the bus of what was written, once it is durable."""

    def __init__(self, shelf: Shelf, bus: Bus) -> None:
        self._shelf = shelf
        self._bus = bus

    def reading(self) -> AbstractContextManager[Books]:
        return self._shelf.reading()

    def settle(self) -> None:
        self._shelf.settle()

    @contextmanager
    def writing(self) -> Iterator[Books]:
        with self._shelf.writing() as books:
            yield books
        for event in dict.fromkeys(books.told):
            self._bus.publish(event)
