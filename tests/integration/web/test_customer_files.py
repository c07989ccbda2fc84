"""A file of customers at the office's pages: shown, taken in as it was shown, refused with a report, written out."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import httpx
import pytest

from madoguchi.office.operators.ports import OperatorRole
from madoguchi.web.guard import FORM_LIMIT
from tests.integration.web.office_site import ORIGIN, Browser, Site

HEAD = "名称,法人番号,ご担当者名,電話番号\n"
GULL = "株式会社うみねこ,7000012050002,海野 渚,=1+1\n"
IMPORT = "/office/customers/import"


async def send(browser: Browser, data: bytes, csrf: str | None = None) -> httpx.Response:
    await browser.get(IMPORT)
    fields = {"csrf": browser.csrf if csrf is None else csrf}
    return await browser.post(
        IMPORT, data=fields, files={"file": ("お客様.csv", data, "text/csv")}, headers={"origin": ORIGIN}
    )


def hidden(page: httpx.Response) -> dict[str, str]:
    return {name: unescape(value) for name, value in re.findall(r'name="(packed|digest)" value="([^"]*)"', page.text)}


def rows(answer: httpx.Response) -> list[list[str]]:
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


@pytest.mark.article("2.1")
async def test_a_file_is_shown_and_then_taken_in(site: Site, operator: Browser) -> None:
    shown = await send(operator, (HEAD + GULL).encode("cp932"))
    assert shown.status_code == 200
    assert "株式会社うみねこ" in shown.text
    assert (await operator.get("/office/customers?words=うみねこ")).text.count("株式会社うみねこ") == 0
    done = await operator.submit(f"{IMPORT}/apply", **hidden(shown))
    assert done.headers["location"] == "/office/customers?done=imported"
    assert "取り込みました" in (await operator.get(done.headers["location"])).text
    again = await send(operator, (HEAD + GULL).encode())
    assert "台帳と同じ内容です" in again.text
    written = rows(await operator.get("/office/customers/export"))
    assert written[0][:2] == ["管理ID", "名称"]
    assert written[1][1] == "株式会社うみねこ"
    assert written[1][11] == "'=1+1", "a formula is a text to a spreadsheet"


@pytest.mark.article("2.1")
async def test_bad_lines_are_told_and_nothing_is_taken_in(operator: Browser) -> None:
    shown = await send(operator, (HEAD + GULL + "岬,123,山 一,-1\n,,=cmd(),\n").encode())
    assert shown.status_code == 200
    assert "この内容で取り込む" not in shown.text
    assert "法人番号は13桁" in shown.text
    refused = await operator.submit(f"{IMPORT}/apply", **hidden(shown))
    assert refused.status_code == 409
    assert "株式会社うみねこ" not in (await operator.get("/office/customers")).text
    report = rows(await operator.submit(f"{IMPORT}/report", which="refused", **hidden(shown)))
    assert [row[0] for row in report[1:]] == ["3", "4"]
    assert report[1][1].startswith("法人番号: ")
    assert report[1][2:] == ["岬", "123", "山 一", "'-1"]
    assert report[2][4] == "'=cmd()"
    every = rows(await operator.submit(f"{IMPORT}/report", which="every", **hidden(shown)))
    assert ["2", "新規", "株式会社うみねこ", "法人番号", "", "7000012050002", ""] in every
    await operator.get("/office?language=en")
    english = rows(await operator.submit(f"{IMPORT}/report", which="refused", **hidden(shown)))
    assert english[0][:2] == ["Line", "Reason"]


@pytest.mark.article("2.1")
async def test_what_was_tampered_with_is_not_what_was_shown(operator: Browser) -> None:
    shown = await send(operator, (HEAD + GULL).encode())
    other = await send(operator, (HEAD + GULL.replace("渚", "海")).encode())
    mixed = hidden(shown) | {"packed": hidden(other)["packed"]}
    answer = await operator.submit(f"{IMPORT}/apply", **mixed)
    assert answer.status_code == 409
    assert "台帳が変わりました" in answer.text
    for packed in ("", "x", "e30=", hidden(shown)["packed"][:-8]):
        assert (await operator.submit(f"{IMPORT}/apply", packed=packed, digest="")).status_code == 422
        assert (await operator.submit(f"{IMPORT}/report", packed=packed)).status_code == 404
    assert "うみねこ" not in (await operator.get("/office/customers")).text


async def test_a_file_that_cannot_be_read_says_so_beside_the_field(operator: Browser) -> None:
    for data, words in ((b"name\n\x81", "文字コード"), (b"a,b\n1,2\n", "見出しがありません"), (b"", "選んでください")):
        answer = await send(operator, data)
        assert answer.status_code == 422
        assert words in answer.text
        assert 'aria-describedby="file-hint file-trouble"' in answer.text
    assert (await send(operator, b"x" * (FORM_LIMIT + 1))).status_code == 413


@pytest.mark.article("8.3")
async def test_a_file_is_let_in_at_its_own_door_and_with_the_token_alone(site: Site, operator: Browser) -> None:
    assert (await send(operator, (HEAD + GULL).encode(), csrf="")).status_code == 403
    await operator.get("/office/customers/new")
    elsewhere = await operator.post(
        "/office/customers/new",
        data={"csrf": operator.csrf, "organisation": "岬", "contact_name": "山"},
        files={"file": ("a", b"x")},
        headers={"origin": ORIGIN},
    )
    assert elsewhere.status_code == 403
    auditor = await site.signed_in("auditor", OperatorRole.AUDITOR)
    assert (await auditor.get(IMPORT)).status_code == 404
    assert (await auditor.get("/office/customers/export")).status_code == 404


@pytest.mark.article("8.1")
async def test_taking_in_and_writing_out_are_on_record(site: Site, operator: Browser) -> None:
    shown = await send(operator, (HEAD + GULL).encode())
    await operator.submit(f"{IMPORT}/apply", **hidden(shown))
    await operator.get("/office/customers/export")
    admin = await site.signed_in("kanri", OperatorRole.ADMIN)
    deeds = (await admin.get("/office/deeds")).text
    assert "お客様のCSVの取り込み" in deeds
    assert "お客様のCSVの書き出し" in deeds


async def test_ten_thousand_lines_are_shown_and_taken_in(operator: Browser) -> None:
    lines = "".join(f"客先{at:05},,担当 {at},03-{at:04}\n" for at in range(10_000))
    shown = await send(operator, (HEAD + lines).encode())
    assert shown.status_code == 200
    assert "10000" in shown.text
    assert len(shown.content) < 600_000
    done = await operator.submit(f"{IMPORT}/apply", **hidden(shown))
    assert done.status_code == 303
    assert "10000件" in (await operator.get("/office/customers")).text
