"""Reads ``vectors/`` for the tests: one parametrised case for each vector, named as the vector is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from madoguchi.wire.codec import FROM_CONSOLE, FROM_END, FROM_HOST, FROM_RELAY, Language, Message, Sender
from madoguchi.wire.conversation import CONTROL, FILES, INPUT, PICTURE
from madoguchi.wire.envelope import ENVELOPE
from madoguchi.wire.fields import Blob, Fixed, OneOf
from madoguchi.wire.handshake import HANDSHAKE

Vector = dict[str, Any]

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES: dict[str, Language] = {
    language.name: language for language in (ENVELOPE, HANDSHAKE, CONTROL, INPUT, PICTURE, FILES)
}
HEARD_FROM: dict[str, tuple[Sender, ...]] = {
    "host": FROM_HOST,
    "console": FROM_CONSOLE,
    "relay": FROM_RELAY,
    "end": FROM_END,
}


def load(*names: str) -> list[Vector]:
    """The vectors of these files, in order."""
    return [vector for name in names for vector in json.loads((ROOT / "vectors" / name).read_text("utf-8"))["vectors"]]


def each(*names: str, having: str | None = None) -> pytest.MarkDecorator:
    """Run the test once for every vector of these files (that has the member ``having``), as its argument ``vector``."""
    cases = [
        pytest.param(
            vector, id=vector["name"], marks=[pytest.mark.article(vector["article"])] if "article" in vector else []
        )
        for vector in load(*names)
        if having is None or having in vector
    ]
    return pytest.mark.parametrize("vector", cases)


def raw(text: str) -> bytes:
    """Hexadecimal of a vector, in which spaces are for the reader's eye."""
    return bytes.fromhex(text)


def plain(language: Language, message: Message) -> Vector:
    """A message as the vectors write it."""
    shown: Vector = {"is": f"{language.name}.{type(message).__name__}"}
    for name, kind in message.layout:
        value = getattr(message, name)
        shown[name] = (
            value.hex() if isinstance(kind, Blob | Fixed) else int(value) if isinstance(kind, OneOf) else value
        )
    return shown


def built(language: Language, shown: Vector) -> Message:
    """The message that a vector writes; raises what building it raises."""
    cls = next(cls for cls in language.table.values() if shown["is"] == f"{language.name}.{cls.__name__}")
    values = []
    for name, kind in cls.layout:
        value = shown[name]
        if isinstance(kind, Blob | Fixed):
            value = raw(value)
        elif isinstance(kind, OneOf) and value in set(kind.members):
            value = kind.members(value)
        values.append(value)
    return cls(*values)
