"""A month at the office's pages: seen as a draft, issued, corrected, exported; and what is refused on the way."""

from __future__ import annotations

import csv
import email
import email.policy
import io
import json
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from pypdf import PdfReader

from madoguchi.office.cases.ports import Case
from madoguchi.office.ids import CaseId
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.office.statements.outbox import Answer, Outcome, Trouble
from madoguchi.web.mail import MailServer, SmtpCarrier
from madoguchi.web.pdf.press import Press
from tests.charged_world import REGISTRATION, charged_session, set_invoices, set_prices
from tests.integration.web.office_site import Browser, Site
from tests.office_world import got

EVENING = datetime(2026, 1, 6, 9, 0, tzinfo=UTC)
FEBRUARY = datetime(2026, 2, 2, 0, 0, tzinfo=UTC)


async def month_with_work(
    site: Site, organisation: str = "株式会社客先", subject: str = "印刷できない"
) -> tuple[Browser, str]:
    """A supervisor's browser in February, and the customer of two charged sessions of January."""
    site.publish()
    await site.signed_in("yamada")
    actor = site.people["yamada"].operator
    browser = await site.signed_in("yamada")
    customer = await browser.register(organisation)
    case_id = await browser.open_case(customer, subject)
    set_prices(site.app.desk, actor, site.clock.now())
    with site.app._shelf.reading() as books:
        case = got(Case, books.cases.by_id(CaseId(case_id)))
    for day in (0, 1):
        start = EVENING + timedelta(days=day)
        charged_session(site.app.desk, site.app._shelf, actor, case, start, timedelta(minutes=20))
    site.clock.advance((FEBRUARY - site.clock.now()).total_seconds())
    set_invoices(site.app.desk, site.person("kanri", OperatorRole.ADMIN).operator, site.clock.now())
    return await site.signed_in("shunin", OperatorRole.SUPERVISOR), customer


async def issue(browser: Browser, customer: str) -> str:
    address = f"/office/statements/draft/{customer}/2026-01"
    page = await browser.get(address)
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', page.text)
    assert seen, page.text
    answer = await browser.submit(address, seen=seen[1], checked="yes")
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].partition("?")[0]


@pytest.mark.article("3.4")
async def test_a_month_is_seen_issued_and_corrected(site: Site) -> None:
    browser, customer = await month_with_work(site)
    listed = await browser.get("/office/statements?month=2026-01")
    assert "8,800円" in listed.text
    assert "下書き" in listed.text
    address = await issue(browser, customer)
    assert address == "/office/statements/1"
    page = await browser.get(f"{address}?done=statement_issued")
    assert "発行しました" in page.text
    sessions = re.findall(r'name="keep_([0-9a-f]{32})"', page.text)
    assert len(sessions) == 2
    refused = await browser.submit(f"{address}/correct", reason="", **{f"keep_{sessions[0]}": "yes"})
    assert refused.status_code == 422
    assert 'id="reason-trouble"' in refused.text
    kept = re.search(rf'name="keep_{sessions[0]}" value="yes"( checked)?', refused.text)
    dropped = re.search(rf'name="keep_{sessions[1]}" value="yes"( checked)?', refused.text)
    assert kept and kept[1]  # noqa: PT018 - what was typed stands
    assert dropped and not dropped[1]  # noqa: PT018
    done = await browser.submit(f"{address}/correct", reason="やり直しのため", **{f"keep_{sessions[0]}": "yes"})
    assert done.headers["location"].startswith("/office/statements/3?")
    assert "取消請求書 2 で取り消されました" in (await browser.get(address)).text
    assert "−8,800円" in (await browser.get("/office/statements/2")).text
    listed = await browser.get("/office/statements?month=2026-01")
    assert "4,400円" in listed.text
    assert "発行済み" in listed.text


@pytest.mark.article("3.4")
async def test_the_paper_is_a_qualified_invoice_and_can_be_made_again(site: Site) -> None:
    browser, customer = await month_with_work(site)
    address = await issue(browser, customer)
    first = await browser.get(f"{address}/paper.pdf?language=ja")
    assert first.headers["content-type"] == "application/pdf"
    found = PdfReader(io.BytesIO(first.content))
    text = "".join("".join(page.extract_text() for page in found.pages).split())
    wanted = (
        "適格請求書",
        REGISTRATION,
        "株式会社客先御中",
        "株式会社まど",
        "2026年2月2日",
        "10%対象（税抜）8,000円",
        "消費税（10%）800円",
        "8,800円",
    )
    for words in wanted:
        assert words in text, words
    site.clock.advance(86_400)
    again = await site.signed_in("shunin", OperatorRole.SUPERVISOR)
    assert (await again.get(f"{address}/paper.pdf?language=ja")).content == first.content
    document = await again.get(f"{address}/document.json")
    assert found.attachments["statement.json"] == [document.content]
    assert json.loads(document.text)["total"] == 8_800


