"""お願い: wished at the console, done by the customer's own hand, ticked at both ends, kept in the receipt and on the case."""

from __future__ import annotations

import json
from functools import partial

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.console import Console
from tests.journeys.customer import until
from tests.journeys.test_number_to_receipt import _kept, verify
from tests.journeys.world import World

TRAY = "用紙のトレイを開けて、紙を入れ直してください。"
CORD = "<b>電源コード</b>を抜いてください。"
WORD = "needs a key"


def ask(console: Console, text: str) -> None:
    console.tab("requests")
    console.page.get_by_label("お客様にしていただきたいこと").fill(text)
    console.page.locator(".panel-requests button", has_text="お願いする").click()


def card(console: Console, text: str) -> Locator:
    return console.page.locator("li.request-card", has_text=text)


@pytest.mark.article("5.7", "P.3")
def test_requests(stage: World):
    customer, page = stage.open_session()
    console = Console(page)
    ask(console, TRAY)
    customer.sees("お願い（残り1件）")
    ask(console, CORD)
    customer.sees("お願い（残り2件）")
    for text in (TRAY, CORD):
        customer.sees(text)
        expect(card(console, text)).to_contain_text("お客様の画面に出ています")
    assert page.locator(".request-card b").count() == 0

    customer.click(f"済みました：{TRAY}")
    expect(card(console, TRAY)).to_contain_text("お客様が済ませました")
    customer.click(f"できません：{CORD}")
    customer.write("ひとこと", WORD)
    customer.click("できないと伝える")
    expect(card(console, CORD)).to_contain_text(f"ひとこと：{WORD}")
    customer.click(f"元に戻す：{CORD}")
    expect(card(console, CORD)).to_contain_text("お客様の画面に出ています")
    page.get_by_role("button", name=f"済みにする：{CORD}").click()
    customer.sees("オペレーターが済みにしました")
    customer.sees("お願い（すべて済みました）")

    first = stage.wrote("request:asked", text=TRAY)["request"]
    second = stage.wrote("request:asked", text=CORD)["request"]
    stage.wrote("request:done", request=first)
    stage.wrote("request:cannot", request=second, word=WORD)
    stage.wrote("request:reopened", request=second)
    stage.wrote("request:ticked_off", request=second)

    console.end()
    console.ended("解決しました")
    customer.sees("お手元に保存できます")
    customer.click("データで保存（JSON）")
    until("the dialog for the place", lambda: any(one["kind"] == "QFileDialog" for one in customer.widgets()))
    customer.screen.hands("key", "Return")
    home = stage.screen.desktop.home
    until("the receipt is kept", partial(_kept, customer, home, "*.json"))
    (kept,) = home.glob("*.json")
    assert verify(kept, stage).returncode == 0
    told = json.dumps(json.loads(kept.read_text("utf-8")), ensure_ascii=False)
    for words in (TRAY, CORD, WORD, "request:done", "request:ticked_off"):
        assert words in told, words

    page.get_by_role("link", name="案件を開く").click()
    rows = page.locator(".request-list li")
    expect(rows.filter(has_text=TRAY)).to_contain_text("お客様が済ませました")
    expect(rows.filter(has_text=CORD)).to_contain_text("こちらで済みにしました")
    assert not stage.trouble
