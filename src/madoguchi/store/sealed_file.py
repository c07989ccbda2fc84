"""A stream of bytes in pieces, sealed with a passphrase (or not): altered, cut, swapped or joined pieces do not open.

File: one line of JSON (what follows: plain, or argon2id and AES-256-GCM with their numbers), then pieces of four bytes of length
and as many bytes. A sealed piece has its number and whether it is the last in its nonce and the first line as associated data
(the STREAM construction), so a file that ends early is not a short file but a broken one.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO, Final

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from madoguchi.base.errors import BrokenProof

PIECE: Final = 1 << 20
_LONGEST: Final = PIECE + (1 << 16)
_FORM: Final = "madoguchi-backup-1"
_COST: Final = {"time": 3, "memory": 262_144, "lanes": 4}  # KiB; RFC 9106 asks for 64 MiB at the least
_COST_LIMIT: Final = {"time": 16, "memory": 2_097_152, "lanes": 16}  # what a file may ask of whoever opens it


def write_sealed(
    file: BinaryIO, pieces: Iterable[bytes], passphrase: str | None, entropy: Callable[[int], bytes]
) -> None:
    """Write all of it. Without a passphrase the pieces stand in the clear."""
    first: dict[str, Any] = {"form": _FORM, "sealed": False}
    if passphrase is not None:
        salt = entropy(16)
        first = {"form": _FORM, "sealed": True, "salt": base64.b64encode(salt).decode(), **_COST}
    head = json.dumps(first).encode() + b"\n"
    file.write(head)
    cipher = AESGCM(_key(passphrase, salt, _COST)) if passphrase is not None else None
    for number, (piece, is_last) in enumerate(_with_last(pieces)):
        body = cipher.encrypt(_nonce(number, is_last), piece, head) if cipher else piece
        file.write((len(body) | (is_last << 31)).to_bytes(4, "big") + body)


def read_sealed(file: BinaryIO, passphrase: str | None) -> Iterator[bytes]:
    """The pieces, each checked before it is given. Raises BrokenProof."""
    head = file.readline(1_000)
    try:
        first = json.loads(head)
        is_sealed = first["form"] == _FORM and first["sealed"]
        if first["form"] != _FORM:
            raise ValueError
        cost = {name: int(first[name]) for name in _COST} if is_sealed else {}
        salt = base64.b64decode(first["salt"], validate=True) if is_sealed else b""
    except (ValueError, KeyError, TypeError):
        raise BrokenProof("this is no backup of Madoguchi") from None
    if any(not 1 <= cost[name] <= _COST_LIMIT[name] for name in cost):
        raise BrokenProof("this is no backup of Madoguchi")
    if is_sealed and passphrase is None:
        raise BrokenProof("the backup is sealed: its passphrase is needed")
    cipher = AESGCM(_key(passphrase, salt, cost)) if is_sealed and passphrase is not None else None
    number, is_last = 0, False
    while not is_last:
        length = int.from_bytes(_exactly(file, 4), "big")
        is_last, length = bool(length >> 31), length & 0x7FFF_FFFF
        if length > _LONGEST:
            raise BrokenProof("the backup is damaged")
        body = _exactly(file, length)
        if cipher is not None:
            try:
                body = cipher.decrypt(_nonce(number, is_last), body, head)
            except InvalidTag:
                raise BrokenProof("the backup does not open: wrong passphrase, or damaged") from None
        yield body
        number += 1
    if file.read(1):
        raise BrokenProof("the backup is damaged")


def _key(passphrase: str, salt: bytes, cost: dict[str, int]) -> bytes:
    return hash_secret_raw(
        passphrase.encode(), salt, cost["time"], cost["memory"], cost["lanes"], hash_len=32, type=Type.ID
    )


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def _exactly(file: BinaryIO, length: int) -> bytes:
    found = file.read(length)
    if len(found) != length:
        raise BrokenProof("the backup is damaged: it ends early")
    return found


def _with_last(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Each piece, and whether it is the last; an empty one when there are none."""
    before: bytes | None = None
    for piece in pieces:
        if before is not None:
            yield before, False
        before = piece
    yield before or b"", True
