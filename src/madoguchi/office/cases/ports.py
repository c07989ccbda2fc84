"""What cases need of a store."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from madoguchi.base.clock import Instant
from madoguchi.office.ids import CaseId, ContactId, CustomerId, OperatorId


class Category(StrEnum):
    """What a request is about. Article: 1.1, 1.2"""

    FAULT = "fault"  # 障害対応
    OPERATION = "operation"  # 操作支援
    RESTORATION = "restoration"  # 復旧作業


class CaseStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Case:
    """A request for support."""

    id: CaseId
    year: int
    sequence: int
    customer_id: CustomerId
    contact_id: ContactId
    category: Category
    subject: str
    description: str
    status: CaseStatus
    created_at: Instant
    created_by: OperatorId

    @property
    def reference(self) -> str:
        """What people call it: 2026-0001."""
        return f"{self.year}-{self.sequence:04d}"


class CaseRecords(Protocol):
    def add(self, case: Case) -> None: ...
    def change(self, case: Case) -> None: ...
    def next_sequence(self, year: int) -> int: ...
    def for_member(self, case_id: CaseId, operator_id: OperatorId) -> Case | None:
        """The case when ``operator_id`` is on it; None when it does not exist or they are not. Article: 8.3"""
        ...

    def of_member(self, operator_id: OperatorId, customer_id: CustomerId | None, limit: int) -> list[Case]:
        """The newest first."""
        ...

    def add_member(self, case_id: CaseId, operator_id: OperatorId, at: Instant) -> None: ...
    def members(self, case_id: CaseId) -> list[OperatorId]: ...
    def by_id(self, case_id: CaseId) -> Case | None:
        """For sessions that already run under the case; people come through ``for_member``."""
        ...
