"""The operator's page in a real browser: every screen whole, every key and press where it belongs, nothing without control."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page

from tests.integration.console_page.conftest import Stage, settled, take

SCENES = [
    *("number", "present", "wrong", "destroyed", "expired", "terms", "nothing", "asked", "view", "control", "question"),
    *("paused", "chat", "requests", "files", "clip", "down", "gone", "elsewhere", "ended", "nokey", "broken"),
]
CENTRE = (960, 540)  # of the customer's 1920x1080
NOT_WHOLE = """() => [...document.querySelectorAll('button, a.button, .choice-row, .tab')]
  .filter(one => one.offsetParent !== null)
  .filter(one => one.scrollWidth > one.clientWidth + 1 || one.getBoundingClientRect().height < 44
    || one.getBoundingClientRect().width < 44 || one.getBoundingClientRect().right > innerWidth)
  .map(one => one.className + ' ' + one.textContent)"""
WITHDRAWN = """() => stage.worker.say({kind: 'heard', message: {is: 'control.Standing', phase: 5, view: 3, control: 0, clipboard: 0,
  files: 0, pause: 0, sharing: 1, sharing_title: 'x', bytes_used: 5}})"""


async def middle(page: Page) -> tuple[float, float]:
    await page.wait_for_selector(".picture-controlled")
    await settled(page)
    box = await page.locator(".picture-canvas").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


async def focus(page: Page) -> str:
    return str(await page.evaluate("() => document.activeElement.className"))


@pytest.mark.parametrize(("language", "width", "height"), [("ja", 1440, 900), ("en", 1024, 700)])
async def test_every_screen_is_whole(stage: Stage, language: str, width: int, height: int) -> None:
    for scene in SCENES:
        page = await stage.open(scene, language, width, height)
        await settled(page)
        assert await page.evaluate(NOT_WHOLE) == [], scene
        assert await page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), scene
        assert not re.search(r"undefined|NaN|\{\w+\}|console\.", await page.inner_text("#console")), scene
        await page.close()
    assert stage.complaints == []  # no error, and nothing that the security headers forbid


@pytest.mark.article("5.5")
async def test_the_mouse_lands_on_the_pixel(stage: Stage) -> None:
    page = await stage.open("control")
    x, y = await middle(page)
    await take(page)
    await page.mouse.move(x, y)
    assert await take(page) == "to 960,540"
    await page.mouse.click(x, y)
    assert await take(page) == "+b1@960,540 -b1@960,540"
    assert await focus(page) == "picture-stage"
    await page.mouse.click(x, y, button="right")
    await page.mouse.click(x, y, button="middle")
    assert await take(page) == "+b3@960,540 -b3@960,540 +b2@960,540 -b2@960,540"
    await page.mouse.wheel(0, 100)
    assert await take(page) == "wheel 0,120"
    await page.mouse.down()
    await page.mouse.move(5_000, y)  # out of the picture and let go there
    await page.mouse.up()
    drag = await take(page)
    assert drag.startswith("+b1@960,540")
    assert drag.endswith("-b1@1919,540")
    await page.get_by_text("等倍").click()
    await settled(page)
    box = await page.locator(".picture-canvas").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (1920, 1080)
    await page.mouse.click(box["x"] + 300, box["y"] + 200)
    assert (await take(page)).endswith("+b1@300,200 -b1@300,200")


@pytest.mark.article("5.3", "5.5")
async def test_keys_go_by_their_place_and_never_stay_down(stage: Stage) -> None:
    page = await stage.open("control")
    await page.mouse.click(*await middle(page))
    await take(page)
    await page.keyboard.press("a")
    await page.keyboard.press("Control+w")
    await page.keyboard.press("Tab")
    assert await take(page) == "+4 -4 +e0 +1a -1a -e0 +2b -2b"
    assert await focus(page) == "picture-stage"
    await page.keyboard.down("Shift")
    await page.keyboard.down("x")
    await page.evaluate("() => window.dispatchEvent(new Event('blur'))")
    await page.keyboard.up("x")
    await page.keyboard.up("Shift")
    assert await take(page) == "+e1 +1b ReleaseAll"
    for key in ("Control", "Alt", "Shift", "Escape"):
        await page.keyboard.down(key)
    assert await take(page) == "+e0 +e2 +e1 ReleaseAll"
    assert await page.evaluate("() => document.activeElement.textContent") == "全画面"
    for key in ("Escape", "Shift", "Alt", "Control"):
        await page.keyboard.up(key)
    assert await take(page) == ""


@pytest.mark.article("5.5")
async def test_text_mode_sends_what_the_ime_commits_and_nothing_before(stage: Stage) -> None:
    page = await stage.open("control")
    at = await middle(page)
    await page.get_by_text("文字入力").click()
    await page.mouse.click(*at)
    await page.wait_for_function("() => document.activeElement.className === 'picture-text'")
    await take(page)
    await page.keyboard.type("aB@")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Control+a")
    await page.keyboard.press("Shift+ArrowLeft")
    assert await take(page) == "「a」 「B」 「@」 +28 -28 +e0 +4 -4 -e0 +e1 +50 -50 -e1"
    browser = await page.context.new_cdp_session(page)
    for text in ("に", "にほ", "日本"):
        await browser.send(
            "Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
        )
    assert await take(page) == ""
    assert await page.locator(".picture-text.composing").count() == 1
    await browser.send("Input.insertText", {"text": "日本語"})
    await page.keyboard.press("z")
    assert await take(page) == "「日本語」 「z」"


@pytest.mark.article("5.3", "5.5")
async def test_special_keys_by_keyboard_alone(stage: Stage) -> None:
    page = await stage.open("control")
    await middle(page)
    await take(page)
    await page.get_by_role("button", name="特別なキー").focus()
    await page.keyboard.press("Enter")
    assert await page.evaluate("() => document.activeElement.textContent") == "Ctrl + Alt + Del"
    await page.keyboard.press("Enter")
    assert await take(page) == "+e0 +e2 +4c -4c -e2 -e0"
    assert await focus(page) == "picture-stage"
    await page.get_by_role("button", name="特別なキー").click()
    await page.get_by_role("button", name="半角/全角").click()
    assert await take(page) == "+35 -35"
    await page.get_by_role("button", name="特別なキー").click()
    await page.keyboard.press("Escape")
    assert await page.locator(".menu").is_hidden()


@pytest.mark.article("5.2", "5.3")
async def test_nothing_is_sent_once_control_is_withdrawn(stage: Stage) -> None:
    page = await stage.open("control")
    at = await middle(page)
    await page.mouse.click(*at)
    await page.keyboard.down("Shift")
    await take(page)
    await page.evaluate(WITHDRAWN)
    await page.mouse.click(*at)
    await page.keyboard.press("b")
    await page.keyboard.up("Shift")
    assert await take(page) == ""
    assert await page.get_by_role("button", name="特別なキー").is_disabled()


@pytest.mark.article("5.2")
async def test_asking_needs_a_purpose_that_fits(stage: Stage) -> None:
    page = await stage.open("view")
    await page.locator("[data-access='2'] .button-main").click()
    purpose = page.locator(".dialog[open] textarea")
    for unfit in ("", "   ", "x" * 401, "あ" * 134):
        await purpose.fill(unfit)
        await page.locator(".dialog[open] button[type=submit]").click()
        assert await page.locator(".dialog[open]").count() == 1
    await purpose.fill("ご説明のため")
    await page.get_by_text("10 分間").click()
    await page.keyboard.press("Enter")
    await page.locator(".dialog[open]").wait_for(state="hidden")
    asked = await page.evaluate("() => stage.worker.posted.filter(one => one.kind === 'send').map(one => one.message)")
    assert asked == [{"is": "control.Ask", "access": 2, "minutes": 10, "purpose": "ご説明のため"}]


@pytest.mark.article("5.6")
async def test_what_a_peer_writes_is_only_text(stage: Stage) -> None:
    page = await stage.open("chat")
    await page.wait_for_selector(".chat-line >> nth=1")
    assert "<img src=x onerror=alert(1)> 注文書[U+202E]fdp.exe" in await page.inner_text(".chat-list")
    assert await page.locator("#console img").count() == 0
    page = await stage.open("files")
    await page.get_by_role("tab", name=re.compile("ファイル")).click()
    assert "エラー画面[U+202E]gnp.exe" in await page.inner_text(".file-list")
    assert stage.complaints == []


async def test_the_language_changes_in_place(stage: Stage) -> None:
    page = await stage.open("control")
    await middle(page)
    await page.get_by_label("お客様への文").fill("書きかけの文")
    await page.get_by_role("button", name="English").click()
    await page.get_by_role("button", name="Special keys").wait_for()
    assert await page.get_by_label("Message to the customer").input_value() == "書きかけの文"
    assert await page.evaluate("() => document.documentElement.lang") == "en"


@pytest.mark.article("5.4")
async def test_ending_tells_both(stage: Stage) -> None:
    page = await stage.open("control")
    await middle(page)
    await page.get_by_role("button", name="終了", exact=True).click()
    await page.get_by_text("お受けできない内容だった").click()
    await page.get_by_label("メモ（案件に残ります）").fill("範囲外")
    await page.get_by_role("button", name="終了する").click()
    await page.get_by_text("終わり方とメモを記録しました。").wait_for()
    sent = await page.evaluate("() => stage.worker.posted.filter(one => one.kind === 'send').map(one => one.message)")
    assert sent[-1] == {"is": "control.End", "ending": 4}


@pytest.mark.article("5.7")
async def test_the_customer_is_asked_in_the_providers_words_or_the_operators_own(stage: Stage) -> None:
    page = await stage.open("requests")
    await page.get_by_role("tab", name="お願い").click()
    cards = page.locator(".request-card")
    assert await cards.count() == 5
    first = await cards.first.inner_text()
    assert "<img src=x onerror=alert(1)> 注文書[U+202E]fdp.exe" in first
    assert await page.locator(".request-card img").count() == 0
    await page.get_by_label("よく使う文").select_option(label="開いているファイルを保存してください。")
    field = page.get_by_label("お客様にしていただきたいこと")
    assert await field.input_value() == "開いているファイルを保存してください。"
    await field.press("End")
    await field.press_sequentially("すぐに")
    await page.evaluate("() => stage.worker.posted.splice(0)")
    await page.get_by_role("button", name="お願いする").click()
    posted = await page.evaluate("() => stage.worker.posted.splice(0).map(one => one.message)")
    assert [(one["is"], one["text"]) for one in posted] == [
        ("control.RequestToCustomer", "開いているファイルを保存してください。すぐに")
    ]
    assert await field.input_value() == ""
    assert "届けています" in await cards.first.inner_text()
    request = posted[0]["request"]
    await page.get_by_role("tab", name="チャット").click()
    await page.evaluate(
        """request => stage.worker.say({kind: 'heard', message: {is: 'control.RequestStands', request, state: 2, text: '保存',
          word: ''}})""",
        request,
    )
    await page.wait_for_selector(".toast:has-text('お客様がお願いを済ませました')")
    await page.get_by_role("tab", name="お願い（新着 1 件）").click()
    assert "お客様が済ませました" in await cards.first.inner_text()
    second = cards.nth(1)
    await second.get_by_role("button", name="済みにする").click()
    posted = await page.evaluate("() => stage.worker.posted.splice(0).map(one => one.message)")
    assert posted == [{"is": "control.SettleRequest", "request": 5, "state": 4}]
    assert await second.get_by_role("button", name="取り消す").is_disabled()
    assert stage.complaints == []


async def test_on_a_narrow_screen_the_panel_comes_out_and_can_be_used(stage: Stage) -> None:
    page = await stage.open("requests", width=390, height=844)
    assert not await page.locator(".side").is_visible()
    await page.get_by_role("button", name="横のパネルを出す・しまう").click()
    await page.get_by_role("tab", name="お願い").click()
    await page.get_by_label("お客様にしていただきたいこと").fill("再起動してください")
    await page.get_by_role("button", name="お願いする").click()
    assert "届けています" in await page.locator(".request-card").first.inner_text()
    assert await page.evaluate(NOT_WHOLE) == []
    assert stage.complaints == []
