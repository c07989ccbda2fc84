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
