"""The codec, judged by the vectors and by streams that come in every kind of piece."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.base.errors import Misuse, PeerError, Reason
from madoguchi.wire.codec import FROM_CONSOLE, FROM_END, FROM_HOST, HEADER_BYTES, Language, Message, Reader, Sender
from madoguchi.wire.conversation import CHAT_LIMIT, CONTROL, INPUT, PICTURE, TILE_LIMIT, Chat, Ping, Pointer, Tile
from madoguchi.wire.envelope import ENVELOPE
from madoguchi.wire.fields import Blob, Fixed, Flag, Integer, Kind, OneOf, Text, Uint8
from madoguchi.wire.vocabulary import TileCoding
from tests.vectors import HEARD_FROM, LANGUAGES, Vector, built, each, load, plain, raw

WIRE = ("wire/core.json", "wire/breadth.json")


def reader(vector: Vector) -> Reader:
    return Reader(LANGUAGES[vector["language"]], HEARD_FROM[vector["heard_from"]])


def heard_in_pieces(vector: Vector, pieces: list[bytes]) -> list[Message]:
    listening = reader(vector)
    return [message for piece in pieces for message in listening.receive(piece)]


@each(*WIRE, having="messages")
def test_reads_and_writes(vector: Vector):
    language = LANGUAGES[vector["language"]]
    heard = reader(vector).receive(raw(vector["in_hex"]))
    assert [plain(language, message) for message in heard] == vector["messages"]
    assert language.send(*heard) == raw(vector["out_hex"])
    assert [built(language, shown) for shown in vector["messages"]] == heard


@each(*WIRE)
def test_every_split_gives_the_same(vector: Vector):
    data = raw(vector["in_hex"])
    places = range(len(data) + 1) if len(data) <= 200 else [*range(60), *range(60, len(data), 97), len(data) - 1]
    for at in places:
        pieces = [data[:at], b"", data[at:]]
        if "error" in vector:
            with pytest.raises(PeerError) as refused:
                heard_in_pieces(vector, pieces)
            assert refused.value.reason == vector["error"]
        else:
            language = LANGUAGES[vector["language"]]
            assert [plain(language, message) for message in heard_in_pieces(vector, pieces)] == vector["messages"]


@each(*WIRE)
def test_one_byte_at_a_time(vector: Vector):
    pieces = [bytes((byte,)) for byte in raw(vector["in_hex"])]
    if "error" in vector:
        with pytest.raises(PeerError) as refused:
            heard_in_pieces(vector, pieces)
        assert refused.value.reason == vector["error"]
    else:
        language = LANGUAGES[vector["language"]]
        assert [plain(language, message) for message in heard_in_pieces(vector, pieces)] == vector["messages"]


@each("wire/values.json")
def test_bad_values_are_never_built(vector: Vector):
    with pytest.raises(PeerError) as refused:
        built(LANGUAGES[vector["language"]], vector["message"])
    assert refused.value.reason == vector["error"]


def test_every_message_has_a_vector_written_by_hand():
    told = {shown["is"] for vector in load("wire/core.json") for shown in vector.get("messages", [])}
    known = {f"{language.name}.{cls.__name__}" for language in LANGUAGES.values() for cls in language.table.values()}
    assert told == known, "a message without an example in vectors/wire/core.json, or an example without a message"


def test_every_field_is_broken_by_some_vector():
    told = " ".join(vector["name"] for vector in load("wire/breadth.json") if "error" in vector)
    for language in LANGUAGES.values():
        for cls in language.table.values():
            for name, kind in cls.layout:
                first_of_one_byte = (
                    name == cls.layout[0][0] and isinstance(kind, Integer | Flag | OneOf) and kind_size(kind) == 1
                )
                wanted = f"{cls.__name__}: {name} is" if first_of_one_byte else f"{cls.__name__}: cut off in {name}"
                assert wanted in told, "run make vectors"


def kind_size(kind: Kind) -> int:
    return kind.size if isinstance(kind, Integer) else 1


@each("wire/lists.json")
def test_the_closed_lists_never_change(vector: Vector):
    listed: dict[str, type[IntEnum]] = {
        kind.members.__name__: kind.members
        for language in LANGUAGES.values()
        for cls in language.table.values()
        for _, kind in cls.layout
        if isinstance(kind, OneOf)
    }
    assert {member.name.lower(): member.value for member in listed[vector["name"]]} == vector["members"]


def test_every_closed_list_is_written_down():
    listed = {
        kind.members.__name__
        for language in LANGUAGES.values()
        for cls in language.table.values()
        for _, kind in cls.layout
        if isinstance(kind, OneOf)
    }
    assert {vector["name"] for vector in load("wire/lists.json")} == listed


# --- every message, every value --------------------------------------------------------------------------------------


def values(kind: Kind) -> st.SearchStrategy[object]:
    match kind:
        case Integer(size, signed):
            low = -(2 ** (8 * size - 1)) if signed else 0
            return st.integers(low, min(2**53 - 1, 2 ** (8 * size - signed) - 1))
        case Flag():
            return st.booleans()
        case Text(limit):
            return st.text(max_size=min(60, limit // 4))
        case Blob(limit):
            return st.binary(max_size=min(300, limit))
        case Fixed(size):
            return st.binary(min_size=size, max_size=size)
        case OneOf(members):
            return st.sampled_from(list(members))


def messages(language: Language) -> st.SearchStrategy[Message]:
    return st.one_of(
        [
            st.tuples(*(values(kind) for _, kind in cls.layout)).map(lambda args, cls=cls: cls(*args))
            for cls in language.table.values()
        ]
    )


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=list(LANGUAGES))
@given(data=st.data())
def test_what_is_sent_is_heard_in_whatever_pieces(language: Language, data: st.DataObject):
    sent = data.draw(st.lists(messages(language), max_size=5))
    stream = language.send(*sent)
    assert len(stream) == sum(message.record_size() for message in sent)
    assert stream == b"".join(bytes((m.number,)) + len(m.payload()).to_bytes(4, "big") + m.payload() for m in sent)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    listening = Reader(language, Sender)
    heard = [
        message
        for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)
        for message in listening.receive(stream[start:end])
    ]
    assert heard == sent


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=list(LANGUAGES))
@given(noise=st.binary(max_size=400))
def test_noise_is_heard_or_refused_and_nothing_else(language: Language, noise: bytes):
    try:
        heard = Reader(language, Sender).receive(noise)
    except PeerError:
        return
    assert all(language.table[message.number] is type(message) for message in heard)


# --- the reader ------------------------------------------------------------------------------------------------------


def test_a_refused_stream_stays_shut():
    listening = Reader(CONTROL, FROM_CONSOLE)
    with pytest.raises(PeerError):
        listening.receive(bytes.fromhex("13 00000005 00000001 ff"))
    with pytest.raises(PeerError) as again:
        listening.receive(CONTROL.send(Ping(1)))
    assert again.value.reason is Reason.MALFORMED


def test_a_length_is_refused_before_its_bytes_come():
    with pytest.raises(PeerError) as refused:
        Reader(CONTROL, FROM_CONSOLE).receive(b"\x13\x7f\xff\xff\xff")
    assert refused.value.reason is Reason.TOO_LARGE


def test_held_bytes_never_exceed_the_largest_message():
    listening = Reader(PICTURE, FROM_HOST)
    record = PICTURE.send(Tile(0, 0, 256, 256, TileCoding.ZSTD_BGR, bytes(TILE_LIMIT)))
    assert listening.receive(record[:-1]) == []
    assert len(listening._held) == len(record) - 1 <= Tile.limit + HEADER_BYTES
    assert len(listening.receive(record[-1:])) == 1
    assert not listening._held


def test_many_small_records_then_half_a_one():
    listening = Reader(INPUT, FROM_CONSOLE)
    record = INPUT.send(Pointer(1, 2))
    assert listening.receive(record * 1_000 + record[:3]) == [Pointer(1, 2)] * 1_000
    assert listening.receive(record[3:]) == [Pointer(1, 2)]


def test_optional_records_may_be_of_any_size_up_to_their_limit():
    listening = Reader(ENVELOPE, FROM_END)
    assert listening.receive(b"\xfe\x00\x01\x00\x00" + bytes(65_536)) == []


# --- the table -------------------------------------------------------------------------------------------------------


def test_limits_follow_from_the_fields():
    assert Chat.limit == 4 + CHAT_LIMIT
    assert Pointer.limit == 4
    assert Tile.limit == 8 + 1 + 4 + TILE_LIMIT


def test_two_messages_cannot_share_a_number():
    language = Language("twice")

    @dataclass(frozen=True, slots=True)
    class One(Message):
        value: Uint8

    language.message(0x01, Sender.BOTH)(One)
    with pytest.raises(Misuse):
        language.message(0x01, Sender.BOTH)(One)


def test_a_field_without_a_kind_is_our_own_mistake():
    language = Language("kindless")

    @dataclass(frozen=True, slots=True)
    class Bare(Message):
        value: int

    @dataclass(frozen=True, slots=True)
    class Odd(Message):
        value: Annotated[int, "no kind"]

    for cls in (Bare, Odd):
        with pytest.raises(Misuse):
            language.message(0x01, Sender.BOTH)(cls)


def test_numbers_are_unique_in_the_whole_conversation():
    sealed = [number for name in ("control", "input", "picture", "files") for number in LANGUAGES[name].table]
    assert len(sealed) == len(set(sealed))
