"""The relay's tickets: the office's signed word that an end may take one place, on one node, once, within 30 seconds.

Guarantee: ``read`` returns a ticket only when the signature holds over exactly these bytes, every field is there with its
own type and nothing else is, the time is right, and it names this node. The relay remembers nonces by itself; it never
has to remember one for longer than a ticket lives. Article: 8.1
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from madoguchi.base.canonical import canonical
from madoguchi.base.errors import BrokenProof, Misuse, PeerError, Reason
from madoguchi.seal.signing import Domain, check, from_base64url, sign, to_base64url
from madoguchi.wire.envelope import TICKET_LIMIT
from madoguchi.wire.fields import LARGEST_EXACT
from madoguchi.wire.vocabulary import Role

LIFE_SECONDS: Final = 30
SKEW_SECONDS: Final = 5  # by which the office's clock may be ahead of the relay's
NODE_LIMIT: Final = 64
VERSION: Final = 1
_HEX32: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)
_NODE: Final = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
_ROLES: Final = {role.word: role for role in Role}
_FIELDS: Final = frozenset({"exp", "gen", "holder", "node", "nonce", "role", "route", "v"})


@dataclass(frozen=True, slots=True)
class Ticket:
    """One place for one holder. ``route``, ``holder`` and ``nonce`` are 32 hex digits; a higher ``generation`` of the same
    holder replaces a lower one; ``expires_at`` is in unix seconds.
    """

    route: str
    role: Role
    holder: str
    generation: int
    node: str
    nonce: str
    expires_at: int

    def __post_init__(self) -> None:
        if not all(_HEX32.fullmatch(name) for name in (self.route, self.holder, self.nonce)):
            raise Misuse("route, holder and nonce are 32 lower-case hex digits")
        if not _NODE.fullmatch(self.node):
            raise Misuse("a node's name is 1 to 64 letters, digits, dots, hyphens and underscores")
        if not (0 <= self.generation <= LARGEST_EXACT and 0 <= self.expires_at <= LARGEST_EXACT):
            raise Misuse("generation and expiry are whole numbers")


def issue(ticket: Ticket, key: Ed25519PrivateKey) -> str:
    """The ticket as an end shows it to the relay."""
    payload = canonical(
        {
            "exp": ticket.expires_at,
            "gen": ticket.generation,
            "holder": ticket.holder,
            "node": ticket.node,
            "nonce": ticket.nonce,
            "role": ticket.role.word,
            "route": ticket.route,
            "v": VERSION,
        }
    )
    return f"{to_base64url(payload)}.{to_base64url(sign(key, Domain.TICKET, payload))}"


def read(shown: bytes, public: bytes | Ed25519PublicKey, node: str, now: float) -> Ticket:
    """The ticket in the bytes of an Attach record. ``now`` is in unix seconds. Raises PeerError TICKET_REFUSED."""
    ticket = _signed(shown, public)
    if ticket.node != node:
        raise _refused("it is for another node")
    if not now < ticket.expires_at <= now + LIFE_SECONDS + SKEW_SECONDS:
        raise _refused("its time is over, or lies too far ahead")
    return ticket


def _signed(shown: bytes, public: bytes | Ed25519PublicKey) -> Ticket:
    if len(shown) > TICKET_LIMIT:
        raise _refused("it is too long")
    try:
        first, second = shown.decode("ascii").split(".")
        payload = from_base64url(first)
        check(public, Domain.TICKET, payload, from_base64url(second))
        return _fields(payload)
    except (ValueError, BrokenProof, Misuse) as error:  # a UnicodeDecodeError and a JSONDecodeError are ValueErrors
        raise _refused(str(error)) from None


def _fields(payload: bytes) -> Ticket:
    document = json.loads(payload)
    if not isinstance(document, dict) or document.keys() != _FIELDS or canonical(document) != payload:
        raise _refused("it is not the canonical document")
    generation, expires_at, version = document["gen"], document["exp"], document["v"]
    if not all(type(number) is int for number in (generation, expires_at, version)) or version != VERSION:
        raise _refused("a number is none, or the version is another")
    names = (document["route"], document["holder"], document["node"], document["nonce"], document["role"])
    if not all(isinstance(name, str) for name in names) or document["role"] not in _ROLES:
        raise _refused("a name is none")
    route, holder, node, nonce, role = names
    return Ticket(route, _ROLES[role], holder, generation, node, nonce, expires_at)


def _refused(why: str) -> PeerError:
    return PeerError(Reason.TICKET_REFUSED, why)
