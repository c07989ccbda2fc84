"""The office's orders to a relay that runs elsewhere: signed words that a route must be let go of now.

Guarantee: ``read_order`` returns only what the holder of the ticket key signed for this node less than ``LIFE_SECONDS`` ago. To show
an order again closes what is closed already; it opens nothing. Article: 8.1, 9.1
"""

from __future__ import annotations

import json
import re
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from madoguchi.base.canonical import canonical
from madoguchi.base.errors import BrokenProof
from madoguchi.seal.signing import Domain, check, from_base64url, sign, to_base64url

LIFE_SECONDS: Final = 30
SKEW_SECONDS: Final = 5
ORDER_LIMIT: Final = 8_192  # bytes
MOST_ROUTES: Final = 64
VERSION: Final = 1
_HEX32: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)


def write_order(routes: list[str], node: str, now: float, key: Ed25519PrivateKey) -> str:
    """An order to let go of ``routes`` (32 hex digits each)."""
    payload = canonical({"close": routes, "exp": int(now) + LIFE_SECONDS, "node": node, "v": VERSION})
    return f"{to_base64url(payload)}.{to_base64url(sign(key, Domain.ORDER, payload))}"


def read_order(shown: bytes, public: bytes, node: str, now: float) -> tuple[str, ...]:
    """The routes of an order. ``now`` is in unix seconds. Raises BrokenProof."""
    try:
        first, second = shown[:ORDER_LIMIT].decode("ascii").split(".")
        payload = from_base64url(first)
        check(public, Domain.ORDER, payload, from_base64url(second))
        document = json.loads(payload)
        routes, until = document["close"], document["exp"]
        fits = (
            document.keys() == {"close", "exp", "node", "v"}
            and document["node"] == node
            and document["v"] == VERSION
            and type(until) is int
            and now < until <= now + LIFE_SECONDS + SKEW_SECONDS
            and isinstance(routes, list)
            and len(routes) <= MOST_ROUTES
            and all(isinstance(route, str) and _HEX32.fullmatch(route) for route in routes)
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BrokenProof("it is no order") from None
    if not fits:
        raise BrokenProof("it is over, for another node, or not an order of ours")
    return tuple(routes)
