"""Clipboard text each way: under its own grant, on a press of somebody's, and not otherwise."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.customer import until
from tests.journeys.hands import Hands
from tests.journeys.world import World

OWN = "お客様のひみつ"
GIVEN = "C:\\設定\\髙﨑.ini\n二行目 😀"
TAKEN = "エラー 0x80070005"


@pytest.mark.article("5.2", "5.5")
def test_clipboard(stage: World):
    customer, page = stage.open_session()
    hands = Hands(page)
    stage.screen.own_clipboard(OWN)
    hands.console.tab("clipboard")
    send = page.locator(".panel-clip button", has_text="送る")
    expect(send).to_be_disabled()
    customer.click("詳細")
    assert not customer.enabled("コピーした文字を送る")
    expect(page.locator(".panel-clip textarea").last).to_be_hidden()

    hands.be_allowed("clipboard", customer)
    hands.console.give_clipboard(GIVEN)
    until("the text is on the customer's clipboard", lambda: stage.screen.clipboard() == GIVEN)
    customer.sees("相手から届いた文字を、貼り付けられるようにしました")

    stage.screen.own_clipboard(TAKEN)  # copying alone gives nothing away
    customer.click("コピーした文字を送る")
    expect(page.locator(".panel-clip textarea").last).to_have_value(TAKEN)
    assert OWN not in page.content()

    customer.press_switch("クリップボード")
    hands.console.stands("clipboard", "none")
    expect(send).to_be_disabled()
    stage.screen.own_clipboard(OWN)
    assert not customer.enabled("コピーした文字を送る")
    expect(page.locator(".panel-clip textarea").last).to_have_value(TAKEN)
    stage.wrote("grant:withdrawn", access="clipboard")
