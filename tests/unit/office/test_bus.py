"""The office's bus: bounded, never in the publisher's way, never silent about what it dropped."""

from __future__ import annotations

import asyncio
import threading

from madoguchi.office.bus import ROOM, Event, MemoryBus, Taken, Topic

CAME = Event(Topic.QUEUE, "a" * 32)


def silent() -> None:
    """A subscriber that looks by itself."""


def test_each_subscriber_hears_its_topics_once() -> None:
    bus = MemoryBus()
    queue, sessions = bus.subscribe([Topic.QUEUE], silent), bus.subscribe([Topic.SESSION], silent)
    bus.publish(CAME)
    assert queue.take() == Taken((CAME,), missed=False)
    assert queue.take() == Taken((), missed=False)
    assert sessions.take() == Taken((), missed=False)


def test_a_full_room_keeps_the_newest_and_says_that_it_missed_some() -> None:
    bus = MemoryBus()
    slow = bus.subscribe([Topic.CASE], silent)
    events = [Event(Topic.CASE, f"{number:032x}") for number in range(ROOM + 1)]
    for event in events:
        bus.publish(event)
    assert slow.take() == Taken(tuple(events[1:]), missed=True)
    bus.publish(events[0])
    assert slow.take() == Taken((events[0],), missed=False)


def test_who_closed_hears_no_more() -> None:
    bus = MemoryBus()
    gone = bus.subscribe([Topic.QUEUE], silent)
    gone.close()
    gone.close()
    bus.publish(CAME)
    assert gone.take() == Taken((), missed=False)
    assert bus.listening == 0


def test_a_loop_is_woken_from_another_thread() -> None:
    async def listens() -> Taken:
        bus, flag = MemoryBus(), asyncio.Event()
        loop = asyncio.get_running_loop()

        def wake() -> None:
            loop.call_soon_threadsafe(flag.set)

        subscription = bus.subscribe([Topic.QUEUE], wake)
        threading.Thread(target=bus.publish, args=(CAME,)).start()
        async with asyncio.timeout(5):
            await flag.wait()
        return subscription.take()

    assert asyncio.run(listens()) == Taken((CAME,), missed=False)


def test_a_dead_loop_stops_nobody_and_is_forgotten() -> None:
    bus = MemoryBus()
    loop = asyncio.new_event_loop()

    def wake() -> None:
        loop.call_soon_threadsafe(silent)

    bus.subscribe([Topic.QUEUE], wake)
    loop.close()
    alive = bus.subscribe([Topic.QUEUE], silent)
    bus.publish(CAME)
    assert alive.take().events == (CAME,)
    assert bus.listening == 1
