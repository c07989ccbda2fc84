"""A thin line between the customer and the relay: so many bits a second, so much time on the way, both ways. The operator's line is free.

What is too much waits: in the line's own buffer (a router's, BUFFER_SECONDS) and then, as TCP does it, in the sender's kernel. So who
sends more than the line carries sees its own delay grow without end; nothing is lost."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Final

from tests.journeys.relay_proxy import OwnLoop

CHUNK: Final = 1_448  # a packet
BUFFER_SECONDS: Final = 0.05
HOST: Final = b"madoguchi.host."


class ThinLine:
    """Stands before the relay at ``target``. ``rate`` in bytes a second; ``way`` in seconds, one way."""

    def __init__(self, target: int, rate: float, way: float) -> None:
        self.rate, self.way, self._target = rate, way, target
        self._own = OwnLoop()
        room = socket.socket()
        room.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8_192)
        room.bind(("127.0.0.1", 0))
        self._server = self._own.call(asyncio.start_server(self._meet, sock=room, limit=CHUNK))
        self.port = int(room.getsockname()[1])

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/relay"

    def close(self) -> None:
        self._own.call(self._shut())
        self._own.close()

    async def _shut(self) -> None:
        self._server.close()

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, away = await asyncio.open_connection("127.0.0.1", self._target, limit=CHUNK)
        asked = b""
        while b"\r\n\r\n" not in asked and (more := await reader.read(CHUNK)):
            asked += more
        away.write(asked)
        carry = self._thinly if HOST in asked else _freely
        await asyncio.gather(carry(reader, away), carry(there, writer), return_exceptions=True)

    async def _thinly(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        arriving = loop.create_task(_arrive(under_way, writer, loop.time))
        free_at = 0.0
        try:
            while data := await reader.read(CHUNK):
                free_at = max(loop.time(), free_at) + len(data) / self.rate
                under_way.put_nowait((free_at + self.way, data))
                if (much := free_at - loop.time() - BUFFER_SECONDS) > 0:
                    await asyncio.sleep(much)
        finally:
            under_way.put_nowait((0.0, b""))
            await arriving


async def _arrive(
    under_way: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter, now: Callable[[], float]
) -> None:
    while True:
        at, data = await under_way.get()
        if not data:
            writer.close()
            return
        if (early := at - now()) > 0:
            await asyncio.sleep(early)
        writer.write(data)


async def _freely(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()
