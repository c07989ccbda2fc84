"""Letting go of connections at the relay: of this process, or, by a signed order, of another. Article: 8.1, 9.1"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final, Protocol
from urllib.parse import urlsplit, urlunsplit

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from madoguchi.base.clock import Clock
from madoguchi.seal.orders import MOST_ROUTES, write_order

TRIES: Final = 40
PAUSE_SECONDS: Final = 0.5
REACH_SECONDS: Final = 2.0
log = logging.getLogger("madoguchi.office")


class ClosesRoutes(Protocol):
    def close_routes(self, routes: list[str]) -> None: ...


class CloserInside:
    """The relay of this process."""

    def __init__(self, relay: ClosesRoutes) -> None:
        self._relay = relay

    def close(self, routes: list[bytes]) -> None:
        self._relay.close_routes([route.hex() for route in routes])


class CloserElsewhere:
    """A relay of another process. An order that does not arrive is written anew and sent again, for twenty seconds."""

    def __init__(
        self,
        relay_url: str,
        node: str,
        key: Ed25519PrivateKey,
        clock: Clock,
        *,
        post: Callable[[str, str], int] | None = None,
    ) -> None:
        self._address = orders_address(relay_url)
        self._node = node
        self._key = key
        self._clock = clock
        self._post = post or _post
        self._pause = threading.Event()

    def close(self, routes: list[bytes]) -> None:
        """Not a daemon: a command line that closes an account ends when the order has arrived."""
        names = [route.hex() for route in routes]
        for begin in range(0, len(names), MOST_ROUTES):
            part = names[begin : begin + MOST_ROUTES]
            threading.Thread(target=self._deliver, args=(part,), name="order").start()

    def _deliver(self, routes: list[str]) -> None:
        for _ in range(TRIES):
            order = write_order(routes, self._node, self._clock.now().timestamp(), self._key)
            try:
                if self._post(self._address, order) == httpx.codes.NO_CONTENT:
                    return
            except httpx.HTTPError:
                pass
            self._pause.wait(PAUSE_SECONDS)
        log.error("the relay took no order to let go of %d routes", len(routes))


def orders_address(relay_url: str) -> str:
    """Beside the relay's own address."""
    url = urlsplit(relay_url)
    scheme = {"wss": "https", "ws": "http"}[url.scheme]
    return urlunsplit((scheme, url.netloc, f"{url.path.rstrip('/')}/orders", "", ""))


def _post(address: str, order: str) -> int:
    return httpx.post(address, content=order, timeout=REACH_SECONDS).status_code
