"""The link is cut: a short cut mends itself with the consents kept, a long one ends the session, and both screens say so."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import expect

from tests.journeys.customer import Customer, until
from tests.journeys.hands import Hands
from tests.journeys.programs import Listener
from tests.journeys.relay_proxy import Line

CUT_SECONDS = 120


def cut_is_told(hands: Hands, customer: Customer) -> None:
    customer.sees("接続が切れました。つなぎ直しています")
    hands.console.says("接続が切れました。自動でつなぎ直しています。操作は止まっています。")
    hands.console.stands("control", "paused")


def typed_now(hands: Hands, listener: Listener) -> None:
    """The operator's keys arrive again."""
    listener.forget()
    hands.click(*listener.window.middle())
    listener.hears("button-up", 1)
    hands.press("KeyA")
    listener.hears("key-up", 1)


@pytest.mark.article("5.2", "5.3", "8.1")
@pytest.mark.timeout(170)
def test_short_cut_mends_itself(line: Line):
    stage = line.stage
    customer, page = stage.open_session()
    hands = Hands(page)
    listener = Listener(stage)
    hands.be_allowed("control", customer)
    typed_now(hands, listener)
    held_key_is_let_go(line, hands, customer, listener)
    relay_dies(line, hands, customer, listener)
    kinds = stage.kinds()
    assert kinds.count("agreed") == 1
    assert [one["access"] for one in stage.said("grant:allowed")] == ["view", "control"]
    customer.click("終了")
    customer.sees("サポートが終わりました")
    stage.wrote("ended", ending="customer_stopped")


def held_key_is_let_go(line: Line, hands: Hands, customer: Customer, listener: Listener) -> None:
    """A key is down when the link goes: it is let go, nothing arrives for five seconds, then all is as it was."""
    listener.forget()
    hands.page.keyboard.down("KeyB")
    listener.hears("key-down", 1)
    line.proxy.cut()
    at = time.monotonic()
    cut_is_told(hands, customer)
    listener.hears("key-up", 1)
    hands.page.keyboard.up("KeyB")
    listener.forget()
    hands.press("KeyC")
    until("five seconds", lambda: time.monotonic() - at > 5)
    assert not listener.heard("key-down")
    line.stage.screen.tool("xsetroot", "-solid", "#884422")  # while nobody sees it
    line.proxy.mend()
    hands.console.stands("control", "held", 40)
    expect(hands.page.locator(".banner")).to_be_hidden()
    until("the bar is quiet", lambda: "接続が切れました" not in customer.reads())
    assert customer.switch("操作") == "オン"
    assert not listener.heard("key-down")  # what was typed into the cut is not typed later
    typed_now(hands, listener)


def relay_dies(line: Line, hands: Hands, customer: Customer, listener: Listener) -> None:
    line.relay.kill()
    cut_is_told(hands, customer)
    line.relay.start()
    hands.console.stands("control", "held", 40)
    typed_now(hands, listener)


@pytest.mark.article("5.3", "8.1")
@pytest.mark.timeout(300)
def test_long_cut_ends_the_session(line: Line):
    stage = line.stage
    customer, page = stage.open_session()
    hands = Hands(page)
    listener = Listener(stage)
    hands.be_allowed("control", customer)
    line.proxy.cut()
    at = time.monotonic()
    cut_is_told(hands, customer)
    expect(page.locator(".banner-left")).to_have_text(re.compile(r"あと \d+ 秒で終了します"))
    until("most of the two minutes", lambda: time.monotonic() - at > CUT_SECONDS - 10, CUT_SECONDS)
    assert "つなぎ直しています" in customer.reads()
    customer.sees("サポートが終わりました", 30)
    assert time.monotonic() - at > CUT_SECONDS - 1
    customer.sees("接続")
    until("130 seconds", lambda: time.monotonic() - at > 130)
    expect(page.locator(".ended-title:visible")).to_be_visible()
    line.proxy.mend()
    stage.wrote("session:ended", ending="lost")
    stage.wrote("ended", ending="lost")
    listener.forget()
    hands.page.keyboard.press("KeyA")
    assert not listener.heard("key-down")
