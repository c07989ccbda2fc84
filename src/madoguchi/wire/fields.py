"""The kinds of field that a message may have, each with its own limits.

A kind is metadata on a dataclass annotation (``Annotated[int, UINT8]``), so a message is declared once and Python, the
TypeScript twin and the tables in docs/protocol.md all follow from that declaration. Integers are big-endian; text and
blobs carry a four-byte length in bytes. A kind can ``check`` a value, give the bytes of a checked
one (in ``pieces``, so that a large blob is not copied to be written) and ``read`` one: what ``check`` lets pass comes back.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, Final

from madoguchi.base.errors import PeerError, Reason

LARGEST_EXACT: Final = 2**53 - 1


class Cursor:
    """A read position in one payload. Every read past the end is MALFORMED, before anything is allocated."""

    __slots__ = ("_at", "_data")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        """The next ``count`` bytes."""
        end = self._at + count
        if end > len(self._data):
            raise PeerError(Reason.MALFORMED, f"{count} bytes asked, {len(self._data) - self._at} left")
        piece = self._data[self._at : end]
        self._at = end
        return piece

    def uint(self, size: int) -> int:
        """The next big-endian unsigned integer of ``size`` bytes."""
        return int.from_bytes(self.take(size), "big")

    def finish(self) -> None:
        """Raises MALFORMED if bytes are left over."""
        if self._at != len(self._data):
            raise PeerError(Reason.MALFORMED, f"{len(self._data) - self._at} bytes too many")


@dataclass(frozen=True, slots=True)
class Integer:
    """A whole number of ``size`` bytes, big-endian, two's complement when ``signed``; never over 2**53 - 1, so that every
    language holds it exactly.
    """

    size: int
    signed: bool = False

    @property
    def spelled(self) -> str:
        return f"{'i' if self.signed else 'u'}{self.size * 8}"

    def check(self, value: object) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            raise PeerError(Reason.MALFORMED, f"{self.spelled} wants a whole number")
        smallest = -(1 << 8 * self.size - 1) if self.signed else 0
        if not smallest <= value <= min(LARGEST_EXACT, (1 << 8 * self.size - self.signed) - 1):
            raise PeerError(Reason.MALFORMED, f"{value} does not fit {self.spelled}")

    def pieces(self, value: int) -> tuple[bytes, ...]:
        return (value.to_bytes(self.size, "big", signed=self.signed),)

    def read(self, cursor: Cursor) -> int:
        value = int.from_bytes(cursor.take(self.size), "big", signed=self.signed)
        if value > LARGEST_EXACT:
            raise PeerError(Reason.MALFORMED, f"{value} is over 2**53 - 1")
        return value


@dataclass(frozen=True, slots=True)
class Flag:
    """One byte, 0 or 1 and nothing else."""

    spelled = "bool"

    def check(self, value: object) -> None:
        if not isinstance(value, bool):
            raise PeerError(Reason.MALFORMED, "bool wants True or False")

    def pieces(self, value: bool) -> tuple[bytes, ...]:
        return (b"\x01" if value else b"\x00",)

    def read(self, cursor: Cursor) -> bool:
        byte = cursor.uint(1)
        if byte > 1:
            raise PeerError(Reason.MALFORMED, f"{byte} is no bool")
        return byte == 1


@dataclass(frozen=True, slots=True)
class Text:
    """UTF-8 of at most ``limit`` bytes (bytes, never code points). It is text and nothing else: no markup, no path."""

    limit: int

    @property
    def spelled(self) -> str:
        return f"text<={self.limit}"

    def check(self, value: object) -> None:
        if not isinstance(value, str):
            raise PeerError(Reason.MALFORMED, "text wants a string")
        try:
            size = len(value.encode("utf-8"))
        except UnicodeEncodeError:
            raise PeerError(Reason.MALFORMED, "text holds half a surrogate pair") from None
        _within(size, self.limit)

    def pieces(self, value: str) -> tuple[bytes, ...]:
        raw = value.encode("utf-8")
        return len(raw).to_bytes(4, "big"), raw

    def read(self, cursor: Cursor) -> str:
        raw = _read_sized(cursor, self.limit)
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            raise PeerError(Reason.MALFORMED, "text is not UTF-8") from None


@dataclass(frozen=True, slots=True)
class Blob:
    """At most ``limit`` bytes. ``bytes`` and nothing that could change after it was checked."""

    limit: int

    @property
    def spelled(self) -> str:
        return f"blob<={self.limit}"

    def check(self, value: object) -> None:
        if not isinstance(value, bytes):
            raise PeerError(Reason.MALFORMED, "blob wants bytes")
        _within(len(value), self.limit)

    def pieces(self, value: bytes) -> tuple[bytes, ...]:
        return len(value).to_bytes(4, "big"), value

    def read(self, cursor: Cursor) -> bytes:
        return _read_sized(cursor, self.limit)


@dataclass(frozen=True, slots=True)
class Fixed:
    """Exactly ``size`` bytes, with no length in front."""

    size: int

    @property
    def spelled(self) -> str:
        return f"fixed{self.size}"

    def check(self, value: object) -> None:
        if not isinstance(value, bytes) or len(value) != self.size:
            raise PeerError(Reason.MALFORMED, f"exactly {self.size} bytes wanted")

    def pieces(self, value: bytes) -> tuple[bytes, ...]:
        return (value,)

    def read(self, cursor: Cursor) -> bytes:
        return cursor.take(self.size)


@dataclass(frozen=True, slots=True)
class OneOf:
    """One byte that names a member of a closed list; any other byte is MALFORMED."""

    members: type[IntEnum]

    @property
    def spelled(self) -> str:
        return self.members.__name__

    def check(self, value: object) -> None:
        if not isinstance(value, self.members):
            raise PeerError(Reason.MALFORMED, f"{self.spelled} wanted")

    def pieces(self, value: IntEnum) -> tuple[bytes, ...]:
        return (bytes((value,)),)

    def read(self, cursor: Cursor) -> IntEnum:
        byte = cursor.uint(1)
        try:
            return self.members(byte)
        except ValueError:
            raise PeerError(Reason.MALFORMED, f"{byte} is no {self.spelled}") from None


Kind = Integer | Flag | Text | Blob | Fixed | OneOf


def _within(size: int, limit: int) -> None:
    if size > limit:
        raise PeerError(Reason.TOO_LARGE, f"{size} bytes, {limit} allowed")


def _read_sized(cursor: Cursor, limit: int) -> bytes:
    size = cursor.uint(4)
    _within(size, limit)
    return cursor.take(size)


UINT8: Final = Integer(1)
UINT16: Final = Integer(2)
UINT32: Final = Integer(4)
UINT64: Final = Integer(8)
INT16: Final = Integer(2, signed=True)

Uint8 = Annotated[int, UINT8]
Uint16 = Annotated[int, UINT16]
Uint32 = Annotated[int, UINT32]
Uint64 = Annotated[int, UINT64]
Int16 = Annotated[int, INT16]
Bool = Annotated[bool, Flag()]
