"""Which cases each role sees: an operator their own, a supervisor and an auditor all, an administrator none."""

from __future__ import annotations

import pytest

from madoguchi.office.cases.ports import Case, CaseStatus
from madoguchi.office.cases.service import CaseFile, Purpose
from madoguchi.office.numbers.ports import Number
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.office.refusals import NoSuchThing
from madoguchi.office.sessions.service import SessionFile
from tests.office_world import World, got

NONE, SUPPORT, EVIDENCE = set[Purpose](), {Purpose.SUPPORT}, {Purpose.EVIDENCE}


@pytest.mark.article("8.3")
@pytest.mark.parametrize(
    ("role", "purposes"),
    [
        (OperatorRole.ADMIN, NONE),
        (OperatorRole.SUPERVISOR, SUPPORT | EVIDENCE),
        (OperatorRole.OPERATOR, NONE),
        (OperatorRole.AUDITOR, EVIDENCE),
    ],
)
def test_a_case_of_somebody_else(world: World, role: OperatorRole, purposes: set[Purpose]) -> None:
    owner, other = world.operator().operator, world.operator("other", role).operator
    world.publish()
    case = world.case(owner)
    session, _ = world.session(owner, case)
    opened = {purpose for purpose in Purpose if isinstance(world.desk.cases.get(other, case.id, purpose), CaseFile)}
    assert opened == purposes
    may_read, may_work = Purpose.EVIDENCE in purposes, Purpose.SUPPORT in purposes
    assert [file.case.id for file in world.desk.cases.mine(other)] == ([case.id] if may_read else [])
    assert [found.id for found, _ in world.desk.sessions.recent(other)] == ([session.id] if may_read else [])
    assert isinstance(world.desk.sessions.get(other, session.id), SessionFile) is may_read
    assert isinstance(world.desk.numbers.issue(other, case.id, world.now), Number) is may_work
    assert isinstance(world.desk.cases.set_status(other, case.id, CaseStatus.CLOSED, world.now), Case) is may_work


@pytest.mark.article("8.3")
def test_who_becomes_an_administrator_leaves_their_cases(world: World) -> None:
    owner = world.operator().operator
    case = world.case(owner)
    promoted = type(owner)(owner.id, owner.login, owner.name, owner.organisation, False, OperatorRole.ADMIN)
    assert world.desk.cases.get(promoted, case.id, Purpose.EVIDENCE) == NoSuchThing()
    assert world.desk.cases.mine(promoted) == []


def test_supervisors_can_be_brought_onto_a_case_and_auditors_cannot(world: World) -> None:
    owner = world.operator().operator
    case = world.case(owner)
    world.operator("shunin", OperatorRole.SUPERVISOR)
    world.operator("kansa", OperatorRole.AUDITOR)
    assert world.desk.cases.add_member(owner, case.id, "shunin", world.now) is None
    assert world.desk.cases.add_member(owner, case.id, "kansa", world.now) is not None
    assert len(got(CaseFile, world.desk.cases.get(owner, case.id, Purpose.SUPPORT)).members) == 2
