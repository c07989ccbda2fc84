"""Papers and time boxes end: requests from that second, everything else at the next look, whichever process and however late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from madoguchi.base.canonical import canonical
from madoguchi.office.actor import Actor
from madoguchi.office.bus import Event, Topic
from madoguchi.office.cases.ports import Case, EntryKind
from madoguchi.office.cases.service import CaseFile, Purpose
from madoguchi.office.numbers.ports import Number
from madoguchi.office.operators.service import SignedIn
from madoguchi.office.refusals import NoSuchThing, SessionEnded, SignInRefused
from madoguchi.office.sessions.ports import Session
from madoguchi.rules.subcontracting import PaperKind
from madoguchi.wire.vocabulary import Access, Ending
from tests.office_world import World, got, open_world
from tests.subcontractor_world import Outside

ENDS = datetime(2026, 1, 31, 15, 0, tzinfo=UTC)


def until(world: World, at: datetime) -> None:
    world.clock.advance((at - world.now).total_seconds())


def at_work(outside: Outside, minutes: int = 60) -> tuple[str, Session, bytes]:
    """Signed in, with a session that runs and both ends at the relay."""
    outside.give(minutes)
    token = outside.sign_in()
    session, _ = outside.world.session(got(Actor, outside.actor(token)), outside.case)
    with outside.world.shelf.reading() as books:
        number = got(Number, books.numbers.by_id(session.number_id))
    outside.world.rooms.taken[number.route] = True
    outside.world.rooms.pages.add(number.route)
    return token, session, number.route


def stored(outside: Outside, session: Session) -> tuple[Ending | None, Case, bool]:
    with outside.world.shelf.reading() as books:
        case, found = books.cases.by_id(outside.case.id), books.sessions.by_id(session.id)
        return got(Session, found).ending, got(Case, case), outside.id in books.cases.members(outside.case.id)


def kinds(world: World) -> list[str]:
    """Of the entries of the ledger about papers and cases."""
    with world.shelf.reading() as books:
        about = [one.id for one in books.subcontractors.papers()] + [one.id for one in books.cases.latest(None, 10)]
        return [written.entry.kind for written in books.ledger.about(about)]


@pytest.mark.article("9.1")
def test_signing_in_to_the_second(outside: Outside) -> None:
    until(outside.world, ENDS - timedelta(seconds=31))
    token = got(SignedIn, outside.tries()).token  # half a minute passes: one second before midnight in Japan
    assert outside.actor(token) is not None
    outside.world.clock.advance(0.999)
    assert outside.actor(token) is not None
    outside.world.clock.advance(0.001)
    assert outside.actor(token) is None
    assert isinstance(outside.tries(), SignInRefused)


@pytest.mark.article("9.1")
def test_when_a_paper_ends_the_session_ends_and_the_case_returns(outside: Outside) -> None:
    until(outside.world, ENDS - timedelta(minutes=2))
    token, session, _ = at_work(outside, minutes=1)
    assert got(Case, stored(outside, session)[1]).assignee_id == outside.id
    until(outside.world, ENDS - timedelta(milliseconds=1))
    outside.look()  # the time box was over before
    assert stored(outside, session)[0] is Ending.SUPERVISOR_ENDED
    assert outside.actor(token) is not None
    watching = outside.world.desk.bus.subscribe([Topic.OPERATOR_CLOSED], lambda: None)
    outside.world.clock.advance(0.001)
    outside.look()
    assert watching.take().events == (Event(Topic.OPERATOR_CLOSED, outside.id),)
    assert outside.actor(token) is None
    assert kinds(outside.world).count("paper:expired") == 2
    outside.look()
    assert kinds(outside.world).count("paper:expired") == 2
    assert watching.take().events == ()


@pytest.mark.article("9.1")
def test_a_withdrawn_paper_shuts_out_at_once(outside: Outside) -> None:
    token, session, route = at_work(outside)
    nda = outside.papers[PaperKind.NDA]
    desk = outside.world.desk
    assert desk.subcontractors.withdraw_paper(outside.asking(), outside.organisation.id, nda) is None
    assert outside.world.rooms.closed == [route]
    ending, case, is_on = stored(outside, session)
    assert (ending, case.assignee_id, is_on) == (Ending.SUPERVISOR_ENDED, outside.supervisor.id, False)
    assert outside.actor(token) is None
    assert desk.subcontractors.withdraw_paper(outside.asking(), outside.organisation.id, nda) == NoSuchThing()
    assert {"paper:withdrawn", "assignment:given", "assignment:ended"} <= set(kinds(outside.world))


@pytest.mark.article("9.1")
def test_what_ended_while_nothing_ran_is_settled_at_the_first_look(outside: Outside) -> None:
    """And by whichever process looks first: the other lets go of its own relay, and tells its own pages."""
    token, session, route = at_work(outside)
    until(outside.world, ENDS + timedelta(days=3))
    elsewhere = open_world(outside.world.folder, outside.world.keys, outside.world.clock)
    elsewhere.desk.returns.look(elsewhere.now)
    assert elsewhere.rooms.closed == [route]
    elsewhere.close()
    assert stored(outside, session)[0] is Ending.SUPERVISOR_ENDED
    assert outside.look() == [route]
    assert outside.actor(token) is None


@pytest.mark.article("9.2")
def test_a_time_box_ends_that_case_alone(outside: Outside) -> None:
    world = outside.world
    token, session, route = at_work(outside, minutes=10)
    first, other = outside.case, world.case(outside.supervisor)
    outside.case = other
    outside.give(120)
    outside.case = first
    world.clock.advance(600 - 30 - 0.001)
    assert isinstance(world.desk.cases.get(got(Actor, outside.actor(token)), first.id, Purpose.SUPPORT), CaseFile)
    world.clock.advance(0.001)
    actor = got(Actor, outside.actor(token))
    assert world.desk.cases.get(actor, first.id, Purpose.SUPPORT) == NoSuchThing()  # before anybody looked
    assert world.desk.sessions.is_runner(actor, session.id) == NoSuchThing()
    assert world.desk.sessions.recent(actor) == []
    assert [file.case.id for file in world.desk.cases.mine(actor)] == [other.id]
    assert outside.look() == [route]
    assert stored(outside, session)[0] is Ending.SUPERVISOR_ENDED
    assert isinstance(world.desk.cases.get(got(Actor, outside.actor(token)), other.id, Purpose.SUPPORT), CaseFile)
    with world.shelf.reading() as books:
        lines = [(one.kind, one.word) for one in books.cases.entries(first.id)]
    assert (EntryKind.RETURNED, "time_over") in lines


@pytest.mark.article("9.2")
def test_a_closed_account_gives_its_cases_back(outside: Outside) -> None:
    _, session, _ = at_work(outside)
    outside.world.desk.people.close(outside.asking(), outside.id)
    outside.look()
    ending, case, is_on = stored(outside, session)
    assert (ending, case.assignee_id, is_on) == (Ending.SUPERVISOR_ENDED, outside.supervisor.id, False)


@pytest.mark.article("9.2")
def test_nobody_is_let_go_of_without_cause(outside: Outside) -> None:
    token, session, _ = at_work(outside)
    assert outside.look() == []
    assert stored(outside, session)[0] is None
    assert outside.actor(token) is not None


@pytest.mark.article("9.2")
def test_an_access_less_ends_the_session_and_one_more_renews_the_card(outside: Outside) -> None:
    outside.give(60, frozenset({Access.CONTROL}))
    token = outside.sign_in()
    session, host = outside.world.session(got(Actor, outside.actor(token)), outside.case)
    outside.world.rooms.closed.clear()
    outside.give(60, frozenset({Access.CONTROL, Access.FILES}))
    assert len(outside.world.rooms.closed) == 1  # both come again, with a new card
    assert stored(outside, session)[0] is None
    assert outside.look() == []
    outside.give(60, frozenset({Access.FILES}))
    assert stored(outside, session)[0] is Ending.SUPERVISOR_ENDED
    answer = outside.world.desk.sessions.host_ticket(host.token, outside.world.now)
    assert answer == SessionEnded(Ending.SUPERVISOR_ENDED)
    assert stored(outside, session)[2]  # still on the case


@pytest.mark.article("9.2")
def test_the_card_says_what_they_may_ask_for(outside: Outside) -> None:
    outside.give(60, frozenset({Access.FILES}))
    actor = got(Actor, outside.actor(outside.sign_in()))
    number = outside.world.number(actor, outside.case)
    place = outside.world.desk.numbers.console_ticket(actor, number.id, "A" * 43, outside.world.now)
    assert b'"accesses":["view","files"]' in place.card  # type: ignore[union-attr]
    assert b'"subcontractor":true' in place.card  # type: ignore[union-attr]
    assert canonical("委託先株式会社") in place.card  # type: ignore[union-attr]
    own = outside.world.number(outside.supervisor, outside.case)
    place = outside.world.desk.numbers.console_ticket(outside.supervisor, own.id, "A" * 43, outside.world.now)
    assert b"accesses" not in place.card  # type: ignore[union-attr]
