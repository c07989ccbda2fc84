"""What custody needs of a store, of a folder for sealed bytes and of a virus scanner. Article: 5.6, 8.4, 8.5"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO, Protocol

from madoguchi.base.clock import Instant
from madoguchi.office.ids import CaseId, CustodyId, OperatorId, SessionId


class Source(StrEnum):
    """How a file came."""

    SESSION = "session"  # in a session; its hash stands in the customer's own signed statement
    EMAIL = "email"
    MEDIUM = "medium"  # a USB stick, a disc
    OTHER = "other"


class Verdict(StrEnum):
    """What the virus scanner says. Only one of them is clean."""

    CLEAN = "clean"
    NOT_CLEAN = "not_clean"
    UNKNOWN = "unknown"  # no scanner, no answer, too large for it


class Holding(StrEnum):
    """kept → returned or destroyed: of these two the office can open nothing any more."""

    KEPT = "kept"
    RETURNED = "returned"
    DESTROYED = "destroyed"


@dataclass(frozen=True, slots=True)
class CustodyFile:
    """One received file. ``wrapped`` is its key under its case's key, ``details`` what people typed, sealed with it."""

    id: CustodyId
    case_id: CaseId
    number: int  # within its case: 1, 2, 3 …
    size: int
    sha256: str
    source: Source
    session_id: SessionId | None
    wrapped: bytes | None
    details: bytes | None
    deposited_at: Instant
    deposited_by: OperatorId
    keep_until: Instant
    holding: Holding
    verdict: Verdict
    finding: str  # what the scanner calls it
    checked_at: Instant | None
    ended_at: Instant | None
    ended_by: str  # an operator's id
    ended_for: str  # the reason


@dataclass(frozen=True, slots=True)
class CaseKey:
    """The key of one case's files, under one generation of the custody key."""

    case_id: CaseId
    generation: int
    wrapped: bytes
    made_at: Instant


@dataclass(frozen=True, slots=True)
class Opening:
    """That somebody opened a file, and what for."""

    id: str
    file_id: CustodyId
    at: Instant
    by: OperatorId
    purpose: str
    verdict: Verdict  # as it was then


@dataclass(frozen=True, slots=True)
class CustodyRule:
    """How long received files are kept, from ``since`` on."""

    since: Instant
    days: int
    remind_days: int
    entered_by: OperatorId


class CustodyRecords(Protocol):
    def add(self, file: CustodyFile) -> None: ...
    def change(self, file: CustodyFile) -> None: ...
    def by_id(self, file_id: CustodyId) -> CustodyFile | None: ...
    def of_case(self, case_id: CaseId) -> list[CustodyFile]:
        """In the order of their numbers."""
        ...

    def due(self, until: Instant) -> list[CustodyFile]:
        """Kept ones whose time ends by then, the most urgent first."""
        ...

    def kept_ids(self) -> frozenset[str]: ...
    def case_key(self, case_id: CaseId) -> CaseKey | None: ...
    def case_keys(self) -> list[CaseKey]: ...
    def put_case_key(self, key: CaseKey) -> None:
        """In place of the one before, of which nothing stays."""
        ...

    def drop_case_key(self, case_id: CaseId) -> None: ...
    def add_opening(self, opening: Opening) -> None: ...
    def openings(self, file_id: CustodyId) -> list[Opening]:
        """The newest first."""
        ...

    def add_rule(self, rule: CustodyRule) -> None: ...
    def rule(self, as_of: Instant) -> CustodyRule | None: ...


class Blob(Protocol):
    """Sealed bytes that are being written."""

    def write(self, sealed: bytes) -> None: ...
    def keep(self) -> None: ...
    def drop(self) -> None: ...


class Blobs(Protocol):
    """Where sealed bytes lie."""

    def begin(self, name: str) -> Blob: ...
    def open(self, name: str) -> BinaryIO: ...
    def remove(self, name: str) -> None: ...
    def sweep(self, kept: frozenset[str], now: Instant) -> int: ...


@dataclass(frozen=True, slots=True)
class Scanned:
    verdict: Verdict
    finding: str = ""


class Scanner(Protocol):
    """Looks for viruses. It never raises: what it cannot say is UNKNOWN."""

    def scan(self, pieces: Iterable[bytes]) -> Scanned: ...


class NoScanner:
    """Where there is none."""

    def scan(self, pieces: Iterable[bytes]) -> Scanned:  # noqa: ARG002 - the port's shape
        return Scanned(Verdict.UNKNOWN)
