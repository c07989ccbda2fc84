"""Who sits where: a *route* has two *places*, one for each role; a ticket takes one of them for one holder.

    nobody --good ticket--> Attached --the other place is taken too--> both hear PeerJoined
    taken  --same holder, higher generation--> the old connection is Closed(replaced), the other end hears PeerLeft, then
             both hear PeerJoined
    taken  --any other ticket--> Closed(busy)
    left   --> the other end hears PeerLeft; the place is free

Guarantee: at most one connection holds a place at any moment, whatever the order of arrivals (SECURITY L-16); no ticket
opens a place twice; what is remembered is bounded: a nonce until its ticket expires, a route while somebody is there.
Values in, effects out, in the order in which they must be carried out; the time is an argument. Article: 8.1
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NewType

from madoguchi.base.errors import PeerError, Reason
from madoguchi.seal.tickets import Ticket
from madoguchi.wire.codec import Message
from madoguchi.wire.envelope import Attached, PeerJoined, PeerLeft, RelayReason
from madoguchi.wire.vocabulary import Role

ConnectionId = NewType("ConnectionId", int)

_OTHER: Final = {Role.HOST: Role.CONSOLE, Role.CONSOLE: Role.HOST}


@dataclass(frozen=True, slots=True)
class Say:
    """Send ``message`` to a connection, after everything that was sent to it before."""

    to: ConnectionId
    message: Message


@dataclass(frozen=True, slots=True)
class Close:
    """Say Closed(reason) to a connection and close it. It has left already: ``leave`` need not follow."""

    connection: ConnectionId
    reason: Reason


Effect = Say | Close


@dataclass(frozen=True, slots=True)
class _Sitter:
    connection: ConnectionId
    ticket: Ticket


class Places:
    """All places of one relay. Connections are numbers that the shell gives."""

    def __init__(self, *, most_nonces: int) -> None:
        self._most_nonces = most_nonces
        self._sitters: dict[tuple[str, Role], _Sitter] = {}
        self._place_of: dict[ConnectionId, tuple[str, Role]] = {}
        self._used: dict[str, int] = {}  # nonce -> when its ticket expires, unix seconds
        self._order: deque[str] = deque()  # nonces as they came

    def __len__(self) -> int:
        return len(self._sitters)

    @property
    def nonces(self) -> int:
        """How many used tickets are remembered."""
        return len(self._used)

    def attach(self, connection: ConnectionId, ticket: Ticket, now: float) -> list[Effect]:
        """``ticket`` was read and is good; ``now`` is in unix seconds. Raises PeerError TICKET_REFUSED, BUSY or TOO_MANY."""
        if connection in self._place_of:
            raise PeerError(Reason.NOT_YOURS_TO_DO, "attached already")
        self._use(ticket, now)
        place = (ticket.route, ticket.role)
        effects: list[Effect] = []
        before = self._sitters.get(place)
        if before is not None:
            if ticket.holder != before.ticket.holder or ticket.generation <= before.ticket.generation:
                raise PeerError(Reason.BUSY, "somebody holds that place")
            effects += self._replace(before.connection)
        self._sitters[place] = _Sitter(connection, ticket)
        self._place_of[connection] = place
        effects.append(Say(connection, Attached()))
        peer = self.peer(connection)
        if peer is not None:
            effects += [Say(connection, PeerJoined()), Say(peer, PeerJoined())]
        return effects

    def peer(self, connection: ConnectionId) -> ConnectionId | None:
        """Who hears what this connection carries; None while nobody does."""
        place = self._place_of.get(connection)
        if place is None:
            return None
        route, role = place
        there = self._sitters.get((route, _OTHER[role]))
        return None if there is None else there.connection

    def anybody_at(self, route: str) -> bool:
        """Whether either place of a route is taken."""
        return any((route, role) in self._sitters for role in Role)

    def sitting_at(self, routes: Iterable[str]) -> list[ConnectionId]:
        """Who sits at any of these routes, in either place."""
        found = (self._sitters.get((route, role)) for route in routes for role in Role)
        return [sitter.connection for sitter in found if sitter is not None]

    def routes(self, role: Role | None = None) -> frozenset[str]:
        """Every route with somebody at it, or with somebody in one place of it."""
        return frozenset(route for route, sits in list(self._sitters) if role in {None, sits})

    def leave(self, connection: ConnectionId, reason: Reason) -> list[Effect]:
        """The connection is gone, or is about to be closed. Nothing happens when it has left already."""
        place = self._place_of.get(connection)
        if place is None:
            return []
        peer = self.peer(connection)
        del self._place_of[connection]
        del self._sitters[place]
        return [] if peer is None else [Say(peer, PeerLeft(RelayReason[reason.name]))]

    def expire(self, now: float) -> None:
        """Forget the nonces of tickets that are over: they would be refused by their time alone.

        Tickets live for one short, fixed time, so the oldest stand in front; a ticket that was shown late in its life waits
        behind those for a few seconds at most.
        """
        while self._order and self._used[self._order[0]] <= now:
            del self._used[self._order.popleft()]

    def _use(self, ticket: Ticket, now: float) -> None:
        self.expire(now)
        if ticket.nonce in self._used:
            raise PeerError(Reason.TICKET_REFUSED, "it was used already")
        if len(self._used) >= self._most_nonces:
            # Failing closed: a nonce that cannot be remembered could be used twice.
            raise PeerError(Reason.TOO_MANY, "more tickets than can be remembered")
        self._used[ticket.nonce] = ticket.expires_at
        self._order.append(ticket.nonce)

    def _replace(self, old: ConnectionId) -> list[Effect]:
        return [Close(old, Reason.REPLACED), *self.leave(old, Reason.REPLACED)]
