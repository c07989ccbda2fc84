"""What the provider decides about its hours and fees, in the ledger: what, from when on, entered when, by whom. Article: 3.2, 3.3, P.2"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from madoguchi.base.canonical import Value, canonical
from madoguchi.base.clock import Instant
from madoguchi.office.actor import Actor
from madoguchi.office.books import Books
from madoguchi.office.consent.book import write_event
from madoguchi.office.ids import Entropy


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision: its kind in the ledger, what it is about, from when on it holds, and all that it says."""

    kind: str
    about: str
    effective: str
    says: Mapping[str, Value]


def write_decision(books: Books, entropy: Entropy, actor: Actor, decided: Decided, now: Instant) -> None:
    """Within the caller's transaction. The ledger keeps the hash of what was decided; the words are in its own table."""
    body = {
        "about": decided.about,
        "by": actor.id,
        "effective": decided.effective,
        "sha256": sha256(canonical(dict(decided.says))).hexdigest(),
    }
    write_event(books, entropy, now, kind=decided.kind, about=decided.about, body=body)
