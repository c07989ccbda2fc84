"""The receipt (控え): one signed document with all that proves what was agreed and what was done. Article: P.2, P.3"""

from __future__ import annotations

import json
from typing import Final

from madoguchi.base.canonical import Value
from madoguchi.base.clock import Instant, iso
from madoguchi.office.agreed_fees.service import Reckoned
from madoguchi.office.consent.ports import Written
from madoguchi.office.provider.ports import Provider
from madoguchi.office.sessions.service import SessionFile
from madoguchi.seal.signing import to_base64url

FORMAT: Final = "madoguchi/receipt-document/1"


def receipt_document(
    file: SessionFile,
    provider: Provider | None,
    public_key: str,
    terms_title: str,
    now: Instant,
) -> dict[str, Value]:
    """The document without its signature. It names the session's entries only, each with what its hash is made of."""
    session = file.session
    written = written_of(file)
    return {
        "address": file.attempt.address,
        "build": file.attempt.build,
        "case": {
            "category": file.case.category.value,
            "reference": file.case.reference,
            "subject": file.case.subject,
        },
        "customer": {"contact": file.contact.name, "organisation": file.customer.organisation},
        "ended_at": iso(session.ended_at) if session.ended_at else None,
        "ending": session.ending.word if session.ending else None,
        "entries": [told_entry(item) for item in written],
        "format": FORMAT,
        "issued_at": iso(now),
        "kind": "receipt_document",
        "off_hours": session.off_hours,
        "operator": {
            "name": file.operator.name,
            "organisation": file.operator.organisation,
            "subcontractor": file.operator.subcontractor,
        },
        "phase": session.phase.word,
        "platform": file.attempt.platform,
        "provider": {
            "name": provider.name if provider else "",
            "name_en": provider.name_en if provider else "",
            "phone": provider.phone if provider else "",
            "public_key": public_key,
        },
        "said_by": _said_by(written),
        "session": session.id,
        "started_at": iso(session.created_at),
        "terms": _terms(file, terms_title),
        "totals": {"bytes_used": session.bytes_used, "seconds": session.seconds},
    }


def written_of(file: SessionFile) -> list[Written]:
    """The entries that the receipt holds."""
    return [item for item in file.written if item.entry.about == file.session.id]


def told_fees(found: Reckoned) -> Value:
    """What it comes to, what was answered to which quote, and all that it is made of (docs/protocol.md). Article: 3.3"""
    return {
        **found.charge.document(),
        "answers": [
            {
                "answer": one.answer.value,
                "entry": one.number,
                "from": iso(one.start),
                "quote_sha256": one.quote_sha256,
                "stop_at": one.stop_at or 0,
            }
            for one in found.answers
        ],
        "free": dict(found.left),
        "held": [
            {"charged": part.is_charged, "end": iso(part.end), "kind": part.kind.value, "start": iso(part.start)}
            for part in found.held
        ],
        "quotes": {sha256: quote.document() for sha256, quote in found.quotes.items()},
    }


def _terms(file: SessionFile, title: str) -> Value:
    session = file.session
    if not session.terms_version:
        return None
    return {
        "language": session.terms_language,
        "sha256": session.terms_sha256,
        "shown_sha256": session.terms_shown_sha256,
        "title": title,
        "version": session.terms_version,
    }


def _said_by(written: list[Written]) -> Value:
    """Who said that they agreed, in their own program's words."""
    for item in written:
        statement = item.payload.get("statement")
        if item.entry.kind == "agreed" and isinstance(statement, str):
            said: Value = json.loads(statement)["body"]["said_by"]
            return said
    return None


def told_entry(item: Written) -> Value:
    """An entry with what its hash is made of."""
    return {
        **item.entry.hashed(),
        "hash": item.entry.hash,
        "payload": item.payload,
        "salt": to_base64url(item.salt),
    }
