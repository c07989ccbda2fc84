"""Pages that are alive: server-sent events that say *that* something changed, never what.

Guarantee: the stream lives no longer than the session of who opened it: it ends at once when the account is closed or the browser
signed out, by whatever process, and at the next beat when the session's time is over; to keep a page open is no sign of work, so it does not keep anybody signed in. An event is the name of a
topic alone: the page asks again for what it may see, by its own right, and nobody learns that somebody else's case exists. Article: 8.1, 8.3
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from madoguchi.office.bus import Bus, Event, Taken, Topic
from madoguchi.office.ids import OperatorId
from madoguchi.web.visit import run, visit_of

BEAT_SECONDS: Final = 15.0
PAGES_TOPICS: Final = frozenset({Topic.QUEUE, Topic.CASE, Topic.NUMBER, Topic.SESSION, Topic.STATEMENT})
ENDING_TOPICS: Final = frozenset({Topic.OPERATOR_CLOSED, Topic.SIGNED_OUT, Topic.SHUTTING_DOWN})


async def live(request: Request) -> Response:
    """GET /office/live"""
    visit = visit_of(request)
    desk, token = visit.web.desk, visit.token

    async def is_signed_in() -> bool:
        return await run(desk.operators.who, token, desk.clock.now(), is_watching=True) is not None

    return StreamingResponse(
        told(desk.bus, visit.person.id, is_signed_in, BEAT_SECONDS),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},  # nginx would hold the events back
    )


async def told(
    bus: Bus, operator: OperatorId, is_signed_in: Callable[[], Awaitable[bool]], beat: float
) -> AsyncGenerator[str, None]:
    """The text of the stream. The first event says that it listens: what changed before it, the page has yet to ask for."""
    loop, came = asyncio.get_running_loop(), asyncio.Event()

    def wake() -> None:
        loop.call_soon_threadsafe(came.set)

    subscription = bus.subscribe(PAGES_TOPICS | ENDING_TOPICS, wake)
    try:
        yield "event: listening\ndata:\n\n"
        while True:
            is_quiet = not await _within(came, beat)
            came.clear()
            taken = subscription.take()
            if Event(Topic.OPERATOR_CLOSED, operator) in taken.events or _has(taken, Topic.SHUTTING_DOWN):
                return
            is_doubtful = is_quiet or taken.missed or _has(taken, Topic.SIGNED_OUT)
            if is_doubtful and not await is_signed_in():
                return
            yield _text(taken) or ": beat\n\n"
    finally:
        subscription.close()


async def _within(came: asyncio.Event, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await came.wait()
    except TimeoutError:
        return False
    return True


def _has(taken: Taken, topic: Topic) -> bool:
    return any(event.topic is topic for event in taken.events)


def _text(taken: Taken) -> str:
    """One event for each topic; all of them when some were missed."""
    topics = PAGES_TOPICS if taken.missed else {event.topic for event in taken.events} & PAGES_TOPICS
    return "".join(f"event: {topic.value}\ndata:\n\n" for topic in sorted(topics))
