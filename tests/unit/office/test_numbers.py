"""Numbers: issued only when they may be, one session at most, three wrong ones burn, one answer for whatever is not valid."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from madoguchi.base.words import Language
from madoguchi.office.cases.ports import CaseStatus
from madoguchi.office.customers.ports import CustomerStatus
from madoguchi.office.customers.service import CustomerFacts
from madoguchi.office.ids import AttemptId
from madoguchi.office.numbers.ports import NumberState
from madoguchi.office.numbers.service import LIFE, BegunAttempt, TypedNumber, WrongSecret
from madoguchi.office.provider.ports import Provider
from madoguchi.office.refusals import (
    AlreadyUsed,
    BadField,
    BuildTooOld,
    BusyElsewhere,
    CaseClosed,
    CustomerSuspended,
    NoSuchThing,
    NoTermsPublished,
    NumberNotValid,
    NumberOver,
    TooManyTries,
)
from madoguchi.office.sessions.places import ConsolePlace
from madoguchi.office.sessions.ports import Session
from madoguchi.seal.signing import public_bytes
from madoguchi.seal.tickets import read
from madoguchi.wire.vocabulary import Role
from tests.office_world import World, got

KEY, OTHER_KEY = "A" * 43, "B" * 43


@pytest.mark.article("12.1")
def test_no_number_before_terms_are_published(world: World) -> None:
    actor = world.operator().operator
    case = world.case(actor)
    assert world.desk.numbers.issue(actor, case.id, world.now) == NoTermsPublished()
    world.publish()
    assert world.number(actor, case).routing.isdigit()


@pytest.mark.article("2.2")
def test_a_suspended_customer_gets_a_clear_refusal(world: World) -> None:
    actor = world.operator().operator
    world.publish()
    customer = world.customer(actor)
    case = world.case(actor, customer)
    old = customer.customer
    suspended = CustomerFacts(old.organisation, old.kind, CustomerStatus.SUSPENDED, suspended_for="解約")
    number = world.number(actor, case)
    begun = world.attempt(number)
    world.desk.customers.change(old.id, suspended)
    assert world.desk.numbers.issue(actor, case.id, world.now) == CustomerSuspended()
    # ... and the number that was issued before leads nowhere either
    assert world.desk.sessions.confirm(actor, number.id, begun.attempt.id, world.now) == CustomerSuspended()
    prospective = replace(suspended, status=CustomerStatus.PROSPECTIVE)
    world.desk.customers.change(old.id, prospective)
    assert isinstance(world.desk.numbers.issue(actor, case.id, world.now), type(number))


def test_a_closed_case_gets_no_number(world: World) -> None:
    actor = world.operator().operator
    world.publish()
    case = world.case(actor)
    world.desk.cases.set_status(actor, case.id, CaseStatus.CLOSED, world.now)
    assert world.desk.numbers.issue(actor, case.id, world.now) == CaseClosed()


@pytest.mark.article("8.3")
def test_a_foreign_number_is_one_that_does_not_exist(world: World) -> None:
    mine, theirs = world.operator("mine").operator, world.operator("theirs").operator
    world.publish()
    case = world.case(mine)
    number = world.number(mine, case)
    nowhere = AttemptId("0" * 32)
    for number_id in (number.id, type(number.id)("0" * 32)):
        assert world.desk.numbers.issue(theirs, case.id, world.now) == NoSuchThing()
        assert world.desk.numbers.get(theirs, number_id) == NoSuchThing()
        assert world.desk.numbers.console_ticket(theirs, number_id, KEY, world.now) == NoSuchThing()
        assert world.desk.numbers.wrong(theirs, number_id, world.now) == NoSuchThing()
        assert world.desk.numbers.cancel(theirs, number_id, world.now) == NoSuchThing()
        assert world.desk.sessions.confirm(theirs, number_id, nowhere, world.now) == NoSuchThing()


@pytest.mark.article("2.2")
def test_a_hundred_pages_race_and_one_wins(world: World) -> None:
    actor = world.operator().operator
    world.publish()
    number = world.number(actor, world.case(actor))
    attempts = [world.attempt(number).attempt.id for _ in range(4)]
    with ThreadPoolExecutor(20) as pool:
        work = [
            pool.submit(world.desk.sessions.confirm, actor, number.id, attempts[index % 4], world.now)
            for index in range(100)
        ]
        results = [done.result() for done in work]
    assert [type(result) for result in results if isinstance(result, Session)] == [Session]
    assert results.count(AlreadyUsed()) == 99
    with world.shelf.reading() as books:
        assert len([item for item in books.ledger.entries() if item.kind == "confirmed"]) == 1


def test_three_wrong_secrets_burn_it_and_count_against_the_guesser(world: World) -> None:
    actor = world.operator().operator
    world.publish()
    number = world.number(actor, world.case(actor))
    begun = world.attempt(number, "198.51.100.9")
    wrong = [world.desk.numbers.wrong(actor, number.id, world.now) for _ in range(3)]
    assert wrong == [WrongSecret(1, burnt=False), WrongSecret(2, burnt=False), WrongSecret(3, burnt=True)]
    assert world.desk.numbers.wrong(actor, number.id, world.now) == NumberOver()
    assert world.desk.numbers.console_ticket(actor, number.id, KEY, world.now) == NumberOver()
    assert world.desk.sessions.confirm(actor, number.id, begun.attempt.id, world.now) == NumberOver()
    for _ in range(2):
        begin(world, number.routing, "198.51.100.200")  # of the same /24, and not valid: failures four and five
    assert isinstance(begin(world, number.routing, "198.51.100.200"), TooManyTries)
    assert begin(world, number.routing, "198.51.101.1") == NumberNotValid()


def test_one_answer_for_every_number_that_is_not_valid(world: World) -> None:
    actor = world.operator().operator
    world.publish()
    case = world.case(actor)
    used, cancelled, burnt, expired = (world.number(actor, case) for _ in range(4))
    world.desk.sessions.confirm(actor, used.id, world.attempt(used).attempt.id, world.now)
    world.desk.numbers.cancel(actor, cancelled.id, world.now)
    for _ in range(3):
        world.desk.numbers.wrong(actor, burnt.id, world.now)
    world.clock.advance(LIFE.total_seconds())
    fresh = world.number(actor, case)
    dead = [used.routing, cancelled.routing, burnt.routing, expired.routing, "", "999999", "' OR 1=1", "\x00"]
    for index, routing in enumerate(routing for routing in dead if routing != fresh.routing):
        assert begin(world, routing, f"2001:db8:{index}::1") == NumberNotValid()
    assert isinstance(begin(world, fresh.routing, "2001:db8:ff::1"), BegunAttempt)


def test_it_lives_ten_minutes_to_the_second(world: World) -> None:
    actor = world.operator().operator
    world.publish()
    number = world.number(actor, world.case(actor))
    world.clock.advance(LIFE.total_seconds() - 1)
    begun = got(BegunAttempt, begin(world, number.routing, "192.0.2.1"))
    world.clock.advance(1)
    assert begin(world, number.routing, "192.0.2.1") == NumberNotValid()
    assert world.desk.numbers.console_ticket(actor, number.id, KEY, world.now) == NumberOver()
    # the handshake that began in time may finish
    world.clock.advance(59)
    assert isinstance(world.desk.sessions.confirm(actor, number.id, begun.attempt.id, world.now), Session)


def test_the_handshake_has_a_minute_of_grace_and_no_more(world: World) -> None:
    actor = world.operator().operator
    world.publish()
    number = world.number(actor, world.case(actor))
    begun = world.attempt(number)
    world.clock.advance(LIFE.total_seconds() + 60)
    assert world.desk.sessions.confirm(actor, number.id, begun.attempt.id, world.now) == NumberOver()


def test_another_page_of_the_same_operator_is_told(world: World) -> None:
    actor = world.operator().operator
    world.publish()
    number = world.number(actor, world.case(actor))
    first = got(ConsolePlace, world.desk.numbers.console_ticket(actor, number.id, KEY, world.now))
    again = got(ConsolePlace, world.desk.numbers.console_ticket(actor, number.id, KEY, world.now))
    assert world.desk.numbers.console_ticket(actor, number.id, OTHER_KEY, world.now) == BusyElsewhere()
    public = public_bytes(world.keys.ticket)
    tickets = [read(place.ticket.encode(), public, "main", world.now.timestamp()) for place in (first, again)]
    assert [ticket.generation for ticket in tickets] == [1, 2]
    assert tickets[0].holder == tickets[1].holder
    assert {ticket.role for ticket in tickets} == {Role.CONSOLE}


def test_live_routing_parts_are_never_twins_and_grow_when_crowded(world: World) -> None:
    actor = world.operator().operator
    world.publish()
    case = world.case(actor)
    numbers = [world.number(actor, case) for _ in range(240)]
    routings = [number.routing for number in numbers]
    assert len(set(routings)) == len(routings)
    assert {len(routing) for routing in routings} == {3, 4}
    assert all(routing[0] != "0" for routing in routings)


def test_cancelling_what_is_over_changes_nothing(world: World) -> None:
    actor = world.operator().operator
    world.publish()
    number = world.number(actor, world.case(actor))
    world.desk.sessions.confirm(actor, number.id, world.attempt(number).attempt.id, world.now)
    assert world.desk.numbers.cancel(actor, number.id, world.now) is None
    assert got(type(number), world.desk.numbers.get(actor, number.id)).state is NumberState.USED


def begin(world: World, routing: str, address: str) -> object:
    typed = TypedNumber(routing, "test-1", "linux", Language.JA, address)
    return world.desk.numbers.begin_attempt(typed, world.now)


@pytest.mark.article("8.1")
def test_an_older_program_is_turned_away_whatever_the_number(world: World) -> None:
    actor = world.operator().operator
    world.publish()
    number = world.number(actor, world.case(actor))
    got(Provider, world.desk.provider.introduce(world.now, name="当社", name_en="", phone="", minimum_build="0.2.0"))

    def tries(routing: str, build: str) -> object:
        typed = TypedNumber(routing, build, "linux", Language.JA, "203.0.113.7")
        return world.desk.numbers.begin_attempt(typed, world.now)

    assert tries(number.routing, "madoguchi-host 0.1.9 linux-x86_64") == BuildTooOld()
    assert tries("000", "madoguchi-host 0.1.9 linux-x86_64") == BuildTooOld(), "it tells nothing about the number"
    assert tries(number.routing, "madoguchi-host unknown") == BuildTooOld()
    assert isinstance(tries(number.routing, "madoguchi-host 0.2.0 linux-x86_64"), BegunAttempt)


def test_a_minimum_that_is_no_version_is_not_taken(world: World) -> None:
    said = world.desk.provider.introduce(world.now, name="当社", name_en="", phone="", minimum_build="latest")
    assert said == BadField("minimum_build", "office.field.build_version")
