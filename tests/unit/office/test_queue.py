"""The queue: asked, seen in one's place, taken once, declined with a reason, taken back; told of after it is kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from madoguchi.office.actor import Actor
from madoguchi.office.bus import Event, Topic
from madoguchi.office.cases.ports import Case, Category, EntryKind
from madoguchi.office.cases.service import CaseFile, Purpose
from madoguchi.office.customers.ports import CustomerStatus
from madoguchi.office.ids import CustomerId, RequestId
from madoguchi.office.queue.ports import RequestState, SupportRequest
from madoguchi.office.queue.service import TOLD_FOR, Asked, OwnRequest, RequestFacts, Taking
from madoguchi.office.refusals import BadField, CustomerSuspended, NoSuchThing, RequestSettled, TooManyTries
from tests.office_world import World, got

FACTS = RequestFacts("株式会社客先", "田中 一郎", "03-1111-2222", "見積書を印刷できません。", "tanaka@example.jp")
NEW = Taking(None, None, Category.FAULT, "見積書を印刷できない")


def asked(world: World, facts: RequestFacts = FACTS, address: str = "203.0.113.7") -> Asked:
    return got(Asked, world.desk.queue.ask(facts, address, world.now))


def listen(world: World, *topics: Topic):
    return world.desk.bus.subscribe(topics, lambda: None)


@pytest.mark.article("2.2")
def test_each_sees_their_own_place_and_moves_up(world: World) -> None:
    first = asked(world)
    world.clock.advance(1)
    second = asked(world, address="198.51.100.7")
    queue = world.desk.queue
    assert got(OwnRequest, queue.own(first.reference)).place == 1
    assert got(OwnRequest, queue.own(second.reference)).place == 2
    got(SupportRequest, queue.withdraw(first.reference, world.now))
    assert got(OwnRequest, queue.own(second.reference)).place == 1
    gone = got(OwnRequest, queue.own(first.reference))
    assert (gone.place, gone.request.state) == (0, RequestState.WITHDRAWN)
    assert queue.withdraw(first.reference, world.now) == RequestSettled("")


@pytest.mark.article("8.3")
def test_only_the_reference_leads_to_a_request(world: World) -> None:
    found = asked(world)
    assert found.request.reference_sha256 != found.reference
    for wrong in ("", found.request.id, found.request.reference_sha256, found.reference[:-1]):
        assert world.desk.queue.own(wrong) == NoSuchThing()
        assert world.desk.queue.withdraw(wrong, world.now) == NoSuchThing()


def test_a_network_asks_so_often_and_no_more(world: World) -> None:
    for _ in range(5):
        asked(world)
    refused = world.desk.queue.ask(FACTS, "203.0.113.99", world.now)  # the same network
    assert isinstance(refused, TooManyTries)
    asked(world, address="198.51.100.7")
    world.clock.advance(refused.retry_after)
    asked(world)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"organisation": " "}, "organisation"),
        ({"contact": ""}, "contact"),
        ({"phone": "でんわ"}, "phone"),
        ({"phone": "0" * 41}, "phone"),
        ({"email": "tanaka"}, "email"),
        ({"about": "\n \n"}, "about"),
        ({"about": "あ" * 2_001}, "about"),
        ({"organisation": "a\u0000b"}, "organisation"),
    ],
)
def test_what_cannot_be_used_is_said_of_its_field_and_nothing_is_kept(
    world: World, changed: dict[str, str], field: str
) -> None:
    typed = {"organisation": "客先", "contact": "田中", "phone": "03", "about": "印刷"} | changed
    wrong = got(BadField, world.desk.queue.ask(RequestFacts(**typed), "203.0.113.7", world.now))
    assert wrong.field == field
    assert world.desk.queue.waiting() == ([], 0)


@pytest.mark.article("2.2")
def test_a_stranger_becomes_a_prospective_customer_with_a_case(world: World) -> None:
    actor = world.operator().operator
    request = asked(world)
    case = got(Case, world.desk.queue.take(actor, request.request.id, NEW, world.now))
    file = got(CaseFile, world.desk.cases.get(actor, case.id, Purpose.SUPPORT))
    assert file.customer.organisation == FACTS.organisation
    assert file.customer.status is CustomerStatus.PROSPECTIVE
    assert (file.contact.name, file.contact.phone, file.contact.email) == (FACTS.contact, FACTS.phone, FACTS.email)
    assert (file.case.description, file.case.assignee_id) == (FACTS.about, actor.id)
    own = got(OwnRequest, world.desk.queue.own(request.reference))
    assert (own.request.state, own.operator, own.place) == (RequestState.TAKEN, actor.name, 0)
    with world.shelf.reading() as books:
        assert [(entry.kind, entry.word) for entry in books.cases.entries(case.id)] == [(EntryKind.OPENED, "portal")]


def test_a_known_customer_and_contact_are_chosen(world: World) -> None:
    actor = world.operator().operator
    known = world.customer(actor, "株式会社 客先")
    request = asked(world).request
    assert [likely.customer.id for likely in world.desk.queue.likely(request)] == [known.customer.id]
    taking = Taking(known.customer.id, known.contacts[0].id, Category.OPERATION, "使い方")
    case = got(Case, world.desk.queue.take(actor, request.id, taking, world.now))
    assert (case.customer_id, case.contact_id) == (known.customer.id, known.contacts[0].id)
    assert len(world.desk.customers.find("客先")) == 1


def test_a_new_contact_of_a_known_customer_is_found_by_its_name(world: World) -> None:
    actor = world.operator().operator
    known = world.customer(actor, "別名義")
    request = asked(world, RequestFacts("客先", "鈴木 次郎", "090-1", "印刷")).request
    taking = Taking(known.customer.id, None, Category.FAULT, "印刷")
    case = got(Case, world.desk.queue.take(actor, request.id, taking, world.now))
    assert case.contact_id != known.contacts[0].id
    assert [one.id for one in world.desk.customers.find("鈴木")] == [known.customer.id]


@pytest.mark.article("2.2")
def test_nobody_takes_for_a_suspended_or_unknown_customer(world: World) -> None:
    actor = world.operator().operator
    known, other = world.customer(actor), world.customer(actor, "別の客先")
    with world.shelf.writing() as books:
        books.customers.change(replace(known.customer, status=CustomerStatus.SUSPENDED, suspended_for="解約"))
    request = asked(world).request
    taking = Taking(known.customer.id, None, Category.FAULT, "印刷")
    assert world.desk.queue.take(actor, request.id, taking, world.now) == CustomerSuspended()
    nobody = Taking(CustomerId("0" * 32), None, Category.FAULT, "印刷")
    assert got(BadField, world.desk.queue.take(actor, request.id, nobody, world.now)).field == "customer"
    crossed = Taking(other.customer.id, known.contacts[0].id, Category.FAULT, "印刷")
    assert world.desk.queue.take(actor, request.id, crossed, world.now) == NoSuchThing()
    assert world.desk.queue.waiting()[1] == 1
    assert world.desk.cases.mine(actor) == []


def test_two_operators_at_once_one_wins_and_the_other_is_told(world: World) -> None:
    people = [world.operator(f"operator{number}").operator for number in range(2)]
    for _ in range(5):
        world.clock.advance(700)
        request = asked(world).request
        with ThreadPoolExecutor(2) as pool:
            results = list(pool.map(lambda one, at=request: world.desk.queue.take(one, at.id, NEW, world.now), people))
        assert sorted(type(result).__name__ for result in results) == ["Case", "RequestSettled"]
        (lost,) = [result for result in results if isinstance(result, RequestSettled)]
        assert lost.by == people[0].name
    assert sum(len(world.desk.cases.mine(one)) for one in people) == 5


@pytest.mark.article("8.3")
def test_a_taken_request_is_there_for_those_on_its_case_alone(world: World) -> None:
    mine, other = world.operator().operator, world.operator("suzuki").operator
    request = asked(world).request
    queue = world.desk.queue
    assert queue.get(other, request.id, world.now) == request
    got(Case, queue.take(mine, request.id, NEW, world.now))
    assert queue.get(other, request.id, world.now) == RequestSettled(mine.name)
    world.clock.advance(TOLD_FOR.total_seconds())
    assert queue.get(other, request.id, world.now) == NoSuchThing()
    assert got(SupportRequest, queue.get(mine, request.id, world.now)).state is RequestState.TAKEN
    assert queue.get(mine, RequestId("0" * 32), world.now) == NoSuchThing()
    assert queue.waiting() == ([], 0)


@pytest.mark.article("5.4")
def test_a_request_is_declined_with_a_reason_that_the_customer_reads(world: World) -> None:
    actor: Actor = world.operator().operator
    found = asked(world)
    queue = world.desk.queue
    assert got(BadField, queue.decline(actor, found.request.id, " \n", world.now)).field == "reason"
    got(SupportRequest, queue.decline(actor, found.request.id, "対象外の機器です。", world.now))
    own = got(OwnRequest, queue.own(found.reference))
    assert (own.request.state, own.request.answer) == (RequestState.DECLINED, "対象外の機器です。")
    assert isinstance(queue.decline(actor, found.request.id, "もう一度", world.now), RequestSettled)
    assert isinstance(queue.take(actor, found.request.id, NEW, world.now), RequestSettled)
    with world.shelf.reading() as books:
        (written,) = books.ledger.about([found.request.id])
    assert written.entry.kind == "request:declined"
    assert world.desk.consent.first_broken() is None


def test_it_is_told_after_it_is_kept_and_only_then(world: World) -> None:
    actor = world.operator().operator
    heard = listen(world, Topic.QUEUE, Topic.CASE)
    request = asked(world).request
    assert heard.take().events == (Event(Topic.QUEUE, request.id),)
    case = got(Case, world.desk.queue.take(actor, request.id, NEW, world.now))
    assert set(heard.take().events) == {Event(Topic.QUEUE, request.id), Event(Topic.CASE, case.id)}
    assert isinstance(world.desk.queue.take(actor, request.id, NEW, world.now), RequestSettled)
    assert heard.take().events == ()


def test_numbers_and_sessions_are_told_of(world: World) -> None:
    actor = world.operator().operator
    case = world.case(actor)
    world.publish()
    heard = listen(world, Topic.NUMBER, Topic.SESSION)
    session, _ = world.session(actor, case)
    events = heard.take().events
    assert [event.topic for event in events] == [Topic.NUMBER, Topic.NUMBER, Topic.SESSION]
    assert events[-1].about == session.id
