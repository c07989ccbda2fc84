"""What one end can cost: a receiver that does not read, floods, slow requests. SECURITY L-6, L-7, T-71."""

from __future__ import annotations

import asyncio
import statistics
import time

import pytest

from madoguchi.base.errors import Reason
from madoguchi.relay import line
from madoguchi.relay.settings import Limits
from madoguchi.wire.envelope import (
    ENVELOPE,
    SEALED_LIMIT,
    Attached,
    Beat,
    Carry,
    Closed,
    PeerJoined,
    PeerLeft,
    RelayReason,
)
from madoguchi.wire.vocabulary import Channel, Role
from tests.integration.relay.ends import End, alone, attached, grown, new_route, opened, running

MEGABYTE = 1_048_576


async def joined(host: End, console: End) -> None:
    for end in (host, console):
        assert await end.hear() == Attached()
        assert await end.hear() == PeerJoined()


async def raw_websocket(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A WebSocket that is ours byte by byte; it reads only when we do."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=16_384)
    writer.write(
        b"GET /relay HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Protocol: madoguchi.host.1\r\n\r\n"
    )
    assert b" 101 " in await reader.readuntil(b"\r\n\r\n")
    return reader, writer


def frame(opcode: int, body: bytes = b"", *, fin: bool = True) -> bytes:
    """A client's frame, masked with zeros."""
    head = bytes(((0x80 if fin else 0) | opcode,))
    if len(body) < 126:
        return head + bytes((0x80 | len(body),)) + bytes(4) + body
    return head + b"\xfe" + len(body).to_bytes(2, "big") + bytes(4) + body


async def push(writer: asyncio.StreamWriter, data: bytes, seconds: float) -> int:
    """Write ``data`` again and again for ``seconds``, as fast as the other end takes it; bytes written."""
    written, end = 0, time.monotonic() + seconds
    try:
        while time.monotonic() < end:
            writer.write(data)
            written += len(data)
            await asyncio.wait_for(writer.drain(), max(0.01, end - time.monotonic()))
    except (TimeoutError, ConnectionError):
        pass
    return written


async def round_trips(host: End, console: End, seconds: float) -> list[float]:
    times, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.monotonic()
        await host.carry(b"ping")
        assert await console.hear() == Carry(Channel.PICTURE, b"ping")
        await console.carry(b"pong")
        assert await host.hear() == Carry(Channel.PICTURE, b"pong")
        times.append(time.monotonic() - began)
        await asyncio.sleep(0.01)
    return times


async def test_a_receiver_that_does_not_read_costs_little_and_others_feel_nothing():
    """Fifty megabytes wait at the sender, not in the relay."""
    async with alone() as there:
        slow, quick = new_route(), new_route()
        async with (
            attached(there, slow, Role.HOST) as sender,
            attached(there, quick, Role.HOST) as host,
            attached(there, quick, Role.CONSOLE) as console,
        ):
            reader, writer = await raw_websocket(there.port)
            shown = there.office.ticket(slow, Role.CONSOLE)
            writer.write(
                frame(2, b"\x01" + (len(shown) + 4).to_bytes(4, "big") + len(shown).to_bytes(4, "big") + shown)
            )
            writer.transport.pause_reading()
            assert await sender.hear() == Attached()
            assert await sender.hear() == PeerJoined()
            await joined(host, console)
            await round_trips(host, console, 0.2)
            sent = 0
            with grown(there.pid, 3 * MEGABYTE):  # one of a connection's, the rest the allocator's

                async def pour() -> None:
                    nonlocal sent
                    for _ in range(200):
                        await sender.carry(bytes(SEALED_LIMIT), Channel.FILES)
                        sent += SEALED_LIMIT

                pouring = asyncio.create_task(pour())
                times = await round_trips(host, console, 2.0)
            assert not pouring.done()  # the sender waits
            assert statistics.quantiles(times, n=100)[94] < 0.05
            writer.transport.resume_reading()  # and it goes on when the receiver reads again
            received = 0
            while received < 50 * MEGABYTE:
                received += len(await asyncio.wait_for(reader.read(MEGABYTE), 5))
            await asyncio.wait_for(pouring, 5)
            assert sent >= 50 * MEGABYTE
            writer.close()


async def test_a_receiver_that_takes_nothing_is_closed_as_stalled_and_its_peer_hears_of_it():
    async with running(Limits(stall_seconds=0.6, drain_seconds=0.5)) as there:
        route = new_route()
        async with attached(there, route, Role.HOST) as sender:
            reader, writer = await raw_websocket(there.port)
            shown = there.office.ticket(route, Role.CONSOLE)
            writer.write(
                frame(2, b"\x01" + (len(shown) + 4).to_bytes(4, "big") + len(shown).to_bytes(4, "big") + shown)
            )
            writer.transport.pause_reading()
            assert await sender.hear() == Attached()
            assert await sender.hear() == PeerJoined()

            async def pour() -> None:
                while True:
                    await sender.carry(bytes(SEALED_LIMIT), Channel.FILES)

            pouring = asyncio.create_task(pour())
            assert await sender.hear() == PeerLeft(RelayReason.STALLED)
            pouring.cancel()
            writer.transport.resume_reading()  # whoever wakes up in time can still read why
            everything = await asyncio.wait_for(reader.read(-1), 5)
            assert ENVELOPE.send(Closed(RelayReason.STALLED)) in everything
            writer.close()
        async with asyncio.timeout(5):
            while len(there.relay):  # noqa: ASYNC110  # the relay tells nobody that a connection is over
                await asyncio.sleep(0.01)


async def test_a_receiver_that_takes_a_little_is_not_stalled():
    async with running(Limits(stall_seconds=1.0, drain_seconds=0.5)) as there:
        route = new_route()
        async with attached(there, route, Role.HOST) as sender, attached(there, route, Role.CONSOLE) as console:
            await joined(sender, console)

            async def pour() -> None:
                for _ in range(60):
                    await sender.carry(bytes(SEALED_LIMIT), Channel.FILES)

            pouring = asyncio.create_task(pour())
            for _ in range(60):
                assert await console.hear() == Carry(Channel.FILES, bytes(SEALED_LIMIT))
                await asyncio.sleep(0.05)
            await pouring


async def test_beats_keep_a_quiet_end_and_silence_loses_its_place():
    limits = Limits(beat_seconds=0.2, silence_seconds=0.6, drain_seconds=0.5)
    async with running(limits) as there:
        route = new_route()
        async with attached(there, route, Role.HOST) as host, attached(there, route, Role.CONSOLE) as console:
            await joined(host, console)

            async def answer() -> None:
                beats = 0
                async for data in host.socket:
                    if data == ENVELOPE.send(Beat()):
                        beats += 1
                        await host.send(Beat())
                    else:
                        assert data == ENVELOPE.send(PeerLeft(RelayReason.TIMED_OUT))
                        assert beats >= 2
                        return

            answering = asyncio.create_task(answer())
            assert await console.hear() == Closed(RelayReason.TIMED_OUT)
            await asyncio.wait_for(answering, 5)


@pytest.mark.parametrize(
    ("first", "reason"),
    [
        (b"", Reason.MALFORMED),
        (b"\x01", Reason.MALFORMED),
        (b"\x7e\x00\x00\x00\x00", Reason.UNKNOWN_MESSAGE),
        (b"\x01\xff\xff\xff\xff", Reason.TOO_LARGE),
        (ENVELOPE.send(Beat()), Reason.MALFORMED),
        (ENVELOPE.send(Carry(Channel.CONTROL, b"x")), Reason.MALFORMED),
        (ENVELOPE.send(PeerJoined()), Reason.WRONG_DIRECTION),
        ("text", Reason.MALFORMED),
    ],
)
async def test_a_bad_first_record_closes_with_its_reason(first, reason):
    async with running() as there, opened(there.url) as end:
        await end.socket.send(first)
        async with asyncio.timeout(1.0):
            assert await end.hear() == Closed(RelayReason[reason.name])
            assert await end.hear() is None


async def test_bad_records_later_close_that_end_only():
    async with running() as there:
        for bad in (b"\x05\x00\x00\x00\x05\x09\x00\x00\x00\x00", "text", bytes(5), ENVELOPE.send(Attached())):
            route = new_route()
            async with attached(there, route, Role.HOST) as host, attached(there, route, Role.CONSOLE) as console:
                await joined(host, console)
                await host.socket.send(bad)
                async with asyncio.timeout(1.0):
                    assert isinstance(await host.hear(), Closed)
                    assert isinstance(await console.hear(), PeerLeft)


async def test_a_message_over_the_limit_closes():
    async with running() as there, opened(there.url) as end:
        await end.socket.send(bytes(262_401))
        async with asyncio.timeout(1.0):
            assert await end.hear() is None


async def test_who_shows_no_ticket_is_closed_in_time():
    async with running(Limits(attach_seconds=0.2, drain_seconds=0.5)) as there, opened(there.url) as end:
        async with asyncio.timeout(1.0):
            assert await end.hear() == Closed(RelayReason.TIMED_OUT)
            assert await end.hear() is None


async def test_a_message_that_dribbles_in_is_no_ticket():
    async with running(Limits(attach_seconds=0.3, drain_seconds=0.5)) as there:
        reader, writer = await raw_websocket(there.port)
        writer.write(frame(2, bytes(100))[:20])
        everything = await asyncio.wait_for(reader.read(-1), 3)
        assert ENVELOPE.send(Closed(RelayReason.TIMED_OUT)) in everything
        writer.close()


async def test_a_request_whose_head_dribbles_in_is_cut(monkeypatch):
    monkeypatch.setattr(line, "HEAD_SECONDS", 0.2)
    async with running() as there:
        reader, writer = await asyncio.open_connection("127.0.0.1", there.port)
        writer.write(b"GET /relay HTTP/1.1\r\nHost: x\r\n")
        with pytest.raises(ConnectionResetError):
            assert await asyncio.wait_for(reader.read(-1), 2) == b""
            raise ConnectionResetError  # a clean end is as good
        writer.close()


async def test_full_is_said_before_anything_is_accepted():
    async with running(Limits(unattached=1, drain_seconds=0.5)) as there, opened(there.url):
        reader, writer = await asyncio.open_connection("127.0.0.1", there.port)
        writer.write(
            b"GET /relay HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
            b"Sec-WebSocket-Protocol: madoguchi.host.1\r\n\r\n"
        )
        assert (await asyncio.wait_for(reader.readline(), 2)).startswith(b"HTTP/1.1 503 ")
        writer.close()


@pytest.mark.parametrize(
    ("name", "flood"),
    [
        ("empty messages", frame(2) * 10_000),
        ("tiny frames", frame(2, ENVELOPE.send(Carry(Channel.INPUT, b""))) * 5_000),
        ("empty fragments", frame(2, b"", fin=False) + frame(0, b"", fin=False) * 10_000),
        ("pings that nobody reads the answers of", frame(9, bytes(125)) * 500),
        ("half a message", b"\x82\xff" + (262_400).to_bytes(8, "big") + bytes(4) + bytes(200_000)),
    ],
)
async def test_a_flood_costs_little(name, flood):
    """One hostile end with a good ticket and a good peer; memory stays where it was and the neighbours are served."""
    async with alone() as there:
        route, quick = new_route(), new_route()
        async with (
            attached(there, route, Role.CONSOLE),
            attached(there, quick, Role.HOST) as host,
            attached(there, quick, Role.CONSOLE) as console,
        ):
            await joined(host, console)
            _, writer = await raw_websocket(there.port)
            shown = there.office.ticket(route, Role.HOST)
            writer.write(
                frame(2, b"\x01" + (len(shown) + 4).to_bytes(4, "big") + len(shown).to_bytes(4, "big") + shown)
            )
            writer.transport.pause_reading()
            await round_trips(host, console, 0.2)
            with grown(there.pid, 3 * MEGABYTE):
                flooding = asyncio.create_task(push(writer, flood, 1.5))
                times = await round_trips(host, console, 1.5)
                await flooding
            assert statistics.median(times) < 0.1, name
            writer.transport.abort()
