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
    WAITING = "waiting"  # for the customer
    CLOSED = "closed"
    DECLINED = "declined"  # outside the scope; the reason was told. Article: 5.4


class EntryKind(StrEnum):
    """What the people on a case wrote down, or did with it."""

    NOTE = "note"
    CONSULTATION = "consultation"  # 協議: what the terms do not settle. Article: 11.1
    OPENED = "opened"  # the word: how it came
    STATUS = "status"  # the word: the new one
    CATEGORY = "category"  # the word: the new one
    ASSIGNED = "assigned"  # the text: who has it now
    JOINED = "joined"  # the text: who came onto the case
    LEFT = "left"  # the text: who was taken off it
    DECLINED = "declined"  # the text: the reason; the word: how the customer is told. Article: 5.4
    REQUEST = "request"  # お願い. Article: 5.7
    REQUEST_DONE = "request_done"  # of these the word is the state, the text what was asked and what the customer added
    REQUEST_CANNOT = "request_cannot"
    REQUEST_REOPENED = "request_reopened"
    REQUEST_TAKEN_BACK = "request_taken_back"
    APPOINTMENT = "appointment"
    APPOINTMENT_CHANGED = "appointment_changed"
    APPOINTMENT_CANCELLED = "appointment_cancelled"
    GIVEN = "given"  # to somebody of a subcontractor; the text: who. Article: 9.2
    RETURNED = "returned"  # by them; the word: why
    CUSTODY_DEPOSITED = "custody_deposited"  # of these the text is the file's number within its case, never its name
    CUSTODY_OPENED = "custody_opened"
    CUSTODY_RETURNED = "custody_returned"
    CUSTODY_DESTROYED = "custody_destroyed"


class Came(StrEnum):
    """How a case came to be."""

    DESK = "desk"  # somebody called, or came by
    PORTAL = "portal"  # of a request on the public page


class Told(StrEnum):
    """How the customer is told of a reason. Article: 5.4"""

    PORTAL = "portal"  # on the page of their request
    PHONE = "phone"
    EMAIL = "email"


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
    assignee_id: str = ""  # an operator's id; empty when nobody has it
    declined_for: str = ""  # the reason that the customer is told

    @property
    def reference(self) -> str:
        """What people call it: 2026-0001."""
        return f"{self.year}-{self.sequence:04d}"


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """One line of a case's timeline; never changed."""

    id: str
    case_id: CaseId
    at: Instant
    kind: EntryKind
    text: str
    by: OperatorId
    word: str = ""  # of the closed list that goes with the kind


@dataclass(frozen=True, slots=True)
class ScopeItem:
    """One thing that support covers, or does not, and since when. Article: 3.1"""

    id: str
    in_scope: bool
    ja: str
    en: str
    since: Instant
    until: Instant | None


@dataclass(frozen=True, slots=True)
class SetRoutineRules:
    """From when the provider holds what for routine work. Article: 1.2"""

    number: int
    since: Instant
    times: int
    days: int
    hours: int
    by: OperatorId


class CaseRecords(Protocol):
    def add(self, case: Case) -> None: ...
    def change(self, case: Case) -> None: ...
    def next_sequence(self, year: int) -> int: ...
    def for_member(self, case_id: CaseId, operator_id: OperatorId) -> Case | None:
        """The case when ``operator_id`` is on it; None when it does not exist or they are not. Article: 8.3"""
        ...

    def latest(self, customer_id: CustomerId | None, limit: int) -> list[Case]:
        """Of everybody, the newest first."""
        ...

    def of_member(self, operator_id: OperatorId, customer_id: CustomerId | None, limit: int) -> list[Case]:
        """The newest first."""
        ...

    def after(
        self, member: OperatorId | None, customer_id: CustomerId | None, last: Case | None, limit: int
    ) -> list[Case]:
        """Of everybody or of one member, the newest first, those that come after ``last``."""
        ...

    def add_member(self, case_id: CaseId, operator_id: OperatorId, at: Instant) -> None: ...
    def remove_member(self, case_id: CaseId, operator_id: OperatorId) -> None: ...
    def members(self, case_id: CaseId) -> list[OperatorId]: ...
    def members_of(self, case_ids: set[CaseId]) -> dict[CaseId, list[tuple[OperatorId, str]]]:
        """Who is on each of many cases, by id and name."""
        ...

    def by_id(self, case_id: CaseId) -> Case | None:
        """For sessions that already run under the case; people come through ``for_member``."""
        ...

    def by_ids(self, case_ids: set[CaseId]) -> dict[CaseId, Case]:
        """As ``by_id``, for many."""
        ...

    def of_customer(self, customer_id: CustomerId, since: Instant) -> list[Case]:
        """For counting alone: whoever may see the customer learns how many, not what."""
        ...

    def add_entry(self, entry: CaseEntry) -> None: ...
    def entries(self, case_id: CaseId) -> list[CaseEntry]:
        """In order of time."""
        ...

    def scope(self, at: Instant) -> list[ScopeItem]: ...
    def add_scope_item(self, item: ScopeItem) -> None: ...
    def end_scope_item(self, item_id: str, at: Instant) -> bool: ...
    def add_routine_rules(self, rules: SetRoutineRules) -> None: ...
    def routine_rules(self) -> SetRoutineRules | None:
        """Those that hold now."""
        ...
