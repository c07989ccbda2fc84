"""The last window: the receipt as a paper and as data, whole or not at all, and what to do when it cannot be written."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from madoguchi.host import port
from madoguchi.host.ui import ended
from madoguchi.rules.computer_changes import Changes
from madoguchi.wire.vocabulary import Ending, FileReason
from tests.integration.host_ui import samples

pytestmark = pytest.mark.article("P.3")
BARE = port.ShowEnded(Ending.RESOLVED, 754, 35_400_000, 2, None)
SIGNED = replace(BARE, receipt=b'{"signed": 1}')
PAPER = replace(SIGNED, paper=b"%PDF-1.7 paper")


@pytest.fixture
def page(windows, until):
    windows.show(BARE)
    until(windows.ended.isVisible)
    return windows.ended


def shown(windows, until, value: port.ShowEnded) -> None:
    windows.show(value)
    until(lambda: windows.ended._value == value)


def save(page, until, button, place: Path) -> QFileDialog:
    button.click()
    dialog = page.dialog
    until(dialog.isVisible)
    name = dialog.selectedFiles()[0]
    dialog.fileSelected.emit(str(place))
    dialog.close()
    return Path(name).name


def test_what_can_be_kept_comes_bit_by_bit(windows, page, until) -> None:
    assert not page.save.isEnabled()
    assert not page.data.isEnabled()
    shown(windows, until, SIGNED)
    assert page.data.isEnabled()
    assert not page.save.isEnabled()
    assert page.receipt.text() == "控えを作っています。データ（JSON）はもう保存できます。"
    shown(windows, until, replace(SIGNED, paper_missing=True))
    assert "いま用意できません" in page.receipt.text()
    shown(windows, until, PAPER)
    assert page.save.isEnabled()


def test_the_paper_and_the_data_are_written_under_a_safe_name(windows, page, until, tmp_path: Path) -> None:
    shown(windows, until, PAPER)
    paper, data = tmp_path / "控え.pdf", tmp_path / "控え.json"
    name = save(page, until, page.save, paper)
    until(lambda: page.receipt.text() == f"控えを保存しました: {paper}")
    assert name.startswith("サポートの控え 20")
    assert name.endswith(".pdf")
    assert save(page, until, page.data, data).endswith(".json")
    until(lambda: page.receipt.text() == f"控えを保存しました: {data}")
    assert (paper.read_bytes(), data.read_bytes()) == (PAPER.paper, PAPER.receipt)
    assert {one.name for one in tmp_path.iterdir()} == {paper.name, data.name}


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "空き容量が足りない"),
        (errno.EACCES, "書き込みが許されていません"),
        (errno.EIO, "保存できませんでした"),
    ],
)
def test_why_it_was_not_saved_is_said_and_what_stood_there_stays(
    windows, page, until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    shown(windows, until, PAPER)
    place = tmp_path / "控え.pdf"
    place.write_bytes(b"of before")

    def full(_descriptor: int) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(ended.os, "fsync", full)
    save(page, until, page.save, place)
    until(lambda: said in page.receipt.text())
    assert place.read_bytes() == b"of before"
    assert list(tmp_path.iterdir()) == [place]
    assert page.save.isEnabled(), "it can be tried again elsewhere"


def test_a_place_that_is_no_place(windows, page, until, tmp_path: Path) -> None:
    shown(windows, until, PAPER)
    save(page, until, page.save, tmp_path / "gone" / "控え.pdf")
    until(lambda: "保存できませんでした" in page.receipt.text())


@pytest.mark.article("7.3")
def test_a_replaced_file_is_put_back_from_the_last_window_by_the_customers_own_hand(windows, told, page, until) -> None:
    windows.show(samples.REPLACED)
    until(page.replaced.isVisible)
    row = page.replaced.rows[9]
    assert "/etc/hosts.bak" in row.text.text().replace("\u200b", "")
    told.physical = False
    row.button.click()
    assert port.PutBack(9) not in told.said
    told.physical = True
    row.button.click()
    assert told.said[-1] == port.PutBack(9)
    windows.show(port.ShowPutBack(9, samples.OWN, samples.OWN_KEPT, trouble=FileReason.CHANGED))
    until(lambda: "元に戻せませんでした" in row.text.text())
    assert row.button.isVisible(), "it can be tried again"
    windows.show(port.ShowPutBack(9, samples.OWN, samples.OWN_KEPT, Path("/etc/hosts.new")))
    until(lambda: not row.button.isVisible())
    assert "/etc/hosts.new" in row.text.text().replace("\u200b", "")


@pytest.mark.article("7.2")
def test_what_changed_is_told_in_words_and_whole_when_asked(windows, page, until) -> None:
    windows.show(port.ShowChanges(samples.CHANGES))
    until(page.changed.isVisible)
    assert len(page.changed.lines.text().splitlines()) == 5
    assert page.changed.all.text() == "すべて見る（7 件）"
    page.changed.all.click()
    lines = page.changed.lines.text().replace("\u200b", "").splitlines()
    assert lines[2] == "cups:amd64 2.4.2-3+deb12u8 → 2.4.2-3+deb12u9"
    assert lines[-1].startswith("サービス cups-browsed 「自動で起動・動作中」")
    assert "⟨U+202E⟩" in lines[3]
    assert not page.changed.all.isVisible()
    windows.show(port.ShowChanges(Changes((), ())))
    until(lambda: "サポートの前と同じです" in page.changed.lines.text())


@pytest.mark.article("7.3")
def test_the_next_session_begins_with_an_empty_page(windows, page, until) -> None:
    windows.show(samples.REPLACED)
    windows.show(port.ShowChanges(samples.CHANGES))
    until(page.changed.isVisible)
    windows.show(samples.agreement())
    until(windows.agreement.isVisible)
    windows.show(BARE)
    until(page.isVisible)
    assert (page.replaced.rows, page.changed.isVisible()) == ({}, False)
