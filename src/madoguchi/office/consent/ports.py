"""What the ledger needs of a store: it can be read and added to, and nothing else. Article: P.2"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from madoguchi.base.canonical import Document
from madoguchi.base.clock import Instant
from madoguchi.ledger.record import Entry


@dataclass(frozen=True, slots=True)
class Written:
    """An entry with its payload and the salt of its commitment."""

    entry: Entry
    salt: bytes
    payload: Document


@dataclass(frozen=True, slots=True)
class Download:
    """Somebody fetched the customer's program. Article: P.1"""

    id: str
    file: str
    sha256: str
    size: int
    address: str
    at: Instant


class LedgerRecords(Protocol):
    def last(self) -> Entry | None: ...
    def append(self, written: Written) -> None: ...
    def about(self, subjects: list[str]) -> list[Written]:
        """In the order of their numbers."""
        ...

    def by_statement(self, about: str, statement_sha256: str) -> Entry | None: ...
    def entries(self) -> list[Entry]:
        """All of them, in order, for checking the whole chain."""
        ...


class DownloadRecords(Protocol):
    def add(self, download: Download) -> None: ...
    def latest_from(self, address: str, since: Instant) -> Download | None: ...
