"""Sealed frames: each opens at its own place and nowhere else."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.base.errors import Misuse, PeerError, Reason, Unavailable
from madoguchi.seal.keys import LAST_SEQUENCE, OVERHEAD, SEALED_CHANNELS, Keys, Opener, Sealer
from madoguchi.wire.vocabulary import Channel, Role
from tests.vectors import Vector, each, raw

ROUTE = bytes(range(16))
KEY = bytes(32)


def lane(vector: Vector) -> tuple[bytes, bytes, Role, Channel]:
    direction, channel = Role[vector["direction"].upper()], Channel[vector["channel"].upper()]
    return raw(vector["key_hex"]), raw(vector["route_hex"]), direction, channel


def two_ends() -> tuple[Keys, Keys]:
    return Keys(Role.HOST, ROUTE, b"secret", b"transcript"), Keys(Role.CONSOLE, ROUTE, b"secret", b"transcript")


def refuses(opener: Opener, frame: bytes) -> None:
    before = opener.sequence
    with pytest.raises(PeerError) as refused:
        opener.open(frame)
    assert refused.value.reason is Reason.BROKEN_SEAL
    assert opener.sequence == before


@each("sealed/core.json", having="frames")
def test_seals_and_opens(vector: Vector):
    sealer, opener = Sealer(*lane(vector), sequence=vector["first"]), Opener(*lane(vector), sequence=vector["first"])
    for frame in vector["frames"]:
        assert sealer.seal(raw(frame["plaintext_hex"])) == raw(frame["sealed_hex"])
        assert opener.open(raw(frame["sealed_hex"])) == raw(frame["plaintext_hex"])


@each("sealed/core.json", having="error")
def test_never_opens(vector: Vector):
    opener = Opener(*lane(vector))
    for frame in vector["opened"]:
        opener.open(raw(frame))
    refuses(opener, raw(vector["sealed_hex"]))


@pytest.mark.article("8.1")
@given(st.binary(max_size=64), st.data())
def test_no_changed_bit_opens(plaintext: bytes, data: st.DataObject):
    frame = Sealer(KEY, ROUTE, Role.HOST, Channel.PICTURE).seal(plaintext)
    at = data.draw(st.integers(0, len(frame) - 1))
    flip = data.draw(st.integers(1, 255))
    refuses(Opener(KEY, ROUTE, Role.HOST, Channel.PICTURE), frame[:at] + bytes((frame[at] ^ flip,)) + frame[at + 1 :])


@pytest.mark.article("8.1")
def test_every_byte_counts():
    frame = Sealer(KEY, ROUTE, Role.HOST, Channel.PICTURE).seal(b"one frame")
    opener = Opener(KEY, ROUTE, Role.HOST, Channel.PICTURE)
    for at in range(len(frame)):
        refuses(opener, frame[:at] + bytes((frame[at] ^ 1,)) + frame[at + 1 :])
        refuses(opener, frame[:at])
    assert opener.open(frame) == b"one frame"


@pytest.mark.article("8.1")
@given(st.permutations(range(4)), st.integers(0, 4))
def test_frames_open_in_their_own_order_once_and_without_gaps(order: list[int], repeated: int):
    sealer = Sealer(KEY, ROUTE, Role.CONSOLE, Channel.INPUT)
    frames = [sealer.seal(bytes((number,))) for number in range(4)]
    opener = Opener(KEY, ROUTE, Role.CONSOLE, Channel.INPUT)
    expected = 0
    for number in [*order, min(repeated, 3), 0]:
        if number == expected:
            assert opener.open(frames[number]) == bytes((number,))
            expected += 1
        else:
            refuses(opener, frames[number])


@pytest.mark.article("8.1")
def test_no_frame_opens_anywhere_else():
    places = [
        (key, route, direction, channel)
        for key, route in itertools.product((KEY, b"\x01" * 32), (ROUTE, b"\x01" * 16))
        for direction in Role
        for channel in SEALED_CHANNELS
    ]
    for here, there in itertools.permutations(places, 2):
        refuses(Opener(*there), Sealer(*here).seal(b"text"))


def test_one_frame_is_as_long_as_its_text_and_twenty_bytes():
    assert len(Sealer(KEY, ROUTE, Role.HOST, Channel.FILES).seal(b"x" * 100)) == 100 + OVERHEAD


def test_a_used_up_key_seals_nothing_more():
    sealer = Sealer(KEY, ROUTE, Role.HOST, Channel.FILES, sequence=LAST_SEQUENCE - 1)
    opener = Opener(KEY, ROUTE, Role.HOST, Channel.FILES, sequence=LAST_SEQUENCE - 1)
    assert opener.open(sealer.seal(b"last")) == b"last"
    with pytest.raises(Unavailable) as over:
        sealer.seal(b"one more")
    assert over.value.retry_after == 0
    with pytest.raises(Unavailable):
        opener.open(b"\xff" * 40)


def test_threads_that_seal_at_once_never_share_a_nonce():
    sealer = Sealer(KEY, ROUTE, Role.HOST, Channel.FILES)
    with ThreadPoolExecutor(4) as pool:
        frames = list(pool.map(lambda _: sealer.seal(b"x"), range(400)))
    assert sorted(frame[:4] for frame in frames) == [number.to_bytes(4, "big") for number in range(400)]


# --- all keys of a handshake -----------------------------------------------------------------------------------------


def test_the_two_ends_meet_on_every_channel():
    host, console = two_ends()
    for channel in SEALED_CHANNELS:
        assert console.open(channel, host.seal(channel, b"from the host")) == b"from the host"
        assert host.open(channel, console.seal(channel, b"from the console")) == b"from the console"
    assert host.spoken == console.spoken
    assert len(host.spoken) == 4
    assert host.spoken.isdecimal()


def test_all_keys_differ():
    host, _ = two_ends()
    keys = [host.key(direction, channel) for direction in Role for channel in SEALED_CHANNELS]
    assert len({*keys, host.resume_secret}) == 9


def test_an_end_does_not_open_its_own_frames():
    host, _ = two_ends()
    with pytest.raises(PeerError):
        host.open(Channel.CONTROL, host.seal(Channel.CONTROL, b"mine"))


def test_the_handshake_channel_is_never_sealed():
    host, _ = two_ends()
    with pytest.raises(PeerError) as refused:
        host.open(Channel.HANDSHAKE, b"")
    assert refused.value.reason is Reason.BROKEN_SEAL
    for bad in (
        (KEY, ROUTE, Role.HOST, Channel.HANDSHAKE),
        (b"", ROUTE, Role.HOST, Channel.INPUT),
        (KEY, b"", Role.HOST, Channel.INPUT),
    ):
        with pytest.raises(Misuse):
            Sealer(*bad)


@pytest.mark.article("8.5")
def test_wiped_keys_are_gone():
    host, console = two_ends()
    frame = console.seal(Channel.CONTROL, b"late")
    buffers = [host._resume, *host._keys.values()]
    host.wipe()
    host.wipe()
    assert all(not any(buffer) for buffer in buffers)
    for use in (
        lambda: host.seal(Channel.CONTROL, b""),
        lambda: host.open(Channel.CONTROL, frame),
        lambda: host.resume_secret,
        lambda: host.key(Role.HOST, Channel.PICTURE),
    ):
        with pytest.raises(Unavailable):
            use()


def test_keys_are_not_shown():
    host, _ = two_ends()
    assert host.key(Role.HOST, Channel.CONTROL).hex() not in repr(host)
