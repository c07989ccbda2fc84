"""One connection, as the relay uses it: what is sent arrives in order, and a sender waits while the receiver does not read.

Guarantee: at most one message at a time is being written to a receiver, whoever sends; the others wait in the order in
which they came. Nothing is queued here: who has to wait stops reading its own end. Article: 8.1
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final, Protocol, TypeAlias

from madoguchi.base.errors import PeerError, Reason
from madoguchi.relay.pace import Pace
from madoguchi.relay.places import ConnectionId
from madoguchi.wire.codec import Message
from madoguchi.wire.envelope import ENVELOPE, Closed, RelayReason

Event: TypeAlias = MutableMapping[str, Any]  # ASGI's own type; the values are checked where they are read
Receive: TypeAlias = Callable[[], Awaitable[Event]]
Send: TypeAlias = Callable[[Event], Awaitable[None]]


MOST_OWED: Final = 64  # records


class Plumbing(Protocol):
    """What relay.line.Line can do beyond ASGI."""

    @property
    def unsent(self) -> int: ...

    @property
    def open_for_more(self) -> bool: ...

    def say_last(self, data: bytes) -> None: ...


class Gone(Exception):  # a thing that happens, not an error
    """The other side of the socket is gone."""


class Connection:
    """The shell round one WebSocket. Times are monotonic seconds."""

    def __init__(self, number: ConnectionId, receive: Receive, send: Send, line: Plumbing | None, pace: Pace) -> None:
        self.number = number
        self.name = "-"  # the route's first 8 hex digits and the role, once attached: all that logs may say
        self.attached = False
        self.messages = 0  # carried from this end
        self.bytes = 0
        self.heard_at = 0.0
        self.beat_at = 0.0
        self.listening = False  # whether we wait for this end, so that its silence is its own
        self.pace = pace
        self.left_for: Reason | None = None
        self._receive, self._send, self._line = receive, send, line
        self._turn = asyncio.Lock()  # fair: first come, first served
        self._owed: list[bytes] = []  # records of the relay's own that go before anything sent after them
        self._closed = False
        self._waiting_since: float | None = None
        self._unsent = 0

    async def receive(self) -> bytes:
        """The next binary message. Raises Gone, or PeerError MALFORMED for text."""
        event = await self._receive()
        match event["type"]:
            case "websocket.receive":
                data = event.get("bytes")
                if not isinstance(data, bytes):
                    raise PeerError(Reason.MALFORMED, "text")
                return data
            case _:
                self._closed = True
                raise Gone

    async def carry(self, data: bytes, now: float, still: Callable[[], bool]) -> None:
        """Pass ``data`` on when it is our turn and the receiver has room, if ``still`` holds then: what an end had sent
        before it was replaced must not come after the news of that.
        """
        async with self._turn:
            await self._pay(now)
            if still():
                await self._write(data, now)

    def owe(self, message: Message) -> None:
        """Put one record of the relay's own in front of everything that is sent from now on; ``pay`` must follow."""
        self._owed.append(ENVELOPE.send(message))

    async def pay(self, now: float) -> None:
        """Send what is owed."""
        async with self._turn:
            await self._pay(now)

    async def _pay(self, now: float) -> None:
        while self._owed:
            await self._write(self._owed.pop(0), now)

    async def _write(self, data: bytes, now: float) -> None:
        if self._closed:
            return
        self._waiting_since = now
        if self._line is not None:
            self._unsent = self._line.unsent
        try:
            await self._send({"type": "websocket.send", "bytes": data})
        except OSError:  # uvicorn's ClientDisconnected: the receiver went while we waited
            self._closed = True
        finally:
            self._waiting_since = None

    async def close(self, reason: Reason, now: float) -> None:
        """Say Closed, then close the socket."""
        if self.stuck:
            self.cut(reason)
            return
        self.owe(Closed(RelayReason[reason.name]))
        async with self._turn:
            await self._pay(now)
            if not self._closed:
                self._closed = True
                try:
                    await self._send({"type": "websocket.close", "code": 1000})
                except OSError:
                    return

    def cut(self, reason: Reason) -> None:
        """Close without waiting for a receiver that does not read."""
        self._closed = True
        if self._line is not None:
            self._line.say_last(ENVELOPE.send(Closed(RelayReason[reason.name])))

    @property
    def overdrawn(self) -> bool:
        """Whether more is owed to a receiver than any honest course of things leaves."""
        return len(self._owed) > MOST_OWED

    @property
    def stuck(self) -> bool:
        """Whether something waits for this receiver."""
        return self._waiting_since is not None or (self._line is not None and not self._line.open_for_more)

    @property
    def open(self) -> bool:
        return not self._closed

    def stalled(self, now: float, seconds: float) -> bool:
        """Whether something has waited for ``seconds`` during which this receiver took nothing at all."""
        if self._waiting_since is None:
            return False
        if self._line is not None and self._line.unsent < self._unsent:
            self._unsent = self._line.unsent
            self._waiting_since = now
        return now - self._waiting_since >= seconds
