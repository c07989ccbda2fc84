"""Places at the relay: tickets for them, and the signed card by which the customer's program knows who is calling.

Article: 8.1, 9.2
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from madoguchi.base.canonical import Value, canonical
from madoguchi.base.clock import Instant, iso
from madoguchi.office.actor import Actor
from madoguchi.office.ids import Entropy
from madoguchi.office.numbers.ports import Number
from madoguchi.office.provider.keys import Keys
from madoguchi.seal import tickets
from madoguchi.seal.signing import Domain, sign
from madoguchi.wire.vocabulary import Role

CARD_LIFE: Final = timedelta(hours=12)  # a page that stays attached shows the same card at every handshake


@dataclass(frozen=True, slots=True)
class RelayPlace:
    """Where both ends meet: the address they are told, and the node that their tickets name."""

    url: str
    node: str


@dataclass(frozen=True, slots=True)
class HostPlace:
    relay_url: str
    ticket: str


@dataclass(frozen=True, slots=True)
class ConsolePlace:
    relay_url: str
    ticket: str
    route: bytes
    routing: str
    expires_at: Instant
    card: bytes
    card_signature: bytes


class Places:
    """Issues what the relay and the other end believe."""

    def __init__(self, keys: Keys, entropy: Entropy, relay: RelayPlace) -> None:
        self._keys = keys
        self._entropy = entropy
        self._relay = relay

    def host(self, route: bytes, holder: str, generation: int, now: Instant) -> HostPlace:
        return HostPlace(self._relay.url, self._ticket(route, Role.HOST, holder, generation, now))

    def console(self, actor: Actor, number: Number, generation: int, console_key: str, now: Instant) -> ConsolePlace:
        said: dict[str, Value] = {
            "console_key": console_key,
            "expires_at": iso(now + CARD_LIFE),
            "kind": "caller",
            "operator": actor.name,
            "organisation": actor.organisation,
            "route": number.route.hex(),
            "subcontractor": actor.subcontractor,
        }
        if actor.subcontractor:  # of our own people it says nothing: they may ask for everything
            said["accesses"] = [access.word for access in sorted(actor.accesses_on(number.case_id))]
        card = canonical(said)
        return ConsolePlace(
            relay_url=self._relay.url,
            ticket=self._ticket(number.route, Role.CONSOLE, number.console_holder.hex(), generation, now),
            route=number.route,
            routing=number.routing,
            expires_at=number.expires_at,
            card=card,
            card_signature=sign(self._keys.provider, Domain.CARD, card),
        )

    def _ticket(self, route: bytes, role: Role, holder: str, generation: int, now: Instant) -> str:
        ticket = tickets.Ticket(
            route=route.hex(),
            role=role,
            holder=holder,
            generation=generation,
            node=self._relay.node,
            nonce=self._entropy(16).hex(),
            expires_at=int(now.timestamp()) + tickets.LIFE_SECONDS,
        )
        return tickets.issue(ticket, self._keys.ticket)


def is_console_key(text: str) -> bool:
    """32 bytes as base64url."""
    return len(text) == 43 and all(sign.isascii() and (sign.isalnum() or sign in "-_") for sign in text)
