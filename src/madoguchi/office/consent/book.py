"""Writing into the ledger: the next number, the chain, the salted commitment. Within the caller's transaction. Article: P.2"""

from __future__ import annotations

from madoguchi.base.canonical import Document
from madoguchi.base.clock import Instant, iso
from madoguchi.base.errors import Misuse
from madoguchi.ledger.kinds import KINDS, SaidBy
from madoguchi.ledger.record import SALT_BYTES, Entry, commit, next_entry
from madoguchi.office.books import Books
from madoguchi.office.consent.ports import Written
from madoguchi.office.ids import Entropy


def write_event(books: Books, entropy: Entropy, now: Instant, kind: str, about: str, body: Document) -> Entry:
    """Write down something that the office itself saw."""
    declared = KINDS[kind]
    if declared.said_by is not SaidBy.OFFICE or not declared.body.fits(body):
        raise Misuse(f"{kind} is not declared so")
    return _write(books, entropy, now, kind, about, SaidBy.OFFICE, {"body": body}, "")


def write_statement(
    books: Books, entropy: Entropy, now: Instant, kind: str, about: str, payload: Document, statement_sha256: str
) -> Entry:
    """Write down what the customer's program signed; it was checked before."""
    return _write(books, entropy, now, kind, about, SaidBy.HOST, payload, statement_sha256)


def _write(
    books: Books,
    entropy: Entropy,
    now: Instant,
    kind: str,
    about: str,
    by: SaidBy,
    payload: Document,
    statement_sha256: str,
) -> Entry:
    salt = entropy(SALT_BYTES)
    entry = next_entry(
        books.ledger.last(),
        at=iso(now),
        kind=kind,
        by=by.value,
        about=about,
        statement_sha256=statement_sha256,
        commitment=commit(salt, payload),
    )
    books.ledger.append(Written(entry, salt, payload))
    return entry
