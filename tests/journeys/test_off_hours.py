"""Work outside the support hours: agreed before it begins, ignored at a boundary, agreed then, taken back. Nothing is faked: the
hours are the provider's own, set so that they end within seconds. Article: 3.3"""

from __future__ import annotations

from datetime import datetime, timedelta
from datetime import time as clock_time

import pytest

from madoguchi.app import open_office
from madoguchi.base.clock import SystemClock
from madoguchi.office.fees.ports import SetRates
from madoguchi.office.fees.service import RatesFacts
from madoguchi.office.hours.ports import SetWeek
from madoguchi.rules.fees import OFF_HOURS_KINDS
from madoguchi.rules.hours import Opening, WeekPattern, day_in_japan
from tests.journeys.customer import until
from tests.journeys.world import World

pytestmark = pytest.mark.article("3.3")
ALWAYS = ((Opening(clock_time(0), clock_time(0)),),) * 7
NEVER = ((),) * 7


def prices(world: World) -> None:
    """2,000 yen for each quarter of an hour begun, 10 % tax, from now on."""
    opened = open_office(world.settings)
    now = SystemClock().now()
    with opened.shelf.reading() as books:
        actor = books.operators.by_login(world.office.login.login)
    assert actor is not None
    today = day_in_japan(now).isoformat()
    facts = RatesFacts(today, "15", "up", "1", dict.fromkeys(OFF_HOURS_KINDS, "2000"))
    assert isinstance(opened.desk.fees.set_rates(actor, facts, now), SetRates)
    opened.desk.fees.set_tax(actor, today, "10", now)
    opened.shelf.close()


def hours(world: World, *weeks: tuple[float, bool]) -> datetime:
    """From so many seconds from now on: always open, or never."""
    opened = open_office(world.settings)
    now = SystemClock().now()
    with opened.shelf.writing() as books:
        operator = books.operators.by_login(world.office.login.login)
        assert operator is not None
        for seconds, is_open in weeks:
            week = WeekPattern(now + timedelta(seconds=seconds), ALWAYS if is_open else NEVER, closed_on_holidays=False)
            books.hours.add_week(SetWeek(week, now, operator.id))
    opened.shelf.close()
    return now


def test_ignored_at_the_boundary_then_agreed_then_taken_back(stage: World):
    world = stage
    prices(world)
    hours(world, (0, True))
    customer, page = world.open_session()
    hours(world, (13, False))
    customer.sees("から営業時間外です")
    page.get_by_text("料金へのお客様のお返事を待っています").first.wait_for()
    customer.sees("営業時間外のため、一時停止しています。料金に同意して続けますか。")
    page.get_by_text("お客様の同意がないため、一時停止しています").first.wait_for()
    assert world.wrote("work:rested")["why"] == "off_hours"
    assert not world.said("fee:agreed")

    customer.click("料金に同意する")
    customer.sees("営業時間外の料金がかかっています")
    world.wrote("fee:agreed", stop_at=0)
    world.wrote("work:resumed")
    page.get_by_text("2,200 円").first.wait_for()

    customer.click("料金への同意を取り消す")
    world.wrote("fee:withdrawn")
    customer.sees("営業時間外のため、一時停止しています。料金に同意して続けますか。")
    customer.click("同意しない")
    world.wrote("fee:refused")


def test_outside_the_hours_nothing_begins_without_a_yes(stage: World):
    world = stage
    prices(world)
    hours(world, (0, False))
    world.operator()
    customer = world.host()
    customer.type_number()
    customer.sees("いまは営業時間外です。作業には料金がかかります。")
    forward = until("the way forward", lambda: customer.find("次へ"))
    assert not forward["enabled"]
    customer.write("ここで止める金額", "5000")
    customer.click("営業時間外の料金に同意します")
    customer.agree()
    customer.sees("画面を見ています")
    kinds = world.kinds()
    assert kinds.index("agreed") < kinds.index("fee:agreed") < kinds.index("connected") < kinds.index("grant:allowed")
    assert world.said("fee:agreed")[0]["stop_at"] == 5000
    customer.sees("5,000 円で止まります")
    customer.sees("かかっています: 2,200 円")
    customer.click("終了")
    customer.sees("2,200 円（税込）")
