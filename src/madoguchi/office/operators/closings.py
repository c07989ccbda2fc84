"""Whoever was shut out, by this process or by another, is let go of: pages that are alive, and connections at the relay inside.

Guarantee, as long as ``look`` is called twice a second: within two seconds an operator's page is at the relay only while its
operator is signed in somewhere and their account is open, whoever signed them out and however (closed by the command line, factors
reset, signed out, time over). What the office itself ended is let go of at both ends, so that the customer's program asks why.
Article: 5.3, 8.1, 9.1
"""

from __future__ import annotations

from typing import Final

from madoguchi.base.clock import Instant
from madoguchi.office.books import Shelf
from madoguchi.office.bus import Bus, Event, Topic
from madoguchi.office.deeds.ports import Act
from madoguchi.office.operators.service import SessionLife
from madoguchi.office.sessions.leaving import is_over
from madoguchi.office.sessions.ports import Closer, Presence

SHUT_OUT: Final = frozenset(
    {
        Act.SIGNED_OUT,
        Act.SIGNED_OUT_ELSEWHERE,
        Act.ROLE_CHANGED,
        Act.PERSON_CLOSED,
        Act.FACTOR_RESET,
        Act.PHRASE_CHANGED,
        Act.CODE_SET,
        Act.CODE_REMOVED,
        Act.PASSKEY_REMOVED,
        Act.SUBCONTRACTOR_SHUT_OUT,
        Act.ASSIGNMENT_ENDED,
    }
)


class Closings:
    """Looks at the record of who did what, which every process writes, and at who is attached to the relay of this one."""

    def __init__(self, shelf: Shelf, presence: Presence, closer: Closer, bus: Bus, life: SessionLife) -> None:
        self._shelf = shelf
        self._presence = presence
        self._closer = closer
        self._bus = bus
        self._life = life
        with shelf.reading() as books:
            self._last = books.deeds.last_number()

    def look(self, now: Instant) -> None:
        """Call it from one thread at a time."""
        attached, consoles = self._presence.attached(), self._presence.consoles()
        with self._shelf.reading() as books:
            last, acts = books.deeds.acts_after(self._last)
            routes: set[bytes] = set()
            if consoles:
                present = books.web_sessions.signed_in(now - self._life.idle, now - self._life.absolute)
                routes = {one.route for one in books.numbers.at_routes(consoles) if one.operator_id not in present}
            if acts & SHUT_OUT:
                routes |= {one.route for one in books.numbers.at_routes(attached) if is_over(books, one)}
        if routes:
            self._closer.close(sorted(routes))
        if acts & SHUT_OUT:
            self._bus.publish(Event(Topic.SIGNED_OUT, ""))
        self._last = last
