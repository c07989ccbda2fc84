"""Subcontractors in the browser: papers, a case given and taken back, and nothing else there for their people. Article: 8.3, 9.1, 9.2"""

from __future__ import annotations

import re

import pytest

from madoguchi.office.operators.ports import OperatorRole
from tests.integration.web.office_site import Site


def plain(text: str) -> str:
    """Without the mark of the room that the address names."""
    return text.replace(' aria-current="page"', "")


@pytest.mark.article("8.3", "9.1", "9.2")
async def test_a_case_is_given_and_goes_back(site: Site) -> None:
    site.publish()
    boss = await site.signed_in("sekinin", OperatorRole.SUPERVISOR)
    case = await boss.open_case(await boss.register())
    other = await boss.open_case(await boss.register("株式会社秘密", "別人"), subject="ほかの案件")
    outside = await site.signed_in("itaku", OperatorRole.SUBCONTRACTOR)
    missing = await outside.get("/office/cases/" + "0" * 32)
    for path in (
        f"/office/cases/{case}",
        f"/office/cases/{other}",
        "/office/customers",
        "/office/queue",
        "/office/me/keys",
    ):
        answer = await outside.get(path)
        assert (answer.status_code, plain(answer.text)) == (
            404,
            plain(missing.text).replace("/office/cases/" + "0" * 32, path),
        ), path
    page = await boss.get(f"/office/cases/{case}")
    person = re.search(r'<select id="person".*?value="([0-9a-f]{32})"', page.text, re.DOTALL)
    assert person
    wrong = await boss.submit(
        f"/office/cases/{case}/assignments", person=person[1], until="2027-01-05T12:00", may_files="yes"
    )
    assert wrong.status_code == 422
    assert 'name="may_files" value="yes" checked' in wrong.text
    assert 'id="until-trouble"' in wrong.text
    given = await boss.submit(
        f"/office/cases/{case}/assignments", person=person[1], until="2026-01-05T12:00", may_files="yes"
    )
    assert given.headers["location"].endswith("?done=given")
    seen = await outside.get(f"/office/cases/{case}")
    assert seen.status_code == 200
    assert "/assignments" not in seen.text
    assert "/office/customers/" not in seen.text
    home = await outside.get("/office")
    assert "ほかの案件" not in home.text
    assert "株式会社秘密" not in home.text
    assert "印刷できない" in home.text
    listed = (await outside.get("/office/cases")).text
    assert "印刷できない" in listed
    assert "ほかの案件" not in listed
    number = await outside.issue(case)
    assert (await outside.get(f"/console/{number}")).status_code == 200
    page = await boss.get(f"/office/cases/{case}")
    back = re.search(r"/assignments/([0-9a-f]{32})/end", page.text)
    assert back
    await boss.submit(f"/office/cases/{case}/assignments/{back[1]}/end")
    assert (await outside.get(f"/console/{number}")).status_code == 404
    assert (await outside.get(f"/office/cases/{case}")).status_code == 404


@pytest.mark.article("9.1")
async def test_an_administrator_keeps_organisations_and_papers(site: Site) -> None:
    admin = await site.signed_in("kanri", OperatorRole.ADMIN)
    await admin.get("/office/subcontractors")
    wrong = await admin.submit("/office/subcontractors", name="<b>委託先</b>", corporate_number="1234567890123")
    assert wrong.status_code == 422
    assert 'value="&lt;b&gt;委託先&lt;/b&gt;"' in wrong.text
    made = await admin.submit("/office/subcontractors", name="<b>委託先</b>", contact="総務")
    path = made.headers["location"].split("?")[0]
    assert made.status_code == 303
    bad = await admin.submit(
        f"{path}/papers", kind="nda", reference="K-1", signed_on="2026-01-05", last_day="2026-01-01"
    )
    assert bad.status_code == 422
    assert 'id="last_day-trouble"' in bad.text
    for kind in ("agreement", "nda"):
        await admin.submit(f"{path}/papers", kind=kind, reference="K-1", signed_on="2026-01-05", last_day="2026-01-31")
    page = await admin.get(path)
    assert page.text.count("30日以内に期限") == 2
    assert "まもなく期限" in page.text
    assert "&lt;b&gt;委託先" in page.text
    link = await admin.submit(f"{path}/people", login="soto", person_name="外山")
    assert "/join/" in link.text
    paper = re.search(r"/papers/([0-9a-f]{32})/withdraw", page.text)
    assert paper
    await admin.submit(f"{path}/papers/{paper[1]}/withdraw")
    assert "サインインできません" in (await admin.get(path)).text
