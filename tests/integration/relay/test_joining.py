"""Two ends and a relay, over real sockets: who gets a place, who does not, and what both hear."""

from __future__ import annotations

import asyncio
import base64
import logging

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from madoguchi.base.errors import Reason
from madoguchi.relay.admission import BROWSER, PROGRAM
from madoguchi.relay.settings import Limits
from madoguchi.wire.envelope import (
    ENVELOPE,
    Attach,
    Attached,
    Carry,
    Closed,
    Leave,
    PeerJoined,
    PeerLeft,
    RelayReason,
)
from madoguchi.wire.vocabulary import Channel, Role
from tests.integration.relay.ends import NODE, ORIGIN, End, Office, attached, new_route, opened, running
from tests.unit.relay.test_admission import FOREIGN


async def closed_for(end: End, reason: Reason) -> None:
    async with asyncio.timeout(1.0):
        assert await end.hear() == Closed(RelayReason[reason.name])
        assert await end.hear() is None


async def join(host: End, console: End) -> None:
    assert await host.hear() == Attached()
    assert await console.hear() == Attached()
    assert await host.hear() == PeerJoined()
    assert await console.hear() == PeerJoined()


async def test_frames_pass_unchanged_and_in_order_both_ways():
    async with running() as there:
        route = new_route()
        async with attached(there, route, Role.HOST) as host, attached(there, route, Role.CONSOLE) as console:
            await join(host, console)
            sent = [Carry(Channel(n % 5), bytes([n]) * (n * 600)) for n in range(200)]
            heard = await asyncio.gather(
                send_in_pairs(host, sent),
                hear(console, len(sent)),
                send_one_by_one(console, sent),
                hear(host, len(sent)),
            )
            assert heard[1] == sent
            assert heard[3] == sent


async def send_in_pairs(end: End, sent: list[Carry]) -> None:
    for first, second in zip(sent[::2], sent[1::2], strict=True):
        await end.send(first, second)


async def send_one_by_one(end: End, sent: list[Carry]) -> None:
    for frame in sent:
        await end.send(frame)


async def hear(end: End, count: int) -> list[object]:
    return [await end.hear() for _ in range(count)]


async def test_a_frame_without_a_peer_is_dropped_and_the_peer_s_leaving_is_told():
    async with running() as there:
        route = new_route()
        async with attached(there, route, Role.HOST) as host:
            assert await host.hear() == Attached()
            await host.carry(b"nobody hears this")
            async with attached(there, route, Role.CONSOLE) as console:
                assert await console.hear() == Attached()
                assert await console.hear() == PeerJoined()
                assert await host.hear() == PeerJoined()
                await host.carry(b"this is heard")
                assert await console.hear() == Carry(Channel.PICTURE, b"this is heard")
                await console.send(Leave(RelayReason.GONE))
                await closed_for(console, Reason.GONE)
            assert await host.hear() == PeerLeft(RelayReason.GONE)
            async with attached(there, route, Role.CONSOLE) as again:
                assert await again.hear() == Attached()
                assert await host.hear() == PeerJoined()


async def test_a_cut_is_told_too():
    async with running() as there:
        route = new_route()
        async with attached(there, route, Role.HOST) as host, attached(there, route, Role.CONSOLE) as console:
            await join(host, console)
            console.socket.transport.abort()
            assert await host.hear() == PeerLeft(RelayReason.GONE)


async def test_a_taken_place_is_busy_and_its_holder_notices_nothing():
    async with running() as there:
        route = new_route()
        async with attached(there, route, Role.HOST) as host, attached(there, route, Role.CONSOLE) as console:
            await join(host, console)
            async with attached(there, route, Role.HOST) as second:
                await closed_for(second, Reason.BUSY)
            await host.carry(b"still here")
            assert await console.hear() == Carry(Channel.PICTURE, b"still here")


async def test_a_higher_generation_of_the_same_holder_replaces_and_the_same_does_not():
    async with running() as there:
        route, holder = new_route(), "0a" * 16

        def ticket(generation: int) -> bytes:
            return there.office.ticket(route, Role.CONSOLE, holder=holder, generation=generation)

        async with (
            attached(there, route, Role.HOST) as host,
            attached(there, route, Role.CONSOLE, ticket=ticket(5)) as old,
        ):
            await join(host, old)
            for refused in (5, 4):
                async with attached(there, route, Role.CONSOLE, ticket=ticket(refused)) as stale:
                    await closed_for(stale, Reason.BUSY)
            async with attached(there, route, Role.CONSOLE, ticket=ticket(6)) as new:
                await closed_for(old, Reason.REPLACED)
                assert await host.hear() == PeerLeft(RelayReason.REPLACED)
                await join_again(host, new)


async def join_again(host: End, new: End) -> None:
    assert await new.hear() == Attached()
    assert await new.hear() == PeerJoined()
    assert await host.hear() == PeerJoined()
    await host.carry(b"for the new one")
    assert await new.hear() == Carry(Channel.PICTURE, b"for the new one")


