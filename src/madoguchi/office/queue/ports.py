"""What the queue needs of a store."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from madoguchi.base.clock import Instant
from madoguchi.base.words import Language
from madoguchi.office.ids import CaseId, OperatorId, RequestId


class RequestState(StrEnum):
    WAITING = "waiting"
    TAKEN = "taken"  # a case was made of it
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"  # by the customer


@dataclass(frozen=True, slots=True)
class SupportRequest:
    """What somebody wrote on the public page. Nothing in it was checked: it is what they say of themselves."""

    id: RequestId
    reference_sha256: str
    organisation: str
    contact: str
    phone: str
    email: str
    about: str
    language: Language
    at: Instant
    state: RequestState
    answer: str
    settled_at: Instant | None
    settled_by: OperatorId | None
    case_id: CaseId | None


class QueueRecords(Protocol):
    def add(self, request: SupportRequest) -> None: ...
    def settle(self, request: SupportRequest) -> bool:
        """Write it if it still waits; False when somebody was faster."""
        ...

    def by_id(self, request_id: RequestId) -> SupportRequest | None: ...
    def by_reference(self, sha256: str) -> SupportRequest | None: ...
    def of_case(self, case_id: CaseId) -> SupportRequest | None:
        """What a case was made of."""
        ...

    def waiting(self, limit: int) -> list[SupportRequest]:
        """The longest waiting first."""
        ...

    def ahead_of(self, request: SupportRequest) -> int:
        """How many wait that came before."""
        ...

    def count_waiting(self) -> int: ...
