"""The receipt at the customer's end: nothing is kept that the provider did not sign, and a paper only with the same record in it."""

from __future__ import annotations

import zlib
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from madoguchi.base.canonical import canonical
from madoguchi.base.errors import BrokenProof
from madoguchi.host.runner.receipts import FORMAT, proven, proven_paper
from madoguchi.seal.signing import Domain, public_bytes, sign, to_base64url

pytestmark = pytest.mark.article("P.3")
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = public_bytes(KEY)
DOCUMENT: dict[str, Any] = {
    "entries": [{"hash": "ab", "kind": "agreed"}],
    "format": FORMAT,
    "issued_at": "2026-01-05T01:00:00.000Z",
    "ledger": {"checkpoint": "1"},
    "session": "ab" * 16,
}


def signed(key: Ed25519PrivateKey = KEY, **changes: Any) -> bytes:
    document = DOCUMENT | changes
    return canonical(document | {"signature": to_base64url(sign(key, Domain.RECEIPT, canonical(document)))})


def pdf(*within: bytes, deflated: bool = True) -> bytes:
    """As a typesetter writes it: pictures and fonts before the file that goes along."""
    streams = [b"\x00" * 300, b"q 1 0 0 1 0 0 cm", *within]
    bodies = [zlib.compress(one) if deflated else one for one in streams]
    objects = [b"%d 0 obj\n<<>>\nstream\n%b\nendstream\nendobj\n" % (at, one) for at, one in enumerate(bodies)]
    return b"%PDF-1.7\n" + b"".join(objects) + b"%%EOF\n"


def test_the_providers_own_is_believed():
    assert proven(signed(), PUBLIC)["session"] == "ab" * 16


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{}",
        b"[]",
        b"{" * 100_000,
        b"\xff",
        signed(Ed25519PrivateKey.from_private_bytes(bytes(32))),
        signed().replace(b'"agreed"', b'"forged"'),
        signed(format="something/else"),
        canonical(DOCUMENT | {"signature": "%%%"}),
        canonical(DOCUMENT | {"signature": 5}),
    ],
)
def test_anything_else_is_not(raw: bytes):
    with pytest.raises(BrokenProof):
        proven(raw, PUBLIC)


@pytest.mark.parametrize("deflated", [True, False])
def test_a_paper_with_the_same_record_of_a_later_moment_is_kept(deflated: bool):
    later = signed(issued_at="2026-01-05T01:00:09.000Z", ledger={"checkpoint": "2"})
    paper = pdf(later, deflated=deflated)
    assert proven_paper(paper, signed(), PUBLIC) is paper


@pytest.mark.parametrize(
    "paper",
    [
        b"<html>",
        b"%PDF-1.7\n",
        pdf(),
        pdf(b"{}"),
        pdf(signed(entries=[])),
        pdf(signed(session="cd" * 16)),
        pdf(signed().replace(b'"agreed"', b'"forged"')),
        pdf(signed())[:-80],
        pdf(b'{"a":' + b" " * 5_000_000 + b"1}"),
    ],
)
def test_a_paper_without_it_or_with_another_is_not(paper: bytes):
    with pytest.raises(BrokenProof):
        proven_paper(paper, signed(), PUBLIC)
