"""Signing the head of the ledger's tree, and proving that entries stand under it.

Guarantee: a head is signed only when the tree begins with the whole tree of the head that was signed last, which the signer
remembers in a file of its own, outside the database: someone who rewrites the database gets no further signature, and every
receipt given out before contradicts the rewritten ledger. Entries are proven within the caller's transaction. Article: P.2
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from madoguchi.base.canonical import Value
from madoguchi.base.clock import Instant
from madoguchi.base.errors import BrokenProof
from madoguchi.ledger import tree
from madoguchi.ledger.checkpoint import Checkpoint, note, origin_of, read
from madoguchi.ledger.record import Entry
from madoguchi.office.books import Books
from madoguchi.office.consent.ports import Head
from madoguchi.seal.signing import Domain, check_note, public_bytes, sign, sign_note, to_base64url

HEAD_FILE: Final = "ledger.head"


class Heads:
    """The signer of heads. ``remembered`` is the file with the last head that was signed; it is made when it is missing."""

    def __init__(self, provider: Ed25519PrivateKey, key: Ed25519PrivateKey, remembered: Path) -> None:
        self._key = key
        self._public = public_bytes(key)
        self._key_signature = sign(provider, Domain.LEDGER_KEY, self._public)
        self._remembered = remembered

    def proven(self, books: Books, entries: Sequence[Entry], now: Instant) -> dict[str, Value]:
        """The part of a receipt that proves ``entries``: a signed head that covers them, and a path to it for each.

        Within a writing transaction. Raises BrokenProof when the ledger does not begin with what was signed before.
        """
        head = self._covering(books, max((entry.number for entry in entries), default=1), now)
        paths: list[Value] = [
            [part.hex() for part in tree.inclusion(entry.number - 1, head.size, books.ledger.node)] for entry in entries
        ]
        return {
            "checkpoint": head.note,
            "inclusion": paths,
            "key": to_base64url(self._public),
            "key_signature": to_base64url(self._key_signature),
        }

    def _covering(self, books: Books, number: int, now: Instant) -> Head:
        latest = books.ledger.latest_head()
        if latest is not None and latest.size >= number:
            return latest
        last = books.ledger.last()
        size = last.number if last else 0
        checkpoint = Checkpoint(origin_of(self._public), size, tree.root(size, books.ledger.node))
        head = Head(size, checkpoint.root.hex(), self._sign(books, latest, checkpoint), now)
        books.ledger.add_head(head)
        return head

    def _sign(self, books: Books, latest: Head | None, new: Checkpoint) -> str:
        with self._alone():
            before = [self._read(latest.note)] if latest else []
            if self._remembered.exists():
                before.append(self._read(self._remembered.read_text(encoding="utf-8")))
            for old in before:
                if old.size > new.size:
                    raise BrokenProof(f"the ledger has {new.size} entries; {old.size} were signed before")
                proof = tree.consistency(old.size, new.size, books.ledger.node)
                tree.check_consistency(old.size, old.root, new.size, new.root, proof)
            signed = note(new, self._public, sign_note(self._key, new.text()))
            self._remember(signed)
            return signed

    def _read(self, noted: str) -> Checkpoint:
        return read(noted, self._public, lambda signed, signature: check_note(self._public, signed, signature))

    def _remember(self, signed: str) -> None:
        beside = self._remembered.with_suffix(".new")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(signed)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._remembered)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One signer at a time, over all processes of this machine."""
        with self._remembered.with_suffix(".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


@dataclass(frozen=True, slots=True)
class Findings:
    """What a look at the whole ledger found. ``wrong`` is empty when everything holds."""

    entries: int
    heads: int
    wrong: str = ""


def examine(books: Books, against: Checkpoint | None = None) -> Findings:
    """Look at every entry, every node of the tree and every head; and at ``against``, a head that somebody was given once."""
    size = heads = 0
    nodes: dict[tuple[int, int], bytes] = {}

    def node(level: int, index: int) -> bytes:
        return nodes[level, index]

    for entry in books.ledger.entries():
        for grown in tree.grow(size, tree.leaf_hash(entry.hash), node):
            nodes[grown.level, grown.index] = grown.hash
            if books.ledger.node(grown.level, grown.index) != grown.hash:
                return Findings(size, heads, f"the tree over entry {entry.number} was changed")
        size += 1
    for head in books.ledger.heads():
        heads += 1
        if head.size > size or tree.root(head.size, node).hex() != head.root:
            return Findings(size, heads, f"the head of {head.size} entries is not of these entries")
    if against is not None and (against.size > size or tree.root(against.size, node) != against.root):
        return Findings(size, heads, f"the receipt's head of {against.size} entries is not of these entries")
    return Findings(size, heads)
