"""Every access: asked for on the operator's page, answered by the customer's own hands, without effect until then."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.console import NAMES, Console, same_picture
from tests.journeys.customer import Customer, until
from tests.journeys.world import World

ACCESSES = ("control", "clipboard", "files")
# The page of an operator whose programs are not ours: where ours would ask for five minutes, it asks for one.
ONE_MINUTE = """
const post = Worker.prototype.postMessage;
Worker.prototype.postMessage = function (said, ...rest) {
  if (said?.message?.is === "control.Ask" && said.message.minutes === 5) said.message.minutes = 1;
  return post.call(this, said, ...rest);
};
"""
# And one that thinks that it may always: what the page would not send, it sends.
INSISTENT = """
const post = Worker.prototype.postMessage;
Worker.prototype.postMessage = function (said, ...rest) {
  globalThis.__worker = this;
  return post.call(this, said, ...rest);
};
"""


@pytest.mark.article("5.2", "5.5")
def test_every_access_asked_refused_allowed_withdrawn_and_given_back(stage: World):
    customer, page = stage.open_session()
    console = Console(page)
    console.stands("view", "held")
    for access in ACCESSES:
        name = NAMES[access]
        console.ask(access, f"{name}を確かめるため")
        console.stands(access, "asked")
        customer.sees(f"目的: {name}を確かめるため")
        customer.switches_to(name, "確認中")
        customer.click("許可しない")
        console.stands(access, "none")
        console.says(f"「{name}」は許可されませんでした。")
        stage.wrote("grant:refused", access=access)
        assert not [one for one in stage.said("grant:allowed") if one["access"] == access]
        console.ask(access, f"{name}を使うため", minutes=5 if access == "files" else 0)
        customer.sees(f"目的: {name}を使うため")
        if access == "files":
            customer.sees("5分間だけ許可します。途中でも取り消せます。")
        customer.click("許可する")
        console.stands(access, "held")
        customer.switches_to(name, "オン")
        stage.wrote("grant:allowed", access=access, purpose=f"{name}を使うため", minutes=5 if access == "files" else 0)
        if access == "files":
            expect(console.card(access)).to_contain_text("許可中 あと 4:")
        customer.press_switch(name)
        console.stands(access, "none")
        customer.switches_to(name, "オフ")
        console.says(f"お客様が「{name}」の許可を取り消しました。")
        stage.wrote("grant:withdrawn", access=access)
        customer.press_switch(name)  # the customer may allow without being asked
        console.stands(access, "held")
        console.give_back(access)
        customer.switches_to(name, "オフ")
        stage.wrote("grant:yielded", access=access)
    sees_only_what_is_allowed(stage, customer, console)


def sees_only_what_is_allowed(stage: World, customer: Customer, console: Console) -> None:
    """The picture, too, is an access: withdrawn, nothing more leaves; asked for again and allowed, it comes back whole."""
    customer.press_switch(NAMES["view"])
    console.stands("view", "none")
    console.says("画面はまだ共有されていません。")
    customer.sees("相手には何も見えていません")
    stage.wrote("grant:withdrawn", access="view")
    stage.screen.tool("xsetroot", "-solid", "#a02050")
    console.ask("view")
    customer.click("許可しない")
    stage.wrote("grant:refused", access="view")
    console.ask("view")
    console.says("「見る」をお願いしています。")
    customer.click("許可する")
    console.stands("view", "held")
    console.actual_size()
    customer.point(1900, 1060)
    same_picture(console, lambda: stage.screen.picture(stage.folder / "real.png"), stage.folder, rows=(400, 800))
    seen, _, _ = console.pixels(stage.folder)
    assert (seen == (0xA0, 0x20, 0x50)).all(axis=2).any()
    console.give_back("view")
    customer.sees("相手には何も見えていません")
    stage.wrote("grant:yielded", access="view")


@pytest.mark.article("5.2", "5.3")
def test_what_is_not_allowed_has_no_effect(stage: World):
    """Keys, clicks, clipboard and files of a page that sends them all the same never arrive."""
    customer, page = opened_with(stage, INSISTENT)
    console = Console(page)
    console.stands("view", "held")
    editor = opens_an_editor(stage, customer)
    stage.screen.own_clipboard("お客様の文字")
    sends_everything(page, 1)
    # A chat comes after all of it on the same line: when it is there, the rest has been dropped.
    console.chat("届きましたか")
    customer.click("チャット")
    customer.sees("届きましたか")
    customer.click("チャット")
    assert typed(editor) == ""
    assert stage.screen.clipboard() == "お客様の文字"
    assert not list((stage.screen.desktop.home / "ダウンロード").iterdir())
    console.ask("control")
    customer.click("許可する")
    console.stands("control", "held")
    focuses_the_editor(stage, customer)
    until("the operator's key", lambda: presses(page) or "a" in typed(editor))
    customer.press_switch(NAMES["control"])
    console.stands("control", "none")
    before = typed(editor)
    focuses_the_editor(stage, customer)
    sends_everything(page, 2)
    console.chat("これも届きません")
    customer.click("チャット")
    customer.sees("これも届きません")
    assert typed(editor) == before
    assert stage.screen.clipboard() == "お客様の文字"


@pytest.mark.article("5.2", "5.3")
def test_an_injected_press_allows_nothing(stage: World):
    """Once control was held, only the customer's own devices can say yes, whatever program presses on their display."""
    customer, page = stage.open_session()
    console = Console(page)
    console.stands("view", "held")
    console.ask("control")
    customer.click("許可する")
    console.stands("control", "held")
    console.ask("clipboard")
    customer.sees("コピーした文字を受け渡しする許可を求めています")
    yes = until("許可する is awake", lambda: (found := customer.find("許可する")) and found["enabled"] and found)
    inject = stage.screen.tool
    inject("xdotool", "mousemove", str(yes["x"]), str(yes["y"]), "click", "1")
    customer.sees("お手元のマウスかキーボードで操作してください。遠隔からは押せません。")
    for key in ("Tab", "Tab", "Return", "space"):
        inject("xdotool", "key", key)
    inject("xdotool", "mousemove", str(yes["x"]), str(yes["y"]), "click", "1")
    assert not [one for one in stage.said("grant:allowed") if one["access"] == "clipboard"]
    console.stands("clipboard", "asked")
    customer.click("許可する")
    console.stands("clipboard", "held")
    stage.wrote("grant:allowed", access="clipboard")


