"""Ticket vectors: good ones and every kind of bad one, signed by tools/reference.py."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import reference
from vectors_seal import ROUTE
from vectors_wire import some_bytes

Vector = dict[str, Any]


SEED, NODE, NOW = some_bytes("ticket key", 32), "relay-1", 1_767_571_200
PUBLIC = reference.Ed25519PrivateKey.from_private_bytes(SEED).public_key().public_bytes_raw()
GOOD: Vector = {
    "exp": NOW + 30, "gen": 1, "holder": "0123456789abcdef0123456789abcdef", "node": NODE,
    "nonce": "fedcba9876543210fedcba9876543210", "role": "host", "route": ROUTE.hex(), "v": 1,
}  # fmt: skip
WHERE = {"public_key_hex": PUBLIC.hex(), "node": NODE, "now": NOW}
TICKET = reference.ticket(SEED, reference.ticket_payload(GOOD))


def read(name: str, at: int = NOW, **changes: object) -> Vector:
    fields = GOOD | changes
    told = {"ticket": reference.ticket(SEED, reference.ticket_payload(fields))}
    shown = {"read": {field: value for field, value in fields.items() if field != "v"}}
    return {"name": name, "article": "8.1"} | WHERE | {"now": at, "seed_hex": SEED.hex()} | told | shown


def refused(name: str, ticket: str, **elsewhere: object) -> Vector:
    return {"name": name, "article": "8.1"} | WHERE | elsewhere | {"ticket": ticket, "error": "ticket_refused"}


def signed(name: str, **changes: object) -> Vector:
    """A document with mistakes in it, well signed; ``...`` leaves a field out."""
    fields = {key: value for key, value in (GOOD | changes).items() if value is not ...}
    return refused(name, reference.ticket(SEED, reference.ticket_payload(fields)))


def tickets() -> Iterator[Vector]:
    yield read("a host's")
    yield read("a console's, generation 7", role="console", gen=7)
    yield read("in its last second", at=NOW + 29)
    yield read("from an office whose clock is five seconds ahead", exp=NOW + 35)
    yield from refused_as_text()
    yield from refused_as_documents()


def refused_as_text() -> Iterator[Vector]:
    payload, signature = TICKET.split(".")
    yield refused("its time is over", TICKET, now=NOW + 30)
    yield refused("far too early", TICKET, now=NOW - 6)
    yield refused("for another node", TICKET, node="relay-2")
    yield refused("signed by another key", reference.ticket(some_bytes("another", 32), reference.ticket_payload(GOOD)))
    yield refused(
        "a signature of another kind",
        f"{payload}.{reference.url64(reference.Ed25519PrivateKey.from_private_bytes(SEED).sign(b'madoguchi/card/1' + bytes([10]) + reference.ticket_payload(GOOD)))}",
    )
    yield refused("no signature", payload)
    yield refused("an empty signature", f"{payload}.")
    yield refused("three parts", f"{TICKET}.{signature}")
    yield refused("nothing", "")
    yield refused("with padding", f"{payload}==.{signature}")
    yield refused("a space in front", f" {TICKET}")
    yield refused("not ASCII", "チケット")
    yield refused(
        "another signature's last character", f"{payload}.{signature[:-1]}{'A' if signature[-1] != 'A' else 'E'}"
    )
    yield refused("too long", TICKET + "A" * 1_024)
    yield refused(
        "keys in another order",
        reference.ticket(SEED, json.dumps(dict(reversed(GOOD.items())), separators=(",", ":")).encode()),
    )
    yield refused("spaces in the JSON", reference.ticket(SEED, json.dumps(GOOD, sort_keys=True).encode()))
    yield refused("a key twice", reference.ticket(SEED, reference.ticket_payload(GOOD)[:-1] + b',"v":1}'))
    yield refused("a list", reference.ticket(SEED, b"[]"))
    yield refused("no JSON", reference.ticket(SEED, b"{"))


def refused_as_documents() -> Iterator[Vector]:
    """Every field left out, of another type, out of its bounds."""
    yield signed("one field more", more=1)
    for field in GOOD:
        yield signed(f"without {field}", **{field: ...})
    yield signed("version 2", v=2)
    yield signed("version true", v=True)
    yield signed("generation true", gen=True)
    yield signed("generation as text", gen="1")
    yield signed("generation below zero", gen=-1)
    yield signed("generation over 2^53 - 1", gen=2**53)
    yield signed("expiry as a fraction", exp=NOW + 29.5)
    yield signed("expiry far ahead", exp=NOW + 3_600)
    yield signed("the relay as role", role="relay")
    yield signed("a role in capitals", role="HOST")
    yield signed("role as a number", role=1)
    yield signed("a route too short", route=ROUTE.hex()[:-2])
    yield signed("a route in capitals", route=ROUTE.hex().upper())
    yield signed("a route with a line feed", route=ROUTE.hex() + "\n")
    yield signed("holder null", holder=None)
    yield signed("a nonce with full-width digits", nonce="０" * 32)
