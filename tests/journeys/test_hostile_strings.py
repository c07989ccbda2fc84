"""Whatever a peer writes is shown as it was written, on both screens, and is never anything else.

Article: 8.1, 8.3
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from madoguchi.host.files.names import safe_name
from madoguchi.office.cases.ports import Case, Category
from madoguchi.office.cases.service import CaseFacts
from madoguchi.office.customers.ports import CustomerKind, CustomerStatus
from madoguchi.office.customers.service import ContactFacts, CustomerFacts, CustomerWithContacts
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.office.operators.service import CreatedOperator, NewOperator
from tests.journeys.console import Console
from tests.journeys.customer import Customer, until
from tests.journeys.world import World, world

MARKUP = "<img src=x onerror='window.__hit=1'>\"&amp;{{7*7}}${7*7}%s</script><script>__hit=1</script>"
NAME_OF_A_FILE = "<img src=x onerror=__hit=1>&amp;{{7*7}}.txt"


def field(name: str) -> str:
    """A different hostile text for each field, so that none is taken for another."""
    return f"{name}{MARKUP}"


@pytest.mark.article("8.1", "8.3")
def test_hostile_strings_are_shown_as_they_are(tmp_path: Path, browser: Browser):
    with world(tmp_path, browser, with_number=False) as stage:
        page = stage.page()
        dialogs: list[str] = []
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        page.goto(stage.base + hostile_office(stage))
        shows(page, "件名", "会社", "担当")
        page.get_by_role("button", name="受付番号を発行する").click()
        console = Console(page)
        number = console.number()
        shows(page, "会社", "担当")
        window = hostile_window(stage)
        customer = stage.host(number)
        customer.type_number()
        for name in ("係員", "所属", "件名", "会社", "担当"):
            reads(customer, field(name))
        agrees_to_show(customer, window)
        console.stands("view", "held")
        shows(page, "窓")
        talks(stage, customer, console)
        passes_text(stage, customer, console)
        passes_files(stage, customer, console)
        page.locator("button.tab", has_text="案件").click()
        shows(page, "件名", "会社", "担当", "係員")
        console.end("解決した", field("メモ"))
        console.ended("解決しました")
        customer.sees("サポートが終わりました")
        reads_the_evidence(stage, page)
        assert not dialogs
        assert [one for one in stage.trouble if "Content Security Policy" in one or one.startswith("page:")] == []
        for log in ("server", "host"):
            assert "Traceback" not in stage.log(log)
            assert "__hit" not in stage.log(log)
        for context in browser.contexts:
            context.close()


def hostile_office(stage: World) -> str:
    """An operator, a customer and a case, all of them named so; the path of the operator's sign-in."""
    with stage.desk() as desk:
        now = desk.clock.now()
        new = NewOperator("mallory", field("係員"), field("所属"), OperatorRole.OPERATOR, "a long password 1234")
        made = desk.operators.create(new, "Mihon", now)
        assert isinstance(made, CreatedOperator), made
        facts = CustomerFacts(field("会社"), CustomerKind.COMPANY, CustomerStatus.ACTIVE, field("システム"))
        customer = desk.customers.register(made.operator, facts, ContactFacts(field("担当"), "03-1111-1111"), now)
        assert isinstance(customer, CustomerWithContacts), customer
        about = CaseFacts(customer.customer.id, customer.contacts[0].id, Category.FAULT, field("件名"), field("内容"))
        case = desk.cases.create(made.operator, about, now)
        assert isinstance(case, Case), case
        return f"/sign-in/link/{desk.operators.make_link(made.operator.id, now)}?next=/office/cases/{case.id}"


def shows(page: Page, *names: str) -> None:
    """The page has the texts letter for letter, and nothing was made of them."""
    for name in names:
        expect(page.get_by_text(field(name)).locator("visible=true").first).to_be_visible()
    nothing_happened(page)


def nothing_happened(page: Page) -> None:
    assert page.evaluate("globalThis.__hit === undefined")
    assert page.locator("img[src=x]").count() == 0
    assert page.evaluate("[...document.scripts].every(one => one.src !== '' || one.type === 'application/json')")


def reads(customer: Customer, text: str) -> None:
    """The text stands on the customer's windows letter for letter, and none of them reads it as markup."""
    wanted = " ".join(text.split())

    def found() -> bool:
        widgets = customer.widgets()
        assert not [one for one in widgets if one["rich"]]
        return any(wanted in one["text"].replace("\u200b", "") for one in widgets)

    try:
        until(f"the customer reads {wanted!r}", found)
    except AssertionError as missed:
        raise AssertionError(f"{missed}; the windows say:\n{customer.reads()}") from None


def hostile_window(stage: World) -> str:
    title = field("窓")
    stage.processes.start(
        "xterm",
        ["xterm", "-geometry", "60x8+1200+700", "-e", "sh", "-c", "printf '\\033]2;%s\\007' \"$TITLE\"; exec cat"],
        {**stage.screen.desktop.environment(), "TITLE": title, "LANG": "C.UTF-8"},
    )
    name = "xdotool search --name 'onerror' getwindowname 2>/dev/null; true"
    until("the window", lambda: title in stage.screen.tool("sh", "-c", name))
    return title


