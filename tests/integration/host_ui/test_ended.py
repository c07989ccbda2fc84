"""The last window: the receipt as a paper and as data, whole or not at all, and what to do when it cannot be written."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from madoguchi.host import port
from madoguchi.host.ui import ended
from madoguchi.wire.vocabulary import Ending

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
