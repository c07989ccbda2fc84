"""The terms: refused, refused to a suspended customer, and renewed while a session runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from madoguchi.app import open_office
from madoguchi.base.words import Language
from madoguchi.office.terms.ports import TermsVersion
from tests.journeys.console import Console
from tests.journeys.customer import until
from tests.journeys.world import World

NEW_TERMS = """# 遠隔サポート利用約款

## 第1条（目的）

新しい版です。前の版との違いは公開ページでご覧になれます。
"""


@pytest.mark.article("P.1", "P.2", "5.1", "12.2")
def test_terms_refused_share_nothing_and_end_the_session(stage: World, tmp_path: Path):
    console = Console(stage.operator())
    customer = stage.host()
    customer.type_number()
    customer.click("次へ")
    stage.wrote("shown", version="1.0")
    customer.click("同意しない")
    customer.sees("サポートが終わりました")
    customer.sees("お断り・同意なしで終わりました")
    console.ended("お断り・同意なしで終わりました")
    stage.wrote("declined", reason="customer")
    stage.wrote("ended", ending="declined")
    assert not {"agreed", "connected", "grant:allowed"} & set(stage.kinds())
    page = console.page
    page.get_by_role("link", name="案件を開く").click()
    page.locator("a[href*='/office/sessions/']").first.click()
    expect(page.get_by_text("お客様は同意されませんでした。")).to_be_visible()
    # What was told to the customer about the number is kept for them as well.
    customer.sees("お手元に保存できます")


@pytest.mark.article("2.2")
def test_a_suspended_customer_gets_no_session(stage: World):
    """Suspended after the number was told: the right number opens nothing. Afterwards no number can be had at all."""
    console = Console(stage.operator())
    number = console.number()
    office = console.page.context.new_page()
    office.goto(f"{stage.base}{stage.office.case_path}")
    office.get_by_role("link", name="山田商店").first.click()
    office.get_by_label("状態").select_option(label="停止中")
    office.get_by_label("停止の理由").fill("料金のお支払いを確かめています。")
    office.get_by_role("button", name="保存する").click()
    expect(office.get_by_text("保存しました。")).to_be_visible()
    customer = stage.host(number="")
    customer.read_the_warning()
    customer.retype(number)
    console.says("このお客様は停止中のため、セッションを始められません。")
    customer.sees("この受付番号は確認できませんでした。")  # why, is told by the operator on the phone
    assert not {"confirmed", "started"} & set(stage.kinds())
    office.goto(f"{stage.base}{stage.office.case_path}")
    expect(office.get_by_text("このお客様は停止中のため、セッションを始められません。")).to_be_visible()
    expect(office.get_by_role("button", name="受付番号を発行する")).to_have_count(0)


@pytest.mark.article("12.2")
def test_a_new_version_is_asked_at_the_next_start_and_the_running_session_stays(stage: World):
    customer, page = stage.open_session()
    console = Console(page)
    console.stands("view", "held")
    publishes(stage, "2.0", NEW_TERMS)
    console.ask("clipboard", "版が変わっても続くことを確かめるため")
    customer.click("許可する")
    console.stands("clipboard", "held")  # the running session goes on under what was agreed to
    console.end("解決した")
    customer.sees("サポートが終わりました")
    customer.click("閉じる")
    console.ended("解決しました")
    page.get_by_role("link", name="案件を開く").click()
    page.get_by_role("button", name="受付番号を発行する").click()
    page.wait_for_url("**/console/*")
    again = stage.host(number="")
    again.read_the_warning()
    again.retype(console.number())
    again.click("次へ")
    again.sees("第2.0版")
    again.sees("新しい版です。")
    again.write("お名前", "Suzuki")
    again.click("同意する")
    again.click("はい")
    again.click("次へ")
    again.click("見せ始める")
    again.sees("画面を見ています")
    until("both consents", lambda: [one["version"] for one in stage.said("agreed")] == ["1.0", "2.0"])


def publishes(stage: World, version: str, text: str) -> None:
    """Into force by the office's own service, as the command line does it."""
    opened = open_office(stage.settings)
    try:
        desk = opened.desk
        made = desk.terms.publish(version, Language.JA, "", text, desk.clock.now())
        assert isinstance(made, TermsVersion), made
    finally:
        opened.shelf.close()
