"""Running a relay: uvicorn with the settings that its guarantees rest on.

A server that mounts the relay into itself uses ``options()`` for its own uvicorn.Config and DrainingServer for its own
server, so that the same limits hold there. Article: 8.1
"""

from __future__ import annotations

import asyncio
import asyncio.sslproto
import logging
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

import uvicorn

from madoguchi.relay.app import Relay, relay_app
from madoguchi.relay.line import Line, PatientHttp
from madoguchi.relay.settings import MESSAGE_LIMIT, RelaySettings

BACKLOG: Final = 4_096
_TLS_READ_BYTES: Final = 32_768
_log = logging.getLogger("madoguchi.relay")


def options() -> dict[str, Any]:
    """Keyword arguments for uvicorn.Config."""
    return {
        "ws": Line,
        "http": PatientHttp,
        "ws_max_size": MESSAGE_LIMIT,
        "ws_per_message_deflate": False,
        "ws_ping_interval": None,  # the relay's own Beat does it, seen by both ends' programs
        "access_log": False,  # it would write addresses and paths
        "server_header": False,
        "date_header": False,
        "proxy_headers": False,
        "log_config": None,
        "log_level": "warning",  # uvicorn writes addresses at "info"
        "backlog": BACKLOG,
        "timeout_graceful_shutdown": 5,
    }


class DrainingServer(uvicorn.Server):
    """Drains before it closes: uvicorn by itself closes all sockets first, and nobody would hear why."""

    def __init__(
        self,
        config: uvicorn.Config,
        drain: Callable[[], Awaitable[None]],
        on_ready: Callable[[int], None] | None = None,
    ) -> None:
        super().__init__(config)
        self._drain, self._on_ready = drain, on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._on_ready is not None:
            self._on_ready(int(self.servers[0].sockets[0].getsockname()[1]))

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._drain()
        await super().shutdown(sockets)


async def serve(
    host: str,
    port: int,
    settings: RelaySettings,
    *,
    ssl_certfile: Path | None = None,
    ssl_keyfile: Path | None = None,
    on_ready: Callable[[int], None] | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM, then drain. ``on_ready`` hears the port."""
    if ssl_certfile is not None:
        # Cause: asyncio gives each TLS connection a read buffer of 256 KiB, touched whole; 10,000 idle ones would cost
        # 2.6 GB. Cure: a smaller one; a TLS record has 16 KiB at most.
        asyncio.sslproto.SSLProtocol.max_size = _TLS_READ_BYTES
    app = relay_app(settings)
    relay: Relay = app.state.relay
    config = uvicorn.Config(
        app, host=host, port=port, ssl_certfile=ssl_certfile, ssl_keyfile=ssl_keyfile, lifespan="off", **options()
    )
    _log.info("relay %s: %d origins", settings.node, len(settings.origins))
    await DrainingServer(config, relay.drain, on_ready).serve()


def run(
    host: str,
    port: int,
    settings: RelaySettings,
    *,
    ssl_certfile: Path | None = None,
    ssl_keyfile: Path | None = None,
    on_ready: Callable[[int], None] | None = None,
) -> None:
    """``serve`` with a loop of its own."""
    asyncio.run(serve(host, port, settings, ssl_certfile=ssl_certfile, ssl_keyfile=ssl_keyfile, on_ready=on_ready))
