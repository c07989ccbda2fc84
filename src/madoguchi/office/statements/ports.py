"""What statements need of a store. Settings and statements are added and read; only the outbox changes. Article: 3.4"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from madoguchi.base.clock import Instant
from madoguchi.base.words import Language
from madoguchi.office.ids import CustomerId, OperatorId, SessionId
from madoguchi.rules.statements import TaxRounding


class StatementKind(StrEnum):
    STATEMENT = "statement"
    CANCELLATION = "cancellation"  # 赤伝: the lines of another statement, below nothing


@dataclass(frozen=True, slots=True)
class InvoiceSettings:
    """How the provider's invoices say who it is, from ``since`` on."""

    since: Instant
    registration: str  # T and 13 digits, or empty: then it is no 適格請求書 and says so
    address: str
    bank: str  # where to pay to
    rounding: TaxRounding
    entered_by: OperatorId


@dataclass(frozen=True, slots=True)
class Statement:
    """An issued document: ``text`` is what was issued, as canonical JSON, for ever."""

    number: int  # 1, 2, 3 … without a gap
    kind: StatementKind
    customer_id: CustomerId
    month: str  # 2026-01, in Japan
    cancels: int | None  # the number of the statement that this one takes back
    text: str
    sha256: str
    issued_at: Instant
    issued_by: OperatorId


class MailState(StrEnum):
    """draft → sending → sent, failed or unsure. Only a person moves one back to draft."""

    DRAFT = "draft"
    SENDING = "sending"  # claimed by one sender
    SENT = "sent"  # the mail server took it
    FAILED = "failed"  # the mail server did not take it: certainly not sent
    UNSURE = "unsure"  # nobody can say whether it was taken


@dataclass(frozen=True, slots=True)
class Mail:
    """One message that carries one statement to one address."""

    id: str
    statement: int
    recipient: str
    language: Language
    state: MailState
    message_id: str  # the same at every try, so that a mail server can drop a second one
    tries: int
    answer: str  # of the mail server, the last time
    created_at: Instant
    created_by: OperatorId
    changed_at: Instant


class StatementRecords(Protocol):
    def set_up(self, settings: InvoiceSettings) -> None: ...
    def settings(self, as_of: Instant) -> InvoiceSettings | None: ...
    def settings_history(self) -> list[InvoiceSettings]:
        """The newest first."""
        ...

    def add(self, statement: Statement) -> None: ...
    def last_number(self) -> int: ...
    def by_number(self, number: int) -> Statement | None: ...
    def of_month(self, month: str) -> list[Statement]: ...
    def of_customer(self, customer_id: CustomerId, month: str) -> list[Statement]:
        """In the order of their numbers."""
        ...

    def agreed_sessions(
        self, since: Instant, until: Instant, customer_id: CustomerId | None = None
    ) -> list[tuple[CustomerId, SessionId]]:
        """Sessions with a yes to a fee that ended in this span, in the order of their connections."""
        ...

    def runs_since_before(self, customer_id: CustomerId, until: Instant) -> bool:
        """Whether a session of the customer that connected before ``until`` still runs."""
        ...


class MailRecords(Protocol):
    def add(self, mail: Mail) -> None: ...
    def by_id(self, mail_id: str) -> Mail | None: ...
    def of_statement(self, number: int) -> list[Mail]: ...
    def in_state(self, state: MailState) -> list[Mail]:
        """The oldest first."""
        ...

    def move(self, mail: Mail, before: MailState) -> bool:
        """Write ``mail`` over its row, if that is still in the state ``before``. Whether it was."""
        ...