@pytest.mark.article("5.2")
@pytest.mark.timeout(200)
def test_no_answer_is_a_no_and_a_time_box_ends(stage: World):
    """A minute goes by: the question that nobody answered is refused, the access that was given for a minute is over."""
    customer, page = opened_with(stage, ONE_MINUTE)
    console = Console(page)
    console.stands("view", "held")
    console.ask("clipboard", minutes=5)
    customer.sees("1分間だけ許可します。")
    customer.click("許可する")
    console.stands("clipboard", "held")
    console.ask("control")
    customer.sees("マウスとキーボードを使う許可を求めています")
    customer.switches_to("操作", "確認中")
    console.stands("control", "asked")
    console.stands("control", "none", seconds=75)
    console.says("「操作」はお答えがないまま時間が過ぎました。")
    assert "マウスとキーボードを使う許可を求めています" not in customer.reads()
    stage.wrote("grant:timed_out", access="control")
    console.stands("clipboard", "none", seconds=30)
    customer.switches_to("クリップボード", "オフ")
    stage.wrote("grant:ran_out", access="clipboard")


# --- the stage --------------------------------------------------------------------------------------------------------


def opened_with(stage: World, script: str) -> tuple[Customer, Page]:
    """An open session with an operator's page of another make."""
    page = stage.page()
    page.add_init_script(script)
    office = stage.office
    assert office.number is not None
    assert office.spoken is not None
    page.goto(f"{stage.base}{office.sign_in_link}?next=/console/{office.number.id}#secret={office.spoken.secret}")
    page.wait_for_url("**/console/**")
    customer = stage.host()
    customer.type_number()
    customer.agree()
    customer.sees("画面を見ています")
    return customer, page


def opens_an_editor(stage: World, customer: Customer) -> Path:
    """A terminal that writes down every line that is typed into it."""
    heard = stage.folder / "heard.txt"
    heard.touch()
    stage.processes.start(
        "xterm",
        ["xterm", "-geometry", "60x10+100+700", "-T", "editor", "-e", "sh", "-c", f"stty raw -echo; cat >> {heard}"],
        stage.screen.desktop.environment(),
    )
    until("the editor", lambda: stage.screen.tool("sh", "-c", "xdotool search --name '^editor$'; true").strip())
    focuses_the_editor(stage, customer)
    return heard


def focuses_the_editor(stage: World, customer: Customer) -> None:
    customer.screen.press(300, 800)
    until("the editor has the keyboard", lambda: "editor" in stage.screen.in_front()[1])


def typed(editor: Path) -> str:
    return editor.read_text(encoding="utf-8")


def presses(page: Page) -> bool:
    """The operator presses a key, in the picture; False, so that it can be waited for."""
    page.locator(".picture-stage").focus()
    page.keyboard.press("a")
    return False


def sends_everything(page: Page, transfer: int) -> None:
    """Past the page's own checks, straight to its worker: a key, a text, a click, a clipboard and a file."""
    page.evaluate(
        """(transfer) => {
          const send = (message) => globalThis.__worker.postMessage({ kind: "send", message });
          send({ is: "input.Pointer", x: 300, y: 800 });
          send({ is: "input.Button", down: true, button: 1, x: 300, y: 800 });
          send({ is: "input.Button", down: false, button: 1, x: 300, y: 800 });
          send({ is: "input.Key", down: true, usage: 0x04 });
          send({ is: "input.Key", down: false, usage: 0x04 });
          send({ is: "input.Type", text: "秘密" });
          send({ is: "control.Clip", text: "相手の文字" });
          globalThis.__worker.postMessage({ kind: "offer-file", transfer: 2 * transfer + 1, file: new File(["x"], "x.txt"), purpose: "試し" });
        }""",
        transfer,
    )
