"""The conversation in writing, both ways: every letter as it was written, and nothing of it is markup."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.console import Console
from tests.journeys.customer import until
from tests.journeys.world import World

FROM_OPERATOR = ("用紙のトレイを開けてください。", "<b>太字</b><img src=x onerror=alert(1)>", "髙﨑𠮷野 😀👍🏽 ﾊﾝｶｸ")
FROM_CUSTOMER = "open <b>tray 2</b>?"


@pytest.mark.article("1.1", "5.5")
def test_chat(stage: World):
    customer, page = stage.open_session()
    console = Console(page)
    for text in FROM_OPERATOR:
        console.chat(text)
    customer.click("チャット")
    for text in FROM_OPERATOR:
        customer.sees(text)
    customer.write("ここに文章を書いてください", FROM_CUSTOMER)
    customer.click("送る")
    lines = page.locator(".chat-words")
    expect(lines.last).to_have_text(FROM_CUSTOMER)
    customer.write("ここに文章を書いてください", "thanks")
    customer.screen.hands("key", "Return")
    expect(lines).to_have_text([*FROM_OPERATOR, FROM_CUSTOMER, "thanks"])
    assert page.locator(".chat-words img, .chat-words b").count() == 0
    until("the field is empty again", lambda: customer.held("ここに文章を書いてください") == "")
    assert not stage.trouble
    secret = " ".join(FROM_OPERATOR) + FROM_CUSTOMER
    for name in ("host", "server"):
        assert not any(word in stage.log(name) for word in secret.split())  # what people say is in no log
