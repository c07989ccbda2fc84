"""Where a relay of its own takes the office's orders: ``POST /relay/orders``, signed with the key of the tickets.

Everything that is not a good order is answered alike, with 403 and nothing more. Article: 8.1, 9.1
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Final, Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from madoguchi.base.clock import Clock, SystemClock
from madoguchi.base.errors import BrokenProof
from madoguchi.relay.settings import RelaySettings
from madoguchi.seal.orders import ORDER_LIMIT, read_order

ORDERS_PATH: Final = "/relay/orders"
_log = logging.getLogger("madoguchi.relay")


class Closes(Protocol):
    def close_routes(self, routes: Iterable[str]) -> None: ...


class Orders:
    """An ASGI endpoint."""

    def __init__(self, relay: Closes, settings: RelaySettings, clock: Clock | None = None) -> None:
        self._relay = relay
        self._settings = settings
        self._clock = clock or SystemClock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        shown = bytearray()
        async for part in request.stream():
            shown += part
            if len(shown) > ORDER_LIMIT:
                break
        now = self._clock.now().timestamp()
        try:
            routes = read_order(bytes(shown), self._settings.ticket_public_key, self._settings.node, now)
        except BrokenProof as wrong:
            _log.info("refused an order: %s", wrong)
            await Response(status_code=403)(scope, receive, send)
            return
        self._relay.close_routes(routes)
        await Response(status_code=204)(scope, receive, send)
