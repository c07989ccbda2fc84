"""That a received file is gone, as a signed document: what the ledger says of its coming and its end, and the proof of it.

Guarantee: it says nothing that does not stand in the ledger's own entries, but for the day from which old backups are dead too.
Article: 8.5, P.2
"""

from __future__ import annotations

from typing import Final

from madoguchi.base.canonical import Document, Value, canonical
from madoguchi.base.clock import JAPAN, Instant
from madoguchi.office.books import Shelf
from madoguchi.office.consent.heads import Heads
from madoguchi.office.consent.ports import Written
from madoguchi.office.consent.receipt import told_entry
from madoguchi.office.custody.keyring import WINDOW
from madoguchi.office.custody.ports import CustodyFile, Holding
from madoguchi.office.custody.service import HeldFile
from madoguchi.office.provider.keys import Keys
from madoguchi.seal.signing import Domain, sign, to_base64url

FORMAT: Final = "madoguchi/erasure-certificate/1"
TELL: Final = frozenset({"custody:deposited", "custody:returned", "custody:destroyed"})


class CertificateService:
    def __init__(self, shelf: Shelf, keys: Keys, heads: Heads) -> None:
        self._shelf = shelf
        self._keys = keys
        self._heads = heads

    def of(self, found: HeldFile, now: Instant) -> dict[str, Value] | None:
        """For the people on the case, who were let in by whoever made ``found``; None while we still have the file."""
        file = found.held.file
        if file.holding is Holding.KEPT or file.ended_at is None:
            return None
        with self._shelf.writing() as books:
            written = [item for item in books.ledger.about([file.case_id]) if _is_of(item, file)]
            document: dict[str, Value] = {
                "backups_unreadable_from": (file.ended_at + WINDOW).astimezone(JAPAN).date().isoformat(),
                "case": found.case.case.reference,
                "case_id": file.case_id,
                "entries": [told_entry(item) for item in written],
                "format": FORMAT,
                "kind": "erasure_certificate",
                "ledger": self._heads.proven(books, [item.entry for item in written], now),
                "number": file.number,
                "public_key": to_base64url(self._keys.provider_public),
                "sha256": file.sha256,
                "size": file.size,
            }
        signature = sign(self._keys.provider, Domain.CERTIFICATE, canonical(document))
        return document | {"signature": to_base64url(signature)}


def ledger_number(document: Document) -> int:
    """The entry of the erasure."""
    entries = document["entries"]
    assert isinstance(entries, list)
    number: int = entries[-1]["number"]
    return number


def _is_of(item: Written, file: CustodyFile) -> bool:
    body = item.payload.get("body")
    return item.entry.kind in TELL and isinstance(body, dict) and body.get("custody") == file.id
