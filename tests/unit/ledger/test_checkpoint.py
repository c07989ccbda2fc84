"""Signed heads of the tree: read back whole, and refused in every other spelling. [P.2]"""

from __future__ import annotations

from base64 import b64decode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from madoguchi.base.errors import BrokenProof
from madoguchi.ledger.checkpoint import LIMIT, Checkpoint, note, origin_of, read, verifier_key
from madoguchi.seal.signing import check_note, public_bytes, sign_note

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = public_bytes(KEY)
HEAD = Checkpoint(origin_of(PUBLIC), 1_024, bytes(range(32)))
NOTE = note(HEAD, PUBLIC, KEY.sign(HEAD.text().encode()))


def holds(signed: bytes, signature: bytes) -> None:
    check_note(PUBLIC, signed, signature)


@pytest.mark.article("P.2")
def test_what_was_signed_is_read() -> None:
    assert read(NOTE, PUBLIC, holds) == HEAD
    assert NOTE.startswith(f"{HEAD.origin}\n1024\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n\n— {HEAD.origin} ")
    assert note(HEAD, PUBLIC, sign_note(KEY, HEAD.text())) == NOTE


@pytest.mark.article("P.2")
def test_other_tools_can_take_the_key() -> None:
    name, identity, key = verifier_key(PUBLIC).split("+", 2)
    assert name == origin_of(PUBLIC)
    assert len(identity) == 8
    known = "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"  # of the seed 00 01 … 1f
    assert b64decode(key) == b"\x01" + bytes.fromhex(known)


@pytest.mark.article("P.2")
def test_a_witness_may_sign_too() -> None:
    assert read(NOTE + "— witness.example AAAAAA==\n", PUBLIC, holds) == HEAD


@pytest.mark.article("P.2")
@pytest.mark.parametrize(
    "broken",
    [
        "",
        NOTE[:-1],
        NOTE.replace("1024", "1025"),
        NOTE.replace("1024", "01024"),
        NOTE.replace("1024", "-1"),
        NOTE.replace("\n\n", "\nmore\n\n"),
        NOTE.replace("AAEC", "AAED"),
        NOTE.replace("Hh8=", "Hh9="),
        NOTE.replace(HEAD.origin, "madoguchi/0000000000000000"),
        NOTE.replace("— ", "- "),
        NOTE + NOTE,
        NOTE + "x" * LIMIT,
        NOTE.split("\n\n", maxsplit=1)[0] + "\n\n",
    ],
)
def test_anything_else_is_refused(broken: str) -> None:
    with pytest.raises(BrokenProof):
        read(broken, PUBLIC, holds)


@pytest.mark.article("P.2")
def test_another_key_of_the_same_name_is_refused() -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    with pytest.raises(BrokenProof):
        read(note(HEAD, PUBLIC, other.sign(HEAD.text().encode())), PUBLIC, holds)
    with pytest.raises(BrokenProof):
        read(NOTE, public_bytes(other), holds)
