"""The main journey: from the number on the phone to the receipt in the customer's hands."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.console import Console, rgb, same_picture
from tests.journeys.customer import Customer, until
from tests.journeys.world import World

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
GROUND = (0x3B, 0x5B, 0x6D)
NOTE = "用紙のトレイを選び直していただき、印刷できました。"


@pytest.mark.article("P.1", "P.2", "P.3", "1.1", "5.1", "6.2", "7.1", "7.2", "12.1", "12.2")
def test_number_to_receipt(stage: World, tmp_path: Path):
    reads_the_portal(stage)
    console = Console(stage.operator())
    number = console.number()
    customer = stage.host(number="")
    types_the_number(customer, number)
    compares_the_caller(customer, console)
    agrees(stage, customer, console)
    sees_the_same(stage, customer, console, tmp_path)
    ends(stage, customer, console)
    keeps_the_receipt(stage, customer, tmp_path)
    reads_the_evidence(stage, console.page, tmp_path)


def reads_the_portal(stage: World) -> None:
    """The public page says what this is, warns of swindlers, and shows the terms before anything begins."""
    guest = stage.page()
    guest.goto(stage.base)
    for text in (
        "遠隔サポートでできること、しないこと",
        "サポート詐欺にご注意ください",
        "03-0000-0000",
        "お客様用プログラム",
    ):
        expect(guest.get_by_text(text).first).to_be_visible()
    guest.get_by_role("link", name="約款を読む").first.click()
    expect(guest.get_by_role("heading", name="遠隔サポート利用約款").first).to_be_visible()
    guest.context.close()


def types_the_number(customer: Customer, number: str) -> None:
    """Full-width digits and hyphens, as people and their input methods write them."""
    assert customer.find("受付番号", kind="field")["enabled"] is False  # before the warning was read
    customer.read_the_warning()
    grouped = f"{number[:3]} {number[3:6]} {number[6:]}"
    customer.fill("受付番号", "")
    full = number.translate(FULL_WIDTH)
    customer.paste(f"{full[:3]}－{full[3:6]}　{full[6:]}")
    until("the full-width number", lambda: customer.held("受付番号") == grouped)
    customer.fill("受付番号", f"{number[:3]}-{number[3:6]}-{number[6:]}")
    until("the number with hyphens", lambda: customer.held("受付番号") == grouped)
    customer.screen.hands("key", "Return")


def compares_the_caller(customer: Customer, console: Console) -> None:
    """Name and organisation as the provider signed them, and the four digits that both read to each other."""
    customer.sees("この人がサポートします")
    for text in ("佐藤 花子", "見本サポート株式会社", "見積書を印刷できない", "山田商店"):
        customer.sees(text)
    assert customer.spoken() == console.spoken()
    console.says("お名前と会社名が出ています")


def agrees(stage: World, customer: Customer, console: Console) -> None:
    """Nothing is shared before the last button; 同意する opens after the text was read to its end and a name was given."""
    customer.click("次へ")
    customer.sees("遠隔サポート利用約款")
    stage.wrote("shown", version="1.0", language="ja")
    console.says("お客様が利用規約を読んでいます")
    assert not customer.enabled("同意する")
    paper = next(one for one in customer.widgets() if one["kind"] == "Paper")
    customer.point(paper["x"], paper["y"])
    customer.screen.hands("click", "--repeat", 3, 5)
    assert not customer.enabled("同意する")
    customer.screen.hands("click", 1, "key", "ctrl+End")
    until("the name is asked for", lambda: "会社名とお名前を入れてください" in customer.reads())
    assert not customer.enabled("同意する")
    customer.write("お名前", "Yamada Taro")
    customer.click("同意する")
    customer.click("いいえ")
    customer.click("付箋・メモ")
    customer.click("次へ")
    shows_the_preview(stage, customer)
    assert "connected" not in stage.kinds()
    assert "agreed" not in stage.kinds()
    customer.click("見せ始める")
    customer.sees("画面を見ています")
    agreed = stage.wrote("agreed")
    assert agreed["said_by"] == {"name": "Yamada Taro", "organisation": "山田商店"}
    assert agreed["backup"] == "no"
    assert len(agreed["checklist"]) == 1
    assert agreed["sharing"]["kind"] == "monitor"


def shows_the_preview(stage: World, customer: Customer) -> None:
    """The picture beside the list is exactly what will be seen: here mostly the colour of the desktop's ground."""

    def ground() -> bool:
        widget = next((one for one in customer.widgets() if one["kind"] == "Preview"), None)
        if widget is None:
            return False
        seen = rgb(stage.screen.picture(stage.folder / "preview.png"))
        left, top = widget["x"] - widget["width"] // 2, widget["y"] - widget["height"] // 2
        part = seen[top : top + widget["height"], left : left + widget["width"]]
        return float((part == GROUND).all(axis=2).mean()) > 0.2

    until("the preview shows the desktop", ground)


