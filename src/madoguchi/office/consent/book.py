"""Writing into the ledger: the next number, the chain, the salted commitment, the tree. Within the caller's transaction. Article: P.2"""

from __future__ import annotations

from dataclasses import dataclass

from madoguchi.base.canonical import Document
from madoguchi.base.clock import Instant, iso
from madoguchi.base.errors import Misuse
from madoguchi.ledger.kinds import KINDS, SaidBy
from madoguchi.ledger.record import SALT_BYTES, Entry, commit, next_entry
from madoguchi.ledger.tree import grow, leaf_hash
from madoguchi.office.books import Books
from madoguchi.office.consent.ports import Written
from madoguchi.office.hooks.announcing import EVENT_OF, announce
from madoguchi.office.ids import Entropy


def write_event(books: Books, entropy: Entropy, now: Instant, *, kind: str, about: str, body: Document) -> Entry:
    """Write down something that the office itself saw."""
    declared = KINDS[kind]
    if declared.said_by is not SaidBy.OFFICE or not declared.body.fits(body):
        raise Misuse(f"{kind} is not declared so")
    said = Said(kind, about, SaidBy.OFFICE, {"body": body})
    return write(books, entropy, now, said)


@dataclass(frozen=True, slots=True)
class Said:
    """What is to be written down; the form of it was checked before."""

    kind: str
    about: str
    by: SaidBy
    payload: Document
    statement_sha256: str = ""  # of the customer's own words, when they are


def write(books: Books, entropy: Entropy, now: Instant, said: Said) -> Entry:
    """The next entry of the ledger."""
    salt = entropy(SALT_BYTES)
    entry = next_entry(
        books.ledger.last(),
        at=iso(now),
        kind=said.kind,
        by=said.by.value,
        about=said.about,
        statement_sha256=said.statement_sha256,
        commitment=commit(salt, said.payload),
    )
    books.ledger.append(Written(entry, salt, said.payload))
    books.ledger.add_nodes(grow(entry.number - 1, leaf_hash(entry.hash), books.ledger.node))
    if (event := EVENT_OF.get(said.kind)) is not None:
        announce(books, entropy, now, event, said.about)
    return entry
