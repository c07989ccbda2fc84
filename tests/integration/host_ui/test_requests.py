"""お願い under the bar: a calm list, ticked off by the customer's own hand alone; whatever was written is text."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from madoguchi.base.words import Language
from madoguchi.host import port
from madoguchi.host.ui.questions import left_text
from madoguchi.session.requests import RequestAct, Requested
from madoguchi.wire.vocabulary import RequestState
from tests.integration.host_ui import samples

LEFT = Qt.MouseButton.LeftButton
ONE = Requested(7, "プリンターの電源を入れ直してください。", RequestState.ASKED)
TWO = Requested(8, "控えを取ってください。", RequestState.ASKED)


@pytest.fixture
def asked(windows, until):
    windows.show(samples.bar())
    until(windows.bar.isVisible)
    windows.show(port.ShowRequests((ONE,)))
    until(windows.bar.requests.isVisible)
    return windows.bar.requests


def is_whole(asked, row) -> bool:
    """Whether nothing of the row is cut off, down to the bar's own edge."""
    bottom = row.mapTo(asked.window(), row.rect().bottomLeft()).y()
    edge = asked.area.mapTo(asked.window(), asked.area.rect().bottomLeft()).y()
    return row.height() >= row.sizeHint().height() and bottom <= edge < asked.window().height()


@pytest.mark.article("5.7")
def test_ticked_off_by_hand_alone(asked, told) -> None:
    row = asked.rows[7]
    told.physical = False
    row.done.click()
    assert told.said == []
    told.physical = True
    QTest.mouseClick(row.done, LEFT)
    assert told.said == [port.AnswerRequest(7, RequestAct.DONE)]
    assert row.done.isVisible(), "how it stands is the runner's to say"


@pytest.mark.article("5.7")
def test_it_cannot_be_done_with_a_word_or_without(asked, told, until) -> None:
    row = asked.rows[7]
    until(lambda: is_whole(asked, row))
    QTest.mouseClick(row.cannot, LEFT)
    assert told.said == []
    assert row.word_place.isVisible()
    until(lambda: row.word_place.height() > row.done.height() and is_whole(asked, row))
    row.word.setText(" 鍵がありません ")
    QTest.keyClick(row.word, Qt.Key.Key_Return)
    row.word.clear()
    QTest.mouseClick(row.tell, LEFT)
    cannot = RequestAct.CANNOT
    assert told.said == [port.AnswerRequest(7, cannot, "鍵がありません"), port.AnswerRequest(7, cannot, "")]


@pytest.mark.article("5.7")
def test_it_stands_as_it_is_said_and_a_slip_can_be_undone(windows, asked, told, until) -> None:
    windows.show(port.ShowRequests((replace(ONE, state=RequestState.CANNOT, word="鍵がありません"),)))
    row = asked.rows[7]
    until(row.state.isVisible)
    assert row.state.text() == "できませんとお伝えしました：鍵がありません"
    assert asked.head.text() == "お願い（すべて済みました）"
    QTest.mouseClick(row.reopen, LEFT)
    assert told.said == [port.AnswerRequest(7, RequestAct.REOPEN)]
    windows.show(port.ShowRequests((replace(ONE, state=RequestState.TICKED_OFF),)))
    until(lambda: not row.reopen.isVisible())
    assert not row.done.isVisible()
    assert row.state.text() == "オペレーターが済みにしました"


@pytest.mark.article("5.7")
def test_a_folded_list_opens_for_something_new_alone_and_takes_no_focus(windows, asked, until) -> None:
    before = QApplication.focusWidget()
    asked.fold.click()
    assert not asked.area.isVisible()
    windows.show(port.ShowRequests((replace(ONE, state=RequestState.DONE),)))
    until(lambda: asked.rows[7].value.state is RequestState.DONE)
    assert not asked.area.isVisible()
    windows.show(port.ShowRequests((ONE, TWO)))
    until(lambda: len(asked.rows) == 2)
    assert asked.area.isVisible()
    assert asked.head.text() == "お願い（残り2件）"
    assert QApplication.focusWidget() is before


@pytest.mark.article("5.7")
def test_hostile_text_is_text_and_a_long_list_keeps_the_bar_on_the_screen(windows, asked, until) -> None:
    hostile = Requested(9, samples.HOSTILE[:400], RequestState.ASKED)
    many = tuple(replace(hostile, request=number) for number in range(10, 22))
    windows.show(port.ShowRequests((ONE, *many)))
    until(lambda: len(asked.rows) == 13)
    text = asked.rows[10].text.text()
    assert "<b>太字</b>" in text
    assert "\u202e" not in text
    assert "\x1b" not in text
    until(lambda: windows.bar.height() < windows.bar.screen().availableGeometry().height() * 0.8)
    until(lambda: asked.area.verticalScrollBar().maximum() > 0)
    assert asked.rows[10].width() <= asked.area.viewport().width()


@pytest.mark.article("5.7")
def test_the_next_session_begins_without_them(windows, asked, until) -> None:
    windows.show(samples.agreement())
    until(lambda: not windows.bar.isVisible())
    assert asked.rows == {}


def test_a_long_wait_is_told_in_minutes(windows) -> None:
    words = windows.speech.words
    told = [left_text(words, seconds) for seconds in (540, 539, 481, 480, 121, 120, 119, 60, 0)]
    assert told == [
        "あと9分",
        "あと9分",
        "あと9分",
        "あと8分",
        "あと3分",
        "あと2分",
        "あと119秒",
        "あと60秒",
        "あと0秒",
    ]
    windows.speech.choose(Language.EN)
    assert left_text(windows.speech.words, 540) == "9 min left"
    windows.speech.choose(Language.JA)
