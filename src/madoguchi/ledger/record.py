"""One entry of the ledger and the chain that binds it to all before it.

Guarantee: an entry's hash covers its number, the hash before it, its time, its kind, who it is about and a salted
commitment to its payload; so a changed, dropped, swapped or inserted entry shows, while a payload can be forgotten (its
salt with it) without breaking the chain. Article: P.2, 8.5
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from madoguchi.base.canonical import Document, Value, canonical

SALT_BYTES: Final = 32
FIRST_PREVIOUS: Final = ""  # what stands before entry 1
_ENTRY: Final = b"madoguchi/entry/1\n"


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the ledger without its payload. ``number`` starts at 1 and has no gaps."""

    number: int
    previous_hash: str
    hash: str
    at: str  # ISO instant of the office's clock
    kind: str
    by: str
    about: str  # the session, number or version of the terms
    statement_sha256: str  # empty for the office's own events
    commitment: str

    def hashed(self) -> dict[str, Value]:
        """What the hash covers."""
        return {
            "about": self.about,
            "at": self.at,
            "by": self.by,
            "commitment": self.commitment,
            "kind": self.kind,
            "number": self.number,
            "previous_hash": self.previous_hash,
            "statement_sha256": self.statement_sha256,
        }


def commit(salt: bytes, payload: Document) -> str:
    """The commitment to ``payload``: HMAC-SHA-256 under a random salt, so short contents cannot be guessed from it."""
    return hmac.new(salt, canonical(payload), sha256).hexdigest()


def entry_hash(entry: Entry) -> str:
    """The hash that ``entry`` must carry."""
    return sha256(_ENTRY + canonical(entry.hashed())).hexdigest()


def next_entry(
    last: Entry | None, *, at: str, kind: str, by: str, about: str, statement_sha256: str, commitment: str
) -> Entry:
    """The entry that follows ``last``."""
    bare = Entry(
        number=last.number + 1 if last else 1,
        previous_hash=last.hash if last else FIRST_PREVIOUS,
        hash="",
        at=at,
        kind=kind,
        by=by,
        about=about,
        statement_sha256=statement_sha256,
        commitment=commitment,
    )
    return Entry(**{name: getattr(bare, name) for name in Entry.__slots__ if name != "hash"}, hash=entry_hash(bare))


def first_broken(entries: Iterable[Entry]) -> int | None:
    """The number at which a whole ledger, read from entry 1 on, first fails to hold; None when it holds."""
    expected, previous = 1, FIRST_PREVIOUS
    for entry in entries:
        if entry.number != expected or entry.previous_hash != previous or entry.hash != entry_hash(entry):
            return expected
        expected, previous = expected + 1, entry.hash
    return None
