"""What a statement's body may look like: small checks for plain JSON values. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from madoguchi.base.clock import from_iso

LARGEST: Final = 2**53 - 1


class Shape(Protocol):
    def fits(self, value: object) -> bool:
        """Whether the value has this shape."""
        ...


@dataclass(frozen=True, slots=True)
class Text:
    limit: int
    least: int = 0

    def fits(self, value: object) -> bool:
        return isinstance(value, str) and self.least <= len(value) <= self.limit


@dataclass(frozen=True, slots=True)
class Whole:
    def fits(self, value: object) -> bool:
        return type(value) is int and 0 <= value <= LARGEST


@dataclass(frozen=True, slots=True)
class Sha256:
    def fits(self, value: object) -> bool:
        return isinstance(value, str) and re.fullmatch(r"[0-9a-f]{64}", value) is not None


@dataclass(frozen=True, slots=True)
class When:
    """An instant: 2026-01-05T03:04:05.678Z."""

    def fits(self, value: object) -> bool:
        try:
            return isinstance(value, str) and bool(from_iso(value))
        except ValueError:
            return False


@dataclass(frozen=True, slots=True)
class OneOf:
    words: frozenset[str]

    def fits(self, value: object) -> bool:
        return isinstance(value, str) and value in self.words


@dataclass(frozen=True, slots=True)
class Many:
    of: Shape
    limit: int

    def fits(self, value: object) -> bool:
        if not isinstance(value, Sequence) or isinstance(value, str | bytes):
            return False
        return len(value) <= self.limit and all(self.of.fits(item) for item in value)


@dataclass(frozen=True, slots=True)
class Fields:
    """An object: every ``needed`` field is there, every ``extra`` one may be, nothing else is."""

    needed: Mapping[str, Shape]
    extra: Mapping[str, Shape] = field(default_factory=dict)

    def fits(self, value: object) -> bool:
        if not isinstance(value, Mapping) or not self.needed.keys() <= value.keys():
            return False
        known = {**self.needed, **self.extra}
        return all(name in known and known[name].fits(item) for name, item in value.items())
