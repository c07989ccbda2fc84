"""The customer draws a place to hide, by mouse and by keyboard, sees what is hidden, and takes it away. [5.1]"""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest

from madoguchi.host import port
from madoguchi.host.ui import style
from madoguchi.host.ui.drawing import desktop_place
from madoguchi.session.masks import Cause
from tests.integration.host_ui import samples
from tests.integration.host_ui.test_bar import open_bar

pytestmark = pytest.mark.article("5.1")
LEFT = Qt.MouseButton.LeftButton
MAIL = port.HiddenWindow(5, Cause.RULE, "mail", "受信トレイ - Thunderbird")


def opened(windows, told, until):
    bar = open_bar(windows, until)
    bar.pull("details")
    return asked_again(windows, told, until)


def asked_again(windows, told, until):
    bar = windows.bar
    if not bar.details.isVisible():
        bar.pull("details")
    QTest.mouseClick(bar.details.draw, LEFT)
    (asked,) = told.only(port.DrawPlace)
    drawing = windows.drawing
    assert asked.window == int(drawing.winId())
    assert not drawing.isVisible(), "not before it is hidden from the operator"
    assert asked.window in windows.own_window_ids(), "no input of the operator's reaches it"
    windows.show(port.ShowDrawing(asked.window))
    until(drawing.isVisible)
    until(drawing.isActiveWindow)
    return drawing


def test_a_place_is_drawn_with_the_mouse(windows, told, until) -> None:
    drawing = opened(windows, told, until)
    told.physical = False  # hiding is never gated
    QTest.mousePress(drawing, LEFT, pos=QPoint(700, 900))
    QTest.mouseMove(drawing, QPoint(500, 700))
    QTest.mouseMove(drawing, QPoint(400, 600))
    QTest.mouseRelease(drawing, LEFT, pos=QPoint(400, 600))
    QTest.mouseClick(drawing.hide_it, LEFT)
    (hidden,) = told.only(port.HidePlace)
    assert hidden.place == port.HiddenPlace(400, 600, 301, 301)
    assert not drawing.isVisible()


def test_the_bar_stays_above_and_leaves_the_screen_free(windows, told, until) -> None:
    drawing = opened(windows, told, until)
    bar = windows.bar
    until(lambda: bar.height() <= style.STRIP + 16)
    assert not bar.details.isVisible()
    assert not bar.geometry().intersects(drawing.card.geometry().translated(drawing.pos()))
    assert not bar.geometry().intersects(drawing.place.translated(drawing.pos()))
    QTest.mousePress(bar.strip.stop, LEFT)
    assert "stop" in told.said


def test_a_place_is_drawn_with_the_keyboard_alone(windows, told, until) -> None:
    drawing = opened(windows, told, until)
    before = drawing.place
    QTest.keyClick(drawing, Qt.Key.Key_Right)
    QTest.keyClick(drawing, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(drawing, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert drawing.place == QRect(before.x() + 16, before.y() - 1, before.width(), before.height() + 16)
    for _ in range(300):
        QTest.keyClick(drawing, Qt.Key.Key_Left)
    assert drawing.place.x() == 0, "it stays on the screen"
    QTest.keyClick(drawing, Qt.Key.Key_Return)
    (hidden,) = told.only(port.HidePlace)
    assert (hidden.place.x, hidden.place.width) == (0, before.width())
    assert not drawing.isVisible()


def test_escape_and_the_end_of_the_session_hide_nothing_and_forget_the_picture(windows, told, until) -> None:
    drawing = opened(windows, told, until)
    assert not drawing._still.isNull()
    QTest.keyClick(drawing, Qt.Key.Key_Escape)
    assert not drawing.isVisible()
    assert drawing._still.isNull()
    assert not told.only(port.HidePlace)
    windows.show(port.ShowDrawing(int(drawing.winId())))  # an answer that nobody waits for
    windows.show(samples.bar(places=(port.HiddenPlace(1, 2, 30, 40),)))
    until(lambda: len(windows.bar.details.hidden.places) == 1)
    assert not drawing.isVisible()
    told.said.clear()
    asked_again(windows, told, until)
    windows.show(port.ShowTrouble("runner.trouble.proof", {}))
    until(lambda: not drawing.isVisible())
    assert drawing._still.isNull()


def test_what_is_hidden_is_named_and_shown_again_by_the_customers_own_hand_only(windows, told, until) -> None:
    bar = open_bar(windows, until)
    bar.pull("details")
    place = port.HiddenPlace(10, 20, 300, 200)
    row = bar.details.hidden
    assert "今はありません" in row.state.text().replace("\u200b", "")
    windows.show(samples.bar(hidden=(MAIL,), places=(place,)))
    until(row.place_buttons[0].isVisible)
    said = row.state.text().replace("\u200b", "")
    assert "メール" in said
    for text in (said, row.buttons[0].text(), row.buttons[0].accessibleName()):
        assert "受信トレイ" not in text, "the operator may see the bar"
    assert "囲んだ場所1" in said
    told.physical = False
    QTest.mouseClick(row.place_buttons[0], LEFT)
    QTest.mouseClick(row.buttons[0], LEFT)
    assert not told.only(port.ShowPlace)
    assert not told.only(port.ShowWindow)
    told.physical = True
    QTest.mouseClick(row.buttons[0], LEFT)
    row.place_buttons[0].setFocus()
    QTest.keyClick(row.place_buttons[0], Qt.Key.Key_Space)
    assert told.only(port.ShowWindow) == [port.ShowWindow(5)]
    assert told.only(port.ShowPlace) == [port.ShowPlace(place)]


def test_many_places_share_one_button(windows, told, until) -> None:
    bar = open_bar(windows, until)
    bar.pull("details")
    places = tuple(port.HiddenPlace(number, 0, 10, 10) for number in range(7))
    windows.show(samples.bar(places=places))
    row = bar.details.hidden
    until(row.place_buttons[0].isVisible)
    assert [button.isVisible() for button in row.place_buttons] == [True, False, False, False]
    QTest.mouseClick(row.place_buttons[0], LEFT)
    assert told.only(port.ShowPlace) == [port.ShowPlace(place) for place in places]


def test_a_place_is_told_in_the_desktops_own_pixels_and_never_smaller() -> None:
    place = desktop_place(QRect(11, 21, 101, 51), QPoint(1920, 0), 1.5)
    assert place == port.HiddenPlace(1936, 31, 152, 77)
    assert desktop_place(QRect(0, 0, 5, 5), QPoint(0, 0), 1.0) == port.HiddenPlace(0, 0, 5, 5)
