"""Who may give a case, to whom, until when; and who comes in with which role. Article: 9.1, 9.2"""

from __future__ import annotations

import pytest

from madoguchi.office.api_keys.ports import Scope
from madoguchi.office.cases.service import Purpose
from madoguchi.office.operators.invitations import Invited, PersonFacts
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.office.operators.service import NewOperator
from madoguchi.office.refusals import BadField, NoSuchThing
from madoguchi.office.subcontractors.assignments import AssignmentFacts
from madoguchi.office.subcontractors.ports import Assignment, Subcontractor
from madoguchi.office.subcontractors.service import PaperFacts, Standing, SubcontractorFacts
from madoguchi.rules.subcontracting import PaperKind
from madoguchi.web.api_doors import scopes_of
from tests.office_world import PASSWORD, got
from tests.subcontractor_world import ALL, Outside

FIELD = "subcontractors.field."


@pytest.mark.article("9.2")
@pytest.mark.parametrize(
    ("until", "why"),
    [
        ("", "moment"),
        ("tomorrow", "moment"),
        ("2026-01-05T12:00+09:00", "moment"),
        ("0001-01-01T00:00", "moment"),
        ("2026-01-05T10:00", "past"),
        ("2026-02-01T00:00:01", "after_papers"),
    ],
)
def test_an_end_that_cannot_be(outside: Outside, until: str, why: str) -> None:
    facts = AssignmentFacts(outside.id, ALL, until)
    desk, asking = outside.world.desk, outside.asking(outside.supervisor)
    assert desk.assignments.assign(asking, outside.case.id, facts) == BadField("until", FIELD + why)  # type: ignore[arg-type]


@pytest.mark.article("9.2")
def test_until_the_papers_end_and_not_a_second_longer(outside: Outside) -> None:
    facts = AssignmentFacts(outside.id, ALL, "2026-02-01T00:00")
    got(Assignment, outside.world.desk.assignments.assign(outside.asking(outside.supervisor), outside.case.id, facts))


@pytest.mark.article("9.1", "9.2")
def test_an_organisation_that_is_not_in_force_is_given_nothing(outside: Outside) -> None:
    desk, agreement = outside.world.desk, outside.papers[PaperKind.AGREEMENT]
    desk.subcontractors.withdraw_paper(outside.asking(), outside.organisation.id, agreement)
    facts = AssignmentFacts(outside.id, ALL, outside.typed(60))
    answer = desk.assignments.assign(outside.asking(outside.supervisor), outside.case.id, facts)
    assert answer == BadField("person", "subcontractors.field.not_in_force")


@pytest.mark.article("9.2")
@pytest.mark.parametrize(
    "role", [role for role in OperatorRole if role not in {OperatorRole.SUPERVISOR, OperatorRole.SUBCONTRACTOR}]
)
def test_only_a_supervisor_gives_and_takes_back(outside: Outside, role: OperatorRole) -> None:
    desk, other = outside.world.desk, outside.world.operator("other", role).operator
    desk.cases.add_member(outside.supervisor, outside.case.id, "other", outside.world.now)
    facts = AssignmentFacts(outside.id, ALL, outside.typed(60))
    assert desk.assignments.assign(outside.asking(other), outside.case.id, facts) == NoSuchThing()
    given = outside.give()
    assert desk.assignments.end(outside.asking(other), outside.case.id, given.id) == NoSuchThing()
    assert desk.assignments.end(outside.asking(outside.supervisor), outside.case.id, given.id) is None
    assert desk.assignments.end(outside.asking(outside.supervisor), outside.case.id, given.id) == NoSuchThing()


@pytest.mark.article("9.2")
def test_they_come_onto_a_case_by_an_assignment_alone(outside: Outside) -> None:
    desk, boss, now = outside.world.desk, outside.supervisor, outside.world.now
    wrong = BadField("login", "office.field.no_such_operator")
    assert desk.cases.add_member(boss, outside.case.id, "itaku", now) == wrong
    assert desk.work.assign(boss, outside.case.id, outside.id, now) == BadField("assignee", wrong.why)
    own = AssignmentFacts(boss.id, ALL, outside.typed(60))
    assert desk.assignments.assign(outside.asking(boss), outside.case.id, own) == BadField("person", wrong.why)
    outside.give()
    desk.work.assign(boss, outside.case.id, boss.id, now)
    gone = desk.work.remove_member(boss, outside.case.id, outside.id, now)
    assert gone == BadField("login", "subcontractors.field.end_it")
    assert [one.name for one in desk.assignments.of_case(boss, outside.case.id, Purpose.SUPPORT)] == ["外山 次郎"]


