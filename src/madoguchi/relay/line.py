"""Uvicorn's two protocols with their last open ends tied: what one connection may cost is bounded at every moment.

Cause and cure, each found by reading uvicorn 0.54 (websockets-sansio) and tried by a test:
- One read of 256 KiB may hold 40,000 empty frames, and each becomes an object in a queue. Here a read is fed to the parser
  in small pieces, and only while nothing waits to be taken.
- A message may come in any number of empty fragments; here in at most FRAGMENTS.
- Pings are answered even when the other end reads nothing, so the answers pile up; here they are left out then.
- Closing waits for a buffer that a stalled receiver never empties; here the connection is torn down after a moment.
- The head of a request may take for ever; here it has HEAD_SECONDS.
Besides: BBR where the kernel has it (DESIGN D8), and at most NOT_SENT_BYTES that wait unsent in the kernel. Article: 8.1
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from asyncio.transports import BaseTransport
from typing import Final, cast

from uvicorn._types import ASGIReceiveEvent
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState
from websockets.frames import Frame

FEED_BYTES: Final = 8_192
FRAGMENTS: Final = 1_024
HIGH_WATER: Final = 65_536  # bytes of our own buffer above which a sender waits
NOT_SENT_BYTES: Final = 131_072
HEAD_SECONDS: Final = 10.0
CLOSE_SECONDS: Final = 1.0
EXTENSION: Final = "madoguchi.line"  # in the ASGI scope's extensions: the Line of this connection

_TCP_NOTSENT_LOWAT: Final = 25  # Linux; Python 3.11 has no name for it
_log = logging.getLogger("madoguchi.relay")


class _Said:
    """What was logged once already."""

    congestion = False


class Line(WebSocketsSansIOProtocol):
    """The WebSocket protocol to run a relay with: ``uvicorn.Config(ws=Line)``."""

    _unfed: bytes = b""
    _fed: int = 0  # bytes of it that the parser has
    _aborting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)
        self.close_timeout = CLOSE_SECONDS
        self.transport.set_write_buffer_limits(high=HIGH_WATER)
        tune(self.transport.get_extra_info("socket"))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._aborting is not None:
            self._aborting.cancel()
        self._unfed = b""
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._unfed, self._fed = (self._unfed[self._fed :] + data if self._unfed else data), 0
        self._feed()
        if self._unfed:
            self.transport.pause_reading()

    def send_receive_event_to_app(self) -> None:
        # Uvicorn pauses the socket after each message and resumes it for the next: two system calls a message. Here the
        # parser stops at once, and the socket only when more comes before the message is taken: at most one read more.
        if not self.close_sent:
            self.read_paused = True
        super().send_receive_event_to_app()

    async def receive(self) -> ASGIReceiveEvent:
        """One event; before more is read from the socket, what was read already is parsed."""
        message = await self.queue.get()
        if self.queue.empty() and self.read_paused:
            self.read_paused = False
            self._feed()
            if not self._unfed:
                self.transport.resume_reading()
        return message

    async def run_asgi(self) -> None:
        cast("dict[str, object]", self.scope["extensions"])[EXTENSION] = self
        try:
            await super().run_asgi()
        finally:
            if not self.disconnected:
                self._aborting = self.loop.call_later(2 * CLOSE_SECONDS, self.transport.abort)

    def handle_ping(self) -> None:
        output = self.conn.data_to_send()
        if self.writable.is_set():
            self.transport.write(b"".join(output))

    def handle_cont(self, event: Frame) -> None:
        if len(self.frames) >= FRAGMENTS:
            self.queue.put_nowait({"type": "websocket.disconnect", "code": 1008, "reason": None})
            self.abort()
            return
        super().handle_cont(event)

    @property
    def unsent(self) -> int:
        """Bytes that wait in our own buffer for the receiver."""
        return self.transport.get_write_buffer_size()

    @property
    def open_for_more(self) -> bool:
        """Whether a send would be written at once."""
        return self.writable.is_set() and not self.disconnected

    def say_last(self, data: bytes) -> None:
        """To a receiver that takes nothing: put ``data`` and the close behind what waits, give it a moment, and cut."""
        if not self.disconnected and not self.close_sent and not self.transport.is_closing():
            with contextlib.suppress(InvalidState):
                self.conn.send_binary(data)
                self.conn.send_close(1000)
                self.transport.write(b"".join(self.conn.data_to_send()))
            self.close_sent = True
        self.queue.put_nowait({"type": "websocket.disconnect", "code": 1006, "reason": None})
        self.disconnected = True  # whoever waits to send to this end is let go with ClientDisconnected
        self.writable.set()
        self._aborting = self.loop.call_later(2 * CLOSE_SECONDS, self.transport.abort)

    def abort(self) -> None:
        """Cut the connection now, whatever waits."""
        self.transport.abort()

    def _feed(self) -> None:
        while self._unfed and not self.read_paused and not self.disconnected:
            piece = self._unfed[self._fed : self._fed + FEED_BYTES]
            self._fed += FEED_BYTES
            if self._fed >= len(self._unfed):
                self._unfed, self._fed = b"", 0
            super().data_received(piece)


class PatientHttp(H11Protocol):
    """The HTTP protocol to run a relay with: ``uvicorn.Config(http=PatientHttp)``. The first request's head must be whole
    within HEAD_SECONDS; afterwards uvicorn's own keep-alive time holds.
    """

    _head: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._head = self.loop.call_later(HEAD_SECONDS, transport.abort)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.scope is not None and self._head is not None:
            self._head.cancel()
            self._head = None

    def connection_lost(self, exc: Exception | None) -> None:
        if self._head is not None:
            self._head.cancel()
        super().connection_lost(exc)


def tune(sock: socket.socket | None) -> None:
    """Best effort: no Nagle, BBR, little that waits unsent in the kernel."""
    if sock is None or sock.family not in {socket.AF_INET, socket.AF_INET6}:
        return
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.IPPROTO_TCP, _TCP_NOTSENT_LOWAT, NOT_SENT_BYTES)
    word = "bbr"
    try:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, b"bbr")
    except (OSError, AttributeError):
        word = "the system's own"
    if not _Said.congestion:
        _Said.congestion = True
        _log.info("congestion control: %s", word)
