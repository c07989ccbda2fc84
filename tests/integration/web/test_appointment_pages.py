"""The pages of appointments: what was typed stays, off hours and collisions are told first, the file for calendars for both sides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from icalendar import Calendar

from madoguchi.office.operators.ports import OperatorRole
from tests.charged_world import set_prices
from tests.integration.web.office_site import Browser, Site, make_site
from tests.integration.web.test_queue_pages import asked, only_request

TYPED = {"on": "2026-01-06", "clock": "14:00", "minutes": "60", "details": "印刷の設定"}


@pytest.fixture
def mailing(tmp_path: Path) -> Iterator[Site]:
    """With a mail server; nothing is sent, for nothing runs in the background here."""
    mail = {"smtp_host": "127.0.0.1", "smtp_security": "none", "smtp_sender": "madoguchi@example.jp"}
    made = make_site(tmp_path, **mail)
    yield made
    made.close()


async def new_case(browser: Browser) -> str:
    case = await browser.open_case(await browser.register())
    await browser.get(f"/office/cases/{case}")
    return case


async def only_appointment(browser: Browser) -> str:
    page = await browser.get("/office/appointments")
    (found,) = set(re.findall(r"/office/appointments/[0-9a-f]{32}", page.text))
    return str(found)


@pytest.mark.article("3.2")
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"on": "2026-02-31"}, "on"),
        ({"on": "2025-12-31"}, "on"),
        ({"clock": "9:99"}, "clock"),
        ({"details": "あ" * 201}, "details"),
        ({"invites": "yes", "email": ""}, "email"),
        ({"invites": "yes", "email": "田中"}, "email"),
    ],
)
async def test_the_trouble_stands_beside_its_field_and_what_was_typed_stays(
    mailing: Site, changed: dict[str, str], field: str
) -> None:
    browser = await mailing.signed_in("yamada")
    case = await new_case(browser)
    answer = await browser.submit(f"/office/cases/{case}/appointments", **(TYPED | changed))
    assert answer.status_code == 422
    assert f'id="{field}-trouble"' in answer.text
    for value in (TYPED | changed).values():
        assert f'value="{value}"' in answer.text
    assert '<option value="60" selected>' in answer.text
    assert "予約はありません" in (await browser.get("/office/appointments")).text


@pytest.mark.article("3.2", "3.3")
async def test_off_hours_and_collisions_are_told_with_the_price_before_it_is_made(site: Site) -> None:
    browser = await site.signed_in("yamada")
    set_prices(site.app.desk, site.person("yamada").operator, site.clock.now())
    case = await new_case(browser)
    evening = TYPED | {"clock": "19:00"}
    told = await browser.submit(f"/office/cases/{case}/appointments", **evening)
    assert told.status_code == 409
    assert re.search(r"60分は営業時間外です.*?円（税込）", told.text, re.DOTALL)
    accepted = re.search(r'name="accepted" value="([^"]+)"', told.text)
    assert accepted
    done = await browser.submit(f"/office/cases/{case}/appointments", **evening, accepted=accepted[1])
    page = (await browser.get(done.headers["location"])).text
    for words in ("予約を入れました。", "2026年1月6日（火） 19:00–20:00", "営業時間外"):
        assert words in page
    twice = await browser.submit(f"/office/cases/{case}/appointments", **evening, accepted=accepted[1])
    assert twice.status_code == 409
    assert "同じ時間に別の予約があります" in twice.text


@pytest.mark.article("3.2", "8.3")
async def test_moved_and_cancelled_on_its_own_page_and_read_by_calendars(mailing: Site) -> None:
    browser = await mailing.signed_in("yamada")
    case = await new_case(browser)
    invite = {"invites": "yes", "email": "tanaka@example.jp", "mail_language": "en"}
    assert (await browser.submit(f"/office/cases/{case}/appointments", **TYPED, **invite)).status_code == 303
    address = await only_appointment(browser)
    bad = await browser.submit(f"{address}/move", **(TYPED | {"clock": "x", "details": "</p>"}))
    assert bad.status_code == 422
    assert 'value="&lt;/p&gt;"' in bad.text
    moved = await browser.submit(f"{address}/move", **(TYPED | {"clock": "15:00"}))
    page = (await browser.get(moved.headers["location"])).text
    assert "2026年1月6日（火） 15:00–16:00" in page
    assert page.count("tanaka@example.jp") == 2
    file = Calendar.from_ical((await browser.get(f"{address}/invitation.ics")).content)
    (event,) = file.walk("VEVENT")
    assert (str(file["METHOD"]), int(event["SEQUENCE"])) == ("REQUEST", 1)
    other = await mailing.signed_in("suzuki")
    auditor = await mailing.signed_in("kansa", OperatorRole.AUDITOR)
    never = "/office/appointments/" + "0" * 32
    for path in ("", "/invitation.ics"):
        missing = [await other.get(one + path) for one in (address, never)]
        assert [answer.status_code for answer in missing] == [404, 404]
        assert missing[0].text.replace(address, "*") == missing[1].text.replace(never, "*")
        assert (await auditor.get(address + path)).status_code == 200
    assert "変更する" not in (await auditor.get(address)).text
    assert (await other.submit(f"{address}/cancel")).status_code == 404
    await browser.get(address)
    cancelled = await browser.submit(f"{address}/cancel")
    page = (await browser.get(cancelled.headers["location"])).text
    assert "予約を取り消しました。" in page
    assert f"{address}/move" not in page
    file = Calendar.from_ical((await browser.get(f"{address}/invitation.ics")).content)
    assert str(file["METHOD"]) == "CANCEL"
    timeline = (await browser.get(f"/office/cases/{case}")).text
    for words in ("予約を入れました。", "予約を変更しました。", "予約を取り消しました。"):
        assert words in timeline
    ledger = (await auditor.get("/office/ledger")).text
    assert "の予約を変更しました: 2026年1月6日（火） 15:00" in ledger


@pytest.mark.article("1.2", "3.2", "8.3")
async def test_the_customer_finds_it_on_the_page_of_their_request(site: Site) -> None:
    visitor, own = await asked(site)
    browser = await site.signed_in("yamada")
    request = await only_request(browser)
    await browser.get(f"/office/queue/{request}")
    taken = await browser.submit(f"/office/queue/{request}/take", whose="new", subject="印刷", category="fault")
    case = taken.headers["location"].split("?")[0]
    await browser.get(case)
    assert (await browser.submit(f"{case}/appointments", **TYPED)).status_code == 303
    assert "2026年1月6日（火） 14:00–15:00" in (await browser.get("/office/queue")).text
    page = (await visitor.get(own)).text
    assert "2026年1月6日（火） 14:00–15:00" in page
    file = re.search(r'href="(/support/[^"]+/appointments/[0-9a-f]{32})"', page)
    assert file
    answer = await visitor.get(file[1])
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert str(Calendar.from_ical(answer.content)["METHOD"]) == "PUBLISH"
    assert (await visitor.get(file[1].replace(own, own[:-3] + "AAA"))).status_code == 404
