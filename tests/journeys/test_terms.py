"""The terms: refused, refused to a suspended customer, and renewed while a session runs."""

from __future__ import annotations

from pathlib import Path
from secrets import token_urlsafe

import pytest
from playwright.sync_api import Page, expect

from madoguchi.office.operators.ports import OperatorRole
from madoguchi.office.operators.service import CreatedOperator, NewOperator
from tests.journeys.console import Console
from tests.journeys.customer import until
from tests.journeys.world import World


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


@pytest.mark.article("12.1", "12.2", "P.2")
def test_a_new_version_is_made_by_two_people_and_the_next_start_shows_what_changed(stage: World):
    """The running session stays under what was agreed to; the next start asks again and shows the change."""
    customer, page = stage.open_session()
    console = Console(page)
    console.stands("view", "held")
    author, second = administrator(stage, "kanri", "管理 一郎"), administrator(stage, "fuku", "副島 花子")
    proposes(author, "2.0")
    confirms_and_publishes(author, second)
    stage.wrote("terms:published", version="2.0")
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
    again.sees("前回同意いただいた第1.0版から、第2.0版に変わりました")
    again.sees("変更 1 か所、追加 0 か所、削除 0 か所")
    again.click("変わったところを見る")
    again.sees("[−直ちに][+理由を問わず、その場で]作業を終了")
    again.click("全文に戻る")
    again.read_to_the_end()
    again.write("お名前", "Suzuki")
    again.click("同意する")
    again.click("はい")
    again.click("次へ")
    again.click("見せ始める")
    again.sees("画面を見ています")
    until("both consents", lambda: [one["version"] for one in stage.said("agreed")] == ["1.0", "2.0"])
    first, later = stage.said("agreed")
    assert first["sha256"] != later["sha256"]


def administrator(stage: World, login: str, name: str) -> Page:
    """Somebody who looks after the terms, signed in, at the list of them."""
    with stage.desk() as desk:
        new = NewOperator(login, name, "見本サポート株式会社", OperatorRole.ADMIN, token_urlsafe(12))
        made = desk.operators.create(new, "", desk.clock.now())
        assert isinstance(made, CreatedOperator), made
        link = desk.operators.make_link(made.operator.id, desk.clock.now())
    page = stage.page()
    page.goto(f"{stage.base}/sign-in/link/{link}?next=/office/terms")
    page.wait_for_url("**/office/terms")
    return page


def proposes(page: Page, version: str) -> None:
    page.get_by_role("button", name="新しい版の案を作る").click()
    page.get_by_label("版", exact=False).first.fill(version)
    text = page.get_by_label("日本語の正文（Markdown）")
    assert "直ちに作業を終了" in text.input_value()
    text.fill(text.input_value().replace("直ちに作業を終了", "理由を問わず、その場で作業を終了"))
    page.locator("#notice_ja").fill("作業を終わらせる時の言い方を改めました。")
    page.get_by_role("button", name="保存して確認を依頼する").click()
    expect(page.get_by_text("確認を依頼しました。")).to_be_visible()
    expect(page.get_by_role("button", name="内容を読んで確認した")).to_have_count(0)  # not by oneself


def confirms_and_publishes(author: Page, second: Page) -> None:
    second.reload()
    second.get_by_role("link", name="2.0 版").click()
    expect(second.locator(".diff-change ins").first).to_contain_text("理由を問わず、その場で")
    second.get_by_role("button", name="内容を読んで確認した").click()
    expect(second.get_by_text("確認しました。公表できます。")).to_be_visible()
    author.reload()
    author.get_by_role("button", name="公表する").click()
    expect(author.get_by_text("施行", exact=False).first).to_be_visible()
    author.goto(author.url.split("/office")[0] + "/terms")
    expect(author.get_by_text("作業を終わらせる時の言い方を改めました。")).to_be_visible()
