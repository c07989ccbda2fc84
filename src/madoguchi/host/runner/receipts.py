"""The receipt at the customer's end: believed only under the provider's key, as the signed document and as the paper that holds it.

Guarantee: what can be kept was signed by the provider, is this session's, and the paper carries the very same record as the
document: whoever reads the paper and whoever runs ``madoguchi verify`` has the same thing in hand. Article: P.2, P.3
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from typing import Any, Final

from madoguchi.base.canonical import canonical
from madoguchi.base.errors import BrokenProof, Misuse
from madoguchi.seal.signing import Domain, check, from_base64url

FORMAT: Final = "madoguchi/receipt-document/1"
LARGEST: Final = 4_194_304  # bytes of the document within a paper
BEGINNING: Final = 64  # bytes by which it is told from pictures and fonts
OF_THE_MOMENT: Final = frozenset({"issued_at", "ledger", "signature"})  # they differ from one asking to the next
_STREAM: Final = re.compile(rb"\bstream\r?\n")


def proven(raw: bytes, public_key: bytes, session: str = "") -> dict[str, Any]:
    """The document in ``raw``. Raises BrokenProof when the provider did not sign it, or it is of something else."""
    try:
        document: dict[str, Any] = json.loads(raw)
        signature = from_base64url(document["signature"])
        unsigned = {key: value for key, value in document.items() if key != "signature"}
        check(public_key, Domain.RECEIPT, canonical(unsigned), signature)
        if document["format"] != FORMAT or (session and document["session"] != session):
            raise BrokenProof("a receipt of something else")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, Misuse) as wrong:
        raise BrokenProof(f"the receipt cannot be read: {wrong!r}") from wrong
    return document


def proven_paper(pdf: bytes, receipt: bytes, public_key: bytes) -> bytes:
    """The paper, when the document that goes along in it is proven and says what ``receipt`` says. Raises BrokenProof."""
    if not pdf.startswith(b"%PDF-"):
        raise BrokenProof("the office's answer is no PDF")
    kept = proven(receipt, public_key)
    for found in _documents(pdf):
        within = proven(found, public_key, str(kept["session"]))
        if _lasting(within) == _lasting(kept):
            return pdf
        raise BrokenProof("the paper carries another record")
    raise BrokenProof("the paper carries no receipt")


def _lasting(document: dict[str, Any]) -> bytes:
    return canonical({key: value for key, value in document.items() if key not in OF_THE_MOMENT})


def _documents(pdf: bytes) -> Iterator[bytes]:
    """What looks like our JSON among the PDF's streams, plain or deflated."""
    for place in _STREAM.finditer(pdf):
        start = place.end()
        if pdf[start : start + 1] == b"{":
            yield pdf[start : pdf.index(b"endstream", start)].rstrip(b"\r\n")
            continue
        try:
            looks = zlib.decompressobj().decompress(pdf[start : start + 4 * BEGINNING], BEGINNING)
            if not looks.startswith(b"{"):
                continue
            reader = zlib.decompressobj()
            whole = reader.decompress(pdf[start:], LARGEST)
        except zlib.error:
            continue
        if reader.eof:
            yield whole
