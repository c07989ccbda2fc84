"""The stream of a page that is alive: says what kind of thing changed, and ends with the session of who listens."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing

import pytest

from madoguchi.office.bus import ROOM, Event, MemoryBus, Topic
from madoguchi.office.ids import OperatorId
from madoguchi.web.live import told
from tests.integration.web.office_site import Site

ME, OTHER = OperatorId("a" * 32), OperatorId("b" * 32)
LONG, SHORT = 60.0, 0.01  # seconds between beats
LISTENING = "event: listening\ndata:\n\n"


async def yes() -> bool:
    return True


async def no() -> bool:
    return False


class Stream:
    """Listens from the first event on."""

    def __init__(self, bus: MemoryBus, is_signed_in: Callable[[], Awaitable[bool]] = yes, beat: float = LONG) -> None:
        self.parts = told(bus, ME, is_signed_in, beat)

    async def next(self) -> str:
        async with asyncio.timeout(10):
            return await anext(self.parts)

    async def is_over(self) -> bool:
        try:
            await self.next()
        except StopAsyncIteration:
            return True
        return False


@pytest.mark.article("8.3")
async def test_it_says_what_kind_of_thing_changed_and_nothing_of_it() -> None:
    bus = MemoryBus()
    stream = Stream(bus)
    assert await stream.next() == LISTENING
    bus.publish(Event(Topic.QUEUE, "c" * 32))
    bus.publish(Event(Topic.QUEUE, "d" * 32))
    assert await stream.next() == "event: queue\ndata:\n\n"


async def test_who_missed_some_is_told_to_look_at_everything() -> None:
    bus = MemoryBus()
    stream = Stream(bus)
    await stream.next()
    for _ in range(ROOM + 1):
        bus.publish(Event(Topic.QUEUE, "c" * 32))
    assert (await stream.next()).count("event: ") == len(("case", "number", "queue", "session", "statement"))


@pytest.mark.article("8.1")
async def test_a_closed_account_hears_nothing_more() -> None:
    bus = MemoryBus()
    stream = Stream(bus)
    await stream.next()
    bus.publish(Event(Topic.OPERATOR_CLOSED, OTHER))
    bus.publish(Event(Topic.QUEUE, "c" * 32))
    assert await stream.next() == "event: queue\ndata:\n\n"
    bus.publish(Event(Topic.OPERATOR_CLOSED, ME))
    bus.publish(Event(Topic.QUEUE, "c" * 32))
    assert await stream.is_over()
    assert bus.listening == 0


async def test_it_ends_when_the_server_goes() -> None:
    bus = MemoryBus()
    stream = Stream(bus)
    await stream.next()
    bus.publish(Event(Topic.SHUTTING_DOWN, ""))
    assert await stream.is_over()


async def test_it_beats_while_the_session_lives_and_ends_with_it() -> None:
    alive = Stream(MemoryBus(), yes, SHORT)
    await alive.next()
    assert await alive.next() == ": beat\n\n"
    over = Stream(MemoryBus(), no, SHORT)
    await over.next()
    assert await over.is_over()


async def test_who_goes_away_is_forgotten() -> None:
    bus = MemoryBus()
    async with aclosing(told(bus, ME, yes, LONG)) as parts:
        assert await anext(parts) == LISTENING
        assert bus.listening == 1
    assert bus.listening == 0


@pytest.mark.article("8.1")
async def test_watching_keeps_nobody_signed_in(site: Site) -> None:
    browser = await site.signed_in("yamada")
    token = next(cookie.value for cookie in browser.cookies.jar if "session" in cookie.name)
    await browser.aclose()
    assert token is not None
    operators, clock = site.app.desk.operators, site.clock
    clock.advance(site.app.settings.idle_minutes * 60 - 1)
    assert operators.who(token, clock.now(), is_watching=True) is not None
    clock.advance(1)
    assert operators.who(token, clock.now(), is_watching=True) is None
