"""The worker in a real browser: what the customer's end sends is what the operator's page has, byte by byte."""

from __future__ import annotations

from hashlib import sha256
from queue import Queue

import numpy as np
import pytest
import zstandard

from madoguchi.host.encode.encoder import X264, Packet
from madoguchi.wire.conversation import (
    Accept,
    Caller,
    Canvas,
    Chat,
    Chunk,
    Copy,
    Drawn,
    End,
    FrameEnd,
    Kept,
    Offer,
    Received,
    Tile,
    Video,
    VideoLost,
    Whole,
)
from madoguchi.wire.vocabulary import Channel, Ending, TileCoding, VideoCoding
from tests.integration.viewer.conftest import Desk

CHUNK = 131_072
pytestmark = pytest.mark.enable_socket


async def opened(desk: Desk) -> None:
    await desk.attach()
    await desk.host.attach()
    await desk.host.opened()
    await desk.host.heard(Caller)
    await desk.do("until", "open", 1)


def content(size: int) -> bytes:
    at = np.arange(size, dtype=np.uint64)
    return ((at * 31 + (at >> 13)) & 255).astype(np.uint8).tobytes()


@pytest.mark.article("5.1", "8.1")
async def test_every_pixel_is_the_customers(desk: Desk) -> None:
    await opened(desk)
    width, height = 800, 600
    screen = np.zeros((height, width, 3), np.uint8)
    random = np.random.default_rng(1)
    await desk.host.say(Channel.PICTURE, Canvas(width, height))
    for y in range(0, height, 256):
        for x in range(0, width, 256):
            tile = random.integers(0, 255, (min(256, height - y), min(256, width - x), 3), np.uint8)
            screen[y : y + tile.shape[0], x : x + tile.shape[1]] = tile
            data = zstandard.compress(tile.tobytes(), 1)
            message = Tile(x, y, tile.shape[1], tile.shape[0], TileCoding.ZSTD_BGR, data)
            await desk.host.say(Channel.PICTURE, message)
    await desk.host.say(Channel.PICTURE, Tile(10, 20, 100, 50, TileCoding.SOLID, b"\xff\x00\x01"))
    screen[20:70, 10:110] = (255, 0, 1)
    await desk.host.say(Channel.PICTURE, Copy(0, 100, width, 400, 0, 76), FrameEnd(7))
    screen[76:476] = screen[100:500].copy()
    assert (await desk.host.heard(Drawn)).frame == 7
    rgba = np.dstack([screen[:, :, ::-1], np.full((height, width), 255, np.uint8)])
    assert await desk.do("pixels") == sha256(rgba.tobytes()).hexdigest()


def filmed(colours: list[int], width: int, height: int) -> list[Packet]:
    ready: Queue[None] = Queue()
    encoder = X264(width, height, 26, lambda: ready.put(None))
    packets = []
    for colour in colours:
        encoder.submit(np.full((height, width), colour, dtype=np.uint32))
        ready.get(timeout=10)
        packet = encoder.take()
        assert packet is not None
        packets.append(packet)
    encoder.close()
    return packets


@pytest.mark.article("6.1")
async def test_a_film_is_shown_in_its_colours_and_in_order_with_what_is_exact(desk: Desk) -> None:
    await opened(desk)
    await desk.host.say(Channel.PICTURE, Canvas(800, 600), FrameEnd(1))
    assert (await desk.host.heard(Drawn)).frame == 1
    colours = [0xFF0000, 0x00FF00, 0x336699]
    for frame, (colour, packet) in enumerate(zip(colours, filmed(colours, 320, 240), strict=True), 2):
        film = Video(100, 50, 320, 240, VideoCoding.H264, packet.key, packet.data)
        over = Tile(110, 60, 20, 20, TileCoding.SOLID, b"\x07\x08\x09")
        await desk.host.say(Channel.PICTURE, film, over, FrameEnd(frame))
        assert (await desk.host.heard(Drawn)).frame == frame
        for x, y in ((100, 50), (419, 289), (300, 200)):
            got = await desk.do("pixel", x, y)
            assert max(abs(a - b) for a, b in zip(got, colour.to_bytes(3, "big"), strict=True)) <= 3, (got, hex(colour))
        assert await desk.do("pixel", 120, 70) == [9, 8, 7]
        assert await desk.do("pixel", 99, 50) == [0, 0, 0]


