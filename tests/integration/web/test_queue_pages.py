"""The pages of the queue and of asking: forms keep what was typed, races are told, outsiders see what never was."""

from __future__ import annotations

import re

import httpx
import pytest

from madoguchi.office.operators.ports import OperatorRole
from madoguchi.office.queue.service import TOLD_FOR
from tests.charged_world import set_prices
from tests.integration.web.office_site import Browser, Site

TYPED = {
    "organisation": "株式会社 客先",
    "contact": "田中 一郎",
    "phone": "03-1111-2222",
    "email": "",
    "about": "印刷できない\nこまっています",
}
NOBODYS = "0" * 32


async def asked(site: Site, **changed: str) -> tuple[Browser, str]:
    """A visitor's browser and the address of their request."""
    visitor = site.browser()
    await visitor.get("/support")
    answer = await visitor.submit("/support", **(TYPED | changed))
    assert answer.status_code == 303, answer.text
    return visitor, answer.headers["location"]


async def only_request(browser: Browser) -> str:
    page = await browser.get("/office/queue")
    (found,) = set(re.findall(r"/office/queue/([0-9a-f]{32})", page.text))
    return str(found)


@pytest.mark.article("2.2")
async def test_what_was_typed_stays_and_the_trouble_stands_beside_it(site: Site) -> None:
    visitor = site.browser()
    await visitor.get("/support")
    answer = await visitor.submit("/support", **(TYPED | {"phone": "でんわ", "about": "</textarea><b>"}))
    assert answer.status_code == 422
    assert re.search(r'id="phone-trouble".*?電話番号を数字で', answer.text, re.DOTALL)
    assert 'value="株式会社 客先"' in answer.text
    assert "&lt;/textarea&gt;&lt;b&gt;" in answer.text
    operator = await site.signed_in("yamada")
    assert "お待ちのお客様はいません" in (await operator.get("/office/queue")).text


async def test_a_network_that_asks_too_often_is_asked_to_wait_and_keeps_what_it_typed(site: Site) -> None:
    for _ in range(5):
        await asked(site)
    visitor = site.browser()
    await visitor.get("/support")
    answer = await visitor.submit("/support", **TYPED)
    assert answer.status_code == 429
    assert "しばらくお待ちください" in answer.text
    assert 'value="株式会社 客先"' in answer.text


@pytest.mark.article("3.3")
async def test_outside_the_hours_the_notice_and_the_price_are_told_before_anything_is_sent(site: Site) -> None:
    visitor = site.browser()
    assert "ただいま受付時間内です" in (await visitor.get("/support")).text
    actor = site.person("yamada").operator
    set_prices(site.app.desk, actor, site.clock.now())
    site.clock.advance(10 * 3600)  # 20:00
    page = (await visitor.get("/support")).text
    assert "ただいま受付時間外です" in page
    assert re.search(r"<li>[^<]*平日[^<]*分ごとに [\d,]+円（税込）</li>", page), page
    assert "お申し込みだけでは料金はかかりません" in page


@pytest.mark.article("8.3")
async def test_a_wrong_reference_is_a_page_that_never_was(site: Site) -> None:
    visitor, address = await asked(site)
    own = await visitor.get(address)
    assert own.status_code == 200
    wrong = address[:-1] + ("A" if address[-1] != "A" else "B")
    missing = [await visitor.get(path) for path in (wrong, "/support/" + "x" * 43)]
    assert {answer.status_code for answer in missing} == {404}
    assert len({re.sub(r'href="[^"]*\?language', "", answer.text) for answer in missing}) == 1
    await visitor.get(address)
    assert (await visitor.submit(f"{wrong}/withdraw")).status_code == 404
    assert (await visitor.submit(f"{address}/withdraw")).status_code == 303
    assert "取り下げられました" in (await visitor.get(address)).text


@pytest.mark.article("2.2", "8.3")
async def test_taken_once_and_gone_for_everybody_else(site: Site) -> None:
    await asked(site)
    first, second = await site.signed_in("yamada"), await site.signed_in("suzuki")
    request = await only_request(first)
    for browser in (first, second):
        await browser.get(f"/office/queue/{request}")
    nobody = await first.submit(f"/office/queue/{request}/take", whose="", subject="印刷", category="operation")
    assert nobody.status_code == 422
    assert re.search(r'<option value="operation" selected>', nobody.text)
    taken = await first.submit(f"/office/queue/{request}/take", whose="new", subject="印刷", category="operation")
    assert taken.status_code == 303
    assert "操作支援" in (await first.get(taken.headers["location"])).text
    late = await second.submit(f"/office/queue/{request}/take", whose="new", subject="印刷", category="fault")
    assert late.status_code == 409
    assert "yamada の担当が先に対応しました" in late.text
    assert (await second.get(taken.headers["location"].split("?")[0])).status_code == 404
    site.clock.advance(TOLD_FOR.total_seconds())
    gone, never = [await second.get(f"/office/queue/{one}") for one in (request, NOBODYS)]
    assert gone.status_code == never.status_code == 404
    assert gone.text.replace(request, "*") == never.text.replace(NOBODYS, "*")
    assert (await first.get(f"/office/queue/{request}")).headers["location"] == taken.headers["location"].split("?")[0]


