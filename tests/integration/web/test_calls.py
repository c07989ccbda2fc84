"""Somebody new on the telephone: one short form, and the number is there; nobody is registered twice unseen."""

from __future__ import annotations

import re

import pytest

from tests.integration.web.office_site import Browser, Site

CALL = {
    "organisation": "株式会社うみねこ",
    "kind": "company",
    "contact_name": "海野 渚",
    "contact_phone": "045-000-1234",
    "category": "fault",
    "subject": "印刷できない",
}


async def at_the_form(site: Site) -> Browser:
    browser = await site.signed_in("yamada")
    assert "/office/call" in (await browser.get("/office")).text
    await browser.get("/office/call")
    return browser


async def how_many(browser: Browser) -> str:
    found = re.search(r"(\d+)件", (await browser.get("/office/customers")).text)
    assert found
    return found[1]


@pytest.mark.article("2.1", "2.2")
async def test_a_caller_has_a_number_after_one_form(site: Site) -> None:
    site.publish()
    browser = await at_the_form(site)
    answer = await browser.submit("/office/call", **CALL)
    assert answer.status_code == 303
    assert re.fullmatch(r"/console/[0-9a-f]{32}", answer.headers["location"])
    assert (await browser.get(answer.headers["location"])).status_code == 200
    listed = (await browser.get("/office/customers?words=0450001234")).text
    assert "株式会社うみねこ" in listed
    assert "利用予定" in listed
    assert "印刷できない" in (await browser.get("/office/cases")).text


@pytest.mark.article("2.1")
@pytest.mark.parametrize(
    "again",
    [
        {"organisation": "㈱ウミネコ"},
        {"organisation": "うみねこ 東京"},
        {"organisation": "かもめ", "corporate_number": "7000-01205-0002"},
    ],
)
async def test_who_may_be_the_same_is_named_first(site: Site, again: dict[str, str]) -> None:
    site.publish()
    browser = await at_the_form(site)
    first = CALL | {"corporate_number": "7000012050002", "organisation": "うみねこ 東京支店"}
    assert (await browser.submit("/office/call", **first)).status_code == 303
    warned = await browser.submit("/office/call", **CALL | again)
    assert warned.status_code == 409
    assert "うみねこ 東京支店" in warned.text
    assert 'value="印刷できない"' in warned.text
    assert await how_many(browser) == "1"
    seen = re.search(r'name="seen" value="([0-9a-f,]+)"', warned.text)
    assert seen
    assert (await browser.submit("/office/call", **CALL | again, seen=seen[1])).status_code == 303
    assert await how_many(browser) == "2"


@pytest.mark.parametrize("missing", ["organisation", "contact_name", "subject"])
async def test_what_is_missing_is_said_beside_it_and_nothing_is_written(site: Site, missing: str) -> None:
    site.publish()
    browser = await at_the_form(site)
    answer = await browser.submit("/office/call", **CALL | {missing: " "})
    assert answer.status_code == 422
    assert f'id="{missing}-trouble"' in answer.text
    assert await how_many(browser) == "0"


async def test_without_terms_there_is_a_case_and_no_number(site: Site) -> None:
    browser = await at_the_form(site)
    answer = await browser.submit("/office/call", **CALL)
    assert re.fullmatch(r"/office/cases/[0-9a-f]{32}\?done=case_opened", answer.headers["location"])
