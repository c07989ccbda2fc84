"""Places, played as the dialogue, and their invariants under any order of events."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from madoguchi.base.errors import PeerError, Reason
from madoguchi.relay.places import Close, ConnectionId, Places, Say
from madoguchi.seal.tickets import Ticket
from madoguchi.wire.envelope import Attached, PeerJoined, PeerLeft, RelayReason
from madoguchi.wire.vocabulary import Role

NOW = 1_800_000_000
ROUTE = "ab" * 16
HOST, CONSOLE, THIRD = ConnectionId(1), ConnectionId(2), ConnectionId(3)
_nonces = iter(range(10**9))


def ticket(role, *, holder="01", generation=1, route=ROUTE, nonce=None, expires_at=NOW + 30):
    return Ticket(
        route=route,
        role=role,
        holder=holder * 16,
        generation=generation,
        node="node-1",
        nonce=nonce or f"{next(_nonces):032x}",
        expires_at=expires_at,
    )


def refused(places, connection, shown, reason, now=NOW):
    with pytest.raises(PeerError) as caught:
        places.attach(connection, shown, now)
    assert caught.value.reason is reason


@pytest.fixture
def places():
    return Places(most_nonces=1_000)


@pytest.fixture
def joined(places):
    assert places.attach(HOST, ticket(Role.HOST), NOW) == [Say(HOST, Attached())]
    assert places.attach(CONSOLE, ticket(Role.CONSOLE, holder="02"), NOW) == [
        Say(CONSOLE, Attached()),
        Say(CONSOLE, PeerJoined()),
        Say(HOST, PeerJoined()),
    ]
    return places


def test_two_ends_of_a_route_are_joined(joined):
    assert joined.peer(HOST) == CONSOLE
    assert joined.peer(CONSOLE) == HOST


def test_ends_of_two_routes_are_not(places):
    places.attach(HOST, ticket(Role.HOST), NOW)
    places.attach(CONSOLE, ticket(Role.CONSOLE, route="cd" * 16), NOW)
    assert places.peer(HOST) is None
    assert places.peer(CONSOLE) is None


def test_a_taken_place_is_busy_for_somebody_else(joined):
    refused(joined, THIRD, ticket(Role.HOST, holder="03", generation=99), Reason.BUSY)
    assert joined.peer(CONSOLE) == HOST


def test_the_same_holder_replaces_itself_with_a_higher_generation_only(joined):
    refused(joined, THIRD, ticket(Role.HOST, generation=1), Reason.BUSY)
    refused(joined, THIRD, ticket(Role.HOST, generation=0), Reason.BUSY)
    assert joined.attach(THIRD, ticket(Role.HOST, generation=2), NOW) == [
        Close(HOST, Reason.REPLACED),
        Say(CONSOLE, PeerLeft(RelayReason.REPLACED)),
        Say(THIRD, Attached()),
        Say(THIRD, PeerJoined()),
        Say(CONSOLE, PeerJoined()),
    ]
    assert joined.peer(HOST) is None  # what the old connection still carries reaches nobody
    assert joined.leave(HOST, Reason.GONE) == []
    assert joined.peer(CONSOLE) == THIRD


def test_who_leaves_is_told_of_once_and_frees_the_place(joined):
    assert joined.leave(CONSOLE, Reason.TIMED_OUT) == [Say(HOST, PeerLeft(RelayReason.TIMED_OUT))]
    assert joined.leave(CONSOLE, Reason.GONE) == []
    assert joined.peer(HOST) is None
    assert Say(HOST, PeerJoined()) in joined.attach(THIRD, ticket(Role.CONSOLE, holder="04"), NOW)


def test_a_ticket_opens_once(places):
    shown = ticket(Role.HOST)
    places.attach(HOST, shown, NOW)
    refused(places, THIRD, shown, Reason.TICKET_REFUSED)
    places.leave(HOST, Reason.GONE)
    refused(places, THIRD, shown, Reason.TICKET_REFUSED, now=NOW + 29)


def test_a_ticket_that_was_refused_as_busy_is_used_too(joined):
    shown = ticket(Role.HOST, holder="03")
    refused(joined, THIRD, shown, Reason.BUSY)
    joined.leave(HOST, Reason.GONE)
    refused(joined, THIRD, shown, Reason.TICKET_REFUSED)


def test_a_connection_attaches_once(joined):
    refused(joined, HOST, ticket(Role.CONSOLE, route="cd" * 16), Reason.NOT_YOURS_TO_DO)


def test_nonces_are_forgotten_when_their_tickets_are_over(places):
    for number in range(10):
        places.attach(ConnectionId(number), ticket(Role.HOST, route=f"{number:032x}", expires_at=NOW + number), NOW)
    places.expire(NOW + 4)
    assert places.nonces == 5
    places.expire(NOW + 9)
    assert places.nonces == 0
    assert len(places) == 10


def test_when_nonces_cannot_be_remembered_nobody_attaches():
    places = Places(most_nonces=2)
    places.attach(ConnectionId(1), ticket(Role.HOST, route="01" * 16), NOW)
    places.attach(ConnectionId(2), ticket(Role.HOST, route="02" * 16), NOW)
    refused(places, ConnectionId(3), ticket(Role.HOST, route="03" * 16), Reason.TOO_MANY)
    places.attach(ConnectionId(3), ticket(Role.HOST, route="03" * 16, expires_at=NOW + 60), NOW + 31)


class AnyOrder(RuleBasedStateMachine):
    """Whatever the order: one connection a place, news to both ends that agree, no nonce twice."""

    def __init__(self):
        super().__init__()
        self.places = Places(most_nonces=10_000)
        self.holds = {}  # connection -> (route, role)
        self.believes = {}  # connection -> whether it heard that its peer is there
        self.next = 0

    def hear(self, effects):
        for effect in effects:
            match effect:
                case Say(to=to, message=PeerJoined()):
                    assert self.believes[to] is False
                    self.believes[to] = True
                case Say(to=to, message=PeerLeft()):
                    assert self.believes[to] is True
                    self.believes[to] = False
                case Say(to=to, message=Attached()):
                    self.believes[to] = False
                case Close(connection=gone):
                    del self.holds[gone], self.believes[gone]

    @rule(route=st.integers(0, 1), role=st.sampled_from(Role), holder=st.integers(1, 2), generation=st.integers(0, 3))
    def attach(self, route, role, holder, generation):
        self.next += 1
        shown = ticket(role, holder=f"{holder:02d}", generation=generation, route=f"{route:032x}")
        try:
            effects = self.places.attach(ConnectionId(self.next), shown, NOW)
        except PeerError as error:
            assert error.reason is Reason.BUSY  # noqa: PT017  # either outcome is right, each has its rule
            assert (shown.route, role) in self.holds.values()
        else:
            self.holds[self.next] = (shown.route, role)
            self.hear(effects)

    @rule(which=st.integers(0, 50))
    def leave(self, which):
        if self.holds:
            gone = sorted(self.holds)[which % len(self.holds)]
            effects = self.places.leave(ConnectionId(gone), Reason.GONE)
            del self.holds[gone], self.believes[gone]
            self.hear(effects)

    @invariant()
    def one_connection_a_place(self):
        assert len(set(self.holds.values())) == len(self.holds) == len(self.places)

    @invariant()
    def both_ends_know_the_same(self):
        for connection, heard in self.believes.items():
            peer = self.places.peer(ConnectionId(connection))
            assert (peer is not None) is heard
            assert peer is None or self.places.peer(peer) == connection


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


def test_who_sits_where_can_be_asked(joined):
    other = "cd" * 16
    joined.attach(THIRD, ticket(Role.HOST, holder="03", route=other), NOW)
    assert joined.routes() == {ROUTE, other}
    assert joined.routes(Role.CONSOLE) == {ROUTE}
    assert set(joined.sitting_at([ROUTE])) == {HOST, CONSOLE}
    assert joined.sitting_at([other, "ef" * 16]) == [THIRD]
    joined.leave(CONSOLE, Reason.GONE)
    assert joined.routes(Role.CONSOLE) == frozenset()
