"""Wrong numbers: typed wrong, guessed wrong, over, never there. What a stranger can learn from each of them is the same."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from madoguchi.app import open_office
from madoguchi.office.ids import CaseId
from madoguchi.office.numbers.ports import Number as IssuedNumber
from madoguchi.wire.number import Number
from tests.journeys.console import Console
from tests.journeys.customer import Customer, until
from tests.journeys.world import World, world

NOT_VALID = "この受付番号は確認できませんでした。番号を電話の相手にもう一度ご確認ください。"
TOO_MANY = "続けて間違えたため、しばらく受け付けられません。"
SLIP = "番号のどこかが違うようです。一つずつ見直してください。"


@pytest.mark.article("P.1", "5.3", "8.1")
def test_three_wrong_secrets_burn_the_number_and_both_screens_say_each(stage: World):
    console = Console(stage.operator())
    right = parted(console.number())
    customer = stage.host(number="")
    customer.read_the_warning()
    slips(stage, customer, right)
    for left in (2, 1):
        customer.retype(another(right, left).digits)
        console.says(f"あと {left} 回で使えなくなります")
        customer.sees(NOT_VALID)
        assert console.number() == right.digits, "the operator can tell it again"
    customer.retype(another(right, 3).digits)
    console.says("番号が3回違ったため、この番号は使えなくなりました。")
    customer.sees(NOT_VALID)
    customer.retype(right.digits)  # burnt: the right one is as good as a wrong one
    until("the last try", lambda: stage.kinds().count("number:tried") == 3 and NOT_VALID in customer.reads())
    assert [one["wrong"] for one in stage.said("number:wrong")] == [1, 2, 3]
    assert stage.kinds().count("number:burnt") == 1
    assert "confirmed" not in stage.kinds()
    opens_with_a_new_number(stage, console, customer)


def slips(stage: World, customer: Customer, right: Number) -> None:
    """A typing slip is found by the check digit where it is typed: no try is spent, nothing leaves the computer."""
    digits = right.digits
    swapped = next(
        digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
        for at in range(len(digits) - 1)
        if digits[at] != digits[at + 1]
    )
    changed = digits[:4] + str((int(digits[4]) + 1) % 10) + digits[5:]
    for slip, sentence in (
        (swapped, SLIP),
        (changed, SLIP),
        (digits[:-1], "数字が足りません"),
        (digits + "1111", "数字が多すぎます"),
    ):
        customer.retype(slip)
        customer.sees(sentence)
    assert "number:tried" not in stage.kinds()


def opens_with_a_new_number(stage: World, console: Console, customer: Customer) -> None:
    """One press gives a new number; it opens."""
    console.page.get_by_role("button", name="新しい番号を発行する").click()
    console.page.wait_for_url("**/console/*")
    customer.retype(console.number())
    customer.sees("この人がサポートします")
    assert customer.spoken() == console.spoken()


@pytest.mark.article("2.2", "8.1", "8.3")
def test_numbers_that_lead_nowhere_are_all_told_the_same(stage: World):
    """Unknown, expired, cancelled, used: one answer; and who goes on trying must wait, even with a good number."""
    console = Console(stage.operator())
    first = parted(console.number())
    customer = stage.host(number="")
    customer.read_the_warning()
    expired = issues_and_lets_expire(stage)
    told_nothing(stage, customer, expired)
    unknown = next(one for one in map(str, range(100, 999)) if one not in {first.routing, expired.routing})
    told_nothing(stage, customer, Number(unknown, "123456"))
    console.page.get_by_role("button", name="この番号を取り消す").click()
    console.page.wait_for_url("**/office/cases/*")
    stage.wrote("number:cancelled")
    told_nothing(stage, customer, first)
    used = uses_one_up(stage, console, customer)
    again = stage.host(number="")
    again.read_the_warning()
    told_nothing(stage, again, used)
    told_nothing(stage, again, Number(unknown, "654321"))
    again.retype(Number(unknown, "111111").digits)
    again.sees(TOO_MANY)
    assert stage.kinds().count("confirmed") == 1


def told_nothing(stage: World, customer: Customer, number: Number) -> None:
    tried = stage.kinds().count("number:tried")
    customer.retype(number.digits)
    until("the answer", lambda: NOT_VALID in customer.reads() and customer.held("受付番号") == number.spoken)
    assert stage.kinds().count("number:tried") == tried


def uses_one_up(stage: World, console: Console, customer: Customer) -> Number:
    """Issued by the case's page, opened, and refused: a number is used by being proven."""
    console.page.get_by_role("button", name="受付番号を発行する").click()
    console.page.wait_for_url("**/console/*")
    number = parted(console.number())
    customer.retype(number.digits)
    customer.sees("この人がサポートします")
    customer.click("同意しない")
    customer.sees("サポートが終わりました")
    customer.click("閉じる")
    return number


@pytest.mark.article("1.1", "8.1")
def test_signed_in_by_hand_with_a_number_made_on_the_page(tmp_path: Path, browser: Browser):
    """What an operator does on an ordinary day: password and second factor, the case, the number, the session."""
    with world(tmp_path, browser, with_number=False) as stage:
        page = stage.page()
        page.goto(f"{stage.base}/office")
        signs_in(stage, page, code="000000")
        expect(page.get_by_text("サインインできませんでした")).to_be_visible()
        signs_in(stage, page, code=pyotp.TOTP(stage.office.login.totp_secret).now())
        expect(page.get_by_role("heading", name="今日の窓口")).to_be_visible()
        page.get_by_role("link", name="見積書を印刷できない").first.click()
        page.get_by_role("button", name="受付番号を発行する").click()
        console = Console(page)
        number = console.number()
        assert len(number) == 10
        customer = stage.host(number="")
        customer.read_the_warning()
        customer.retype(number)
        customer.sees("佐藤 花子")
        customer.agree()
        customer.sees("画面を見ています")
        console.stands("view", "held")
        assert number[3:9] not in page.content(), "the secret part is gone from the page"
        assert number[3:9] not in stage.log("server")
        for context in browser.contexts:
            context.close()


def signs_in(stage: World, page: Page, code: str) -> None:
    page.get_by_label("サインイン名").fill(stage.office.login.login)
    page.get_by_label("パスワード").fill(stage.office.login.password)
    page.get_by_label("確認コード").fill(code)
    page.get_by_role("button", name="サインインする", exact=True).click()


def parted(digits: str) -> Number:
    return Number(digits[:-7], digits[-7:-1])


def another(right: Number, by: int) -> Number:
    """Another secret with its right check digit: only the operator's page can tell that it is wrong."""
    return Number(right.routing, f"{(int(right.secret) + by) % 1_000_000:06d}")


def issues_and_lets_expire(stage: World) -> Number:
    """A number that the office issued by its own service, and whose ten minutes are over."""
    opened = open_office(stage.settings)
    try:
        desk = opened.desk
        actor = desk.operators.by_login(stage.office.login.login)
        assert actor is not None
        number = desk.numbers.issue(actor, CaseId(stage.office.case_path.rsplit("/", 1)[1]), desk.clock.now())
        assert isinstance(number, IssuedNumber), number
    finally:
        opened.shelf.close()
    with contextlib.closing(sqlite3.connect(stage.settings.data_dir / "madoguchi.sqlite3")) as books, books:
        books.execute("update numbers set expires_at = issued_at where id = ?", (number.id,))
    return Number(number.routing, "123456")