def agrees_to_show(customer: Customer, window: str) -> None:
    """By a name that is no name, and with that window."""
    customer.click("次へ")
    customer.sees("利用規約をお読みください")
    paper = next(one for one in customer.widgets() if one["kind"] == "Paper")
    customer.screen.hands("mousemove", paper["x"], paper["y"], "click", 1, "key", "ctrl+End")
    customer.write("お名前", f"name{MARKUP}"[:99])
    customer.click("同意する")
    customer.click("わかりません")
    customer.click("次へ")
    reads(customer, window)
    rows = next(one for one in customer.widgets() if one["kind"] == "QListWidget")["text"].split("\n")
    row = next(place for place, text in enumerate(rows) if "onerror" in text)
    customer.screen.hands("key", "--repeat", row, "Down")
    customer.click("見せ始める")
    customer.sees("画面を見ています")


def talks(stage: World, customer: Customer, console: Console) -> None:
    console.chat(field("チャット"))
    customer.click("チャット")
    reads(customer, field("チャット"))
    customer.write("ここに文章を書いてください", f"chat{MARKUP}")
    customer.screen.hands("key", "Return")
    expect(console.page.get_by_text(f"chat{MARKUP}").first).to_be_visible()
    reads(customer, f"chat{MARKUP}")
    customer.click("チャット")
    nothing_happened(console.page)


def passes_text(stage: World, customer: Customer, console: Console) -> None:
    """Clipboard, and the purpose that the customer is told."""
    console.ask("clipboard", field("目的"))
    reads(customer, f"目的: {field('目的')}")
    customer.click("許可する")
    console.stands("clipboard", "held")
    console.give_clipboard(field("渡す"))
    until("the customer's clipboard", lambda: stage.screen.clipboard() == field("渡す"))
    stage.screen.own_clipboard(field("返す"))
    customer.click("詳細")
    reads(customer, window_shown := field("窓"))
    assert window_shown
    customer.click("コピーした文字を送る")
    came = console.page.locator(".panel-clip textarea[readonly]")
    expect(came).to_have_value(field("返す"))
    customer.click("詳細")
    nothing_happened(console.page)


def passes_files(stage: World, customer: Customer, console: Console) -> None:
    """Names of files, each way."""
    page = console.page
    console.ask("files")
    customer.click("許可する")
    console.stands("files", "held")
    console.tab("files")
    page.locator(".panel-files input[type=file]").set_input_files(
        {"name": NAME_OF_A_FILE, "mimeType": "text/plain", "buffer": b"hello"}
    )
    dialog = page.locator("dialog[open]")
    expect(dialog.get_by_text(NAME_OF_A_FILE)).to_be_visible()
    dialog.locator("textarea").fill(field("用途"))
    dialog.locator("button[type=submit]").click()
    reads(customer, f"目的: {field('用途')}")
    customer.click("受け取る")
    customer.sees("受け取りました")
    (kept,) = (stage.screen.desktop.home / "ダウンロード").iterdir()
    assert kept.read_bytes() == b"hello"
    assert kept.parent == stage.screen.desktop.home / "ダウンロード"
    nothing_happened(page)
    page.evaluate("window.showSaveFilePicker = undefined")  # as in Firefox and Safari: it is saved as a download
    theirs = f"mine-{NAME_OF_A_FILE}"
    (stage.screen.desktop.home / theirs).write_bytes(b"theirs")
    customer.click("ファイルを送る")
    until("the dialog for the file", lambda: any(one["kind"] == "QFileDialog" for one in customer.widgets()))
    title = next(one["window"] for one in customer.widgets() if one["kind"] == "QFileDialog")
    place = until(
        "its field", lambda: next((one for one in customer.widgets() if one["field"] and one["window"] == title), None)
    )
    customer.screen.press(place["x"], place["y"])
    customer.screen.hands("type", "--delay", "15", theirs)
    customer.screen.hands("key", "Return")
    theirs = safe_name(theirs)  # a name that any file system takes, as the console would make it for itself
    expect(page.get_by_text(theirs).locator("visible=true").first).to_be_visible()
    page.get_by_role("button", name=f"{theirs} を受け取る").click()
    with page.expect_download() as going:
        page.get_by_role("button", name=f"{theirs} を保存する").click()
    assert Path(going.value.path()).read_bytes() == b"theirs"
    assert "/" not in going.value.suggested_filename
    assert "<" not in going.value.suggested_filename
    stage.wrote("file:sent", name=theirs)
    nothing_happened(page)


def reads_the_evidence(stage: World, page: Page) -> None:
    page.get_by_role("link", name="案件を開く").click()
    page.locator("a[href*='/office/sessions/']").first.click()
    expect(page.get_by_role("heading", name="経過")).to_be_visible()
    shows(page, "メモ", "件名", "会社", "担当")
    expect(page.get_by_text(f"name{MARKUP}"[:99]).first).to_be_visible()
    page.goto(f"{stage.base}/office/customers")
    shows(page, "会社")
