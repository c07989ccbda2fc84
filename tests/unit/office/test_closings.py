"""Whoever was shut out is let go of: their sessions and numbers end, their pages leave the relay, whichever process did it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from madoguchi.office.actor import Actor
from madoguchi.office.bus import Event, Subscription, Topic
from madoguchi.office.deeds.ports import Act
from madoguchi.office.deeds.service import Asking
from madoguchi.office.numbers.ports import NumberState
from madoguchi.office.operators.invitations import Invited
from madoguchi.office.operators.ports import InvitationPurpose, OperatorRole
from madoguchi.office.operators.service import SignedIn
from madoguchi.office.refusals import NumberNotValid, SessionEnded
from madoguchi.office.sessions.service import SessionFile
from madoguchi.wire.vocabulary import Ending
from tests.office_world import PASSWORD, World, got, open_world, totp


class Work:
    """An operator at work: one session runs, one number waits; an administrator who can end it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.admin = world.operator("kanri", OperatorRole.ADMIN).operator
        self.person = world.operator()
        self.actor = self.person.operator
        world.publish()
        self.case = world.case(self.actor)
        self.session, self.host = world.session(self.actor, self.case)
        self.waiting = world.number(self.actor, self.case)
        with world.shelf.reading() as books:
            used = books.numbers.by_id(self.session.number_id)
        assert used is not None
        self.route = used.route
        self.token = self.sign_in()

    def sign_in(self) -> str:
        self.world.clock.advance(30)
        code = totp(self.person, self.world.now)
        return got(
            SignedIn, self.world.desk.operators.sign_in("yamada", PASSWORD, code, "203.0.113.7", self.world.now)
        ).token

    def asking(self, actor: Actor | None = None) -> Asking:
        return Asking(actor or self.admin, "203.0.113.1", self.world.now)

    def sit(self, *routes: bytes) -> None:
        """Both ends of each are at the relay."""
        for route in routes:
            self.world.rooms.taken[route] = True
            self.world.rooms.pages.add(route)

    def watch(self) -> Subscription:
        return self.world.desk.bus.subscribe([Topic.SIGNED_OUT, Topic.OPERATOR_CLOSED], lambda: None)

    def look(self) -> list[bytes]:
        self.world.rooms.closed.clear()
        self.world.desk.closings.look(self.world.now)
        return list(self.world.rooms.closed)


@pytest.fixture
def work(world: World) -> Work:
    return Work(world)


def ended(work: Work) -> tuple[Ending | None, str]:
    found = got(SessionFile, work.world.desk.sessions.get(work.actor, work.session.id))
    with work.world.shelf.reading() as books:
        number = books.numbers.by_id(work.waiting.id)
    assert number is not None
    return found.session.ending, number.state.value


@pytest.mark.article("8.1", "9.1")
def test_a_closed_account_leaves_nothing_open(work: Work) -> None:
    watching = work.watch()
    assert work.world.desk.people.close(work.asking(), work.actor.id) is None
    assert set(work.world.rooms.closed) == {work.route, work.waiting.route}
    assert ended(work) == (Ending.SUPERVISOR_ENDED, NumberState.CANCELLED.value)
    assert watching.take().events == (Event(Topic.OPERATOR_CLOSED, work.actor.id),)
    desk, now = work.world.desk, work.world.now
    assert desk.operators.who(work.token, now) is None
    assert desk.sessions.host_ticket(work.host.token, now) == SessionEnded(Ending.SUPERVISOR_ENDED)


def test_so_does_a_change_of_role(work: Work) -> None:
    assert work.world.desk.people.set_role(work.asking(), work.actor.id, OperatorRole.AUDITOR) is None
    assert set(work.world.rooms.closed) == {work.route, work.waiting.route}
    assert ended(work)[0] is Ending.SUPERVISOR_ENDED
    assert work.world.desk.operators.who(work.token, work.world.now) is None


