"""The operator's page is loaded again in the middle: the session goes on, without a new number and without new consents."""

from __future__ import annotations

import pytest

from tests.journeys.console import Console
from tests.journeys.customer import until
from tests.journeys.hands import Hands
from tests.journeys.programs import Listener
from tests.journeys.world import World


@pytest.mark.article("5.2", "5.3", "8.1")
def test_reload(stage: World):
    customer, page = stage.open_session()
    hands = Hands(page)
    listener = Listener(stage)
    hands.be_allowed("control", customer)
    listener.forget()
    hands.click(*listener.window.middle())
    listener.hears("button-up", 1)
    page.keyboard.down("KeyB")
    listener.hears("key-down", 1)
    page.reload()
    listener.hears("key-up", 1)  # nothing stays down
    Console(page).stands("control", "held", 40)
    customer.click("詳細")
    until("both screens tell the same four digits", lambda: customer.spoken() == hands.console.spoken())
    customer.click("詳細")
    hands.wait_for_the_customer(customer)
    until("the bar is quiet", lambda: "接続が切れました" not in customer.reads())
    listener.forget()
    hands.click(*listener.window.middle())
    listener.hears("button-up", 1)
    hands.press("KeyA")
    listener.hears("key-up", 1)
    assert stage.kinds().count("agreed") == 1
    assert [one["access"] for one in stage.said("grant:allowed")] == ["view", "control"]
    Console(page).end("解決した")
    customer.sees("サポートが終わりました")
    stage.wrote("session:ended", ending="resolved")
