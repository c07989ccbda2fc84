"""What subcontractors need of a store. Article: 9.1, 9.2"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from madoguchi.base.clock import Instant
from madoguchi.office.ids import AssignmentId, CaseId, OperatorId, PaperId, SubcontractorId
from madoguchi.office.operators.ports import Operator
from madoguchi.rules.subcontracting import PaperKind, Term, begins_on
from madoguchi.wire.vocabulary import Access


class Why(StrEnum):
    """Why a case went back to whoever gave it."""

    TIME_OVER = "time_over"
    PAPERS = "papers"  # the organisation is not in force any more
    ACCOUNT = "account"  # the person's account was closed
    SUPERVISOR = "supervisor"
    CHANGED = "changed"  # another assignment took its place


@dataclass(frozen=True, slots=True)
class Subcontractor:
    """An organisation (委託先)."""

    id: SubcontractorId
    name: str  # told to customers
    corporate_number: str  # empty: not known
    contact: str
    note: str
    created_at: Instant
    created_by: OperatorId


@dataclass(frozen=True, slots=True)
class Paper:
    """What an organisation has signed. It is withdrawn, never changed."""

    id: PaperId
    subcontractor_id: SubcontractorId
    kind: PaperKind
    reference: str
    signed_on: date  # in Japan, like the last day
    last_day: date
    expires_at: Instant  # the start of the day after
    added_at: Instant
    added_by: OperatorId
    withdrawn_at: Instant | None = None
    noted_at: Instant | None = None  # when its end was written down

    def holds(self, at: Instant) -> bool:
        return self.withdrawn_at is None and begins_on(self.signed_on) <= at < self.expires_at


@dataclass(frozen=True, slots=True)
class Assignment:
    """A case that somebody of a subcontractor may work on: with these accesses, until then."""

    id: AssignmentId
    case_id: CaseId
    operator_id: OperatorId
    accesses: str  # words in the order of the list, with a comma between
    starts_at: Instant
    ends_at: Instant
    given_by: OperatorId
    ended_at: Instant | None = None
    ended_for: str = ""  # a Why

    @property
    def held(self) -> frozenset[Access]:
        return frozenset(Access[word.upper()] for word in self.accesses.split(","))

    def runs(self, at: Instant) -> bool:
        return self.ended_at is None and self.starts_at <= at < self.ends_at


def spelled(accesses: Iterable[Access]) -> str:
    """As ``Assignment.accesses`` has them."""
    return ",".join(access.word for access in sorted(accesses))


def terms_of(papers: Iterable[Paper]) -> list[Term]:
    """What the rule looks at."""
    return [Term(one.kind, begins_on(one.signed_on), one.expires_at) for one in papers if one.withdrawn_at is None]


class SubcontractorRecords(Protocol):
    def add(self, subcontractor: Subcontractor) -> None: ...
    def change(self, subcontractor: Subcontractor) -> None:
        """Its people carry its name."""
        ...

    def by_id(self, subcontractor_id: str) -> Subcontractor | None: ...
    def all(self) -> list[Subcontractor]:
        """By name."""
        ...

    def people(self, subcontractor_id: str) -> list[Operator]: ...
    def signed_in(self) -> list[Operator]:
        """All people of subcontractors who have a browser that was not signed out."""
        ...

    def add_paper(self, paper: Paper) -> None: ...
    def paper(self, paper_id: str) -> Paper | None: ...
    def papers(self, subcontractor_id: str | None = None) -> list[Paper]:
        """Of one or of all, the one that ends last first."""
        ...

    def withdraw_paper(self, paper_id: PaperId, at: Instant) -> bool: ...
    def ended_papers(self, now: Instant) -> list[Paper]:
        """Those whose end nobody wrote down yet."""
        ...

    def note_end(self, paper_id: PaperId, at: Instant) -> bool:
        """True for whoever came first."""
        ...

    def add_assignment(self, assignment: Assignment) -> None: ...
    def assignment(self, assignment_id: str) -> Assignment | None: ...
    def open_assignments(
        self, *, case_id: CaseId | None = None, operator_id: OperatorId | None = None
    ) -> list[Assignment]:
        """Those that nobody ended; their time may be over all the same."""
        ...

    def end_assignment(self, assignment_id: AssignmentId, at: Instant, why: Why) -> bool:
        """True for whoever came first."""
        ...