def sees_the_same(stage: World, customer: Customer, console: Console, folder: Path) -> None:
    """Pixel for pixel: a new ground, and a program with small text."""
    console.stands("view", "held")
    customer.point(1900, 1060)
    stage.screen.tool("xsetroot", "-solid", "#2e8b57")
    stage.processes.start(
        "xterm",
        ["xterm", "-geometry", "70x12+60+300", "-e", "sh", "-c", "seq 1 300 | xargs; cat"],
        stage.screen.desktop.environment(),
    )
    until(
        "the terminal", lambda: "xterm" in stage.screen.tool("sh", "-c", "xwininfo -root -tree | grep -i xterm; true")
    )
    console.actual_size()

    def drawn() -> bool:
        seen = rgb(stage.screen.picture(folder / "real.png"))[300:560, 60:480]
        return len(np.unique(seen.reshape(-1, 3), axis=0)) > 1 and bool((seen < 60).any())

    until("the terminal has text", drawn)
    same_picture(console, lambda: stage.screen.picture(folder / "real.png"), folder, rows=(280, 700))
    seen, _, _ = console.pixels(folder)
    assert (seen == (0x2E, 0x8B, 0x57)).all(axis=2).any()


def ends(stage: World, customer: Customer, console: Console) -> None:
    console.end("解決した", NOTE)
    console.ended("解決しました")
    console.says("終わり方とメモを記録しました")
    customer.sees("サポートが終わりました")
    customer.sees("解決しました")
    customer.sees("画面は見えなくなり、操作もできなくなりました")
    stage.wrote("ended", ending="resolved")
    stage.wrote("changes")
    customer.sees("サポート中に変わったもの")
    stage.wrote("session:ended", ending="resolved", by="operator")  # the note is on the session
    order = ["started", "shown", "agreed", "connected", "grant:allowed", "ended"]
    assert [kind for kind in stage.kinds() if kind in order] == order


def keeps_the_receipt(stage: World, customer: Customer, folder: Path) -> None:
    """Saved by the customer's own hands, it is checked offline; one changed byte is named."""
    customer.sees("お手元に保存できます")
    home = stage.screen.desktop.home
    for button, kind in (("控えを保存（PDF）", "*.pdf"), ("データで保存（JSON）", "*.json")):
        customer.click(button)
        until("the dialog for the place has the keyboard", lambda: "控えを保存" in customer.screen.in_front()[1])
        customer.screen.hands("key", "Return")
        until(f"the dialog is gone and {kind} is there", partial(_kept, customer, home, kind))
    (paper,), (kept,) = home.glob("*.pdf"), home.glob("*.json")
    assert paper.read_bytes().startswith(b"%PDF-")
    said = verify(kept, stage)
    assert said.returncode == 0, said.stderr
    assert "The receipt holds." in said.stdout
    assert "resolved" in said.stdout
    changed = folder / "changed.json"
    changed.write_bytes(kept.read_bytes().replace(b"Yamada Taro", b"Yamada Tarp", 1))
    refused = verify(changed, stage)
    assert refused.returncode == 1
    assert "the provider did not sign this document as it is" in refused.stderr


def _kept(customer: Customer, home: Path, kind: str) -> bool:
    return not any(one["kind"] == "QFileDialog" for one in customer.widgets()) and any(home.glob(kind))


def verify(receipt: Path, stage: World) -> subprocess.CompletedProcess[str]:
    key = stage.folder / "provider.pub"
    key.write_text(stage.public_key() + "\n", encoding="ascii")
    return subprocess.run(
        [sys.executable, "-m", "madoguchi.cli", "verify", receipt, "--public-key", key],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def reads_the_evidence(stage: World, page: Page, folder: Path) -> None:
    """The office's page of the session: how it went, how it ended, the note, and the same receipt."""
    page.get_by_role("link", name="案件を開く").click()
    page.locator("a[href*='/office/sessions/']").first.click()
    expect(page.get_by_role("heading", name="経過")).to_be_visible()
    kinds = [one.get_attribute("data-kind") for one in page.locator("li[data-kind]").all()]
    order = ["number:issued", "number:tried", "confirmed", "started", "shown", "agreed", "connected", "grant:allowed"]
    assert kinds[: len(order)] == order
    assert set(kinds[len(order) :]) == {"ended", "session:ended", "changes"}
    for text in ("解決しました", NOTE, "Yamada Taro", "お客様が「見る」を許可しました"):
        expect(page.get_by_text(text).first).to_be_visible()
    with page.expect_download() as going:
        page.get_by_role("link", name=re.compile("控えをダウンロード")).click()
    kept = folder / "office.json"
    going.value.save_as(kept)
    said = verify(kept, stage)
    assert said.returncode == 0, said.stderr
