"""What is kept of quotes, of the customer's answers to them, and of the times in which no work went on. Article: 3.3

Rows of answers and pauses are added and never changed: a later one says what became of an earlier one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from madoguchi.base.clock import Instant
from madoguchi.office.ids import CustomerId, SessionId
from madoguchi.rules.fees import Answer


@dataclass(frozen=True, slots=True)
class IssuedQuote:
    """A quote as the office gave it, signed, to the customer's program."""

    session_id: SessionId
    sha256: str
    text: str  # canonical JSON, rules.fees.Quote.text
    issued_at: Instant


@dataclass(frozen=True, slots=True)
class FeeAnswer:
    """One answer, as it stands in the ledger under ``number``."""

    number: int  # of the ledger's entry
    session_id: SessionId
    answer: Answer
    quote_sha256: str
    stop_at: int | None  # yen with tax; only with YES
    start: Instant  # from when on the answer counts: never before it was given


@dataclass(frozen=True, slots=True)
class WorkTurn:
    """Work went on, or rested, from ``at`` on (the office's time)."""

    number: int  # of the ledger's entry
    session_id: SessionId
    working: bool
    at: Instant


class AgreedFeeRecords(Protocol):
    def issue(self, quote: IssuedQuote) -> None:
        """The same quote again changes nothing."""
        ...

    def issued(self, session_id: SessionId, sha256: str) -> IssuedQuote | None: ...
    def last_issued(self, session_id: SessionId) -> IssuedQuote | None: ...
    def answer(self, answer: FeeAnswer) -> None: ...
    def answers(self, session_id: SessionId) -> list[FeeAnswer]:
        """In the order of their numbers."""
        ...

    def agreed_sessions(self, customer_id: CustomerId) -> list[SessionId]:
        """The customer's sessions in which something was agreed, in the order in which it was."""
        ...

    def turn(self, turn: WorkTurn) -> None: ...
    def turns(self, session_id: SessionId) -> list[WorkTurn]:
        """In the order of their numbers."""
        ...
