"""A signed head of the ledger's tree, as text that other logs' tools read: C2SP tlog-checkpoint in a C2SP signed note. Pure.

    madoguchi/3f2a…        the origin: which ledger
    1024                   how many entries
    q8J0…=                 the root, base64

    — madoguchi/3f2a… 5mPS…=     base64 of 4 bytes of the key's id and the Ed25519 signature

Guarantee: ``read`` gives back only what was signed by the given key for the given origin, in its one spelling. Article: P.2
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from madoguchi.base.errors import BrokenProof
from madoguchi.ledger.tree import HASH_BYTES

ED25519: Final = b"\x01"
LIMIT: Final = 4_096  # characters
_TEXT: Final = re.compile(r"([^\n]+)\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/]{43}=)\n")
_LINE: Final = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})\n")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The tree of the first ``size`` entries has this root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{_base64(self.root)}\n"


def origin_of(public: bytes) -> str:
    """The name of the ledger whose heads this key signs."""
    return f"madoguchi/{sha256(public).hexdigest()[:16]}"


def key_id(name: str, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def verifier_key(public: bytes) -> str:
    """The public key in the form that other tools take."""
    name = origin_of(public)
    return f"{name}+{key_id(name, public).hex()}+{_base64(ED25519 + public)}"


def note(checkpoint: Checkpoint, public: bytes, signature: bytes) -> str:
    """The checkpoint with its signature (of ``text``, by the key ``public``)."""
    signed = _base64(key_id(checkpoint.origin, public) + signature)
    return f"{checkpoint.text()}\n— {checkpoint.origin} {signed}\n"


def read(noted: str, public: bytes, check: Callable[[bytes, bytes], None]) -> Checkpoint:
    """The checkpoint in a note. ``check(signed, signature)`` raises BrokenProof when the key did not sign. Lines of other
    signers (witnesses) may follow. Raises BrokenProof."""
    if len(noted) > LIMIT:
        raise BrokenProof("no checkpoint is so long")
    text, gap, signatures = noted.partition("\n\n")
    found = _TEXT.fullmatch(text + "\n")
    lines = list(_LINE.finditer(signatures))
    if not gap or found is None or "".join(line[0] for line in lines) != signatures:
        raise BrokenProof("not a checkpoint")
    checkpoint = Checkpoint(found[1], int(found[2]), _unbase64(found[3]))
    if checkpoint.origin != origin_of(public) or len(checkpoint.root) != HASH_BYTES:
        raise BrokenProof("a checkpoint of another ledger")
    wanted = key_id(checkpoint.origin, public)
    for line in lines:
        signed = _unbase64(line[2])
        if line[1] == checkpoint.origin and signed[:4] == wanted:
            check(checkpoint.text().encode(), signed[4:])
            return checkpoint
    raise BrokenProof("the checkpoint is not signed by this key")


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _unbase64(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BrokenProof("not base64") from None
    if _base64(raw) != text:
        raise BrokenProof("not canonical base64")
    return raw
