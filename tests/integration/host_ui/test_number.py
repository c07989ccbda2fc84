"""The first page: nothing can be typed before the warning was answered; typing is forgiven, mistakes are kept."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from madoguchi.host import port
from madoguchi.host.ui.number_entry import grouped
from madoguchi.wire.number import Number
from tests.integration.host_ui import samples

GOOD = Number("482", "093756").digits


def enter(windows, until, text: str) -> None:
    windows.show(samples.number_entry())
    until(windows.number.isVisible)
    windows.number.called.box.setChecked(True)
    windows.number.number.setFocus()
    for char in text:
        QTest.keyClicks(windows.number.number, char) if char.isascii() else windows.number.number.insert(char)
    if not text.isascii():
        windows.number.number.textEdited.emit(windows.number.number.text())


@pytest.mark.article("P.1")
def test_the_number_opens_only_after_the_tick(windows, told, until) -> None:
    windows.show(samples.number_entry(number=GOOD))
    until(windows.number.isVisible)
    assert not windows.number.number.isEnabled()
    assert not windows.number.go.isEnabled()
    windows.number.submit()
    assert told.said == []
    QTest.mouseClick(windows.number.called.words, Qt.MouseButton.LeftButton)
    assert windows.number.number.isEnabled()
    QTest.mouseClick(windows.number.go, Qt.MouseButton.LeftButton)
    assert told.said == [port.TypedNumber(GOOD)]


def test_the_warning_and_the_number_to_call_back_are_on_the_page(windows, until) -> None:
    windows.show(samples.number_entry())
    until(windows.number.isVisible)
    from PySide6.QtWidgets import QLabel

    texts = " ".join(label.text() for label in windows.number.findChildren(QLabel) if label.isVisible())
    for wanted in (
        "画面に警告が出て電話した方は",
        "電子マネーや振込をお願いすることはありません",
        "03-1234-5678",
        "窓口サービス株式会社",
    ):
        assert wanted in texts


@pytest.mark.parametrize(
    "typed", [GOOD, "-".join(GOOD), " ".join(GOOD), GOOD.translate({ord("0") + n: 0xFF10 + n for n in range(10)})]
)
def test_digits_of_every_width_with_hyphens_and_spaces(windows, told, until, typed: str) -> None:
    enter(windows, until, typed)
    assert windows.number.number.text() == Number("482", "093756").spoken
    QTest.keyClick(windows.number.number, Qt.Key.Key_Return)
    assert told.said == [port.TypedNumber(GOOD)]


@pytest.mark.parametrize(
    "mistake",
    [
        ("48209", "host.number.too_short"),
        ("482o937561", "host.number.not_digits"),
        ("4" * 15, "host.number.too_long"),
        (f"{GOOD[:-1]}{(int(GOOD[-1]) + 1) % 10}", "host.number.check_digit"),
        ("", "host.number.empty"),
    ],
)
def test_a_mistake_is_named_under_the_field_and_kept(windows, told, until, mistake) -> None:
    typed, key = mistake
    enter(windows, until, typed)
    QTest.keyClick(windows.number.number, Qt.Key.Key_Return)
    assert told.said == []
    assert windows.number.trouble.text() == windows.speech.words(key)
    assert windows.number.number.accessibleDescription() == windows.speech.words(key)
    assert windows.number.number.text().replace(" ", "") == typed


def test_the_caret_stays_where_a_digit_was_mended(windows, until) -> None:
    enter(windows, until, "4820937561")
    field = windows.number.number
    field.setCursorPosition(5)  # 482 0|93 7561
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert field.text() == "482 937 561"
    assert field.cursorPosition() == 4 or field.cursorPosition() == 3


def test_the_runners_trouble_is_shown_and_the_number_is_still_there(windows, until) -> None:
    windows.show(samples.number_entry(trouble="runner.number.not_valid", number=GOOD))
    until(windows.number.isVisible)
    assert windows.number.trouble.text() == windows.speech.words("runner.number.not_valid")
    assert windows.number.number.text() == grouped(GOOD)


@pytest.mark.article("5.3")
def test_cancel_stops_first(windows, told, until) -> None:
    windows.show(samples.number_entry())
    until(windows.number.isVisible)
    QTest.mousePress(windows.number.cancel, Qt.MouseButton.LeftButton)
    assert told.said == ["stop", port.StopNow()]


def test_injected_input_cannot_give_the_number(windows, told, until) -> None:
    enter(windows, until, GOOD)
    told.physical = False
    QTest.keyClick(windows.number.number, Qt.Key.Key_Return)
    assert told.said == []
    assert windows.frame.notice.isVisible()
