"""The relay's own quick reading of records says what the codec says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.base.errors import PeerError, Reason
from madoguchi.relay.records import Passing, split
from madoguchi.wire.codec import FROM_END, Reader
from madoguchi.wire.envelope import (
    ENVELOPE,
    SEALED_LIMIT,
    Attach,
    Attached,
    Beat,
    Carry,
    Leave,
    PeerJoined,
    RelayReason,
)
from madoguchi.wire.vocabulary import Channel

carries = st.builds(Carry, st.sampled_from(Channel), st.binary(max_size=40))
records = st.one_of(
    carries,
    carries,
    st.just(Beat()),
    st.builds(Leave, st.sampled_from(RelayReason)),
    st.builds(Attach, st.binary(max_size=40)),
).map(ENVELOPE.send)
optional = st.builds(lambda body: b"\x90" + len(body).to_bytes(4, "big") + body, st.binary(max_size=10))


def flat(found):
    out = []
    for item in found:
        out += Reader(ENVELOPE, FROM_END).receive(item.data) if isinstance(item, Passing) else [item]
    return out


def judged(read):
    try:
        return read()
    except PeerError as error:
        return error.reason


@given(st.lists(st.one_of(records, optional), max_size=8).map(b"".join))
def test_whole_records_read_as_the_codec_reads_them(data):
    assert flat(split(data)) == Reader(ENVELOPE, FROM_END).receive(data)


@given(st.lists(records, min_size=1, max_size=4).map(b"".join), st.data())
def test_broken_bytes_are_refused_for_the_codec_s_reason(data, draw):
    at = draw.draw(st.integers(0, len(data) - 1))
    bad = data[:at] + bytes((draw.draw(st.integers(0, 255)),)) + data[at + 1 :]
    ours, theirs = judged(lambda: flat(split(bad))), judged(lambda: Reader(ENVELOPE, FROM_END).receive(bad))
    if isinstance(theirs, list) and ours is Reason.MALFORMED:
        # The codec waits for the rest of a record; here a message ends with a record.
        assert len(ENVELOPE.send(*theirs)) < len(bad)
    else:
        assert ours == theirs


@given(st.binary(max_size=64))
def test_any_bytes_are_read_or_refused(data):
    judged(lambda: split(data))


def test_a_message_of_frames_is_passed_on_uncopied():
    data = ENVELOPE.send(Carry(Channel.PICTURE, b"one"), Carry(Channel.CONTROL, b"two"))
    [passing] = split(data)
    assert passing.data is data
    assert passing.count == 2


def test_frames_around_a_record_keep_their_order():
    one, two = ENVELOPE.send(Carry(Channel.FILES, b"1")), ENVELOPE.send(Carry(Channel.FILES, b"2"))
    assert split(one + ENVELOPE.send(Beat()) + two) == [Passing(one, 1), Beat(), Passing(two, 1)]


def test_the_largest_frame_passes_and_one_byte_more_does_not():
    data = ENVELOPE.send(Carry(Channel.FILES, bytes(SEALED_LIMIT)))
    assert split(data) == [Passing(data, 1)]
    size = SEALED_LIMIT + 6
    with pytest.raises(PeerError, match="too_large"):
        split(b"\x05" + size.to_bytes(4, "big") + b"\x04" + (size - 5).to_bytes(4, "big") + bytes(size - 5))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x05", Reason.MALFORMED),
        (b"\x05\x00\x00\x00\x09\x01", Reason.MALFORMED),
        (b"\x05\x00\x00\x00\x05\x09\x00\x00\x00\x00", Reason.MALFORMED),  # channel 9
        (b"\x05\x00\x00\x00\x05\x01\x00\x00\x00\x01", Reason.MALFORMED),  # says one byte, has none
        (b"\x05\x00\x00\x00\x04\x01\x00\x00\x00", Reason.MALFORMED),
        (b"\x05\xff\xff\xff\xff\x01", Reason.TOO_LARGE),
        (b"\x7f\x00\x00\x00\x00", Reason.UNKNOWN_MESSAGE),
        (b"\x80\x00\x01\x00\x01", Reason.TOO_LARGE),
        (ENVELOPE.send(PeerJoined()), Reason.WRONG_DIRECTION),
        (ENVELOPE.send(Attached()), Reason.WRONG_DIRECTION),
        (b"\x08\x00\x00\x00\x01\x00", Reason.TOO_LARGE),
    ],
)
def test_each_kind_of_bad_record_has_its_reason(data, reason):
    with pytest.raises(PeerError) as caught:
        split(data)
    assert caught.value.reason is reason
