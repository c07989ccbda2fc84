"""The operator types into real programs of the customer's: ASCII by keys, the keys of a Japanese keyboard, Japanese by an IME."""

from __future__ import annotations

import pytest
import xcffib
import xcffib.xproto

from tests.journeys.customer import until
from tests.journeys.hands import Hands
from tests.journeys.programs import Editor, Listener, Terminal
from tests.journeys.world import World

ASCII = """The quick brown fox, "jumps" over: 1234567890?
!@#$%^&*()_+{}|[]\\;'<>./`~-= Done"""
# Place, what Windows and Linux call it, virtual key; keycode and first symbol on the customer's Japanese layout.
JIS = {
    "半角/全角": ("Backquote", "ZenkakuHankaku", 0xF3, 49, 0xFF2A),
    "変換": ("Convert", "Convert", 0x1C, 100, 0xFF23),
    "無変換": ("NonConvert", "NonConvert", 0x1D, 102, 0xFF22),
    "カタカナひらがな": ("KanaMode", "Hiragana", 0xF2, 101, 0xFF27),
    "ろ": ("IntlRo", "\\", 0xE2, 97, 0x5C),
    "￥": ("IntlYen", "\\", 0xDC, 132, 0x5C),
}
JAPANESE = "窓口サポートです。髙﨑さん、𠮷野さん：ﾊﾝｶｸ・ー〜 😀👍🏽"


@pytest.mark.article("5.2", "5.5")
def test_typing(stage: World):
    customer, page = stage.open_session()
    hands = Hands(page)
    editor = Editor(stage)
    nothing_before_it_is_allowed(hands, editor)
    hands.be_allowed("control", customer)
    ascii_by_keys(hands, editor)
    japanese_keys(stage, hands)
    japanese_text(hands, editor, Terminal(stage))


def nothing_before_it_is_allowed(hands: Hands, editor: Editor) -> None:
    hands.click(*editor.window.middle())
    hands.type("never")


def ascii_by_keys(hands: Hands, editor: Editor) -> None:
    hands.click(*editor.window.middle())
    until("the editor has the focus", editor.window.has_focus)
    hands.type(ASCII)
    hands.press("Control+KeyS")
    until("the editor saved", lambda: editor.text() == ASCII or None)


def japanese_keys(stage: World, hands: Hands) -> None:
    stage.screen.tool("setxkbmap", "-layout", "jp", "-model", "jp106")
    listener = Listener(stage)
    hands.click(*listener.window.middle())
    listener.hears("button-up", 1)
    cdp = hands.page.context.new_cdp_session(hands.page)
    display = xcffib.Connection(display=stage.screen.desktop.display)
    try:
        for name, (code, key, number, keycode, symbol) in JIS.items():
            listener.forget()
            hands.key(cdp, code, key, number)
            (down,) = listener.hears("key-down", 1)
            assert down["code"] == keycode, name
            listener.hears("key-up", 1)
            symbols = display.core.GetKeyboardMapping(down["code"], 1).reply().keysyms
            assert symbols[0] == symbol, name
    finally:
        display.disconnect()
        stage.screen.tool("setxkbmap", "-layout", "us", "-model", "pc105")


def japanese_text(hands: Hands, editor: Editor, terminal: Terminal) -> None:
    """What the IME commits is typed; what it is still composing is not."""
    cdp = hands.page.context.new_cdp_session(hands.page)
    hands.mode("文字入力")
    hands.click(*editor.window.middle())
    until("the editor has the focus", editor.window.has_focus)
    hands.press("Control+KeyA")
    hands.press("Delete")
    hands.compose(cdp, "ま", "まど", "まどぐち", JAPANESE)
    hands.press("Control+KeyS")
    until("the editor saved the Japanese text", lambda: editor.text() == JAPANESE or None)
    hands.click(*terminal.window.middle())
    until("the terminal has the focus", terminal.window.has_focus)
    hands.compose(cdp, "き", "きっ", JAPANESE)
    hands.press("Enter")
    until("the terminal has the Japanese text", lambda: terminal.text() == JAPANESE or None)
