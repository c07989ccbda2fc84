"""One attachment at the relay: a WebSocket that carries envelope records, until it breaks. Article: 8.1"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from typing import Final

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Subprotocol

from madoguchi.base.errors import PeerError, Reason, Unavailable
from madoguchi.wire.codec import FROM_RELAY, Message, Reader
from madoguchi.wire.envelope import ENVELOPE, SEALED_LIMIT, Attach, Attached, Beat, Carry, Closed, Leave, RelayReason
from madoguchi.wire.vocabulary import Channel

SUBPROTOCOL: Final = Subprotocol("madoguchi.host.1")
OPEN_SECONDS: Final = 10.0
SOCKET_BUFFER: Final = (
    65_536  # bytes that may wait in the socket before ``carry`` waits: what urgent words stand behind
)


class Line:
    """An open attachment. ``sent`` and ``heard`` count envelope bytes (6.2)."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._reader = Reader(ENVELOPE, FROM_RELAY)
        self.sent = 0
        self.heard = 0

    @classmethod
    async def attach(cls, relay_url: str, ticket: bytes) -> Line:
        """Connect and attach. Raises Unavailable when the relay is not reached, PeerError with its reason when it refuses."""
        try:
            connection = await connect(
                relay_url,
                subprotocols=[SUBPROTOCOL],
                compression=None,
                max_size=SEALED_LIMIT + 256,
                write_limit=SOCKET_BUFFER,
                ping_interval=20,
                ping_timeout=20,
                open_timeout=OPEN_SECONDS,
                user_agent_header=None,
            )
        except (OSError, TimeoutError, WebSocketException) as wrong:
            raise Unavailable(f"the relay cannot be reached: {wrong!r}") from wrong
        _tune(connection)
        line = cls(connection)
        try:
            await line.send(Attach(ticket))
            async with asyncio.timeout(OPEN_SECONDS):
                async for record in line.records():
                    if isinstance(record, Attached):
                        return line
                    raise PeerError(Reason.MALFORMED, f"{type(record).__name__} before Attached")
        except TimeoutError:
            await line.close()
            raise Unavailable("the relay does not answer") from None
        except PeerError:
            await line.close()
            raise
        raise Unavailable("the relay closed the connection")

    async def records(self) -> AsyncIterator[Message]:
        """Every record until the connection ends. Beats are answered here. Raises PeerError with the relay's reason when
        the relay closes, or when it sends what no relay of ours sends."""
        try:
            async for data in self._connection:
                if not isinstance(data, bytes):
                    raise PeerError(Reason.MALFORMED, "text from the relay")
                self.heard += len(data)
                for record in self._reader.receive(data):
                    if isinstance(record, Beat):
                        await self.send(Beat())
                    elif isinstance(record, Closed):
                        raise PeerError(Reason[record.reason.name])
                    else:
                        yield record
        except ConnectionClosed:
            return

    async def send(self, record: Message) -> None:
        """Send one record; waits while the socket's buffer is over its limit. A broken connection is silent here:
        ``records`` ends, and that is where it is handled."""
        data = ENVELOPE.send(record)
        self.sent += len(data)
        with contextlib.suppress(ConnectionClosed):
            await self._connection.send(data)

    async def carry(self, channel: Channel, sealed: bytes) -> None:
        """Send a sealed frame to the other end."""
        await self.send(Carry(channel, sealed))

    async def leave(self, reason: Reason) -> None:
        """Say why, and close."""
        await self.send(Leave(RelayReason[reason.name]))
        await self.close()

    async def close(self) -> None:
        """Close; never waits longer than a second for the other side."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1.0):
                await self._connection.close()


def _tune(connection: ClientConnection) -> None:
    """BBR where the kernel has it: at 1 % loss and 40 ms it keeps the delay at 24 ms where cubic queues half a second."""
    raw = connection.transport.get_extra_info("socket")
    if raw is not None and hasattr(socket, "TCP_CONGESTION"):
        with contextlib.suppress(OSError):
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, b"bbr")
