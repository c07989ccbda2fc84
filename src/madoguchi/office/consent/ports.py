"""What the ledger needs of a store: it can be read and added to, and nothing else. Article: P.2"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from madoguchi.base.canonical import Document
from madoguchi.base.clock import Instant
from madoguchi.ledger.checkpoint import Checkpoint
from madoguchi.ledger.record import Entry
from madoguchi.ledger.tree import Grown


@dataclass(frozen=True, slots=True)
class Written:
    """An entry with its payload and the salt of its commitment."""

    entry: Entry
    salt: bytes
    payload: Document


@dataclass(frozen=True, slots=True)
class Head:
    """A signed head of the ledger's tree: its first ``size`` entries have this root (hexadecimal)."""

    size: int
    root: str
    note: str
    at: Instant


@dataclass(frozen=True, slots=True)
class Download:
    """Somebody fetched the customer's program. Article: P.1"""

    id: str
    file: str
    sha256: str
    size: int
    address: str
    at: Instant


class HeadSigner(Protocol):
    """Who signs the heads of the ledger's tree: in this process, or in one of its own."""

    @property
    def public(self) -> bytes:
        """The 32 bytes of the ledger's key."""
        ...

    def last(self) -> str | None:
        """The head that was signed last, as a note. Raises as ``sign`` does."""
        ...

    def sign(self, new: Checkpoint, prove: Callable[[int], Sequence[bytes]]) -> str:
        """The signed note of ``new``; ``prove`` shows that its tree begins with the given number of entries that were signed
        before. Raises BrokenProof when it does not, Unavailable when the signer does not answer."""
        ...


class LedgerRecords(Protocol):
    def last(self) -> Entry | None: ...
    def append(self, written: Written) -> None: ...
    def about(self, subjects: list[str]) -> list[Written]:
        """In the order of their numbers."""
        ...

    def latest(self, before: int | None, limit: int) -> list[Written]:
        """With numbers below ``before``, the newest first."""
        ...

    def by_statement(self, about: str, statement_sha256: str) -> Entry | None: ...
    def entries(self) -> list[Entry]:
        """All of them, in order, for checking the whole chain."""
        ...

    def add_nodes(self, grown: Iterable[Grown]) -> None:
        """What became whole of the tree; ``node`` reads it."""
        ...

    def node(self, level: int, index: int) -> bytes:
        """Raises BrokenProof when it is not there, though the entries below it are."""
        ...

    def add_head(self, head: Head) -> None: ...
    def latest_head(self) -> Head | None: ...
    def heads(self) -> list[Head]:
        """From the smallest on."""
        ...


class DownloadRecords(Protocol):
    def add(self, download: Download) -> None: ...
    def latest_from(self, address: str, since: Instant) -> Download | None: ...
