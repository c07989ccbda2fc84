"""A relay that lies, between the real console and the real host: nothing opens, nothing leaks, nothing takes effect unseen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from madoguchi.wire.handshake import Confirm, Share
from madoguchi.wire.vocabulary import Channel, Role
from tests.hostile.party import Party
from tests.hostile.relay import Deliver, Heard, HostileRelay, Tamper, altered, dropped, honest, replayed, respoken, says
from tests.integration.relay.ends import Office
from tests.journeys.conftest import show_failure
from tests.journeys.customer import Customer, until
from tests.journeys.hands import Hands
from tests.journeys.programs import Editor, Listener
from tests.journeys.relay_proxy import OwnLoop
from tests.journeys.test_files import card, downloads, offer
from tests.journeys.world import World, world

OWN_SHARE = bytes([9]) + bytes(31)  # the base point: a share whose secret the relay knows
WINDOW_TEXT = "planted-in-the-window"
CHAT = "planted-in-the-chat 口座は三番です"
FILE_NAME = "planted-name.txt"
FILE_BYTES = b"planted-in-the-file " * 40

Hostile = tuple[World, HostileRelay, OwnLoop]


@pytest.fixture
def hostile(tmp_path: Path, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Hostile]:
    own = OwnLoop()
    relay = HostileRelay(many=True)
    own.call(relay.__aenter__())
    with world(tmp_path, browser, relay_url=relay.url) as made:
        yield made, relay, own
        show_failure(made, request)
    for context in browser.contexts:
        context.close()
    own.call(relay.__aexit__(None, None, None))
    own.close()


def once(make: type[Tamper] | object, sender: Role, channel: Channel) -> tuple[Tamper, list[Heard]]:
    """A tamper for the next frame of one end on one channel, and the list that then holds this frame. No handshake passes
    from then on, so that the cut lasts until both screens were read."""
    met: list[Heard] = []

    def when(heard: Heard) -> bool:
        if met or (heard.sender, heard.channel) != (sender, channel):
            return False
        met.append(heard)
        return True

    touched: Tamper = make(when)  # type: ignore[operator]

    def tamper(heard: Heard) -> Iterable[Deliver]:
        return [] if met and heard.channel is Channel.HANDSHAKE else touched(heard)

    return tamper, met


def again(customer: Customer) -> None:
    """The number stands there still."""
    until("the number can be tried again", lambda: customer.enabled("つなぐ"), 40)
    customer.click("つなぐ")


@pytest.mark.article("5.3", "8.1")
@pytest.mark.timeout(240)
def test_hostile_relay(hostile: Hostile):
    stage, relay, own = hostile
    page = stage.operator()
    hands = Hands(page)
    customer = stage.host()
    nothing_opens(stage, relay, hands, customer)
    relay.tamper = honest
    again(customer)
    customer.agree()
    customer.sees("画面を見ています")
    nothing_takes_effect_unseen(stage, relay, own, hands, customer)
    a_second_host_opens_nothing(stage, relay, own, hands, customer)
    nothing_leaks(stage, relay, hands, customer)


def nothing_opens(stage: World, relay: HostileRelay, hands: Hands, customer: Customer) -> None:
    """Keys swapped, then the proof stripped: both ends say so, and neither has shown or asked anything."""
    relay.tamper = respoken(says(Role.HOST, Share), lambda said: Share(OWN_SHARE) if isinstance(said, Share) else said)
    customer.type_number()
    hands.console.says("入力された番号が違いました")
    customer.sees("この受付番号は確認できませんでした")
    relay.tamper = dropped(says(Role.HOST, Confirm))
    again(customer)
    customer.sees("つないでいます")
    customer.sees("もう一度お試しください", 40)
    assert "この人がサポートします" not in customer.reads()
    assert not {"started", "shown", "agreed", "connected"} & set(stage.kinds())
    assert not [heard for heard in relay.heard if heard.channel is not Channel.HANDSHAKE and heard.sender is Role.HOST]


def nothing_takes_effect_unseen(
    stage: World, relay: HostileRelay, own: OwnLoop, hands: Hands, customer: Customer
) -> None:
    hands.be_allowed("control", customer)
    listener = Listener(stage)
    hands.click(*listener.window.middle())
    listener.hears("button-up", 1)
    attacks: tuple[tuple[object, Role, Channel, int], ...] = (
        (replayed, Role.CONSOLE, Channel.INPUT, 1),  # the key itself may arrive before the cut, its copy never
        (altered, Role.CONSOLE, Channel.INPUT, 0),
        (dropped, Role.CONSOLE, Channel.INPUT, 0),
        (altered, Role.HOST, Channel.CONTROL, 0),
    )
    for make, sender, channel, keys in attacks:
        listener.forget()
        relay.tamper, met = once(make, sender, channel)
        hands.page.keyboard.down("KeyB")
        hands.page.keyboard.up("KeyB")
        if sender is Role.HOST:
            customer.click("詳細")
            customer.click("詳細")
        until("the relay has had its way", lambda met=met: bool(met))
        both_say_so(hands, customer)
        relay.tamper = honest
        for role in Role:
            own.call(relay.cut(relay.heard[-1].route, role))
        hands.console.stands("control", "held", 40)
        hands.wait_for_the_customer(customer)
        if sender is Role.CONSOLE:
            assert len(listener.heard("key-down")) <= keys, make
        assert len(listener.heard("key-down")) == len(listener.heard("key-up"))
    assert stage.kinds().count("agreed") == 1


def both_say_so(hands: Hands, customer: Customer) -> None:
    said = {"customer": False, "operator": False}

    def look() -> bool:
        said["customer"] |= "接続が切れました" in customer.reads()
        said["operator"] |= "接続が切れました" in hands.page.locator(".banner-words").inner_text()
        return all(said.values())

    until(f"both screens say that the link was cut ({said})", look)


def a_second_host_opens_nothing(
    stage: World, relay: HostileRelay, own: OwnLoop, hands: Hands, customer: Customer
) -> None:
    """The relay lets somebody else in who says that they are the customer: they get no keys, and the true ones find back."""
    route = relay.heard[-1].route
    thief = Party(Role.HOST, route, "000000", ("planted",), 1, patience=1.0)
    outcome = own.call(thief.meet(relay.url, Office().ticket(route, Role.HOST)))
    assert outcome.reason is not None
    assert (outcome.heard, outcome.spoken) == ([], "")
    hands.console.stands("control", "held", 40)
    assert "planted" not in hands.page.locator(".panel-chat").inner_text()


def nothing_leaks(stage: World, relay: HostileRelay, hands: Hands, customer: Customer) -> None:
    """All that the relay has ever seen is searched for what people showed, wrote, sent and said."""
    hands.wait_for_the_customer(customer)
    Editor(stage, f"{WINDOW_TEXT}.txt", WINDOW_TEXT)
    hands.console.chat(CHAT)
    customer.click("チャット")
    customer.sees(CHAT)
    hands.console.tab("files")
    hands.be_allowed("files", customer)
    offer(hands.page, FILE_NAME, FILE_BYTES)
    customer.click("受け取る")
    expect(card(hands.page)).to_have_attribute("data-step", "delivered")
    assert (downloads(stage) / FILE_NAME).read_bytes() == FILE_BYTES
    assert stage.office.spoken is not None
    secret = stage.office.spoken.secret
    planted = [WINDOW_TEXT, CHAT, "口座", FILE_NAME, "planted-in-the-file", "Yamada", "山田", "佐藤", secret]
    for text in planted:
        for way in ("utf-8", "utf-16-le"):
            assert not relay.leaks(text.encode(way)), text
    assert sum(len(heard.sealed) for heard in relay.heard) > 50_000
    for log in stage.folder.glob("logs/*.log"):
        text = log.read_text(encoding="utf-8", errors="replace")
        assert not any(word in text for word in (WINDOW_TEXT, CHAT, FILE_NAME, secret)), log.name
