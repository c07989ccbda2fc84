"""The operator's account is closed in the middle of a session: the customer sees at once that nothing is shared, and why."""

from __future__ import annotations

import pyotp
import pytest
from playwright.sync_api import expect

from madoguchi.base.clock import SystemClock
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.office.operators.service import CreatedOperator, NewOperator
from tests.journeys.console import Console
from tests.journeys.world import World
from tests.journeys.x11 import injected_events

PHRASE = "correct horse battery staple"


@pytest.mark.article("5.3", "8.1", "9.1")
def test_an_account_is_closed_in_the_middle_of_a_session(stage: World):
    admin = an_administrator(stage)
    customer, page = stage.open_session()
    console = Console(page)
    console.ask("control")
    customer.click("許可する")
    console.stands("control", "held")
    people = stage.page()
    people.goto(f"{stage.base}/sign-in?next=/office/people")
    people.locator("#login").fill("kanri")
    people.locator("#password").fill(PHRASE)
    people.locator("#code").fill(pyotp.TOTP(admin.totp_secret).now())
    people.get_by_role("button", name="サインインする", exact=True).click()
    people.get_by_role("link", name=stage.office.login.name).click()
    with injected_events(stage.screen) as heard:
        people.get_by_role("button", name="アカウントを停止する").click()
        expect(people.get_by_text("アカウントを停止しました")).to_be_visible()
        customer.sees("サポートが終わりました", 5)
        customer.sees("サポート会社の管理者が終了しました")
        heard.clear()
        page.mouse.move(300, 300)
        page.keyboard.type("xyz")
        assert heard.none_for(1.0), heard.seen
    console.says("サインインの期限が切れました")
    stage.wrote("session:ended", ending="supervisor_ended", by="office")
    stage.wrote("ended", ending="supervisor_ended")
    customer.sees("お手元に保存できます", 40)
    page.goto(f"{stage.base}/office")
    expect(page).to_have_url(f"{stage.base}/sign-in?next=/office")


def an_administrator(stage: World) -> CreatedOperator:
    with stage.desk() as desk:
        new = NewOperator("kanri", "管理 花子", "見本サポート株式会社", OperatorRole.ADMIN, PHRASE)
        made = desk.operators.create(new, "", SystemClock().now())
    assert isinstance(made, CreatedOperator)
    return made
