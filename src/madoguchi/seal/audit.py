"""The audit key: recordings are sealed to its public half, and only its private half, kept off the server, opens them.

Guarantee: what ``seal_to`` wrote opens for the holder of the private half alone, and only under the same ``about``. The private half
is written sealed under a passphrase and in no other way; a file that was altered, or asks for absurd work, raises BrokenProof.
Sealing is HPKE (RFC 9180, base mode): DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. Article: 7.2, 8.1, 8.4
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from madoguchi.base.canonical import canonical
from madoguchi.base.errors import BrokenProof
from madoguchi.seal.signing import from_base64url, to_base64url

FORM: Final = "madoguchi-audit-key-1"
SHORTEST_PASSPHRASE: Final = 12
PUBLIC_BYTES: Final = 32
SEALED_BYTES: Final = 32 + 32 + 16  # of a 32-byte key: the encapsulated key, the text, the tag
FILE_LIMIT: Final = 4_096
_COST: Final = {"log_n": 17, "p": 1, "r": 8}  # 128 MiB, about half a second
_COST_LIMIT: Final = {"log_n": 20, "p": 4, "r": 8}  # what a file may ask of whoever opens it
_SALT: Final = 16
_NONCE: Final = 12
_SUITE: Final = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
_INFO: Final = b"madoguchi/audit/1|"


def make_audit_key(passphrase: str, entropy: Callable[[int], bytes]) -> tuple[bytes, str]:
    """A new key: its public half, and the file's text with the private half sealed under the passphrase."""
    private = entropy(32)
    public = X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    salt, nonce = entropy(_SALT), entropy(_NONCE)
    head = {"form": FORM, "nonce": to_base64url(nonce), "public": to_base64url(public), "salt": to_base64url(salt)}
    sealed = AESGCM(_key(passphrase, salt, _COST)).encrypt(nonce, private, canonical({**head, **_COST}))
    return public, json.dumps({**head, **_COST, "sealed": to_base64url(sealed)}, indent=2) + "\n"


def open_audit_key(text: str, passphrase: str) -> X25519PrivateKey:
    """The private half. Raises BrokenProof: another file, altered, or another passphrase."""
    head, cost, sealed = _read(text)
    salt, nonce = from_base64url(head["salt"]), from_base64url(head["nonce"])
    try:
        raw = AESGCM(_key(passphrase, salt, cost)).decrypt(nonce, sealed, canonical({**head, **cost}))
        private = X25519PrivateKey.from_private_bytes(raw)
    except (InvalidTag, ValueError):
        raise BrokenProof("the audit key does not open: another passphrase, or the file was altered") from None
    if private.public_key().public_bytes_raw() != from_base64url(head["public"]):
        raise BrokenProof("the audit key's file names another public half")
    return private


def _read(text: str) -> tuple[dict[str, str], dict[str, int], bytes]:
    try:
        found: dict[str, Any] = json.loads(text) if len(text) <= FILE_LIMIT else {}
        if set(found) != {"form", "nonce", "public", "salt", "sealed", *_COST} or found["form"] != FORM:
            raise ValueError
        cost = {name: found[name] for name in _COST}
        if any(type(cost[name]) is not int or not 1 <= cost[name] <= _COST_LIMIT[name] for name in cost):
            raise ValueError
        head = {name: found[name] for name in ("form", "nonce", "public", "salt")}
        sizes = {"nonce": _NONCE, "public": PUBLIC_BYTES, "salt": _SALT}
        if any(len(from_base64url(head[name])) != size for name, size in sizes.items()):
            raise ValueError
        return head, cost, from_base64url(found["sealed"])
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise BrokenProof("this is no audit key of Madoguchi") from None


def _key(passphrase: str, salt: bytes, cost: dict[str, int]) -> bytes:
    return Scrypt(salt=salt, length=32, n=1 << cost["log_n"], r=cost["r"], p=cost["p"]).derive(passphrase.encode())


def public_half(text: str) -> bytes:
    """What ``create-audit-key`` printed for the server. Raises BrokenProof for anything else, a point of low order too."""
    try:
        raw = from_base64url(text.strip())
        probe = X25519PrivateKey.from_private_bytes(bytes(range(32)))
        probe.exchange(X25519PublicKey.from_public_bytes(raw))
    except ValueError:
        raise BrokenProof("this is no public half of an audit key") from None
    return raw


def fingerprint(public: bytes) -> str:
    """By which people and the ledger name an audit key: SHA-256 of its public half."""
    return hashlib.sha256(public).hexdigest()


def seal_to(public: bytes, plain: bytes, about: str) -> bytes:
    """``plain`` for the holder of the private half, bound to ``about``. Raises BrokenProof for a public half that is none."""
    try:
        return _SUITE.encrypt(plain, X25519PublicKey.from_public_bytes(public), _INFO + about.encode())
    except ValueError:
        raise BrokenProof("this is no public half of an audit key") from None


def open_sealed(private: X25519PrivateKey, sealed: bytes, about: str) -> bytes:
    """Raises BrokenProof when it was sealed to another key or about something else."""
    try:
        return _SUITE.decrypt(sealed, private, _INFO + about.encode())
    except (InvalidTag, ValueError):
        raise BrokenProof("a sealed key does not open with this audit key") from None
