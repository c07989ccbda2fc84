"""A host that lies: whatever bytes come on the picture channel, the viewer's core refuses with a reason and keeps its memory. [5.1, 8.1]"""

from __future__ import annotations

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madoguchi.wire.codec import Message, Sender
from madoguchi.wire.conversation import PICTURE, Canvas, FrameEnd, Tile
from madoguchi.wire.fields import Blob, Flag, Integer, Kind, OneOf
from madoguchi.wire.vocabulary import TileCoding
from tests.integration.picture.far_end import FarEnd, digest
from tests.integration.picture.model_host import ModelHost

REASONS = {None, "malformed", "too_large", "unknown_message", "wrong_direction"}
MEMORY = (
    1_000 * 1024 * 1024
)  # bytes: Node itself, two canvases of the largest size (this end holds a second), the kept cells
BOMB = zstandard.compress(bytes(64 * 1024 * 1024), 19)
FROM_HOST = sorted((cls for cls in PICTURE.table.values() if cls.sender is Sender.HOST), key=lambda cls: cls.number)

settled = settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def values(kind: Kind) -> st.SearchStrategy[object]:
    match kind:
        case Integer(size, signed):
            low, high = (-(1 << 8 * size - 1), (1 << 8 * size - 1) - 1) if signed else (0, (1 << 8 * size) - 1)
            return st.one_of(
                st.integers(0, min(high, 130)), st.sampled_from([high, max(low, high // 2)]), st.integers(low, high)
            )
        case Flag():
            return st.booleans()
        case OneOf(members):
            return st.sampled_from(sorted(members))
        case Blob(limit):
            some = [
                b"",
                bytes(3),
                bytes(limit),
                BOMB,
                zstandard.compress(bytes(300)),
                zstandard.compress(bytes(range(256)) * 48),
            ]
            return st.one_of(st.sampled_from(some), st.binary(max_size=300))
    raise NotImplementedError(kind)


def built(cls: type[Message]) -> st.SearchStrategy[Message]:
    return st.builds(cls, *(values(kind) for _, kind in cls.layout))


any_messages = st.lists(st.one_of(*(built(cls) for cls in FROM_HOST)), max_size=12)


def must_still_work(far: FarEnd) -> None:
    """A good host is understood after whatever went before."""
    far.connect()
    host = ModelHost(70, 70)
    host.screen[3:9, 5:60] = 0x336699
    while messages := host.frame(1 << 20):
        far.hear(messages)
    seen = far.seen()
    assert (seen.refused, seen.sha256) == (None, digest(host.screen))
    assert seen.memory < MEMORY


@pytest.mark.article("8.1")
@settled
@given(any_messages)
def test_messages_of_any_values_are_obeyed_or_refused(far_end: FarEnd, messages: list[Message]) -> None:
    far_end.connect()
    far_end.hear([Canvas(130, 70), *messages, FrameEnd(1)])
    assert far_end.seen().refused in REASONS
    must_still_work(far_end)


@pytest.mark.article("8.1")
@settled
@given(
    st.integers(0, 10_000),
    st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 255)), max_size=6),
    st.integers(0, 1 << 20),
)
def test_good_bytes_that_were_spoilt_are_obeyed_or_refused(
    far_end: FarEnd, seed: int, spoilt: list, length: int
) -> None:
    host = ModelHost(130, 70)
    host.screen[:] = seed * 2_654_435_761 % (1 << 24)
    host.screen[10:60, 20:110] = (seed + 1) * 40_503 % (1 << 24)
    data = bytearray(PICTURE.send(*host.frame(1 << 20), *host.frame(1 << 20)))
    for place, value in spoilt:
        data[place % len(data)] = value
    far_end.connect()
    far_end.hear_bytes(bytes(data[: length % (len(data) + 1)]))
    assert far_end.seen().refused in REASONS
    must_still_work(far_end)


@pytest.mark.article("8.1")
@pytest.mark.parametrize("coding", TileCoding)
def test_a_bomb_takes_no_memory(far_end: FarEnd, coding: TileCoding) -> None:
    before = far_end.seen().memory
    for _ in range(50):
        far_end.connect()
        far_end.hear([Canvas(64, 64), Tile(0, 0, 64, 64, coding, BOMB)])
        assert far_end.seen().refused == "malformed"
    assert far_end.seen().memory - before < 60 * 1024 * 1024
    must_still_work(far_end)
