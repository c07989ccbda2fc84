"""What each role may, as docs/people.md says it, is what the table of doors keeps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from madoguchi.office.deeds.ports import Act
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.web.deeds import DEED_OF, NO_DEED
from madoguchi.web.doors import DOORS, ROLES, SENSITIVE, Who, may
from madoguchi.web.role_words import ACT_KEYS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "people.md"


def table() -> dict[str, dict[str, bool]]:
    """The rows of the table of roles: who of the doors, then yes or no for each role."""
    rows = [
        line.strip("|").split("|")
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line[:3] in {"| `", "| w"}
    ]
    head, *body = [[cell.strip() for cell in row] for row in rows]
    return {
        row[0].strip("`"): {role: row[head.index(role)] == "yes" for role in OperatorRole}
        for row in body
        if len(row) == len(head)
    }


@pytest.mark.article("8.3")
def test_the_page_says_what_the_doors_keep() -> None:
    assert table() == {who.value: {role: role in ROLES[who] for role in OperatorRole} for who in ROLES}


def test_every_kind_of_door_leads_somewhere() -> None:
    assert set(DOORS.values()) == set(Who)


def test_every_act_is_on_record_or_says_why_not() -> None:
    """A POST of somebody who is signed in has a deed, writes its own in its transaction, or stands in the list of those without."""
    own = re.compile(
        r"/sign-out|/office/people/|/office/me|/office/hooks|/office/subcontractors|/office/cases/{case}/assignments"
    )
    acts = {door for door, who in DOORS.items() if door[0] == "POST" and who in ROLES}
    assert acts - DEED_OF.keys() - NO_DEED == {(method, path) for method, path in acts if own.match(path)} - NO_DEED
    whole_register = ("GET", "/office/customers/export")  # it changes nothing, but everything leaves the house with it
    assert DEED_OF.keys() | NO_DEED <= acts | {whole_register}
    assert set(ACT_KEYS) == set(Act)


def test_what_is_sensitive_is_a_form() -> None:
    assert {door for door, who in DOORS.items() if door[0] == "POST" and who in ROLES} >= SENSITIVE
    assert not [path for _, path in SENSITIVE if path.startswith("/api/")]
    assert {
        (method, path)
        for method, path in DOORS
        if method == "POST" and path.startswith(("/office/people", "/office/subcontractors/"))
    } <= SENSITIVE


@pytest.mark.article("8.3")
def test_an_auditor_changes_nothing() -> None:
    unsafe = [
        path for (method, path), who in DOORS.items() if method == "POST" and may(OperatorRole.AUDITOR, method, path)
    ]
    assert all(path == "/sign-out" or path.startswith("/office/me") for path in unsafe), unsafe


@pytest.mark.article("8.3")
def test_an_administrator_comes_to_no_case() -> None:
    seen = [path for (method, path) in DOORS if may(OperatorRole.ADMIN, method, path)]
    assert not [
        path
        for path in seen
        if re.match("/office/(cases|sessions|numbers|statements/)|/console|/api", path)
        and path != "/office/statements/settings"
    ]


def test_what_has_no_row_is_nobodys() -> None:
    assert not any(may(role, "GET", "/nowhere") for role in OperatorRole)


@pytest.mark.article("9.2", "8.3")
def test_a_subcontractors_person_comes_to_given_cases_and_their_own_account_alone() -> None:
    """Everything else is not there for them: a new door is closed to them until somebody opens it on purpose."""
    seen = {path for (method, path) in DOORS if may(OperatorRole.SUBCONTRACTOR, method, path)}
    own = re.compile(r"/sign-out|/office(/live)?|/office/me(/(?!keys).*)?")
    given = re.compile(
        r"/office/cases(/{case}(/notes|/numbers)?)?|/office/numbers/{number}/cancel|/office/sessions/{session}.*"
        r"|/office/custody/{file}(/open|/check|/certificate(.pdf)?)?|/console/.*|/api/v1/console/.*"
    )
    assert not [path for path in seen if not own.fullmatch(path) and not given.fullmatch(path)]
    assert {"/office", "/office/cases/{case}", "/api/v1/console/sessions/{session}/ticket"} <= seen
