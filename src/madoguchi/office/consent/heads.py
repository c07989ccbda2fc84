"""Proving that entries stand in the ledger, under a head of its tree that the ledger's key signed.

Guarantee: the signer remembers the last head outside the database and signs none that does not go on from it: someone who
rewrites the database gets no further signature, and every receipt given out before contradicts the rewritten ledger. Entries
are proven within the caller's transaction. Article: P.2
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from madoguchi.base.canonical import Value
from madoguchi.base.clock import Instant
from madoguchi.ledger import tree
from madoguchi.ledger.checkpoint import Checkpoint, origin_of
from madoguchi.ledger.record import Entry
from madoguchi.office.books import Books
from madoguchi.office.consent.ports import Head, HeadSigner
from madoguchi.seal.signing import Domain, sign, to_base64url
from madoguchi.signer.keeper import read_head


class Heads:
    """Proofs for receipts. ``provider`` names the signer's key to everybody who checks one."""

    def __init__(self, provider: Ed25519PrivateKey, signer: HeadSigner) -> None:
        self._signer = signer
        self._key_signature = sign(provider, Domain.LEDGER_KEY, signer.public)

    def proven(self, books: Books, entries: Sequence[Entry], now: Instant) -> dict[str, Value]:
        """The part of a receipt that proves ``entries``: a signed head that covers them, and a path to it for each.

        Within a writing transaction that has written no entry itself: a head outlives a transaction that is given up.
        Raises BrokenProof when the ledger does not begin with what was signed before, Unavailable when the signer is away.
        """
        head = self._covering(books, max((entry.number for entry in entries), default=1), now)
        paths: list[Value] = [
            [part.hex() for part in tree.inclusion(entry.number - 1, head.size, books.ledger.node)] for entry in entries
        ]
        return {
            "checkpoint": head.note,
            "inclusion": paths,
            "key": to_base64url(self._signer.public),
            "key_signature": to_base64url(self._key_signature),
        }

    def _covering(self, books: Books, number: int, now: Instant) -> Head:
        latest = books.ledger.latest_head()
        if latest is not None and latest.size >= number:
            return latest
        last = books.ledger.last()
        size = last.number if last else 0
        new = Checkpoint(origin_of(self._signer.public), size, tree.root(size, books.ledger.node))
        if latest is not None:
            old = read_head(latest.note, self._signer.public)
            between = tree.consistency(old.size, size, books.ledger.node)
            tree.check_consistency(old.size, old.root, size, new.root, between)
        signed = self._signer.sign(new, lambda before: tree.consistency(before, size, books.ledger.node))
        head = Head(size, new.root.hex(), signed, now)
        books.ledger.add_head(head)
        return head


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
