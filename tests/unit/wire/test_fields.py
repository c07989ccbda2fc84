"""The kinds of field: each refuses what is not its own, before anything is written and while anything is read."""

from __future__ import annotations

from enum import IntEnum

import pytest

from madoguchi.base.errors import PeerError, Reason
from madoguchi.wire.fields import INT16, UINT8, UINT64, Blob, Cursor, Fixed, Flag, Integer, Kind, OneOf, Text


class Fruit(IntEnum):
    APPLE = 1


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (UINT8, 256),
        (UINT8, -1),
        (UINT8, True),
        (UINT8, "1"),
        (UINT8, 1.0),
        (UINT64, 2**53),
        (INT16, 32_768),
        (INT16, -32_769),
        (Flag(), 1),
        (Flag(), None),
        (Text(3), b"abc"),
        (Text(3), "\ud800"),
        (Blob(3), "abc"),
        (Blob(3), bytearray(b"abc")),
        (Blob(3), memoryview(b"abc")),
        (Fixed(2), b"a"),
        (Fixed(2), "ab"),
        (OneOf(Fruit), 1),
        (OneOf(Fruit), None),
    ],
)
def test_refuses(kind: Kind, value: object):
    with pytest.raises(PeerError) as refused:
        kind.check(value)
    assert refused.value.reason is Reason.MALFORMED


@pytest.mark.parametrize(("kind", "value"), [(Text(3), "ああ"), (Text(3), "abcd"), (Blob(3), b"abcd")])
def test_limits_are_in_bytes(kind: Kind, value: object):
    with pytest.raises(PeerError) as refused:
        kind.check(value)
    assert refused.value.reason is Reason.TOO_LARGE


@pytest.mark.parametrize(
    ("kind", "value", "raw"),
    [
        (UINT8, 255, "ff"),
        (Integer(2), 258, "0102"),
        (INT16, -1, "ffff"),
        (UINT64, 2**53 - 1, "001fffffffffffff"),
        (Flag(), True, "01"),
        (Flag(), False, "00"),
        (Text(6), "ああ", "00000006e38182e38182"),
        (Blob(3), b"", "00000000"),
        (Fixed(2), b"ab", "6162"),
        (OneOf(Fruit), Fruit.APPLE, "01"),
    ],
)
def test_round_trip(kind: Kind, value: object, raw: str):
    kind.check(value)
    assert b"".join(kind.pieces(value)) == bytes.fromhex(raw)
    cursor = Cursor(bytes.fromhex(raw))
    assert kind.read(cursor) == value
    cursor.finish()


@pytest.mark.parametrize(
    ("kind", "spelled"),
    [
        (UINT8, "u8"),
        (INT16, "i16"),
        (Flag(), "bool"),
        (Text(5), "text<=5"),
        (Blob(6), "blob<=6"),
        (Fixed(7), "fixed7"),
        (OneOf(Fruit), "Fruit"),
    ],
)
def test_spelled_as_in_the_tables(kind: Kind, spelled: str):
    assert kind.spelled == spelled


def test_a_cursor_gives_what_there_is_and_no_more():
    cursor = Cursor(b"abc")
    assert cursor.take(2) == b"ab"
    with pytest.raises(PeerError):
        cursor.take(2)
    with pytest.raises(PeerError):
        cursor.finish()
    assert cursor.uint(1) == ord("c")
    cursor.finish()
