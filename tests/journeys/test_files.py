"""Files each way: asked about one by one, kept under a safe name beside what was there, resumed after a cut, byte for byte."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.customer import Customer, until
from tests.journeys.hands import Hands
from tests.journeys.relay_proxy import Line
from tests.journeys.world import World

MEBI = 1024 * 1024
LARGE = 64 * MEBI
BOUND = 48 * MEBI  # what one large file may cost the customer's program in memory
ASKED = "設定ファイル"
PURPOSE = "印刷の設定を直すため"


def patterned(size: int, seed: int) -> bytes:
    """Bytes that nothing can compress and that differ everywhere."""
    return hashlib.shake_256(bytes([seed])).digest(size)


def downloads(stage: World) -> Path:
    return stage.screen.desktop.home / "ダウンロード"


def card(page: Page, place: int = 0) -> Locator:
    """The newest file is the first."""
    return page.locator("li.file-card").nth(place)


def offer(page: Page, name: str, data: bytes | None = None, path: Path | None = None) -> None:
    """Pick a file and say what for."""
    before = page.locator("li.file-card").count()
    chosen = str(path) if path is not None else {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    page.locator("input[type=file]").set_input_files(chosen)  # type: ignore[arg-type]
    say_purpose(page)
    expect(page.locator("li.file-card")).to_have_count(before + 1)


def say_purpose(page: Page) -> None:
    dialog = page.locator("dialog[open]")
    dialog.locator("textarea").fill(PURPOSE)
    dialog.locator("button[type=submit]").click()
    expect(dialog).to_have_count(0)


def pick(customer: Customer, name: str) -> None:
    """In the dialog for files: type the name, as a person would."""

    def field() -> dict[str, object] | None:
        dialog = next((one["window"] for one in customer.widgets() if one["kind"] == "QFileDialog"), None)
        return next((one for one in customer.widgets() if one["field"] and one["window"] == dialog), None)

    customer._press(field, "the dialog's field for the name")
    customer.screen.hands("type", "--delay", "15", name)
    customer.screen.hands("key", "Return")
    until("the dialog is gone", lambda: not any(one["kind"] == "QFileDialog" for one in customer.widgets()))


@pytest.mark.article("5.5", "5.6", "7.3")
def test_files_each_way(stage: World, tmp_path: Path):
    customer, page = stage.open_session()
    page.evaluate("window.showSaveFilePicker = undefined")  # as in Firefox and Safari: it is saved as a download
    hands = Hands(page)
    hands.console.tab("files")
    expect(page.locator(".panel-files .button-row button").first).to_be_disabled()
    hands.be_allowed("files", customer)
    accepted_and_kept_beside(stage, page, customer)
    refused(stage, page, customer)
    hostile_name(stage, page, customer)
    replaced_and_put_back(stage, page, customer)
    asked_for(stage, page, customer, tmp_path)
    sent_by_themselves(stage, page, customer, tmp_path)


def accepted_and_kept_beside(stage: World, page: Page, customer: Customer) -> None:
    """The same name twice: the second is kept beside the first."""
    contents = patterned(300_000, 1), patterned(200_000, 2)
    for data in contents:
        offer(page, "見積書.pdf", data)
        customer.sees("見積書.pdf")
        customer.sees(PURPOSE)
        customer.click("受け取る")
        expect(card(page)).to_have_attribute("data-step", "delivered")
        expect(card(page)).to_contain_text("お客様に届きました。")
    kept = [downloads(stage) / name for name in ("見積書.pdf", "見積書 (2).pdf")]
    assert tuple(file.read_bytes() for file in kept) == contents
    sums = {hashlib.sha256(data).hexdigest() for data in contents}
    until("both are on record", lambda: {one["sha256"] for one in stage.said("file:received")} == sums)


def refused(stage: World, page: Page, customer: Customer) -> None:
    offer(page, "setup.exe", b"MZ" * 100)
    customer.sees("開くとプログラムが動くことがあります")
    customer.click("断る")
    expect(card(page)).to_contain_text("断られました。")
    stage.wrote("file:refused", name="setup.exe")
    assert not list(downloads(stage).glob("*setup*"))


def hostile_name(stage: World, page: Page, customer: Customer) -> None:
    """A name that would climb, hide and lie: one harmless file in the folder."""
    before = set(downloads(stage).iterdir())
    offer(page, "..\\..\\.bashrc\u202e\u200bgpj.exe", b"x" * 10)
    customer.click("受け取る")
    expect(card(page)).to_have_attribute("data-step", "delivered")
    (new,) = set(downloads(stage).iterdir()) - before
    assert new.read_bytes() == b"x" * 10
    assert not new.name.startswith(".")
    assert not set(new.name) & set("\\/\u202e\u200b")
    assert new.stat().st_mode & 0o111 == 0
    assert not (stage.screen.desktop.home / ".bashrc").exists()


def replaced_and_put_back(stage: World, page: Page, customer: Customer) -> None:
    """In the place of one that the customer picks; with one press it is as it was, and nothing is lost."""
    own, old, new = stage.screen.desktop.home / "hosts.conf", b"as it was", b"as it should be"
    own.write_bytes(old)
    offer(page, "fixed.conf", new)
    customer.click("置き換える…")
    pick(customer, own.name)
    expect(card(page)).to_have_attribute("data-step", "delivered")
    assert (own.read_bytes(), own.with_name("hosts.conf.bak").read_bytes()) == (new, old)
    customer.click("元に戻す")
    until("it is as it was", lambda: own.read_bytes() == old)
    assert own.with_name("hosts.conf.new").read_bytes() == new
    stage.wrote("file:replaced", path=str(own), original=f"{own}.bak")
    stage.wrote("file:put_back", path=str(own))


def asked_for(stage: World, page: Page, customer: Customer, folder: Path) -> None:
    """The customer refuses once, then picks the file with their own hands; the operator saves it."""
    data = patterned(700_001, 3)
    (stage.screen.desktop.home / "printer.conf").write_bytes(data)
    for answer in ("断る", "ファイルを選ぶ…"):
        page.locator(".panel-files > .button-row button", has_text="お願いする").click()
        page.locator("dialog[open] input[type=text]").fill(ASKED)
        say_purpose(page)
        customer.sees(ASKED)
        customer.click(answer)
        if answer == "断る":
            expect(card(page)).to_contain_text("断られました。")
    pick(customer, "printer.conf")
    expect(card(page)).to_have_attribute("data-step", "received")
    assert saved(page, folder) == data
    expect(card(page)).to_contain_text("保存しました。")


def sent_by_themselves(stage: World, page: Page, customer: Customer, folder: Path) -> None:
    data = patterned(65_536, 4)
    (stage.screen.desktop.home / "photo.png").write_bytes(data)
    customer.click("ファイルを送る…")  # the list of files opened by itself when the first one came
    pick(customer, "photo.png")
    expect(card(page)).to_have_attribute("data-step", "offered")
    card(page).get_by_role("button", name="photo.png を受け取る").click()
    expect(card(page)).to_have_attribute("data-step", "received")
    assert saved(page, folder) == data
    customer.sees("送りました。")


def saved(page: Page, folder: Path) -> bytes:
    with page.expect_download() as going:
        card(page).locator("button", has_text="保存する").click()
    place = folder / "saved"
    going.value.save_as(place)
    return place.read_bytes()


@pytest.mark.article("5.5", "5.6", "8.1")
@pytest.mark.timeout(170)
def test_a_large_file_cut_in_the_middle(line: Line, tmp_path: Path, record_property: pytest.RecordProperty):
    stage = line.stage
    customer, page = stage.open_session()
    hands = Hands(page)
    hands.console.tab("files")
    hands.be_allowed("files", customer)
    large = tmp_path / "backup.img"
    large.write_bytes(patterned(LARGE, 5))
    cancelled(line, page, customer, large)

    memory = Memory(customer.pid)
    line.proxy.cut_after(LARGE)  # it passes here twice: to the relay, and from it
    offer(page, "", path=large)
    customer.click("受け取る")
    began = time.monotonic()
    until("the link is cut in the middle", lambda: line.proxy.cuts == 1)
    rate = LARGE / 2 / MEBI / (time.monotonic() - began)
    customer.sees("接続が切れました。つなぎ直しています")
    carried = line.proxy.carried
    line.proxy.mend()
    expect(card(page)).to_have_attribute("data-step", "delivered", timeout=90_000)
    assert line.proxy.carried - carried < 2 * LARGE * 0.7  # what had come was not sent again
    kept = downloads(stage) / "backup.img"
    wanted = hashlib.sha256(large.read_bytes()).hexdigest()
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == wanted
    stage.wrote("file:received", name="backup.img", sha256=wanted)
    growth = memory.peak() - memory.before
    print(f"64 MiB to the customer: {rate:.1f} MiB/s until the cut; memory grew by {growth / MEBI:.1f} MiB")
    record_property("mib_per_second", rate)
    assert growth < BOUND
    assert sorted(file.name for file in downloads(stage).iterdir()) == ["backup.img"]


def cancelled(line: Line, page: Page, customer: Customer, large: Path) -> None:
    """The operator stops one in the middle: nothing of it stays."""
    offer(page, "", path=large)
    before = line.proxy.carried
    customer.click("受け取る")
    until("some of it has passed", lambda: line.proxy.carried - before > MEBI)
    card(page).locator("button", has_text="中止する").click()
    expect(card(page)).to_contain_text("中止しました。")
    line.stage.wrote("file:stopped", name="backup.img")
    until("nothing is left of it", lambda: not list(downloads(line.stage).iterdir()))


class Memory:
    """Of a process: what it held when this was made, and the most it has held since."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")  # the high-water mark begins anew
        self.before = self._read("VmRSS")

    def peak(self) -> int:
        return self._read("VmHWM")

    def _read(self, name: str) -> int:
        rows = Path(f"/proc/{self._pid}/status").read_text(encoding="ascii").splitlines()
        return next(int(row.split()[1]) * 1024 for row in rows if row.startswith(f"{name}:"))
