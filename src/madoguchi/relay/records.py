"""The whole records of one WebSocket message, with neighbouring Carry records left together as the bytes that they are.

The relay checks that each Carry is well formed and passes it on unread and uncopied; everything else it parses by the
table of the envelope. What this refuses, ``wire.codec.Reader`` refuses too, with the same reason (a test compares them);
besides, a record may not span messages here, so that nothing is kept between them (SECURITY R-23). Article: 8.1
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from madoguchi.base.errors import PeerError, Reason
from madoguchi.wire.codec import FROM_END, HEADER_BYTES, LARGEST_SKIPPED, OPTIONAL_FROM, Message
from madoguchi.wire.envelope import ENVELOPE, SEALED_LIMIT, Carry
from madoguchi.wire.vocabulary import Channel

_CHANNELS: Final = frozenset(int(channel) for channel in Channel)
_CARRY_HEAD: Final = 5  # channel, length of the sealed frame


@dataclass(frozen=True, slots=True)
class Passing:
    """``count`` Carry records in a row, as they came."""

    data: bytes
    count: int


def split(data: bytes) -> list[Passing | Message]:
    """What ``data`` holds, in order. Raises PeerError."""
    found: list[Passing | Message] = []
    at = run = count = 0
    while at < len(data):
        number, end = _measure(data, at)
        if number == Carry.number:
            _check_carry(data, at + HEADER_BYTES, end)
            count += 1
        else:
            if count:
                found.append(Passing(data[run:at], count))
            count, run = 0, end
            if number in ENVELOPE.table:
                found.append(ENVELOPE.parse(number, data[at + HEADER_BYTES : end]))
        at = end
    if count:
        found.append(Passing(data if run == 0 else data[run:], count))
    return found


def _measure(data: bytes, at: int) -> tuple[int, int]:
    """The number of the record at ``at`` and where it ends."""
    if len(data) - at < HEADER_BYTES:
        raise PeerError(Reason.MALFORMED, "a piece of a record")
    number = data[at]
    length = int.from_bytes(data[at + 1 : at + HEADER_BYTES], "big")
    cls = ENVELOPE.table.get(number)
    if cls is None:
        if number < OPTIONAL_FROM:
            raise PeerError(Reason.UNKNOWN_MESSAGE, f"0x{number:02x}")
        if length > LARGEST_SKIPPED:
            raise PeerError(Reason.TOO_LARGE, f"optional 0x{number:02x} of {length} bytes")
    elif cls.sender not in FROM_END:
        raise PeerError(Reason.WRONG_DIRECTION, cls.__name__)
    elif length > cls.limit:
        raise PeerError(Reason.TOO_LARGE, f"{cls.__name__} of {length} bytes")
    end = at + HEADER_BYTES + length
    if end > len(data):
        raise PeerError(Reason.MALFORMED, "a record goes past its message")
    return number, end


def _check_carry(data: bytes, at: int, end: int) -> None:
    if end - at < _CARRY_HEAD or data[at] not in _CHANNELS:
        raise PeerError(Reason.MALFORMED, "no channel")
    size = int.from_bytes(data[at + 1 : at + _CARRY_HEAD], "big")
    if size > SEALED_LIMIT:
        raise PeerError(Reason.TOO_LARGE, f"a frame of {size} bytes")
    if size != end - at - _CARRY_HEAD:
        raise PeerError(Reason.MALFORMED, "the frame's length is another than its record's")
