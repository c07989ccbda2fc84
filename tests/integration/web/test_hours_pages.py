"""Hours and fees in the office's pages: shown to all, changed by the administrator, wrong fields told beside them."""

from __future__ import annotations

from datetime import UTC, datetime

import icalendar
import pytest

from madoguchi.office.ids import CustomerId
from madoguchi.office.operators.ports import OperatorRole
from tests.integration.web.office_site import Site

WEEK = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday"), "9:00-12:00, 13:00-18:00")
RATES = {
    "since": "2026-01-05",
    "unit_minutes": "15",
    "rounding": "up",
    "minimum_units": "2",
    "night_from": "22:00",
    "night_until": "5:00",
    "lunch": "2,000",
    "weekday": "2000",
    "weekday_night": "2500",
    "rest_day": "2500",
    "rest_day_night": "3000",
    "holiday": "2500",
    "holiday_night": "3000",
    "closed_day": "2500",
    "closed_day_night": "3000",
}


@pytest.mark.article("3.2")
async def test_the_week_is_changed_from_a_coming_day_on(site: Site) -> None:
    browser = await site.signed_in("kanri", OperatorRole.ADMIN)
    await browser.get("/office/hours/week")
    week = WEEK | {"friday": "", "saturday": "", "sunday": "", "since": "2026-01-07"}
    wrong = await browser.submit("/office/hours/week", **week | {"friday": "9時から"})
    assert wrong.status_code == 422
    assert "9時から" in wrong.text
    assert "friday-trouble" in wrong.text
    past = await browser.submit("/office/hours/week", **week | {"since": "2026-01-04"})
    assert "since-trouble" in past.text
    assert (await browser.submit("/office/hours/week", **week)).status_code == 303
    page = (await browser.get("/office/hours?at=2026-01-09T10:00:00")).text
    assert "月〜木 9:00–12:00, 13:00–18:00" in page
    assert "営業時間外です（定休日）" in page
    assert not site.app.desk.hours.is_off_hours(datetime(2026, 1, 6, 1, tzinfo=UTC))
    assert site.app.desk.hours.is_off_hours(datetime(2026, 1, 9, 1, tzinfo=UTC))
    assert not site.app.desk.hours.is_off_hours(datetime(2026, 1, 2, 1, tzinfo=UTC))  # a Friday that was open, stays so


@pytest.mark.article("3.2")
async def test_a_day_is_set_apart_and_withdrawn(site: Site) -> None:
    browser = await site.signed_in("kanri", OperatorRole.ADMIN)
    await browser.get("/office/hours")
    day = {"on": "2026-01-06", "openings": "", "note": "棚卸し <b>"}
    assert (await browser.submit("/office/hours/days", **day | {"on": "2026-01-04"})).status_code == 422
    assert (await browser.submit("/office/hours/days", **day)).status_code == 303
    page = (await browser.get("/office/hours?month=2026-01")).text
    assert "棚卸し &lt;b&gt;" in page
    assert site.app.desk.hours.is_off_hours(datetime(2026, 1, 6, 1, tzinfo=UTC))
    site.clock.advance(60)
    assert (await browser.submit("/office/hours/days/2026-01-06/withdraw")).status_code == 303
    assert (await browser.submit("/office/hours/days/2026-99-06/withdraw")).status_code == 404
    assert not site.app.desk.hours.is_off_hours(datetime(2026, 1, 6, 1, tzinfo=UTC))


@pytest.mark.article("3.2")
async def test_the_hours_can_be_read_into_a_calendar(site: Site) -> None:
    browser = site.browser()
    answer = await browser.get("/hours.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    first = events[0]
    assert first["dtstart"].dt == datetime(2026, 1, 5, 0, tzinfo=UTC)
    assert first["dtend"].dt == datetime(2026, 1, 5, 3, tzinfo=UTC)
    assert not any(event["dtstart"].dt.date() == datetime(2026, 1, 12, tzinfo=UTC).date() for event in events)
    assert len({event["uid"] for event in events}) == len(events)


@pytest.mark.article("3.3")
async def test_rates_and_tax_are_set_and_a_piece_of_work_is_priced(site: Site) -> None:
    browser = await site.signed_in("kanri", OperatorRole.ADMIN)
    await browser.get("/office/fees/rates")
    wrong = await browser.submit("/office/fees/rates", **RATES | {"holiday": "1.5"})
    assert wrong.status_code == 422
    assert "holiday-trouble" in wrong.text
    assert (await browser.submit("/office/fees/rates", **RATES)).status_code == 303
    await browser.get("/office/fees")
    tax = {"since": "2026-01-05", "per_cent": "101"}
    assert "per_cent-trouble" in (await browser.submit("/office/fees/tax", **tax)).text
    assert (await browser.submit("/office/fees/tax", **tax | {"per_cent": "10"})).status_code == 303
    site.clock.advance(1)
    page = (await browser.get("/office/fees?at=2026-01-06T11:30:00&minutes=420")).text
    assert "4単位 × 2,000円" in page
    assert "13,200円" in page
    assert "at-trouble" in (await browser.get("/office/fees?at=yesterday&minutes=9")).text


@pytest.mark.article("3.3")
async def test_free_time_is_raised_but_not_lowered_within_a_month(site: Site) -> None:
    browser = await site.signed_in("kanri", OperatorRole.ADMIN)
    desk = site.app.desk
    customer = CustomerId(await browser.register())
    address = f"/office/fees/customers/{customer}"
    assert (await browser.get(address)).status_code == 200
    assert (await browser.submit(address, month="2026-01", minutes="60")).status_code == 303
    lowered = await browser.submit(address, month="2026-01", minutes="30")
    assert lowered.status_code == 422
    assert "month-trouble" in lowered.text
    assert (await browser.submit(address, month="2026-02", minutes="30")).status_code == 303
    assert (await browser.get("/office/fees/customers/" + "0" * 32)).status_code == 404
    assert [one.free.seconds for one in desk.fees.free_of(customer)] == [3_600, 1_800]


@pytest.mark.article("3.3")
async def test_an_operator_sees_and_changes_nothing(site: Site) -> None:
    browser = await site.signed_in("yamada")
    assert "/office/hours/week" not in (await browser.get("/office/hours")).text
    assert "/office/fees/rates" not in (await browser.get("/office/fees")).text
    assert (await browser.get("/office/fees/rates")).status_code == 404
    assert (await browser.submit("/office/fees/tax", since="2026-01-05", per_cent="0")).status_code == 404
    assert site.app.desk.fees.taxes() == []