def test_somebody_elses_work_goes_on(work: Work) -> None:
    other = work.world.operator("suzuki")
    session, _ = work.world.session(other.operator, work.world.case(other.operator))
    work.world.desk.people.close(work.asking(), work.actor.id)
    assert got(SessionFile, work.world.desk.sessions.get(other.operator, session.id)).session.ending is None


@pytest.mark.article("8.1", "9.1")
def test_what_another_process_closed_is_let_go_of_here(work: Work) -> None:
    """The command line opens an office of its own over the same books: its relay has nobody, its bus no listener."""
    work.sit(work.route, work.waiting.route)
    watching = work.watch()
    elsewhere = open_world(work.world.folder, work.world.keys, work.world.clock)
    elsewhere.desk.people.close_login("yamada", work.world.now)
    assert elsewhere.rooms.closed
    elsewhere.close()
    assert work.world.rooms.closed == []
    assert watching.take().events == ()
    assert set(work.look()) == {work.route, work.waiting.route}
    assert watching.take().events == (Event(Topic.SIGNED_OUT, ""),)


def test_the_customers_program_is_let_go_of_also_when_the_page_had_gone(work: Work) -> None:
    work.world.rooms.taken[work.route] = True  # the program alone
    elsewhere = open_world(work.world.folder, work.world.keys, work.world.clock)
    elsewhere.desk.people.close_login("yamada", work.world.now)
    elsewhere.close()
    assert work.look() == [work.route]
    assert work.look() == []  # once: it asks why, and hears it


def test_nobody_is_let_go_of_without_cause(work: Work) -> None:
    work.sit(work.route, work.waiting.route)
    watching = work.watch()
    assert work.look() == []
    work.world.operator("suzuki")  # a deed, but none that shuts anybody out
    assert work.look() == []
    assert watching.take().events == ()


def test_signing_out_takes_the_page_from_the_relay_with_the_last_browser(work: Work) -> None:
    work.sit(work.route)
    second = work.sign_in()
    work.world.desk.operators.sign_out(work.token, work.world.now)
    assert work.world.rooms.closed == []
    assert work.look() == []
    work.world.desk.operators.sign_out(second, work.world.now)
    assert set(work.world.rooms.closed) == {work.route, work.waiting.route}
    assert work.look() == [work.route]
    # the customer may wait for them to come back: the session has not ended
    assert ended(work)[0] is None
    work.world.rooms.pages.clear()
    assert work.look() == []


def test_when_the_time_is_over_the_page_leaves_the_relay(work: Work) -> None:
    work.sit(work.route)
    for _ in range(12 * 6 - 1):
        work.world.clock.advance(600)
        work.world.desk.operators.is_at_work(work.actor.id, work.world.now)
        assert work.look() == []
    work.world.clock.advance(600)
    work.world.desk.operators.is_at_work(work.actor.id, work.world.now)
    assert work.look() == [work.route]


def test_factors_taken_away_take_the_page_from_the_relay(work: Work) -> None:
    got(Invited, work.world.desk.invitations.anew(work.asking(), work.actor.id, InvitationPurpose.FACTOR))
    assert set(work.world.rooms.closed) == {work.route, work.waiting.route}
    assert work.world.desk.operators.who(work.token, work.world.now) is None


def test_many_places_are_looked_at_in_parts(work: Work) -> None:
    work.sit(*(index.to_bytes(16) for index in range(1_200)), work.route)
    work.world.desk.operators.sign_out(work.token, work.world.now + timedelta(seconds=1))
    assert work.look() == [work.route]


def test_every_way_of_shutting_out_is_on_record(work: Work) -> None:
    with work.world.shelf.reading() as books:
        last, acts = books.deeds.acts_after(0)
        assert last == books.deeds.last_number()
        assert books.deeds.acts_after(last) == (last, frozenset())
    assert acts == {Act.PERSON_JOINED, Act.SIGNED_IN}


def test_a_number_of_a_closed_operator_leads_nowhere(work: Work) -> None:
    begun = work.world.attempt(work.waiting)
    work.world.desk.people.close(work.asking(), work.actor.id)
    assert work.world.desk.sessions.host_ticket(begun.host_token, work.world.now) == NumberNotValid()
