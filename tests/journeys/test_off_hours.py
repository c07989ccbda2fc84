"""Work outside the support hours: agreed before it begins, ignored at a boundary, agreed then, taken back. Nothing is faked: the
hours are the provider's own, set so that they end within seconds. Article: 3.3"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from datetime import time as clock_time

import pytest

from madoguchi.app import open_office
from madoguchi.base.clock import SystemClock
from madoguchi.office.fees.ports import SetRates
from madoguchi.office.fees.service import RatesFacts
from madoguchi.office.hours.ports import SetWeek
from madoguchi.office.ids import CaseId
from madoguchi.office.numbers.ports import Number as IssuedNumber
from madoguchi.rules.fees import OFF_HOURS_KINDS
from madoguchi.rules.hours import Opening, WeekPattern, day_in_japan
from madoguchi.wire.number import Number, draw_secret
from tests.journeys.customer import until
from tests.journeys.world import World

pytestmark = pytest.mark.article("3.3")
ALWAYS = ((Opening(clock_time(0), clock_time(0)),),) * 7
NEVER = ((),) * 7


def prices(world: World, minutes: int = 15, yen: int = 2000) -> None:
    """``yen`` for each unit of so many minutes begun, 10 % tax, from now on."""
    opened = open_office(world.settings)
    now = SystemClock().now()
    with opened.shelf.reading() as books:
        actor = books.operators.by_login(world.office.login.login)
    assert actor is not None
    today = day_in_japan(now).isoformat()
    facts = RatesFacts(today, str(minutes), "up", "1", dict.fromkeys(OFF_HOURS_KINDS, str(yen)))
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
    """No to the fee: nothing begins and nothing is charged. Then yes up to an amount: work pauses there, and a new yes lets it go on."""
    world = stage
    prices(world, minutes=1, yen=100)
    hours(world, (0, False))
    page = world.operator()
    customer = world.host()
    customer.type_number()
    customer.sees("いまは営業時間外です。作業には料金がかかります。")
    assert not until("the way forward", lambda: customer.find("次へ"))["enabled"]
    customer.click("同意しない")
    customer.sees("時間外のご同意がなく終わりました")
    customer.sees("0 円（税込）")
    assert world.wrote("declined")["reason"] == "fee"
    assert not {"agreed", "connected", "fee:agreed"} & set(world.kinds())

    number, spoken = another_number(world)
    page.goto(f"{world.base}/console/{number}#secret={spoken.secret}")
    customer = world.host(spoken.spoken)
    customer.type_number()
    customer.write("ここで止める金額", "110")
    customer.click("営業時間外の料金に同意します")
    customer.agree()
    customer.sees("画面を見ています")
    kinds = world.kinds()
    assert kinds.index("agreed") < kinds.index("fee:agreed") < kinds.index("connected") < kinds.index("grant:allowed")
    assert world.said("fee:agreed")[0]["stop_at"] == 110
    customer.sees("110 円で止まります")
    customer.sees("かかっています: 110 円")
    customer.sees("営業時間外のため、一時停止しています。料金に同意して続けますか。", seconds=75)
    page.get_by_text("お客様の同意がないため、一時停止しています").first.wait_for()
    assert world.wrote("work:rested")["why"] == "off_hours"
    customer.click("料金に同意する")
    customer.sees("画面を見ています")
    world.wrote("work:resumed")
    customer.sees("かかっています: 220 円")
    customer.click("終了")
    customer.sees("220 円（税込）")


def another_number(world: World) -> tuple[str, Number]:
    """Its id, and the number itself, for the same case, by the office's own service."""
    with world.desk() as desk:
        actor = desk.operators.by_login(world.office.login.login)
        assert actor is not None
        number = desk.numbers.issue(actor, CaseId(world.office.case_path.rsplit("/", 1)[1]), desk.clock.now())
        assert isinstance(number, IssuedNumber), number
    return number.id, Number(number.routing, draw_secret(secrets.token_bytes))
