"""Sessions: the first ending stands, what both ends left is lost, a place is met again, nobody else sees any of it."""

from __future__ import annotations

import pytest

from madoguchi.office.cases.service import Purpose
from madoguchi.office.ids import SessionId
from madoguchi.office.refusals import EndingNotYours, NoSuchThing, NumberNotValid, SessionEnded
from madoguchi.office.sessions.places import ConsolePlace, HostPlace
from madoguchi.office.sessions.service import CUT, LONGEST, HostFacts, SessionFile, Swept
from madoguchi.seal.signing import Domain, check, public_bytes
from madoguchi.seal.tickets import read
from madoguchi.wire.vocabulary import Ending, Phase, Role
from tests.office_world import World, got, whole_dialogue

KEY, OTHER_KEY = "A" * 43, "B" * 43


@pytest.mark.article("5.3")
def test_the_first_ending_stands(world: World) -> None:
    actor = world.operator().operator
    world.publish()
    session, _ = world.session(actor, world.case(actor))
    assert world.desk.sessions.end(actor, session.id, Ending.OPERATOR_ENDED, "一", world.now) is Ending.OPERATOR_ENDED
    assert world.desk.sessions.end(actor, session.id, Ending.RESOLVED, "二", world.now) is Ending.OPERATOR_ENDED
    file = got(SessionFile, world.desk.sessions.get(actor, session.id))
    assert file.session.note == "一"
    assert [item.entry.kind for item in file.written].count("session:ended") == 1


def test_the_operators_note_is_kept_when_the_customers_program_told_of_the_end_first(world: World) -> None:
    actor = world.operator().operator
    terms = world.publish()
    session, host = world.session(actor, world.case(actor))
    for kind, body in whole_dialogue(terms):
        said = host.sign(kind, body)
        world.desk.consent.state(host.token, said["statement"], said["signature"], said["host_key"], world.now)
    before = got(SessionFile, world.desk.sessions.get(actor, session.id)).session
    assert (before.ending, before.note) == (Ending.CUSTOMER_STOPPED, "")
    for note in ("直しました", "あとから"):
        assert world.desk.sessions.end(actor, session.id, Ending.RESOLVED, note, world.now) is Ending.CUSTOMER_STOPPED
    after = got(SessionFile, world.desk.sessions.get(actor, session.id)).session
    assert (after.ending, after.note) == (Ending.CUSTOMER_STOPPED, "直しました")


@pytest.mark.parametrize(
    "ending", [Ending.CUSTOMER_STOPPED, Ending.LOST, Ending.SUPERVISOR_ENDED, Ending.HOURS_REFUSED]
)
def test_an_operator_gives_only_the_operators_endings(world: World, ending: Ending) -> None:
    actor = world.operator().operator
    world.publish()
    session, _ = world.session(actor, world.case(actor))
    assert world.desk.sessions.end(actor, session.id, ending, "", world.now) == EndingNotYours()


def test_what_both_ends_left_is_lost_after_a_while(world: World) -> None:
    actor = world.operator().operator
    world.publish()
    session, _ = world.session(actor, world.case(actor))
    route = route_of(world, session.id)
    world.rooms.taken[route] = True
    for _ in range(20):
        world.clock.advance(60)
        assert world.desk.sessions.sweep(world.now) == Swept((), frozenset({actor.id}))
    world.rooms.taken[route] = False
    world.clock.advance(CUT.total_seconds() - 1)
    assert world.desk.sessions.sweep(world.now).ended == ()
    world.clock.advance(1)
    assert world.desk.sessions.sweep(world.now).ended == (session.id,)
    assert world.desk.sessions.sweep(world.now).ended == ()
    file = got(SessionFile, world.desk.sessions.get(actor, session.id))
    assert (file.session.phase, file.session.ending) == (Phase.ENDED, Ending.LOST)


def test_where_nobody_can_say_who_is_there_the_sweep_waits_half_a_day(world: World) -> None:
    actor = world.operator().operator
    world.publish()
    session, _ = world.session(actor, world.case(actor))
    world.rooms.taken[route_of(world, session.id)] = None
    world.clock.advance(LONGEST.total_seconds() - 1)
    assert world.desk.sessions.sweep(world.now).ended == ()
    world.clock.advance(1)
    assert world.desk.sessions.sweep(world.now).ended == (session.id,)


