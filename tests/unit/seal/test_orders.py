"""Orders to a relay elsewhere: only the holder of the ticket key gives them, for one node, for half a minute."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from madoguchi.base.canonical import canonical
from madoguchi.base.errors import BrokenProof
from madoguchi.seal.orders import LIFE_SECONDS, MOST_ROUTES, read_order, write_order
from madoguchi.seal.signing import Domain, public_bytes, sign, to_base64url

KEY = Ed25519PrivateKey.from_private_bytes(bytes([7]) * 32)
PUBLIC = public_bytes(KEY)
ROUTES = ["ab" * 16, "cd" * 16]
NOW = 1_800_000_000.5

pytestmark = pytest.mark.article("8.1")


def signed(document: object, domain: Domain = Domain.ORDER) -> bytes:
    payload = canonical(document)  # type: ignore[arg-type] - also what is no order
    return f"{to_base64url(payload)}.{to_base64url(sign(KEY, domain, payload))}".encode()


def test_it_is_read_as_it_was_written() -> None:
    order = write_order(ROUTES, "main", NOW, KEY).encode()
    assert read_order(order, PUBLIC, "main", NOW) == tuple(ROUTES)
    assert read_order(order, PUBLIC, "main", NOW + LIFE_SECONDS - 1) == tuple(ROUTES)


@pytest.mark.parametrize("later", [LIFE_SECONDS, LIFE_SECONDS + 3600, -3600])
def test_it_is_good_for_half_a_minute(later: int) -> None:
    order = write_order(ROUTES, "main", NOW, KEY).encode()
    with pytest.raises(BrokenProof):
        read_order(order, PUBLIC, "main", NOW + later)


def test_for_one_node_by_one_key() -> None:
    order = write_order(ROUTES, "main", NOW, KEY).encode()
    with pytest.raises(BrokenProof):
        read_order(order, PUBLIC, "other", NOW)
    with pytest.raises(BrokenProof):
        read_order(order, public_bytes(Ed25519PrivateKey.generate()), "main", NOW)
    with pytest.raises(BrokenProof):
        read_order(
            signed({"close": ROUTES, "exp": int(NOW) + 9, "node": "main", "v": 1}, Domain.TICKET), PUBLIC, "main", NOW
        )


@pytest.mark.parametrize(
    "document",
    [
        {"close": ["AB" * 16], "exp": int(NOW) + 9, "node": "main", "v": 1},
        {"close": ["ab"], "exp": int(NOW) + 9, "node": "main", "v": 1},
        {"close": [1], "exp": int(NOW) + 9, "node": "main", "v": 1},
        {"close": "ab" * 16, "exp": int(NOW) + 9, "node": "main", "v": 1},
        {"close": ["ab" * 16] * (MOST_ROUTES + 1), "exp": int(NOW) + 9, "node": "main", "v": 1},
        {"close": [], "exp": "9", "node": "main", "v": 1},
        {"close": [], "exp": int(NOW) + 9, "node": "main", "v": 2},
        {"close": [], "exp": int(NOW) + 9, "node": "main", "v": 1, "more": 1},
        {"exp": int(NOW) + 9, "node": "main", "v": 1},
        [],
    ],
)
def test_signed_nonsense_is_no_order(document: object) -> None:
    with pytest.raises(BrokenProof):
        read_order(signed(document), PUBLIC, "main", NOW)


@pytest.mark.parametrize("shown", [b"", b".", b"a.b.c", b"\xff.\xff", b"%%%.%%%", b"e30.AAAA", b"x" * 100_000])
def test_anything_else_is_none_either(shown: bytes) -> None:
    with pytest.raises(BrokenProof):
        read_order(shown, PUBLIC, "main", NOW)
