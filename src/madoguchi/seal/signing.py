"""Ed25519 signatures, each under the word of what it signs, so that no signature can be shown as one of another kind.

Guarantee: ``check`` returns only when the signature holds. Private keys are files that only their owner reads and that
are never overwritten. Binary values in JSON are base64url without padding, in their one canonical spelling. Article: P.2
"""

from __future__ import annotations

import base64
import os
from enum import Enum
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from madoguchi.base.errors import BrokenProof


class Domain(Enum):
    """What a signature is for: the words that are put in front of the signed bytes."""

    TERMS = b"madoguchi/terms/1\n"
    CARD = b"madoguchi/card/1\n"
    PROOF = b"madoguchi/proof/1\n"
    STATEMENT = b"madoguchi/statement/1\n"
    RECEIPT = b"madoguchi/receipt/1\n"
    TICKET = b"madoguchi/ticket/1\n"
    ORDER = b"madoguchi/order/1\n"
    FEES = b"madoguchi/fees/1\n"
    CERTIFICATE = b"madoguchi/certificate/1\n"  # that a received file was erased
    LEDGER_KEY = b"madoguchi/ledger-key/1\n"  # the key that signs the ledger's heads


def sign(key: Ed25519PrivateKey, domain: Domain, signed: bytes) -> bytes:
    """64 bytes: the signature over the domain's words and ``signed``."""
    return key.sign(domain.value + signed)


def check(public: bytes | Ed25519PublicKey, domain: Domain, signed: bytes, signature: bytes) -> None:
    """Returns when the signature holds; raises BrokenProof otherwise, for a key or signature of a wrong size too."""
    try:
        key = public if isinstance(public, Ed25519PublicKey) else Ed25519PublicKey.from_public_bytes(public)
        key.verify(signature, domain.value + signed)
    except (InvalidSignature, ValueError):
        raise BrokenProof(f"the {domain.name.lower()} signature does not hold") from None


def sign_note(key: Ed25519PrivateKey, text: str) -> bytes:
    """64 bytes: the signature of a C2SP signed note, over its text alone, as other tools check it. The key signs nothing else."""
    return key.sign(text.encode("utf-8"))


def check_note(public: bytes, signed: bytes, signature: bytes) -> None:
    """Returns when the note's signature holds; raises BrokenProof otherwise."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, signed)
    except (InvalidSignature, ValueError):
        raise BrokenProof("the note's signature does not hold") from None


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """The 32 bytes by which others check."""
    return key.public_key().public_bytes_raw()


def save_key(path: Path, key: Ed25519PrivateKey) -> None:
    """Write a new key file (PEM, PKCS #8) that only its owner may read. Raises FileExistsError rather than overwrite."""
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())


def load_key(path: Path) -> Ed25519PrivateKey:
    """The key in a file that ``save_key`` wrote. Raises BrokenProof when it holds anything else."""
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError):
        raise BrokenProof(f"{path.name} holds no private key") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise BrokenProof(f"{path.name} holds a key of another kind")
    return key


def to_base64url(value: bytes) -> str:
    """Without padding."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode("ascii")


def from_base64url(text: str) -> bytes:
    """What ``to_base64url`` wrote. Raises ValueError for padding, other signs or left-over bits: one value, one spelling."""
    value = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if to_base64url(value) != text:
        raise ValueError("not canonical base64url")
    return value
