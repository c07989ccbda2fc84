"""One canonical text for what is signed or hashed: JSON with sorted keys, no spaces, NFC strings, no floats, no
number beyond 2^53 - 1.

Guarantee: equal documents give equal bytes in every program that follows these rules (keys are sorted by code point), so a signature made by
the host can be checked by the office, by the console and by a reader with no program of ours.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Final, TypeAlias

Value: TypeAlias = "str | int | bool | Sequence[Value] | Mapping[str, Value] | None"
Document: TypeAlias = "Mapping[str, Value]"

LARGEST: Final = 2**53 - 1  # the largest number of either sign


def canonical(document: Document) -> bytes:
    """The bytes that are signed or hashed for ``document``. Raises ValueError for a float, a larger number, a non-string
    key, two keys that are one in NFC, or a lone surrogate: none has one form that every language writes alike.
    """
    text = json.dumps(_plain(document), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8")


def digest(document: Document) -> str:
    """Lower-case hexadecimal SHA-256 of the canonical bytes."""
    return sha256(canonical(document)).hexdigest()


def _plain(value: Value) -> object:
    if isinstance(value, str):
        value.encode("utf-8")
        return unicodedata.normalize("NFC", value)
    if isinstance(value, float):
        raise ValueError(f"a float has no canonical form: {value!r}")  # noqa: TRY004  # one word for all that has none
    if value is None or isinstance(value, int):
        if value is not None and abs(value) > LARGEST:
            raise ValueError(f"a number that not every language holds exactly: {value}")
        return value
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise ValueError("keys must be strings")
        plain = {unicodedata.normalize("NFC", key): _plain(item) for key, item in value.items()}
        if len(plain) != len(value):
            raise ValueError("two keys are one in NFC")
        return plain
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
        return [_plain(item) for item in value]
    raise ValueError(f"no canonical form for {type(value).__name__}")