@pytest.mark.article("8.3")
async def test_the_queue_shows_numbers_and_sessions_of_ones_own_cases_alone(site: Site) -> None:
    site.publish()
    mine, other = await site.signed_in("yamada"), await site.signed_in("suzuki")
    await mine.issue(await mine.open_case(await mine.register(), "わたしの件名"))
    supervisor = await site.signed_in("shunin", OperatorRole.SUPERVISOR)

    def seen(page: httpx.Response) -> bool:
        return "わたしの件名" in page.text

    assert seen(await mine.get("/office/queue"))
    assert seen(await supervisor.get("/office/queue"))
    assert not seen(await other.get("/office/queue"))
    site.clock.advance(601)
    assert not seen(await mine.get("/office/queue"))  # the number is over


@pytest.mark.article("8.1")
async def test_hostile_words_come_out_as_text_on_every_page(site: Site) -> None:
    hostile = '"><img src=x onerror=alert(1)>{{ 7 * 7 }}'
    visitor, address = await asked(site, organisation=hostile, contact=hostile, about=hostile)
    operator = await site.signed_in("yamada")
    request = await only_request(operator)
    pages = [
        await visitor.get(address),
        await operator.get("/office/queue"),
        await operator.get(f"/office/queue/{request}?words={hostile}"),
    ]
    for page in pages:
        assert page.status_code == 200
        assert "<img" not in page.text
        assert "{{ 7 * 7 }}" in page.text


@pytest.mark.article("1.2", "5.4", "11.1")
async def test_the_case_page_keeps_what_was_typed_and_tells_what_was_done(site: Site) -> None:
    browser = await site.signed_in("yamada")
    case = await browser.open_case(await browser.register())
    await browser.get(f"/office/cases/{case}")
    bad = await browser.submit(f"/office/cases/{case}/decline", reason="対象外です。")
    assert bad.status_code == 422
    assert "対象外です。</textarea>" in bad.text
    assert 'id="told-trouble"' in bad.text
    assert (await browser.submit(f"/office/cases/{case}/notes", consultation="話し合い")).status_code == 303
    assert (await browser.submit(f"/office/cases/{case}/status", status="waiting")).status_code == 303
    done = await browser.submit(f"/office/cases/{case}/decline", reason="対象外です。", told="phone")
    page = await browser.get(done.headers["location"])
    for words in ("話し合い", "対象外です。", "お断りしました（電話）。", "状態を「お客様待ち」に変えました。"):
        assert words in page.text, words
    assert "受付番号を発行する" not in page.text


@pytest.mark.article("3.1")
async def test_the_scope_is_kept_by_the_administrator_and_read_by_everybody(site: Site) -> None:
    admin = await site.signed_in("kanri", OperatorRole.ADMIN)
    await admin.get("/office/scope")
    bad = await admin.submit("/office/scope", ja="印刷<b>", en="", in_scope="no")
    assert bad.status_code == 422
    assert 'value="印刷&lt;b&gt;"' in bad.text
    assert (await admin.submit("/office/scope", ja="印刷<b>", en="Printing", in_scope="yes")).status_code == 303
    visitor = site.browser()
    assert "印刷&lt;b&gt;" in (await visitor.get("/scope")).text
    assert "Printing" in (await visitor.get("/scope?language=en")).text
    item = re.search(r"/office/scope/([0-9a-f]{32})/end", (await admin.get("/office/scope")).text)
    assert item
    assert (await admin.submit(f"/office/scope/{item[1]}/end")).status_code == 303
    assert "Printing" not in (await visitor.get("/scope")).text


@pytest.mark.article("1.2")
async def test_the_limits_are_set_and_the_warning_stands_with_its_figures(site: Site) -> None:
    admin = await site.signed_in("kanri", OperatorRole.ADMIN)
    await admin.get("/office/routine")
    bad = await admin.submit("/office/routine", times="2", days="x", hours="10")
    assert bad.status_code == 422
    assert 'value="x"' in bad.text
    assert (await admin.submit("/office/routine", times="2", days="30", hours="10")).status_code == 303
    browser = await site.signed_in("yamada")
    customer = await browser.register()
    for _ in range(2):
        case = await browser.open_case(customer)
    told = "直近30日間の「障害対応」の案件: 2件（目安 2件）"
    assert told in (await browser.get(f"/office/cases/{case}")).text
    assert told in (await browser.get(f"/office/customers/{customer}")).text
    other = await site.signed_in("suzuki")
    assert told not in (await other.get(f"/office/customers/{customer}")).text
