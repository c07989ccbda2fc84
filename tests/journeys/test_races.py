"""One number, one session: whoever races for it, exactly one gets it, and the other is told plainly. Article: 2.2, 8.3"""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from madoguchi.office.operators.ports import OperatorRole
from madoguchi.office.operators.service import CreatedOperator, NewOperator
from tests.journeys.console import Console
from tests.journeys.customer import Customer, until
from tests.journeys.screen import start_screen
from tests.journeys.world import World

NOT_VALID = "この受付番号は確認できませんでした。番号を電話の相手にもう一度ご確認ください。"
ELSEWHERE = "この番号は別の画面で開かれているか"


@pytest.mark.article("2.2", "8.3")
def test_one_page_alone_holds_the_number(stage: World):
    """Two browsers of the operator's own race for it, and a colleague who is not on the case looks in vain."""
    assert stage.office.number is not None
    path = f"/console/{stage.office.number.id}"
    one, two = signed_in(stage, stage.office.login.login), signed_in(stage, stage.office.login.login)
    for page in (one, two):
        page.evaluate("path => { location.href = path; }", path)
    until("both pages know", lambda: sorted(map(stage_of, (one, two))) == ["over", "waiting"])
    winner, loser = (one, two) if stage_of(one) == "waiting" else (two, one)
    Console(loser).says(ELSEWHERE)
    joins(stage)
    stranger = signed_in(stage, "suzuki")
    answer = stranger.goto(stage.base + path)
    assert answer is not None
    assert answer.status == 404
    expect(stranger.get_by_text("見つかりません").first).to_be_visible()
    customer = stage.host(Console(winner).number())
    customer.type_number()
    customer.sees("この人がサポートします")
    assert customer.spoken() == Console(winner).spoken()
    assert stage.kinds().count("confirmed") == 1
    loser.reload()  # it is the operator's own session: this page may see it, and says that another one has it
    until("the other page", lambda: "/console/session/" in loser.url)
    assert Console(winner).spoken() == customer.spoken()


def until_under_way(customer: Customer) -> bool:
    """Whether the press did something: the first window is gone, or says that the number is not valid."""
    try:
        until("the press", lambda: customer.find("つなぐ") is None or NOT_VALID in customer.reads(), 3)
    except AssertionError:
        return False
    return True


@pytest.mark.article("2.2", "8.3")
def test_two_customers_type_the_same_number_at_once(stage: World):
    console = Console(stage.operator())
    number = console.number()
    elsewhere = replace(stage, screen=start_screen(stage.processes, stage.folder / "second"))
    customers = [stage.host(number), elsewhere.host(number)]
    places = []
    for customer in customers:
        customer.read_the_warning()
        go = until(
            "つなぐ", lambda customer=customer: (found := customer.find("つなぐ")) and found["enabled"] and found
        )
        customer.point(go["x"], go["y"])
        places.append(go)
    for customer in customers:
        customer.screen.hands("click", 1)
    for customer in customers:  # a window that was still being put into its place has missed it
        if not until_under_way(customer):
            customer.click("つなぐ")

    def answers() -> list[str]:
        told = [customer.reads() for customer in customers]
        return sorted("in" if "この人がサポートします" in one else "out" if NOT_VALID in one else "" for one in told)

    try:
        until("one is in and one is out", lambda: answers() == ["in", "out"], 60)
    except AssertionError as missed:
        raise AssertionError(f"{missed}; the windows say: {[customer.reads() for customer in customers]}") from None
    assert stage.kinds().count("confirmed") == 1
    winner = next(customer for customer in customers if "この人がサポートします" in customer.reads())
    assert winner.spoken() == console.spoken()
    winner.agree()
    winner.sees("画面を見ています")
    console.stands("view", "held")
    assert stage.kinds().count("connected") == 1


def stage_of(page: Page) -> str:
    """What a console page says of its number; empty while it is loading."""
    found = page.locator("main.number")
    return (found.get_attribute("data-stage") or "") if found.count() else ""


def joins(stage: World) -> None:
    """A second operator, made as the command line makes one."""
    with stage.desk() as desk:
        new = NewOperator("suzuki", "鈴木 一郎", "見本サポート株式会社", OperatorRole.OPERATOR, "a long password 1234")
        assert isinstance(desk.operators.create(new, "Mihon", desk.clock.now()), CreatedOperator)


def signed_in(stage: World, login: str) -> Page:
    """A browser of its own, signed in by a one-time link."""
    with stage.desk() as desk:
        actor = desk.operators.by_login(login)
        assert actor is not None
        link = desk.operators.make_link(actor.id, desk.clock.now())
    page = stage.page()
    page.goto(f"{stage.base}/sign-in/link/{link}")
    expect(page.get_by_role("heading", name="今日の窓口")).to_be_visible()
    return page
