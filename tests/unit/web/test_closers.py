"""Telling a relay elsewhere to let go: in parts, again until it was taken, beside the relay's own address."""

from __future__ import annotations

import threading

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from madoguchi.base.clock import ManualClock
from madoguchi.seal.orders import MOST_ROUTES, read_order
from madoguchi.seal.signing import public_bytes
from madoguchi.web.closers import CloserElsewhere, CloserInside, orders_address
from tests.office_world import MONDAY_TEN

KEY = Ed25519PrivateKey.from_private_bytes(bytes([7]) * 32)


class Relay:
    """Takes orders at its third try."""

    def __init__(self, refusals: int) -> None:
        self.refusals = refusals
        self.closed: list[str] = []
        self.tried = 0
        self.whole = threading.Event()
        self._lock = threading.Lock()

    def post(self, address: str, order: str) -> int:
        assert address == "http://127.0.0.1:1/relay/orders"
        with self._lock:
            self.tried += 1
            if self.tried == 1 and self.refusals:
                raise httpx.ConnectError("not there yet")
            if self.tried <= self.refusals:
                return 403
            self.closed += read_order(order.encode(), public_bytes(KEY), "main", MONDAY_TEN.timestamp())
            self.whole.set()
            return 204


@pytest.mark.parametrize("refusals", [0, 2])
def test_an_order_is_sent_until_it_is_taken(refusals: int) -> None:
    relay = Relay(refusals)
    closer = CloserElsewhere("ws://127.0.0.1:1/relay", "main", KEY, ManualClock(MONDAY_TEN), post=relay.post)
    closer.close([b"\xab" * 16])
    assert relay.whole.wait(10)
    assert relay.closed == ["ab" * 16]
    assert relay.tried == refusals + 1


def test_many_routes_are_several_orders() -> None:
    relay = Relay(0)
    closer = CloserElsewhere("ws://127.0.0.1:1/relay", "main", KEY, ManualClock(MONDAY_TEN), post=relay.post)
    routes = [index.to_bytes(16) for index in range(MOST_ROUTES * 2 + 1)]
    before = set(threading.enumerate())
    closer.close(routes)
    for thread in set(threading.enumerate()) - before:
        thread.join(10)
    assert sorted(relay.closed) == [route.hex() for route in routes]
    assert relay.tried == 3


def test_nothing_to_close_is_no_order() -> None:
    relay = Relay(0)
    CloserElsewhere("ws://127.0.0.1:1/relay", "main", KEY, ManualClock(MONDAY_TEN), post=relay.post).close([])
    assert relay.tried == 0


def test_the_relay_of_this_process_is_told_directly() -> None:
    class Inside:
        routes: list[str]

        def close_routes(self, routes: list[str]) -> None:
            self.routes = routes

    inside = Inside()
    CloserInside(inside).close([b"\xab" * 16])
    assert inside.routes == ["ab" * 16]


@pytest.mark.parametrize(
    ("relay", "orders"),
    [
        ("wss://relay.example.jp/relay", "https://relay.example.jp/relay/orders"),
        ("ws://127.0.0.1:8090/relay/", "http://127.0.0.1:8090/relay/orders"),
    ],
)
def test_orders_are_taken_beside_the_relay(relay: str, orders: str) -> None:
    assert orders_address(relay) == orders