@pytest.mark.article("9.1")
def test_the_role_goes_with_the_organisation(outside: Outside) -> None:
    desk = outside.world.desk
    wrong = BadField("role", "people.field.subcontractor")
    alone = PersonFacts("new", "名", "株式会社まど", OperatorRole.SUBCONTRACTOR)
    assert desk.invitations.invite(outside.asking(), alone) == wrong
    other = PersonFacts("new", "名", "x", OperatorRole.SUPERVISOR, outside.organisation.id)
    assert desk.invitations.invite(outside.asking(), other) == wrong
    new = NewOperator("new", "名", "x", OperatorRole.SUBCONTRACTOR, PASSWORD)
    assert desk.operators.create(new, "", outside.world.now) == wrong
    assert desk.people.set_role(outside.asking(), outside.id, OperatorRole.OPERATOR) == wrong
    assert desk.people.set_role(outside.asking(), outside.supervisor.id, OperatorRole.SUBCONTRACTOR) == wrong
    good = PersonFacts("new", "名", "x", OperatorRole.SUBCONTRACTOR, outside.organisation.id)
    assert got(Invited, desk.invitations.invite(outside.asking(), good)).invitation.organisation == "委託先株式会社"
    assert scopes_of(OperatorRole.SUBCONTRACTOR) == frozenset[Scope]()


@pytest.mark.article("9.1")
@pytest.mark.parametrize(
    ("facts", "field", "why"),
    [
        (PaperFacts(PaperKind.NDA, "", "2026-01-05", "2026-01-31"), "reference", "office.field.needed"),
        (PaperFacts(PaperKind.NDA, "K", "", "2026-01-31"), "signed_on", FIELD + "day"),
        (PaperFacts(PaperKind.NDA, "K", "1899-12-31", "2026-01-31"), "signed_on", FIELD + "day"),
        (PaperFacts(PaperKind.NDA, "K", "2026-01-05", "x"), "last_day", FIELD + "day"),
        (PaperFacts(PaperKind.NDA, "K", "2026-02-05", "2026-01-31"), "last_day", FIELD + "before_signed"),
        (PaperFacts(PaperKind.NDA, "K", "2025-01-05", "2026-01-04"), "last_day", FIELD + "over"),
    ],
)
def test_a_paper_that_cannot_be(outside: Outside, facts: PaperFacts, field: str, why: str) -> None:
    answer = outside.world.desk.subcontractors.add_paper(outside.asking(), outside.organisation.id, facts)
    assert answer == BadField(field, why)  # type: ignore[arg-type]


@pytest.mark.article("9.1")
def test_an_organisation_is_named_once_and_its_number_checked(outside: Outside) -> None:
    keep = outside.world.desk.subcontractors
    assert keep.add(outside.asking(), SubcontractorFacts("委託先株式会社 ")) == BadField(
        "name", "subcontractors.field.name_taken"
    )
    wrong = keep.add(outside.asking(), SubcontractorFacts("別", "1234567890123"))
    assert wrong == BadField("corporate_number", "subcontractors.field.corporate_number")
    other = got(Subcontractor, keep.add(outside.asking(), SubcontractorFacts("別", "T7000012050002")))
    assert other.corporate_number == "7000012050002"
    renamed = keep.change(outside.asking(), outside.organisation.id, SubcontractorFacts("新しい名前"))
    assert got(Subcontractor, renamed).name == "新しい名前"
    found = got(Standing, keep.get(outside.organisation.id, outside.world.now))
    assert [one.organisation for one in found.people] == ["新しい名前"]
    assert found.is_soon  # thirty days, and the last day is within them
