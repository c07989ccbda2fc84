"""The audit key: RFC 9180 worked out a second time by hand, and what must not open."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from madoguchi.base.errors import BrokenProof
from madoguchi.seal import audit
from madoguchi.seal.signing import to_base64url

PASSPHRASE = "correct horse battery"
ABOUT = "recording 7f"
KEY = bytes(range(32))


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "_COST", {"log_n": 4, "p": 1, "r": 8})


def _open_by_the_rfc(private: X25519PrivateKey, sealed: bytes, info: bytes) -> bytes:
    """RFC 9180, sections 4.1 and 5.1, base mode, written from the text."""

    def extract(suite: bytes, salt: bytes, label: bytes, ikm: bytes) -> bytes:
        return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + ikm, "sha256")

    def expand(suite: bytes, prk: bytes, label: bytes, about: bytes, size: int) -> bytes:
        labelled = size.to_bytes(2, "big") + b"HPKE-v1" + suite + label + about
        return hmac.digest(prk, labelled + b"\x01", "sha256")[:size]

    enc, text = sealed[:32], sealed[32:]
    kem = b"KEM" + (0x0020).to_bytes(2, "big")
    dh = private.exchange(X25519PublicKey.from_public_bytes(enc))
    context = enc + private.public_key().public_bytes_raw()
    shared = expand(kem, extract(kem, b"", b"eae_prk", dh), b"shared_secret", context, 32)
    suite = b"HPKE" + (0x0020).to_bytes(2, "big") + (0x0001).to_bytes(2, "big") + (0x0002).to_bytes(2, "big")
    schedule = b"\x00" + extract(suite, b"", b"psk_id_hash", b"") + extract(suite, b"", b"info_hash", info)
    secret = extract(suite, shared, b"secret", b"")
    key = expand(suite, secret, b"key", schedule, 32)
    return AESGCM(key).decrypt(expand(suite, secret, b"base_nonce", schedule, 12), text, b"")


@pytest.mark.article("8.4")
def test_what_is_sealed_opens_for_the_private_half_by_the_words_of_the_rfc() -> None:
    private = X25519PrivateKey.generate()
    sealed = audit.seal_to(private.public_key().public_bytes_raw(), KEY, ABOUT)
    assert len(sealed) == audit.SEALED_BYTES
    assert audit.open_sealed(private, sealed, ABOUT) == KEY
    assert _open_by_the_rfc(private, sealed, b"madoguchi/audit/1|" + ABOUT.encode()) == KEY


def test_nobody_else_opens_it() -> None:
    private = X25519PrivateKey.generate()
    sealed = audit.seal_to(private.public_key().public_bytes_raw(), KEY, ABOUT)
    with pytest.raises(BrokenProof):
        audit.open_sealed(X25519PrivateKey.generate(), sealed, ABOUT)
    with pytest.raises(BrokenProof):
        audit.open_sealed(private, sealed, ABOUT + "0")
    for at in range(0, len(sealed), 7):
        broken = bytearray(sealed)
        broken[at] ^= 4
        with pytest.raises(BrokenProof):
            audit.open_sealed(private, bytes(broken), ABOUT)
    for short in (b"", sealed[:31], sealed[:-1], sealed + b"\x00"):
        with pytest.raises(BrokenProof):
            audit.open_sealed(private, short, ABOUT)


def test_the_file_opens_with_its_passphrase_alone() -> None:
    public, text = audit.make_audit_key(PASSPHRASE, secrets.token_bytes)
    assert audit.open_audit_key(text, PASSPHRASE).public_key().public_bytes_raw() == public
    with pytest.raises(BrokenProof, match="passphrase"):
        audit.open_audit_key(text, PASSPHRASE + " ")
    assert to_base64url(public) in text


def test_the_private_half_is_nowhere_in_the_file() -> None:
    given = iter([b"\x41" * 32, b"\x42" * 16, b"\x43" * 12])
    _, text = audit.make_audit_key(PASSPHRASE, lambda _size: next(given))
    assert to_base64url(b"\x41" * 32) not in text
    assert "4141" not in text
    assert PASSPHRASE not in text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("form", "madoguchi-audit-key-2"),
        ("log_n", 30),
        ("log_n", 0),
        ("log_n", True),
        ("log_n", 5),
        ("p", 999),
        ("r", "8"),
        ("salt", "AAAA"),
        ("salt", 5),
        ("nonce", ""),
        ("public", to_base64url(bytes(32))),
        ("sealed", to_base64url(bytes(48))),
        ("sealed", "*"),
        ("more", 1),
    ],
)
def test_an_altered_file_does_not_open(field: str, value: object) -> None:
    _, text = audit.make_audit_key(PASSPHRASE, secrets.token_bytes)
    with pytest.raises(BrokenProof):
        audit.open_audit_key(json.dumps({**json.loads(text), field: value}), PASSPHRASE)


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", "[" * 4_000, "x" * 5_000, '{"form": "madoguchi-audit-key-1"}']
)
def test_what_is_no_key_file_is_said_to_be_none(text: str) -> None:
    with pytest.raises(BrokenProof, match="no audit key"):
        audit.open_audit_key(text, PASSPHRASE)


def test_a_public_half_is_32_bytes_and_no_point_of_low_order() -> None:
    public = X25519PrivateKey.generate().public_key().public_bytes_raw()
    assert audit.public_half(f" {to_base64url(public)}\n") == public
    assert audit.fingerprint(public) == hashlib.sha256(public).hexdigest()
    for wrong in (
        "",
        "AAAA",
        to_base64url(bytes(32)),
        to_base64url(b"\x01" + bytes(31)),
        to_base64url(public) + "=",
        "あ",
    ):
        with pytest.raises(BrokenProof):
            audit.public_half(wrong)
    with pytest.raises(BrokenProof):
        audit.seal_to(bytes(32), KEY, ABOUT)
