"""What leaves first, what never leaves, and that nothing is ever cut in the middle of a record. Article: 5.3, 6.1"""

from __future__ import annotations

import asyncio

import pytest

from madoguchi.host.runner.outlet import FRAME_BYTES, Outlet, frames_of
from madoguchi.wire.codec import FROM_HOST, Message, Reader
from madoguchi.wire.conversation import CONTROL, FILES, PICTURE, Chat, Chunk, FrameEnd, Received, Tile
from madoguchi.wire.vocabulary import Channel, TileCoding


class FakeLine:
    """Writes down what it carries; ``hold`` makes it wait as a full socket does."""

    def __init__(self) -> None:
        self.carried: list[tuple[Channel, bytes]] = []
        self.free = asyncio.Event()
        self.free.set()

    async def carry(self, channel: Channel, sealed: bytes) -> None:
        self.carried.append((channel, sealed))
        await self.free.wait()


class NoSeal:
    def seal(self, channel: Channel, plain: bytes) -> bytes:
        return plain


def tile(size: int = 100_000) -> Tile:
    return Tile(0, 0, 256, 256, TileCoding.ZSTD_BGR, bytes(size))


class Stage:
    def __init__(self) -> None:
        self.may_show = True
        self.chunks: list[list[Message]] = []
        self.line = FakeLine()
        self.outlet = Outlet(lambda: self.may_show, self._chunk)
        self.running = asyncio.create_task(self.outlet.run())

    async def _chunk(self) -> list[Message]:
        return self.chunks.pop(0) if self.chunks else []

    def bind(self) -> None:
        self.outlet.bind(self.line, NoSeal())  # type: ignore[arg-type]

    async def settle(self) -> None:
        for _ in range(50):
            await asyncio.sleep(0)


@pytest.fixture
async def stage():
    made = Stage()
    yield made
    made.running.cancel()


def test_frames_hold_whole_records():
    messages: list[Message] = [tile(), tile(), tile(200_000), FrameEnd(1)]
    frames = frames_of(Channel.PICTURE, messages)
    assert len(frames) == 4
    for frame in frames:
        assert Reader(PICTURE, FROM_HOST).receive(frame)
    assert sum(len(Reader(PICTURE, FROM_HOST).receive(frame)) for frame in frames) == 4
    assert frames_of(Channel.CONTROL, []) == []
    assert len(frames_of(Channel.CONTROL, [Chat("あ" * 1_000)] * 100)) == -(
        -100 * Chat("あ" * 1_000).record_size() // FRAME_BYTES
    )


@pytest.mark.article("5.3")
async def test_words_overtake_pictures_and_pictures_overtake_files(stage: Stage):
    stage.chunks.append([Chunk(1, 0, b"x")])
    stage.outlet.picture([FrameEnd(7)])
    stage.outlet.file([Received(1)])
    stage.outlet.say(Chat("止まります"))
    stage.bind()
    await stage.settle()
    assert [channel for channel, _ in stage.line.carried] == [
        Channel.CONTROL,
        Channel.FILES,
        Channel.PICTURE,
        Channel.FILES,
    ]


@pytest.mark.article("5.3")
async def test_a_word_stands_behind_one_frame_at_most(stage: Stage):
    stage.line.free.clear()
    stage.outlet.picture([tile(), tile(), tile(), FrameEnd(1)])
    stage.outlet.picture([tile(), FrameEnd(2)])
    stage.bind()
    await stage.settle()
    assert len(stage.line.carried) == 1
    stage.may_show = False
    stage.outlet.drop_picture()
    stage.outlet.say(Chat("見せるのをやめました"))
    stage.line.free.set()
    await stage.settle()
    assert [channel for channel, _ in stage.line.carried] == [Channel.PICTURE, Channel.CONTROL]


@pytest.mark.article("5.3")
async def test_no_picture_leaves_when_the_eyes_are_shut(stage: Stage):
    stage.may_show = False
    stage.outlet.picture([FrameEnd(1)])
    stage.bind()
    await stage.settle()
    assert stage.line.carried == []


async def test_words_wait_through_a_cut_and_pictures_do_not(stage: Stage):
    stage.outlet.say(Chat("切れている間の言葉"))
    stage.outlet.picture([FrameEnd(1)])
    stage.outlet.unbind()
    await stage.settle()
    stage.bind()
    await stage.settle()
    assert [channel for channel, _ in stage.line.carried] == [Channel.CONTROL]
    assert Reader(CONTROL, FROM_HOST).receive(stage.line.carried[0][1]) == [Chat("切れている間の言葉")]


async def test_a_chunk_taken_before_a_cut_is_not_sent_after_it():
    asked = asyncio.Event()
    answer: asyncio.Future[list[Message]] = asyncio.get_running_loop().create_future()

    async def slow() -> list[Message]:
        asked.set()
        return await answer if not answer.done() else []

    outlet = Outlet(lambda: True, slow)
    running = asyncio.create_task(outlet.run())
    before, after = FakeLine(), FakeLine()
    outlet.bind(before, NoSeal())  # type: ignore[arg-type]
    await asked.wait()
    outlet.unbind()
    outlet.bind(after, NoSeal())  # type: ignore[arg-type]
    answer.set_result([Chunk(1, 0, b"old")])
    for _ in range(50):
        await asyncio.sleep(0)
    assert before.carried == after.carried == []
    running.cancel()


async def test_drained_returns_when_the_last_word_is_handed_over(stage: Stage):
    stage.bind()
    stage.outlet.say(Chat("終わりました"))
    await asyncio.wait_for(stage.outlet.drained(), 1)
    assert stage.line.carried
    assert Reader(FILES, FROM_HOST).receive(b"") == []
