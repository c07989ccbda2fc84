"""What is done with a case, and that all of it stands in its timeline; the scope; the limits for routine work."""

from __future__ import annotations

import pytest

from madoguchi.base.canonical import digest
from madoguchi.base.clock import iso
from madoguchi.office.cases.ports import (
    Case,
    CaseEntry,
    CaseStatus,
    Category,
    EntryKind,
    ScopeItem,
    SetRoutineRules,
    Told,
)
from madoguchi.office.cases.service import CaseFile, Purpose
from madoguchi.office.cases.timeline import Begun, Issued, WrittenDown
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.office.queue.service import Asked, OwnRequest, RequestFacts, Taking
from madoguchi.office.refusals import BadField, CaseClosed, NoSuchThing
from madoguchi.rules.routine import SameAgain
from tests.office_world import World, got


def kinds(world: World, case: Case) -> list[EntryKind]:
    with world.shelf.reading() as books:
        return [entry.kind for entry in books.cases.entries(case.id)]


@pytest.mark.article("8.3")
def test_who_gets_a_case_comes_onto_it_and_who_is_taken_off_sees_it_no_more(world: World) -> None:
    mine, other = world.operator().operator, world.operator("suzuki").operator
    case, work = world.case(mine), world.desk.work
    assert case.assignee_id == mine.id
    assert work.assign(other, case.id, other.id, world.now) == NoSuchThing()
    world.clock.advance(1)
    assert got(Case, work.assign(mine, case.id, other.id, world.now)).assignee_id == other.id
    assert got(BadField, work.remove_member(mine, case.id, other.id, world.now)).field == "login"
    world.clock.advance(1)
    got(Case, work.remove_member(other, case.id, mine.id, world.now))
    assert world.desk.cases.get(mine, case.id, Purpose.SUPPORT) == NoSuchThing()
    assert world.desk.cases.mine(mine) == []
    assert kinds(world, case) == [EntryKind.OPENED, EntryKind.ASSIGNED, EntryKind.LEFT]


def test_nobody_gets_a_case_who_does_not_work_on_cases(world: World) -> None:
    mine = world.operator().operator
    admin = world.operator("kanri", OperatorRole.ADMIN).operator
    case = world.case(mine)
    assert got(BadField, world.desk.work.assign(mine, case.id, admin.id, world.now)).field == "assignee"
    assert admin.id not in {colleague.id for colleague in world.desk.work.colleagues()}


@pytest.mark.article("5.4")
def test_a_case_is_declined_with_a_reason_and_how_the_customer_hears_of_it(world: World) -> None:
    actor = world.operator().operator
    case, work = world.case(actor), world.desk.work
    assert got(BadField, work.decline(actor, case.id, " ", Told.PHONE, world.now)).field == "reason"
    assert got(BadField, work.decline(actor, case.id, "対象外です。", Told.PORTAL, world.now)).field == "told"
    world.clock.advance(1)
    declined = got(Case, work.decline(actor, case.id, "対象外です。", Told.PHONE, world.now))
    assert (declined.status, declined.declined_for) == (CaseStatus.DECLINED, "対象外です。")
    assert work.decline(actor, case.id, "もう一度", Told.PHONE, world.now) == CaseClosed()
    with world.shelf.reading() as books:
        entry = books.cases.entries(case.id)[-1]
        (written,) = books.ledger.about([case.id])
    assert (entry.kind, entry.text, entry.word) == (EntryKind.DECLINED, "対象外です。", "phone")
    assert written.entry.kind == "case:declined"
    again = got(Case, world.desk.cases.set_status(actor, case.id, CaseStatus.OPEN, world.now))
    assert (again.status, again.declined_for) == (CaseStatus.OPEN, "")


@pytest.mark.article("5.4")
def test_a_case_of_the_public_page_tells_its_no_there(world: World) -> None:
    actor = world.operator().operator
    asked = got(Asked, world.desk.queue.ask(RequestFacts("客先", "田中", "03", "入力の代行"), "203.0.113.7", world.now))
    case = got(
        Case, world.desk.queue.take(actor, asked.request.id, Taking(None, None, Category.FAULT, "代行"), world.now)
    )
    assert world.desk.work.came_from_the_portal(case)
    got(Case, world.desk.work.decline(actor, case.id, "代行はお受けしていません。", Told.PORTAL, world.now))
    own = got(OwnRequest, world.desk.queue.own(asked.reference))
    assert own.case is not None
    assert own.case.declined_for == "代行はお受けしていません。"