@pytest.mark.article("3.4")
async def test_nothing_is_issued_unchecked_or_after_a_change(site: Site) -> None:
    browser, customer = await month_with_work(site)
    address = f"/office/statements/draft/{customer}/2026-01"
    await browser.get(address)
    unchecked = await browser.submit(address, seen="0" * 64)
    assert unchecked.status_code == 422
    assert 'id="checked-trouble"' in unchecked.text
    changed = await browser.submit(address, seen="0" * 64, checked="yes")
    assert changed.status_code == 409
    assert "下書きの内容が変わりました" in changed.text
    assert (await browser.get("/office/statements/1")).status_code == 404


@pytest.mark.article("3.4")
async def test_files_for_accounting_software(site: Site) -> None:
    browser, customer = await month_with_work(site, "=cmd|' /C calc'!A0", "+1")
    address = await issue(browser, customer)
    page = await browser.get(address)
    await browser.submit(
        f"{address}/correct", reason="取消", **dict.fromkeys(re.findall(r"keep_[0-9a-f]{32}", page.text), "yes")
    )
    generic = await browser.get("/office/statements/export/generic/2026-01")
    assert generic.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(generic.content.decode("utf-8-sig"))))
    assert [row["金額（税抜）"] for row in rows] == ["4000", "4000", "-4000", "-4000", "4000", "4000"]
    assert {row["お客様"][0] for row in rows} == {"'"}
    freee = list(
        csv.DictReader(
            io.StringIO((await browser.get("/office/statements/export/freee/2026-01")).content.decode("utf-8-sig"))
        )
    )
    assert [row["金額"] for row in freee] == ["8800", "-8800", "8800"]
    assert sum(int(row["税額"]) for row in freee) == 800
    yayoi = await browser.get("/office/statements/export/yayoi/2026-01")
    entries = list(csv.reader(io.StringIO(yayoi.content.decode("cp932"))))
    assert {len(row) for row in entries} == {25}
    assert {row[0] for row in entries} == {"2000"}
    assert [(row[4], row[10], row[8]) for row in entries] == [
        ("売掛金", "売上高", "8800"),
        ("売上高", "売掛金", "8800"),
        ("売掛金", "売上高", "8800"),
    ]
    assert (await browser.get("/office/statements/export/other/2026-01")).status_code == 404


async def test_settings_keep_what_was_typed_and_say_what_is_wrong(site: Site) -> None:
    browser = await site.signed_in("kanri", OperatorRole.ADMIN)
    await browser.get("/office/statements/settings")
    typed = {"registration": "T1234567890123", "address": "東京", "bank": "銀行", "rounding": "up"}
    wrong = await browser.submit("/office/statements/settings", **typed)
    assert wrong.status_code == 422
    assert 'id="registration-trouble"' in wrong.text
    assert "T1234567890123" in wrong.text
    assert "銀行" in wrong.text
    good = await browser.submit("/office/statements/settings", **(typed | {"registration": REGISTRATION}))
    assert good.status_code == 303
    assert REGISTRATION in (await browser.get("/office/statements/settings")).text


@pytest.mark.article("8.3")
async def test_operators_and_administrators_see_no_statement(site: Site) -> None:
    browser, customer = await month_with_work(site)
    address = await issue(browser, customer)
    operator = await site.signed_in("yamada")
    admin = await site.signed_in("kanri", OperatorRole.ADMIN)
    draft, listed = f"/office/statements/draft/{customer}/2026-01", "/office/statements?month=2026-01"
    for path in (address, f"{address}/paper.pdf", draft, listed):
        assert (await operator.get(path)).status_code == 404
        assert (await admin.get(path)).status_code == 404


@pytest.mark.article("3.4")
async def test_an_auditor_reads_statements_and_issues_none(site: Site) -> None:
    browser, customer = await month_with_work(site)
    auditor = await site.signed_in("kansa", OperatorRole.AUDITOR)
    draft = await auditor.get(f"/office/statements/draft/{customer}/2026-01")
    assert "8,800円" in draft.text
    assert 'name="checked"' not in draft.text
    address = await issue(browser, customer)
    page = await auditor.get(address)
    assert "8,800円" in page.text
    assert f'action="{address}' not in page.text
    assert (await auditor.submit(f"{address}/correct", reason="x")).status_code == 404


@pytest.mark.article("3.4")
async def test_a_statement_is_put_into_the_outbox_once(site: Site) -> None:
    browser, customer = await month_with_work(site)
    address = await issue(browser, customer)
    assert "メールサーバーが設定されていない" in (await browser.get(address)).text
    wrong = await browser.submit(f"{address}/mails", recipient="nobody")
    assert wrong.status_code == 422
    assert (await browser.submit(f"{address}/mails", recipient="keiri@example.jp")).status_code == 303
    assert (await browser.submit(f"{address}/mails", recipient="keiri@example.jp")).status_code == 422
    page = await browser.get(address)
    assert "送信待ち" in page.text
    assert page.text.count("keiri@example.jp") == 1
    (mail,) = site.app.desk.outbox.of_statement(1)
    assert (await browser.submit(f"{address}/mails/{mail.id}/again")).status_code == 404


