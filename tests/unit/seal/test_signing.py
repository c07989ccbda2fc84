"""Signatures hold for their own kind only; keys lie in files that only their owner reads."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.base.errors import BrokenProof
from madoguchi.seal.signing import (
    Domain,
    check,
    from_base64url,
    load_key,
    public_bytes,
    save_key,
    sign,
    to_base64url,
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = public_bytes(KEY)


@pytest.mark.article("P.2")
@pytest.mark.parametrize("domain", Domain)
def test_a_signature_is_of_one_kind(domain: Domain):
    signature = sign(KEY, domain, b"text")
    check(PUBLIC, domain, b"text", signature)
    check(KEY.public_key(), domain, b"text", signature)
    for other in Domain:
        if other is not domain:
            with pytest.raises(BrokenProof):
                check(PUBLIC, other, b"text", signature)


@pytest.mark.article("P.2")
def test_nothing_changed_holds():
    signature = sign(KEY, Domain.RECEIPT, b"text")
    another = public_bytes(Ed25519PrivateKey.from_private_bytes(bytes(32)))
    for public, text, shown in (
        (PUBLIC, b"texT", signature),
        (PUBLIC, b"text", signature[:-1]),
        (PUBLIC, b"text", b""),
        (PUBLIC, b"text", bytes((signature[0] ^ 1,)) + signature[1:]),
        (another, b"text", signature),
        (PUBLIC[:-1], b"text", signature),
        (b"", b"text", signature),
    ):
        with pytest.raises(BrokenProof):
            check(public, Domain.RECEIPT, text, shown)


def test_no_domain_begins_another():
    words = [domain.value for domain in Domain]
    assert all(word.startswith(b"madoguchi/") and word.endswith(b"/1\n") for word in words)
    assert not any(one != other and one.startswith(other) for one in words for other in words)


def test_a_key_file_is_its_owners_and_never_overwritten(tmp_path: Path):
    path = tmp_path / "provider.pem"
    save_key(path, KEY)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert public_bytes(load_key(path)) == PUBLIC
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        save_key(path, Ed25519PrivateKey.generate())
    assert path.read_bytes() == before


def test_a_key_file_is_not_written_through_a_link(tmp_path: Path):
    (tmp_path / "link.pem").symlink_to(tmp_path / "elsewhere.pem")
    with pytest.raises(OSError, match="File exists"):
        save_key(tmp_path / "link.pem", KEY)
    assert not (tmp_path / "elsewhere.pem").exists()


def test_other_files_are_no_keys(tmp_path: Path):
    foreign = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for name, content in (("empty", b""), ("text", b"hello"), ("foreign", foreign)):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(BrokenProof):
            load_key(tmp_path / name)
    with pytest.raises(FileNotFoundError):
        load_key(tmp_path / "missing")


@given(st.binary(max_size=80))
def test_base64url_round_trip(value: bytes):
    text = to_base64url(value)
    assert "=" not in text
    assert from_base64url(text) == value


@pytest.mark.parametrize("text", ["A", "AA==", "AB", "A A", "+/8", "_-é", "AAA=", "\nAA", "AAAAA"])
def test_one_value_has_one_spelling(text: str):
    with pytest.raises(ValueError):
        from_base64url(text)
