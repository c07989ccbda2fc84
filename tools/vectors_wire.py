"""The generated breadth of the wire vectors: every message at its extremes, every field broken in each way its kind has."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from hashlib import sha256
from typing import Any

import reference

from madoguchi.wire import conversation, envelope, handshake
from madoguchi.wire.codec import Language, Message, Sender
from madoguchi.wire.fields import Blob, Fixed, Flag, Integer, Kind, OneOf, Text

LANGUAGES = (
    envelope.ENVELOPE,
    handshake.HANDSHAKE,
    conversation.CONTROL,
    conversation.INPUT,
    conversation.PICTURE,
    conversation.FILES,
)
HEARD_FROM = {
    Sender.HOST: "host",
    Sender.CONSOLE: "console",
    Sender.END: "end",
    Sender.RELAY: "relay",
}
OTHER = {"host": "console", "console": "host", "end": "relay", "relay": "end"}
LARGEST = 2**53 - 1
LONG = 4_096  # bytes: longer fields are not written out at their limit, to keep the files readable

Vector = dict[str, Any]


def some_bytes(word: str, size: int) -> bytes:
    """Bytes that look like nothing, the same every time."""
    return b"".join(sha256(f"{word} {block}".encode()).digest() for block in range(size // 32 + 1))[:size]


def speaker(language: Language, sender: Sender) -> str:
    """From whom the reader of a vector hears."""
    if sender is Sender.BOTH:
        return "end" if language.name == "envelope" else "console"
    return HEARD_FROM[sender]


def smallest(kind: Kind) -> object:
    match kind:
        case Integer(size, signed):
            return -(2 ** (8 * size - 1)) if signed else 0
        case Flag():
            return False
        case Text():
            return ""
        case Blob():
            return b""
        case Fixed(size):
            return bytes(size)
        case OneOf(members):
            return min(members)


def largest(kind: Kind) -> object:
    match kind:
        case Integer(size, signed):
            return min(LARGEST, 2 ** (8 * size - signed) - 1)
        case Flag():
            return True
        case Text(limit):
            whole = min(limit, LONG)
            return "窓" * (whole // 3) + "a" * (whole % 3)
        case Blob(limit):
            return some_bytes("blob", min(limit, LONG))
        case Fixed(size):
            return b"\xff" * size
        case OneOf(members):
            return max(members)


def plain(language: Language, message: Message) -> Vector:
    """A message as the vectors write it."""
    shown: Vector = {"is": f"{language.name}.{type(message).__name__}"}
    for name, _ in message.layout:
        value = getattr(message, name)
        shown[name] = value.hex() if isinstance(value, bytes) else int(value) if isinstance(value, IntEnum) else value
    return shown


def broken_fields(name: str, kind: Kind) -> Iterator[tuple[str, bytes, str]]:
    """What is wrong, the bytes that stand in the field's place, the reason."""
    match kind:
        case Integer(size, signed):
            if size == 8 and not signed:
                yield f"{name} is over 2^53 - 1", (LARGEST + 1).to_bytes(8, "big"), "malformed"
        case Flag():
            yield f"{name} is 2", b"\x02", "malformed"
            yield f"{name} is 255", b"\xff", "malformed"
        case Text(limit):
            yield f"{name} is not UTF-8", b"\x00\x00\x00\x02\xc3\x28", "malformed"
            yield f"{name} is over its limit", (limit + 1).to_bytes(4, "big"), "too_large"
            yield f"{name} has the largest length", b"\xff\xff\xff\xff", "too_large"
        case Blob(limit):
            yield f"{name} is over its limit", (limit + 1).to_bytes(4, "big"), "too_large"
            yield f"{name} has the largest length", b"\xff\xff\xff\xff", "too_large"
        case OneOf(members):
            yield f"{name} is beyond its list", bytes([max(members) + 1]), "malformed"
            yield f"{name} is 255", b"\xff", "malformed"
        case Fixed():
            pass


def broken(language: Language, cls: type[Message]) -> Iterator[Vector]:
    """Every field of one message, broken in each way that its kind has, and cut off; everything before it is good."""
    heard_from = speaker(language, cls.sender)
    front = b""

    def vector(what: str, payload: bytes, error: str) -> Vector:
        return {
            "name": f"{cls.__name__}: {what}",
            "language": language.name,
            "heard_from": heard_from,
            "in_hex": reference.record(cls.number, payload).hex(),
            "error": error,
        }

    for name, kind in cls.layout:
        whole = b"".join(kind.pieces(smallest(kind)))
        if front or len(whole) > 1:
            yield vector(f"cut off in {name}", front + whole[:-1], "malformed")
        for what, raw, error in broken_fields(name, kind):
            yield vector(what, front + raw, error)
        if isinstance(kind, Text | Blob):
            yield vector(f"{name} is longer than the payload", front + b"\x00\x00\x00\x01", "malformed")
        front += whole
    if any(isinstance(kind, Text | Blob) for _, kind in cls.layout):
        yield vector("a byte too many", front + b"\x00", "malformed")
    yield {
        "name": f"{cls.__name__}: a length over its limit",
        "language": language.name,
        "heard_from": heard_from,
        "in_hex": (bytes([cls.number]) + (cls.limit + 1).to_bytes(4, "big")).hex(),
        "error": "too_large",
    }
    if cls.sender is not Sender.BOTH:
        yield {
            "name": f"{cls.__name__}: from the wrong side",
            "language": language.name,
            "heard_from": OTHER[heard_from],
            "in_hex": reference.record(cls.number, front).hex(),
            "error": "wrong_direction",
        }


def wire_breadth() -> Iterator[Vector]:
    for language in LANGUAGES:
        for _, cls in sorted(language.table.items()):
            for what, extreme in (("smallest", smallest), ("largest", largest)):
                message = cls(*(extreme(kind) for _, kind in cls.layout))
                raw = language.send(message).hex()
                yield {
                    "name": f"{cls.__name__}: {what}",
                    "language": language.name,
                    "heard_from": speaker(language, cls.sender),
                    "in_hex": raw,
                    "messages": [plain(language, message)],
                    "out_hex": raw,
                }
                if not cls.layout:
                    break
            yield from broken(language, cls)


def bad_values(kind: Kind) -> Iterator[tuple[str, object, str]]:
    match kind:
        case Integer(size, signed):
            low, high = (
                (-(2 ** (8 * size - 1)), 2 ** (8 * size - 1) - 1) if signed else (0, min(LARGEST, 2 ** (8 * size) - 1))
            )
            yield "too small", low - 1, "malformed"
            yield "too large", high + 1, "malformed"
        case Text(limit):
            yield "too long", "あ" * (limit // 3 + 1), "too_large"
        case Blob(limit):
            if limit <= LONG:
                yield "too long", "00" * (limit + 1), "too_large"
        case Fixed(size):
            yield "too short", "00" * (size - 1), "malformed"
            yield "too long", "00" * (size + 1), "malformed"
        case OneOf(members):
            yield "beyond its list", max(members) + 1, "malformed"
        case Flag():
            pass


def wire_values() -> Iterator[Vector]:
    for language in LANGUAGES:
        for _, cls in sorted(language.table.items()):
            good = plain(language, cls(*(smallest(kind) for _, kind in cls.layout)))
            for name, kind in cls.layout:
                for what, value, error in bad_values(kind):
                    if isinstance(value, str) and len(value) > LONG:
                        continue
                    yield {
                        "name": f"{cls.__name__}: {name} is {what}",
                        "language": language.name,
                        "message": good | {name: value},
                        "error": error,
                    }
