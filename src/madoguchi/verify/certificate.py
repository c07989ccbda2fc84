"""Whether a certificate of erasure holds, and if not, the first thing that is wrong with it.

Guarantee: when ``check_certificate`` finds no fault, the provider signed exactly this document, it holds one entry of a received
file's coming and one of its end, both under a signed head of the ledger's tree, and it says nothing else than these say. What no
document can prove is that nobody kept a copy in clear. Article: 8.5, P.2, 10.1
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from madoguchi.ledger.checkpoint import Checkpoint
from madoguchi.seal.signing import Domain
from madoguchi.verify.check import Broken, Fault, Paper, Wrong, proven_entries, proven_head, signed_document

CERTIFICATE: Final = Paper("madoguchi/erasure-certificate/1", Domain.CERTIFICATE, "case_id")
_ENDS: Final = frozenset({"custody:returned", "custody:destroyed"})
_SAID: Final = ("case", "number", "sha256", "size")


@dataclass(frozen=True, slots=True)
class Erased:
    """Everything holds. What was proven, for telling."""

    case: str
    number: int
    sha256: str
    size: int
    received_at: str
    erased_at: str
    was_returned: bool
    reason: str
    by: str
    entry: int  # of the ledger
    head: Checkpoint
    nodes: Mapping[tuple[int, int], bytes] = field(repr=False, default_factory=dict)


def check_certificate(raw: bytes, public_key: bytes) -> Erased | Fault:
    """Check a whole certificate of erasure."""
    try:
        document = signed_document(raw, public_key, CERTIFICATE)
        entries = proven_entries(document, CERTIFICATE)
        head, nodes = proven_head(document, public_key, [entry for entry, _ in entries])
        if len(entries) != 2:
            raise Broken(Wrong.SUMMARY)
        (came, came_with), (gone, gone_with) = entries
        if came.kind != "custody:deposited" or gone.kind not in _ENDS:
            raise Broken(Wrong.SUMMARY)
        try:
            received, erased = came_with["body"], gone_with["body"]
            if any(document[name] != body[name] for name in _SAID for body in (received, erased)):
                raise Broken(Wrong.SUMMARY)
            if received["custody"] != erased["custody"]:
                raise Broken(Wrong.SUMMARY)
            return Erased(
                **{name: erased[name] for name in _SAID},
                received_at=came.at,
                erased_at=gone.at,
                was_returned=gone.kind == "custody:returned",
                reason=erased["reason"],
                by=erased["operator"],
                entry=gone.number,
                head=head,
                nodes=nodes,
            )
        except (KeyError, TypeError):
            raise Broken(Wrong.NOT_A_RECEIPT) from None
    except Broken as broken:
        return broken.fault