def test_both_ends_find_their_places_again(world: World) -> None:
    actor = world.operator().operator
    world.publish()
    case = world.case(actor)
    number = world.number(actor, case)
    begun = world.attempt(number)
    first = got(ConsolePlace, world.desk.numbers.console_ticket(actor, number.id, KEY, world.now))
    session = world.desk.sessions.confirm(actor, number.id, begun.attempt.id, world.now)
    assert not isinstance(session, NoSuchThing)
    session_id = session.id  # type: ignore[union-attr]
    later = got(ConsolePlace, world.desk.sessions.console_ticket(actor, session_id, OTHER_KEY, world.now))
    host = got(HostPlace, world.desk.sessions.host_ticket(begun.host_token, world.now))
    public, at = public_bytes(world.keys.ticket), world.now.timestamp()
    tickets = [read(text.encode(), public, "main", at) for text in (first.ticket, later.ticket, host.ticket)]
    before = read(begun.place.ticket.encode(), public, "main", at)
    assert {ticket.route for ticket in [*tickets, before]} == {number.route.hex()}
    assert tickets[0].holder == tickets[1].holder
    assert tickets[1].generation > tickets[0].generation
    assert (tickets[2].holder, tickets[2].role) == (begun.attempt.id, Role.HOST)
    assert tickets[2].generation > before.generation
    check(world.keys.provider_public, Domain.CARD, later.card, later.card_signature)
    assert OTHER_KEY.encode() in later.card


def test_after_the_end_there_is_no_place(world: World) -> None:
    actor = world.operator().operator
    world.publish()
    session, host = world.session(actor, world.case(actor))
    got(HostFacts, world.desk.sessions.host_facts(host.token))
    world.desk.sessions.end(actor, session.id, Ending.RESOLVED, "", world.now)
    assert world.desk.sessions.console_ticket(actor, session.id, KEY, world.now) == SessionEnded(Ending.RESOLVED)
    assert world.desk.sessions.host_ticket(host.token, world.now) == SessionEnded(Ending.RESOLVED)
    assert world.desk.sessions.host_facts(host.token) == SessionEnded(Ending.RESOLVED)


def test_an_attempt_that_lost_the_race_has_no_place(world: World) -> None:
    actor = world.operator().operator
    world.publish()
    number = world.number(actor, world.case(actor))
    winner, loser = world.attempt(number), world.attempt(number)
    world.desk.sessions.confirm(actor, number.id, winner.attempt.id, world.now)
    assert world.desk.sessions.host_ticket(loser.host_token, world.now) == NumberNotValid()
    assert world.desk.sessions.host_facts(loser.host_token) == NumberNotValid()


@pytest.mark.article("8.3")
def test_outsiders_see_no_trace(world: World) -> None:
    actor, outsider = world.operator().operator, world.operator("outsider").operator
    world.publish()
    case = world.case(actor)
    session, _ = world.session(actor, case)
    for session_id in (session.id, SessionId("0" * 32)):
        assert world.desk.sessions.get(outsider, session_id) == NoSuchThing()
        assert world.desk.sessions.is_runner(outsider, session_id) == NoSuchThing()
        assert world.desk.sessions.console_ticket(outsider, session_id, KEY, world.now) == NoSuchThing()
        assert world.desk.sessions.end(outsider, session_id, Ending.RESOLVED, "", world.now) == NoSuchThing()
    assert world.desk.sessions.of_case(outsider, case.id) == []
    assert world.desk.cases.mine(outsider) == []
    assert world.desk.cases.get(outsider, case.id, Purpose.SUPPORT) == NoSuchThing()
    # a colleague on the case sees the session, and still cannot run it
    world.desk.cases.add_member(actor, case.id, "outsider", world.now)
    got(SessionFile, world.desk.sessions.get(outsider, session.id))
    assert world.desk.sessions.is_runner(outsider, session.id) == NoSuchThing()
    assert world.desk.sessions.end(outsider, session.id, Ending.RESOLVED, "", world.now) == NoSuchThing()


def route_of(world: World, session_id: SessionId) -> bytes:
    with world.shelf.reading() as books:
        session = books.sessions.by_id(session_id)
        assert session is not None
        number = books.numbers.by_id(session.number_id)
        assert number is not None
        return number.route