def forged(good: bytes) -> bytes:
    payload, signature = good.split(b".")
    raw = bytearray(base64.urlsafe_b64decode(signature + b"=="))
    raw[0] ^= 1
    return payload + b"." + base64.urlsafe_b64encode(bytes(raw)).rstrip(b"=")


async def test_bad_tickets_open_nothing():
    async with running() as there:
        route = new_route()
        good = there.office.ticket(route, Role.HOST)
        bad = {
            "expired": there.office.ticket(route, Role.HOST, expires_in=0),
            "from the future": there.office.ticket(route, Role.HOST, expires_in=3_600),
            "for another node": there.office.ticket(route, Role.HOST, node=NODE + "x"),
            "forged": forged(good),
            "by another office": Office().ticket(route, Role.HOST),
            "empty": b"",
            "no ticket": b"\xff" * 1_024,
        }
        for name, shown in bad.items():
            async with opened(there.url) as end:
                await end.send(Attach(shown))
                async with asyncio.timeout(1.0):
                    assert await end.hear() == Closed(RelayReason.TICKET_REFUSED), name
                    assert await end.hear() is None, name
        async with attached(there, route, Role.HOST, ticket=good) as host:
            assert await host.hear() == Attached()  # nothing of that spoilt the good one


async def test_a_used_ticket_opens_nothing_even_when_its_place_is_free_again():
    async with running() as there:
        route = new_route()
        shown = there.office.ticket(route, Role.HOST)
        async with attached(there, route, Role.HOST, ticket=shown) as host:
            assert await host.hear() == Attached()
        async with attached(there, route, Role.HOST, ticket=shown) as again:
            await closed_for(again, Reason.TICKET_REFUSED)


async def test_of_many_hosts_racing_for_a_route_exactly_one_gets_the_place():
    async with running() as there:
        route = new_route()

        heard: asyncio.Queue[object] = asyncio.Queue()
        over = asyncio.Event()

        async def race() -> None:
            async with attached(there, route, Role.HOST) as end:
                await heard.put(await end.hear())
                await over.wait()

        racers = [asyncio.create_task(race()) for _ in range(12)]
        async with asyncio.timeout(5):
            all_heard = [await heard.get() for _ in racers]
            over.set()
            await asyncio.gather(*racers)
        assert all_heard.count(Attached()) == 1
        assert all_heard.count(Closed(RelayReason.BUSY)) == 11


@pytest.mark.parametrize("origin", [value for value in FOREIGN if value.isascii() and value.strip(" \0") == value])
async def test_another_page_is_refused_before_anything_is_accepted(origin, relay_for_origins):
    with pytest.raises(InvalidStatus) as caught:
        await connect(
            relay_for_origins, subprotocols=[BROWSER, PROGRAM], additional_headers={"Origin": origin}, compression=None
        )
    assert caught.value.response.status_code == 403


async def test_our_page_is_let_in_and_a_page_without_origin_is_not(relay_for_origins):
    async with connect(relay_for_origins, subprotocols=[BROWSER], origin=ORIGIN, compression="deflate") as socket:
        assert socket.subprotocol == BROWSER
        assert not socket.protocol.extensions  # no compression even when it is offered
        await socket.send(ENVELOPE.send(Attach(b"x")))
        assert await socket.recv() == ENVELOPE.send(Closed(RelayReason.TICKET_REFUSED))
    for offered in ([BROWSER], None):
        with pytest.raises(InvalidStatus) as caught:
            await connect(relay_for_origins, subprotocols=offered)
        assert caught.value.response.status_code == 403


@pytest.fixture
async def relay_for_origins():
    async with running() as there:
        yield there.url


async def test_a_drain_tells_every_end_why():
    async with running(Limits(drain_seconds=1.0)) as there:
        route = new_route()
        async with attached(there, route, Role.HOST) as host, attached(there, route, Role.CONSOLE) as console:
            await join(host, console)
            there.server.should_exit = True
            for end in (host, console):
                assert await end.hear() == Closed(RelayReason.SHUTTING_DOWN)
                assert await end.hear() is None


async def test_the_log_holds_route_prefixes_and_counts_only(caplog):
    caplog.set_level(logging.DEBUG, logger="madoguchi.relay")
    async with running() as there:
        route = new_route()
        shown = there.office.ticket(route, Role.HOST)
        async with (
            attached(there, route, Role.HOST, ticket=shown) as host,
            attached(there, route, Role.CONSOLE) as console,
        ):
            await join(host, console)
            await host.carry(b"planted-word")
            assert await console.hear() == Carry(Channel.PICTURE, b"planted-word")
        async with attached(there, route, Role.HOST, ticket=shown) as again:
            await closed_for(again, Reason.TICKET_REFUSED)
    written = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("madoguchi"))
    assert route[:8] in written
    assert "carried 1 messages, 22 bytes" in written
    for secret in (route, route[:12], "planted-word", shown.decode()[:40], "127.0.0.1"):
        assert secret not in written
