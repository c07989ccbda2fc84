"""Reading a statement of the customer's program: the exact signed text, its form, its signature. Pure. Article: P.2"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from madoguchi.base.canonical import Value, canonical
from madoguchi.base.clock import from_iso
from madoguchi.base.errors import BrokenProof
from madoguchi.ledger.kinds import KINDS, SaidBy
from madoguchi.office.refusals import StatementMalformed
from madoguchi.seal.signing import Domain, check, from_base64url

STATEMENT_LIMIT: Final = 16_384  # bytes
_FIELDS: Final = frozenset({"at", "attempt", "body", "kind", "number", "previous", "session"})


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement whose form and signature hold."""

    at: str  # by the customer's clock
    attempt: str
    body: Mapping[str, Value]
    kind: str
    number: int
    previous: str
    session: str
    text: str
    signature: str
    host_key: str
    sha256: str


def read_statement(text: str, signature: str, host_key: str) -> Statement | StatementMalformed:
    """The statement in ``text``, when it is canonical, of a known kind, well formed, and signed by ``host_key``."""
    try:
        raw = text.encode("utf-8")
        if len(raw) > STATEMENT_LIMIT:
            return StatementMalformed()
        document: Any = json.loads(text)
        if not isinstance(document, dict) or document.keys() != _FIELDS or canonical(document) != raw:
            return StatementMalformed()
        check(from_base64url(host_key), Domain.STATEMENT, raw, from_base64url(signature))
        if not _holds_together(document):
            return StatementMalformed()
    except (ValueError, RecursionError, BrokenProof):
        return StatementMalformed()
    return Statement(**document, text=text, signature=signature, host_key=host_key, sha256=sha256(raw).hexdigest())


def _holds_together(document: dict[str, Any]) -> bool:
    words = (document["at"], document["attempt"], document["kind"], document["previous"], document["session"])
    if not all(isinstance(word, str) for word in words) or type(document["number"]) is not int:
        return False
    from_iso(document["at"])
    kind = KINDS.get(document["kind"])
    return kind is not None and kind.said_by is SaidBy.HOST and kind.body.fits(document["body"])