@pytest.mark.article("3.4")
async def test_names_that_a_file_cannot_say_are_told_beside_it(site: Site) -> None:
    browser, customer = await month_with_work(site, "𠮷野家〜株式会社")
    assert "取り込んだあとで確かめて" not in (await browser.get("/office/statements?month=2026-01")).text
    await issue(browser, customer)
    page = (await browser.get("/office/statements?month=2026-01")).text
    assert "この形式にない文字（𠮷）を〓に替えて「〓野家～株式会社」とします。" in page


class Carrier:
    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)

    def carry(self, mail: object, paper: object) -> Answer:
        return self.answers.pop(0)


@pytest.mark.article("3.4")
@pytest.mark.parametrize(
    ("outcome", "trouble", "said", "state", "button"),
    [
        (Outcome.REFUSED, Trouble.CERTIFICATE, "証明書を確かめられない", "送れませんでした", "もう一度送る"),
        (Outcome.REFUSED, Trouble.NO_TLS, "暗号化できないため、送るのをやめました", "送れませんでした", "もう一度送る"),
        (
            Outcome.UNKNOWN,
            Trouble.CUT,
            "届いたかどうか分かりません",
            "送れたか分かりません",
            "届いていないことを確かめて",
        ),
    ],
)
async def test_why_a_mail_did_not_go_is_said_in_plain_words(
    site: Site, outcome: Outcome, trouble: Trouble, said: str, state: str, button: str
) -> None:
    browser, customer = await month_with_work(site)
    address = await issue(browser, customer)
    await browser.submit(f"{address}/mails", recipient="keiri@example.jp")
    site.app.desk.outbox.send_next(Carrier(Answer(outcome, "<b>454 no</b>", trouble)), site.clock.now)
    page = (await browser.get(address)).text
    for words in (said, state, button, "メールサーバーの返事: &lt;b&gt;454 no&lt;/b&gt;"):
        assert words in page, words


@pytest.mark.article("3.4")
async def test_a_month_is_closed_mailed_found_wrong_and_corrected(site: Site) -> None:
    browser, customer = await month_with_work(site)
    with mail_server() as (inbox, carrier):
        address = await issue(browser, customer)
        await browser.get(address)
        assert (await browser.submit(f"{address}/mails", recipient="keiri@example.jp")).status_code == 303
        site.app.desk.outbox.send_next(carrier(site.app._press), site.clock.now)
        page = await browser.get(address)
        assert "送信済み" in page.text

        sessions = re.findall(r'name="keep_([0-9a-f]{32})"', page.text)
        kept = {f"keep_{sessions[1]}": "yes"}
        done = await browser.submit(f"{address}/correct", reason="1件は弊社の誤りのため", **kept)
        new = done.headers["location"].partition("?")[0]
        assert new == "/office/statements/3"
        page = await browser.get(new)
        assert "この請求書にはありません" in page.text, "what was left out can be charged again"
        for number in ("2", "3"):
            await browser.submit(f"/office/statements/{number}/mails", recipient="keiri@example.jp")
            site.app.desk.outbox.send_next(carrier(site.app._press), site.clock.now)
        assert site.app.desk.outbox.send_next(carrier(site.app._press), site.clock.now) is None
        mailed = [words_of(one) for one in inbox]
    for number, text in enumerate(mailed, 1):
        own = await browser.get(f"/office/statements/{number}/paper.pdf?language=ja")
        assert text == words_in(own.content), "what was mailed is what is kept"
    first, red, after = mailed
    assert "8,800円" in first
    for words in ("取消請求書", "−8,800円", "対象の請求書1", "1件は弊社の誤りのため"):
        assert words in red, words
    for words in ("適格請求書", "4,400円", "対象の請求書1", "1件は弊社の誤りのため"):
        assert words in after, words
    file = await browser.get("/office/statements/export/freee/2026-01")
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"), newline="")))
    assert [(row["管理番号"], row["発生日"], row["金額"]) for row in rows] == [
        ("1", "2026/01/31", "8800"),
        ("2", "2026/02/02", "-8800"),
        ("3", "2026/02/02", "4400"),
    ]
    late = await browser.get(f"/office/statements/draft/{customer}/2026-01")
    assert "この月の請求書は発行済みです。" in late.text


def words_in(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def words_of(mail: bytes) -> str:
    """What stands in the PDF of a mail."""
    found = email.message_from_bytes(mail, policy=email.policy.default)
    (attached,) = found.iter_attachments()  # type: ignore[attr-defined]  # of the default policy
    return words_in(attached.get_content())


class Inbox:
    def __init__(self) -> None:
        self.taken: list[bytes] = []

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:
        self.taken.append(envelope.content)
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[tuple[list[bytes], Callable[[Press], SmtpCarrier]]]:
    """What came, and what sends to it."""
    inbox = Inbox()
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    server = MailServer("127.0.0.1", controller.port, "none", "seikyu@example.jp")
    try:
        yield inbox.taken, lambda press: SmtpCarrier(server, press)
    finally:
        controller.stop()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])
