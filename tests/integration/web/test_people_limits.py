"""What bounds a signed-in browser and whoever guesses: waits by address and by name, idleness, age; and who did what."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from madoguchi.office.operators.ports import OperatorRole
from tests.integration.web.office_site import Browser, Site
from tests.office_world import PASSWORD, totp

MINUTE = 60
HOUR = 3600


def browser_at(site: Site, address: str) -> Browser:
    browser = site.browser()
    browser._transport = httpx.ASGITransport(site.app, client=(address, 50_000))
    return browser


async def try_in(browser: Browser, login: str, password: str, code: str = "000000") -> httpx.Response:
    await browser.get("/sign-in")
    return await browser.submit("/sign-in", login=login, password=password, code=code)


@pytest.mark.article("8.1")
async def test_an_address_that_guesses_waits_whatever_the_name_and_others_do_not(site: Site) -> None:
    person = site.person("yamada")
    guesser = browser_at(site, "198.51.100.7")
    for number in range(10):
        assert (await try_in(guesser, f"nobody{number}", "wrong")).status_code == 403
    right = totp(person, site.clock.now())
    neighbour = browser_at(site, "198.51.100.200")  # of the same network
    told = await try_in(neighbour, "yamada", PASSWORD, right)
    assert told.status_code == 429
    assert "しばらくお待ちください" in told.text
    assert PASSWORD not in told.text
    assert (await try_in(browser_at(site, "203.0.113.9"), "yamada", PASSWORD, right)).status_code == 303
    site.clock.advance(10 * MINUTE)
    assert (await try_in(guesser, "yamada", PASSWORD, totp(person, site.clock.now()))).status_code == 303


@pytest.mark.article("8.1")
async def test_a_name_that_is_guessed_from_everywhere_waits_but_not_for_its_owner(site: Site) -> None:
    person = site.person("yamada")
    home = browser_at(site, "203.0.113.9")
    assert (await try_in(home, "yamada", PASSWORD, totp(person, site.clock.now()))).status_code == 303
    tried = 0
    while (await try_in(browser_at(site, f"198.51.{tried}.7"), "YAMADA ", "wrong")).status_code == 403:
        tried += 1
        assert tried <= 50, "a name can be guessed without end"
    site.clock.advance(30)
    code = totp(person, site.clock.now())
    strange = await try_in(browser_at(site, "192.0.2.77"), "yamada", PASSWORD, code)
    assert strange.status_code == 429  # an address that never failed, with everything right
    other = site.person("mori")
    code_of_other = totp(other, site.clock.now())
    assert (await try_in(browser_at(site, "192.0.2.77"), "mori", PASSWORD, code_of_other)).status_code == 303
    assert (await try_in(browser_at(site, "203.0.113.9"), "yamada", PASSWORD, code)).status_code == 303


@pytest.mark.article("8.1")
async def test_a_browser_left_alone_is_signed_out_to_the_second(site: Site) -> None:
    browser = await site.signed_in("yamada")
    site.clock.advance(15 * MINUTE - 1)
    assert (await browser.get("/office")).status_code == 200
    site.clock.advance(15 * MINUTE - 1)
    assert (await browser.get("/office")).status_code == 200  # looking was work
    site.clock.advance(15 * MINUTE)
    over = await browser.get("/office/customers")
    assert over.status_code == 303
    assert over.headers["location"] == "/sign-in?next=/office/customers"
    assert (await browser.call("sessions/" + "0" * 32 + "/end")).status_code == 401


@pytest.mark.article("8.1")
async def test_twelve_hours_are_the_end_however_busy(site: Site) -> None:
    browser = await site.signed_in("yamada")
    began = site.clock.now()
    while site.clock.now() - began < timedelta(hours=12) - timedelta(minutes=10):
        site.clock.advance(10 * MINUTE)
        assert (await browser.get("/office")).status_code == 200, site.clock.now() - began
    site.clock.advance((began + timedelta(hours=12) - site.clock.now()).total_seconds())
    assert (await browser.get("/office")).status_code == 303


@pytest.mark.article("8.1")
async def test_who_did_what_is_told_by_person_act_and_day(site: Site) -> None:
    admin = await site.signed_in("kanri", OperatorRole.ADMIN)
    working = await site.signed_in("yamada")
    customer = await working.register('<b>"客先"</b>')
    await try_in(browser_at(site, "198.51.100.7"), '<script>"', "wrong")
    page = (await admin.get("/office/deeds")).text
    rows = page.split("<tbody>")[1].split("</tbody>")[0]
    assert f"<bdi>/office/customers/{customer}</bdi>" in rows
    assert "お客様の登録" in rows
    assert "登録のない名前" in rows
    assert "<script>" not in rows
    assert "<b>" not in rows
    assert rows.index("サインインの失敗") < rows.index("お客様の登録")  # the newest first
    mine = site.people["yamada"].operator.id
    by_person = (await admin.get(f"/office/deeds?person={mine}")).text.split("<tbody>")[1]
    assert "<bdi>yamada</bdi>" in by_person
    assert "<bdi>kanri</bdi>" not in by_person
    by_act = (await admin.get("/office/deeds?act=customer_registered")).text.split("<tbody>")[1]
    assert by_act.count("<tr>") == 1
    day = site.clock.now().date().isoformat()
    assert "<tbody>" in (await admin.get(f"/office/deeds?since={day}&until={day}")).text
    for nothing in ("until=2020-01-01", "since=2030-01-01", f"act=hours_set&person={mine}"):
        assert "当てはまる記録はありません" in (await admin.get(f"/office/deeds?{nothing}")).text, nothing


@pytest.mark.parametrize("odd", ["before=x", "before=-1", "before=99999999999", "since=2026-02-30", "until=9999-12-31",
                                 "since=0001-01-01", "act=%27", "person=%00"])  # fmt: skip
async def test_odd_questions_to_the_record_are_answered(site: Site, odd: str) -> None:
    auditor = await site.signed_in("kansa", OperatorRole.AUDITOR)
    for page in ("deeds", "ledger"):
        assert (await auditor.get(f"/office/{page}?{odd}")).status_code == 200, (page, odd)


@pytest.mark.article("8.1")
async def test_the_ledger_is_for_the_auditor_and_shows_the_chain(site: Site) -> None:
    site.publish()
    auditor, admin = await site.signed_in("kansa", OperatorRole.AUDITOR), await site.signed_in("k", OperatorRole.ADMIN)
    assert (await admin.get("/office/ledger")).status_code == 404
    page = (await auditor.get("/office/ledger")).text
    newest = tuple(site.app.desk.consent.latest(None, 100))
    assert newest
    rows = page.split("<tbody>")[1].split("</tbody>")[0]
    assert rows.count("<tr>") == len(newest)
    for written in newest:
        assert f"{written.entry.hash[:16]}…" in rows
    assert "まだ何も書かれていません" in (await auditor.get("/office/ledger?before=1")).text