@pytest.mark.article("6.1")
async def test_a_film_that_cannot_be_decoded_is_asked_for_again_and_then_no_more(desk: Desk) -> None:
    await opened(desk)
    await desk.host.say(Channel.PICTURE, Canvas(800, 600))
    (good,) = filmed([0x336699], 320, 240)
    spoilt = good.data[:40] + bytes(len(good.data) - 40)
    for again in (True, True, False):
        await desk.host.say(Channel.PICTURE, Video(0, 0, 320, 240, VideoCoding.H264, True, spoilt))
        assert await desk.host.heard(VideoLost) == VideoLost(again)
    await desk.host.say(Channel.PICTURE, Video(0, 0, 320, 240, VideoCoding.H264, True, good.data), FrameEnd(9))
    assert (await desk.host.heard(Drawn)).frame == 9
    assert (await desk.do("pixel", 5, 5))[2] > 140


@pytest.mark.article("5.6")
async def test_a_file_from_the_customer_is_kept_until_it_is_saved(desk: Desk) -> None:
    await opened(desk)
    data = content(3 * 1024 * 1024 + 5)
    await desk.host.say(Channel.FILES, Offer(2, "記録.log", len(data), "調査"))
    await desk.do("until", "file:offered", 1)
    await desk.do("post", {"kind": "accept-file", "transfer": 2})
    assert await desk.host.heard(Accept) == Accept(2, 0)
    for start in range(0, len(data), CHUNK):
        await desk.host.say(Channel.FILES, Chunk(2, start, data[start : start + CHUNK]))
    await desk.host.say(Channel.FILES, Whole(2, sha256(data).digest()))
    await desk.host.heard(Received)
    await desk.do("until", "file:received", 1)
    assert await desk.do("file", 2) == ["記録.log", sha256(data).hexdigest()]
    assert await desk.do("stored") == ["2"]
    await desk.host.say(Channel.CONTROL, End(Ending.RESOLVED))
    await desk.do("until", "ended", 1)
    assert await desk.do("stored") == ["2"]  # it can still be saved on the last screen
    await desk.page.reload()
    await desk.page.wait_for_selector("html[data-ready]", state="attached")
    await desk.attach()
    await desk.do("until", "joined", 1)
    await swept(desk)


async def swept(desk: Desk) -> None:
    """Until nothing of the worker that is gone is left."""
    script = (
        "async () => { while ((await window.viewer.stored()).length > 0) await new Promise(requestAnimationFrame); }"
    )
    await desk.page.evaluate(script)


@pytest.mark.article("5.5", "5.6")
async def test_a_file_to_the_customer_goes_on_after_a_cut(desk: Desk) -> None:
    await opened(desk)
    size = 12 * 1024 * 1024 + 3
    await desk.do("offer", 1, size)
    assert await desk.host.heard(Offer) == Offer(1, "送る.bin", size, "試験")
    await desk.host.say(Channel.FILES, Accept(1, 0))
    kept = b""
    while len(kept) < 5 * 1024 * 1024:
        chunk = await desk.host.heard(Chunk)
        kept += chunk.data
        await desk.host.say(Channel.FILES, Kept(1, len(kept)))
    await desk.host.cut()
    await desk.do("until", "joined", 2)
    await desk.host.attach()
    await desk.host.opened()
    await desk.host.heard(Caller)
    await desk.host.say(Channel.FILES, Accept(1, len(kept)))
    while len(kept) < size:
        chunk = await desk.host.heard(Chunk)
        if chunk.start != len(kept):
            continue  # heard before the cut, and not kept
        kept += chunk.data
        await desk.host.say(Channel.FILES, Kept(1, len(kept)))
    whole = await desk.host.heard(Whole)
    assert (whole.sha256, kept) == (sha256(content(size)).digest(), content(size))
    await desk.host.say(Channel.FILES, Received(1))
    await desk.do("until", "file:delivered", 1)


@pytest.mark.article("8.1")
async def test_the_page_comes_back_with_a_new_ticket(desk: Desk) -> None:
    await opened(desk)
    await desk.attach()
    await desk.host.opened()
    await desk.host.heard(Caller)
    await desk.do("until", "open", 2)
    await desk.host.say(Channel.CONTROL, Chat("おかえりなさい"))
    await desk.do("until", "heard", 1)
    await desk.do("post", {"kind": "send", "message": {"is": "control.Chat", "text": "ただいま"}})
    assert await desk.host.heard(Chat) == Chat("ただいま")