@pytest.mark.article("11.1")
def test_a_consultation_stands_in_the_timeline_for_ever(world: World) -> None:
    actor, other = world.operator().operator, world.operator("suzuki").operator
    case, work = world.case(actor), world.desk.work
    assert got(BadField, work.write(actor, case.id, EntryKind.CONSULTATION, "\n", world.now)).field == "consultation"
    assert work.write(other, case.id, EntryKind.CONSULTATION, "知らない案件", world.now) == NoSuchThing()
    assert work.write(actor, case.id, EntryKind.DECLINED, "偽", world.now) == NoSuchThing()
    world.clock.advance(1)
    got(CaseEntry, work.write(actor, case.id, EntryKind.CONSULTATION, "追加作業は次回に相談。", world.now))
    assert kinds(world, case) == [EntryKind.OPENED, EntryKind.CONSULTATION]


def test_the_timeline_has_everything_the_newest_first(world: World) -> None:
    actor = world.operator().operator
    world.publish()
    case = world.case(actor)
    world.clock.advance(1)
    got(Case, world.desk.work.set_category(actor, case.id, Category.RESTORATION, world.now))
    world.clock.advance(1)
    got(Case, world.desk.cases.set_status(actor, case.id, CaseStatus.WAITING, world.now))
    world.clock.advance(1)
    session, _ = world.session(actor, case)
    events = world.desk.work.timeline(actor, case.id, Purpose.SUPPORT)
    assert isinstance(events, list)
    assert {type(event) for event in events[:2]} == {Begun, Issued}
    assert [event.entry.kind for event in events if isinstance(event, WrittenDown)] == [
        EntryKind.STATUS,
        EntryKind.CATEGORY,
        EntryKind.OPENED,
    ]
    assert {event.by for event in events} == {actor.name}
    assert session.id in {event.session.id for event in events if isinstance(event, Begun)}
    outsider = world.operator("suzuki").operator
    assert world.desk.work.timeline(outsider, case.id, Purpose.SUPPORT) == NoSuchThing()


@pytest.mark.article("3.1")
def test_the_scope_is_dated_and_a_line_is_ended_never_changed(world: World) -> None:
    scope, admin = world.desk.scope, world.operator("admin").operator
    item = got(ScopeItem, scope.add(admin, "印刷の不具合", "Trouble with printing", in_scope=True, now=world.now))
    assert got(BadField, scope.add(admin, "印刷の不具合", "x", in_scope=False, now=world.now)).field == "ja"
    assert got(BadField, scope.add(admin, "代行", " ", in_scope=False, now=world.now)).field == "en"
    before = world.now
    world.clock.advance(60)
    assert scope.end(admin, item.id, world.now) is None
    assert scope.end(admin, item.id, world.now) == NoSuchThing()
    assert scope.items(world.now) == []
    assert [found.id for found in scope.items(before)] == [item.id]
    told = {"en": "Trouble with printing", "in_scope": "yes", "ja": "印刷の不具合"}
    with world.shelf.reading() as books:
        written = books.ledger.about([item.id])
    assert [one.entry.kind for one in written] == ["scope:published", "scope:ended"], "what did not happen is not there"
    bodies = [one.payload["body"] for one in written]
    assert [body["effective"] for body in bodies] == [iso(before), iso(world.now)]
    assert {(body["by"], body["sha256"]) for body in bodies} == {(admin.id, digest(told))}


@pytest.mark.article("1.2", "8.3")
def test_routine_work_is_told_to_those_who_work_for_the_customer_alone(world: World) -> None:
    actor, outsider = world.operator().operator, world.operator("suzuki").operator
    supervisor = world.operator("shunin", OperatorRole.SUPERVISOR).operator
    routine = world.desk.routine
    customer = world.customer(actor)
    for _ in range(3):
        world.case(actor, customer)
    assert routine.of_customer(actor, customer.customer.id, world.now) == ()  # nothing was set
    for typed in (("x", "30", "10"), ("3", "367", "10"), ("3", "0", "10"), ("0", "30", "10"), ("3", "30", "745")):
        assert isinstance(routine.set_rules(supervisor, *typed, world.now), BadField)
    got(SetRoutineRules, routine.set_rules(supervisor, "3", "30", "10", world.now))
    found = (SameAgain("fault", 3, 3, 30),)
    assert routine.of_customer(actor, customer.customer.id, world.now) == found
    assert routine.of_customer(supervisor, customer.customer.id, world.now) == found
    assert routine.of_customer(outsider, customer.customer.id, world.now) == ()
    assert got(SetRoutineRules, routine.set_rules(supervisor, "4", "30", "10", world.now)).number == 2
    assert routine.of_customer(actor, customer.customer.id, world.now) == ()
    got(CaseFile, world.desk.cases.get(actor, world.case(actor, customer).id, Purpose.SUPPORT))
    assert routine.of_customer(actor, customer.customer.id, world.now) == (SameAgain("fault", 4, 4, 30),)
