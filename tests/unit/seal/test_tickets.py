"""Tickets: read only when every byte of them is right."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.base.errors import Misuse, PeerError, Reason
from madoguchi.seal.signing import public_bytes
from madoguchi.seal.tickets import LIFE_SECONDS, Ticket, issue, read
from madoguchi.wire.envelope import TICKET_LIMIT
from madoguchi.wire.vocabulary import Role
from tests.vectors import Vector, each, raw

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NOW = 1_767_571_200
TICKET = Ticket("0" * 32, Role.HOST, "1" * 32, 1, "relay-1", "2" * 32, NOW + LIFE_SECONDS)


@each("tickets/core.json", having="read")
def test_reads_and_issues(vector: Vector):
    shown = vector["read"]
    ticket = Ticket(
        shown["route"],
        Role[shown["role"].upper()],
        shown["holder"],
        shown["gen"],
        shown["node"],
        shown["nonce"],
        shown["exp"],
    )
    assert read(vector["ticket"].encode(), raw(vector["public_key_hex"]), vector["node"], vector["now"]) == ticket
    assert issue(ticket, Ed25519PrivateKey.from_private_bytes(raw(vector["seed_hex"]))) == vector["ticket"]


@each("tickets/core.json", having="error")
def test_refuses(vector: Vector):
    with pytest.raises(PeerError) as refused:
        read(vector["ticket"].encode(), raw(vector["public_key_hex"]), vector["node"], vector["now"])
    assert refused.value.reason == vector["error"] == Reason.TICKET_REFUSED


@pytest.mark.article("8.1")
def test_no_changed_byte_is_read():
    shown = issue(TICKET, KEY).encode()
    for at in range(len(shown)):
        for sign in (b"A", b".", b"\x00", b"\xff"):
            changed = shown[:at] + sign + shown[at + 1 :]
            if changed != shown:
                with pytest.raises(PeerError):
                    read(changed, public_bytes(KEY), "relay-1", NOW)


@given(st.binary(max_size=TICKET_LIMIT))
def test_noise_is_refused(noise: bytes):
    with pytest.raises(PeerError) as refused:
        read(noise, public_bytes(KEY), "relay-1", NOW)
    assert refused.value.reason is Reason.TICKET_REFUSED


def test_the_longest_ticket_fits_its_record():
    longest = replace(TICKET, node="n" * 64, generation=2**53 - 1, role=Role.CONSOLE)
    assert len(issue(longest, KEY)) <= TICKET_LIMIT
    assert read(issue(longest, KEY).encode(), KEY.public_key(), "n" * 64, NOW) == longest


@pytest.mark.parametrize(
    "changes",
    [
        {"route": "0" * 31},
        {"holder": "G" * 32},
        {"nonce": ""},
        {"node": ""},
        {"node": "a b"},
        {"node": "n" * 65},
        {"generation": -1},
        {"expires_at": 2**53},
    ],
)
def test_no_other_ticket_can_be_issued(changes: dict[str, object]):
    with pytest.raises(Misuse):
        replace(TICKET, **changes)
