"""The bar: what is allowed is told and taken back in one press; 終了 stops first; nothing opens by injected input."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from madoguchi.base.words import Language
from madoguchi.host import port
from madoguchi.host.ui.questions import ARM_MS
from madoguchi.wire.vocabulary import Access, Ending, FileReason, Grant, Pause
from tests.integration.host_ui import samples

LEFT = Qt.MouseButton.LeftButton
ALL_HELD = dict.fromkeys(Access, Grant.HELD)
FULL_SCREEN = """
import sys
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
wall = QWidget()
wall.setStyleSheet("background: #00ff00")
wall.showFullScreen()
app.exec()
"""


def open_bar(windows, until, grants=None, **changes):
    windows.show(samples.agreement())
    windows.show(samples.bar(grants, **changes))
    until(windows.bar.isVisible)
    return windows.bar


def pixel(x: int, y: int) -> QColor:
    return QGuiApplication.primaryScreen().grabWindow(0, x, y, 1, 1).toImage().pixelColor(0, 0)


@pytest.mark.article("5.2")
@pytest.mark.parametrize("access", list(Access))
def test_a_switch_allows_and_takes_back(windows, told, until, access: Access) -> None:
    bar = open_bar(windows, until)
    tile = bar.strip.switches.tiles[access]
    QTest.mouseClick(tile, LEFT)
    assert told.said == [port.Allow(access)]
    for grant in (Grant.AGREED, Grant.HELD):
        windows.show(samples.bar({access: grant}))
        until(lambda wanted=grant: wanted.word in _state(windows, tile))
        QTest.keyClick(tile, Qt.Key.Key_Space)
        assert told.said[-1] == port.Withdraw(access)


def _state(windows, tile) -> str:
    above = tile.texts[0]
    words = windows.speech.words
    return next(grant.word for grant in Grant if words(f"host.switch.{grant.word}") == above)


@pytest.mark.article("5.2")
def test_every_state_has_a_word_of_its_own(windows, until) -> None:
    states = dict(zip(Access, Grant, strict=True))
    bar = open_bar(windows, until, states)
    shown = [tile.texts[0] for tile in bar.strip.switches.tiles.values()]
    assert shown == ["オフ", "確認中", "準備中", "オン"]
    names = [tile.accessibleName() for tile in bar.strip.switches.tiles.values()]
    assert names == ["見る: オフ", "操作: 確認中", "クリップボード: 準備中", "ファイル: オン"]


@pytest.mark.article("5.2")
def test_nothing_opens_by_injected_input_and_everything_closes(windows, told, until) -> None:
    bar = open_bar(windows, until, {Access.VIEW: Grant.HELD}, pause=Pause.CUSTOMER_PAUSED)
    windows.show(port.ShowQuestion(Access.CONTROL, 15, "直すため", 60))
    windows.show(port.ShowFileQuestion(7, True, "a.pdf", 10, "見るため", 60))
    until(lambda: len(bar.questions.cards) == 2)
    cards = list(bar.questions.cards.values())
    until(lambda: all(card.yes.isEnabled() for card in cards))
    told.physical = False
    for button in (
        bar.strip.switches.tiles[Access.FILES],
        bar.strip.pause,
        *(card.yes for card in cards),
        bar.files.send,
    ):
        button.click()
    bar.chat.field.setText("はい、許可します")
    bar.chat.send.click()
    bar.details.open_changing()
    bar.details.change_now.click()
    assert [what for what in told.kinds() if what not in {"ListTargets", "PreviewTarget"}] == []
    assert bar.notice[1].text() == windows.speech.words("host.not_your_input")
    assert bar.files.dialog is None
    bar.strip.switches.tiles[Access.VIEW].click()
    for card in cards:
        card.no.pressed.emit()
    assert told.said[-3:] == [port.Withdraw(Access.VIEW), port.Refuse(Access.CONTROL), port.RefuseFile(7)]
    QTest.mousePress(bar.strip.stop, LEFT)
    assert told.said[-2:] == ["stop", port.StopNow()]


@pytest.mark.article("5.3")
@pytest.mark.parametrize("way", ["press", "space", "enter", "close", "page"])
def test_every_way_to_stop_stops_first_and_once(windows, told, until, way: str) -> None:
    bar = open_bar(windows, until, ALL_HELD)
    match way:
        case "press":
            QTest.mousePress(bar.strip.stop, LEFT)
        case "space":
            QTest.keyPress(bar.strip.stop, Qt.Key.Key_Space)
        case "enter":
            QTest.keyPress(bar.strip.stop, Qt.Key.Key_Return)
        case "close":
            windows.frame.close()
        case "page":
            windows.open_session.stop.pressed.emit()
    assert told.said == ["stop", port.StopNow()]
    bar.stop()
    assert told.said == ["stop", port.StopNow()]
    windows.show(samples.bar(ALL_HELD))  # was on its way: changes nothing any more
    QTest.qWait(30)
    assert [tile.texts[0] for tile in bar.strip.switches.tiles.values()] == ["オフ"] * 4
    assert bar.strip.state.whole() == windows.speech.words("host.bar.stopping")


@pytest.mark.article("5.2")
def test_a_question_shows_purpose_time_and_both_answers(windows, told, until) -> None:
    bar = open_bar(windows, until, {Access.CONTROL: Grant.ASKED})
    windows.show(port.ShowQuestion(Access.CONTROL, 15, samples.HOSTILE, 60))
    until(bar.questions.isVisible)
    card = bar.questions.cards["access-control"]
    texts = [label.text().replace("\u200b", "") for label in card.findChildren(QLabel)]
    assert "マウスとキーボードを使う許可を求めています" in texts
    assert any(text.startswith("目的: <b>太字</b><img") and "⟨U+202E⟩" in text for text in texts)
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in bar.findChildren(QLabel))
    assert not card.yes.isEnabled()
    assert not card.yes.hasFocus()
    QTest.mouseClick(card.yes, LEFT)
    assert told.said == []
    until(card.yes.isEnabled)
    QTest.mouseClick(card.yes, LEFT)
    assert told.said == [port.Allow(Access.CONTROL)]
    windows.show(port.HideQuestion(Access.CONTROL))
    until(lambda: not bar.questions.isVisible())


@pytest.mark.article("5.2")
def test_a_yes_sleeps_again_when_the_questions_move(windows, until) -> None:
    bar = open_bar(windows, until)
    windows.show(port.ShowQuestion(Access.VIEW, 0, "", 60))
    windows.show(port.ShowQuestion(Access.FILES, 0, "", 60))
    until(lambda: len(bar.questions.cards) == 2)
    files = bar.questions.cards["access-files"]
    until(files.yes.isEnabled)
    windows.show(port.HideQuestion(Access.VIEW))
    until(lambda: len(bar.questions.cards) == 1)
    assert not files.yes.isEnabled()
    until(files.yes.isEnabled, ARM_MS * 3)


def test_time_runs_out_for_the_yes(windows, until) -> None:
    bar = open_bar(windows, until)
    windows.show(port.ShowQuestion(Access.VIEW, 0, "", 2))
    until(bar.questions.isVisible)
    card = bar.questions.cards["access-view"]
    until(card.yes.isEnabled)
    until(lambda: not card.yes.isEnabled())
    assert card.count.text() == "あと0秒"


def test_a_flood_of_questions_leaves_the_bar_on_the_screen(windows, until) -> None:
    bar = open_bar(windows, until)
    for number in range(40):
        windows.show(port.ShowFileQuestion(number, True, samples.HOSTILE, 10, samples.HOSTILE, 60))
    until(lambda: len(bar.questions.cards) == 40)
    QTest.qWait(50)
    assert sum(card.isVisible() for card in bar.questions.cards.values()) == 3
    assert QGuiApplication.primaryScreen().geometry().contains(bar.frameGeometry())


@pytest.mark.article("5.3")
def test_pause_in_plain_words(windows, told, until) -> None:
    bar = open_bar(windows, until, ALL_HELD, pause=Pause.CUSTOMER_INPUT)
    assert bar.strip.state.whole() == "お客様が操作中。相手は待っています"
    QTest.mousePress(bar.strip.pause, LEFT)
    assert told.said == [port.SetPaused(True)]
    QTest.mouseRelease(bar.strip.pause, LEFT)
    windows.show(samples.bar(ALL_HELD, pause=Pause.CUSTOMER_PAUSED))
    until(lambda: bar.strip.state.whole() == "一時停止中です")
    QTest.mousePress(bar.strip.pause, LEFT)
    assert told.said[-1] == port.SetPaused(False)


def test_a_cut_is_told_with_the_seconds_left(windows, until) -> None:
    bar = open_bar(windows, until, ALL_HELD, link_up=False, link_seconds_left=95, pause=Pause.LINK)
    assert bar.link[0].isVisible()
    assert bar.link[1].text() == "接続が切れました。つなぎ直しています（あと 95 秒）。操作は止まっています。"
    windows.show(samples.bar(ALL_HELD))
    until(lambda: not bar.link[0].isVisible())


def test_the_talk_is_plain_text_and_counts_the_unread(windows, told, until) -> None:
    bar = open_bar(windows, until)
    windows.show(port.ShowChat(True, samples.HOSTILE))
    until(lambda: bar.strip.chat.accessibleName() == "チャット（未読 1 件）")
    QTest.mouseClick(bar.strip.chat, LEFT)
    assert bar.chat.isVisible()
    assert "<b>太字</b><img" in bar.chat.paper.toPlainText()
    assert "⟨U+202E⟩" in bar.chat.paper.toPlainText()
    assert bar.strip.chat.accessibleName() == "チャット（開いています）"
    bar.chat.field.setText("  こんにちは  ")
    QTest.keyClick(bar.chat.field, Qt.Key.Key_Return)
    assert told.said == [port.Say("こんにちは")]
    assert bar.chat.field.text() == ""


@pytest.mark.article("5.6")
def test_an_offered_program_is_called_dangerous(windows, told, until) -> None:
    bar = open_bar(windows, until)
    windows.show(port.ShowFileQuestion(7, True, "請求書\u202efdp.exe", 2_345_678, "見るため", 60))
    until(bar.questions.isVisible)
    card = bar.questions.cards["file-7"]
    assert card.name.whole() == "請求書⟨U+202E⟩fdp.exe（2.3 MB）"
    assert any(label.text() == windows.speech.words("host.file.danger") for label in card.findChildren(QLabel))
    until(card.yes.isEnabled)
    QTest.mouseClick(card.yes, LEFT)
    assert told.said == [port.AcceptFile(7)]


@pytest.mark.article("5.6")
def test_a_wanted_file_is_picked_by_hand(windows, told, until, tmp_path) -> None:
    bar = open_bar(windows, until)
    path = tmp_path / "記録.log"
    path.write_text("x")
    windows.show(port.ShowFileQuestion(8, False, "../../etc/passwd", 0, "調べるため", 60))
    until(bar.questions.isVisible)
    card = bar.questions.cards["file-8"]
    until(card.yes.isEnabled)
    QTest.mouseClick(card.yes, LEFT)
    dialog = card.dialog
    assert dialog.testOption(dialog.Option.DontUseNativeDialog)
    assert int(dialog.winId()) in windows.own_window_ids()
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile(str(path))
    told.physical = False
    dialog.fileSelected.emit(str(path))
    assert told.said == []
    told.physical = True
    dialog.findChild(QLineEdit, "fileNameEdit").setText(path.name)
    until(lambda: dialog.selectedFiles() == [str(path)])
    dialog.accept()
    assert told.said == [port.AcceptFile(8, path)]


def test_the_dialog_goes_with_its_question(windows, until) -> None:
    bar = open_bar(windows, until)
    windows.show(port.ShowFileQuestion(8, False, "", 0, "調べるため", 60))
    until(bar.questions.isVisible)
    card = bar.questions.cards["file-8"]
    until(card.yes.isEnabled)
    card.yes.click()
    dialog = card.dialog
    until(dialog.isVisible)
    closed = []
    dialog.finished.connect(lambda _result: closed.append(True))
    windows.show(port.HideFileQuestion(8))
    until(lambda: bool(closed))


def test_files_on_their_way(windows, told, until) -> None:
    bar = open_bar(windows, until)
    windows.show(port.ShowFileProgress(1, True, "a.pdf", 500_000, 1_000_000))
    until(bar.files.isVisible)
    row = bar.files.rows[1]
    assert row.bar.value() == 500
    QTest.mousePress(row.cancel, LEFT)
    assert told.said == [port.CancelFile(1)]
    windows.show(port.ShowFileProgress(1, True, "a.pdf", 500_000, 1_000_000, stopped=FileReason.CANCELLED))
    until(lambda: row.state.text() == "途中でやめました。")
    assert not row.cancel.isVisible()


@pytest.mark.article("5.1")
def test_what_is_shown_can_be_changed(windows, told, until) -> None:
    bar = open_bar(windows, until, ALL_HELD)
    bar.pull("details")
    QTest.mouseClick(bar.details.change, LEFT)
    assert port.ListTargets() in told.said
    windows.show(port.ShowTargets(samples.TARGETS[:2]))
    until(lambda: bar.details.chooser.list.count() == 2)
    bar.details.chooser.list.setCurrentRow(1)
    QTest.mouseClick(bar.details.change_now, LEFT)
    assert port.ChangeTarget(samples.TARGETS[1]) in told.said
    assert told.said[-1] == port.PreviewTarget(None)


@pytest.mark.article("5.3")
def test_a_full_screen_program_cannot_cover_the_bar(windows, until, display) -> None:
    bar = open_bar(windows, until, ALL_HELD)
    at = bar.strip.stop.mapToGlobal(QPoint(8, 8))
    until(lambda: pixel(at.x(), at.y()) == QColor("#b3261e"))
    wall = subprocess.Popen([sys.executable, "-c", FULL_SCREEN])
    try:
        until(lambda: pixel(960, 800) == QColor("#00ff00"), 20_000)
        until(lambda: pixel(at.x(), at.y()) == QColor("#b3261e"))
    finally:
        wall.kill()
        wall.wait()


def test_the_bar_takes_the_keyboard_when_pressed(windows, told, until, display) -> None:
    bar = open_bar(windows, until)
    bar.pull("chat")
    QTest.qWait(50)
    at = bar.chat.field.mapToGlobal(bar.chat.field.rect().center())
    subprocess.run(["xdotool", "mousemove", str(at.x()), str(at.y()), "click", "1"], check=True, timeout=10)
    until(bar.chat.field.hasFocus)
    until(bar.isActiveWindow)
    subprocess.run(["xdotool", "type", "hello"], check=True, timeout=10)
    until(lambda: bar.chat.field.text() == "hello")


def test_a_real_press_on_stop_arrives(windows, told, until, display) -> None:
    bar = open_bar(windows, until, ALL_HELD)
    at = bar.strip.stop.mapToGlobal(bar.strip.stop.rect().center())
    subprocess.run(["xdotool", "mousemove", str(at.x()), str(at.y()), "mousedown", "1"], check=True, timeout=10)
    until(lambda: told.said == ["stop", port.StopNow()])
    subprocess.run(["xdotool", "mouseup", "1"], check=True, timeout=10)


def test_the_keyboard_comes_when_called(windows, told, until) -> None:
    bar = open_bar(windows, until)
    threading.Thread(target=windows.take_focus).start()
    until(lambda: bar.isActiveWindow() and bar.strip.stop.hasFocus())


def test_the_border_lets_clicks_through_and_is_no_window_of_ours(windows, until) -> None:
    windows.show(samples.bar(ALL_HELD))
    until(lambda: len(windows.border.edges) == 4 and windows.border.edges[0].isVisible())
    until(lambda: pixel(2, 500) == QColor("#0b5cad"))
    from madoguchi.host.ui.own import refresh

    refresh()
    ids = windows.own_window_ids()
    assert {int(windows.frame.winId()), int(windows.bar.winId())} <= ids
    assert not {int(edge.winId()) for edge in windows.border.edges} & ids
    windows.show(samples.bar())
    until(lambda: not windows.border.edges[0].isVisible())


def test_the_bar_is_slim_and_fits_small_screens(windows, until) -> None:
    bar = open_bar(windows, until, ALL_HELD)
    assert bar.strip.height() <= 64
    for language in Language:
        windows.speech.choose(language)
        for large in (False, True):
            windows._choose_size(large)
            QTest.qWait(30)
            assert bar.width() <= 1920
            bar.strip.fit_into(1280 - 8)
            assert bar.strip.minimumSizeHint().width() <= 1280 - 8


@pytest.mark.article("6.2", "P.3")
def test_the_end_and_the_receipt(windows, told, until, tmp_path) -> None:
    open_bar(windows, until, ALL_HELD)
    meter = port.FeeMeter(in_hours=3_600, off_hours=1_154, yen=2_200)
    windows.show(port.ShowEnded(Ending.CUSTOMER_STOPPED, 4_754, 35_400_000, 2, None, meter))
    until(windows.ended.isVisible)
    page = windows.ended
    assert not windows.bar.isVisible()
    assert page.ending.text() == "お客様が終了しました"
    assert [label.text() for label in page.facts] == [
        "1時間19分14秒",
        "時間内 1時間0分0秒、時間外 19分14秒",
        "2,200 円（税込）",
        "35 MB",
        "2 件",
    ]
    assert not page.save.isEnabled()
    windows.show(port.ShowEnded(Ending.CUSTOMER_STOPPED, 4_754, 35_400_000, 2, b'{"kind":"receipt"}'))
    until(page.data.isEnabled)
    assert not page.save.isEnabled()  # the paper is on its way
    QTest.mouseClick(page.data, LEFT)
    path = tmp_path / "控え.json"
    page.dialog.fileSelected.emit(str(path))
    until(lambda: page.receipt.text() == f"控えを保存しました: {path}")
    assert path.read_bytes() == b'{"kind":"receipt"}'
    page.dialog.fileSelected.emit(str(tmp_path / "no folder" / "x.json"))
    until(lambda: page.receipt.text() == windows.speech.words("host.ended.not_saved"))
    page.dialog.close()
    QTest.mouseClick(page.close_button, LEFT)
    assert told.said[-1] == port.Closed()


@pytest.mark.article("6.2")
def test_the_customers_own_limit_of_data(windows, told, until) -> None:
    windows.show(samples.bar(data_limit=100_000_000, bytes_used=30_000_000))
    until(windows.bar.isVisible)
    windows.bar.pull("details")
    row = windows.bar.details.data
    until(row.isVisible)
    assert [row.without.isChecked(), *(button.isChecked() for button in row.choices.values())] == [
        False,
        True,
        False,
        False,
    ]
    row.choices[300_000_000].click()
    row.more.click()
    row.without.click()
    row.low.click()
    assert told.said == [
        port.SetDataLimit(300_000_000),
        port.SetDataLimit(200_000_000),
        port.SetDataLimit(0),
        port.SetLowData(True),
    ]
    assert row.choices[100_000_000].isChecked(), "what holds is pressed in, not what was clicked"
    windows.show(samples.bar(data_limit=100_000_000, bytes_used=100_400_000, pause=Pause.DATA_LIMIT))
    until(lambda: windows.bar.strip.state.accessibleName() == windows.speech.words("host.pause.data_limit"))
    assert row.state.text() == windows.speech.words("host.data.state_over", limit="100 MB")


@pytest.mark.article("6.2")
def test_the_limit_is_raised_by_the_customers_own_hand_alone(windows, told, until) -> None:
    windows.show(samples.bar(data_limit=100_000_000, bytes_used=100_400_000))
    until(windows.bar.isVisible)
    told.physical = False
    windows.bar.details.data.more.click()
    windows.bar.details.data.without.click()
    assert told.only(port.SetDataLimit) == []


@pytest.mark.article("7.3")
def test_an_offered_file_can_stand_in_the_place_of_one_that_the_customer_picks(windows, told, until) -> None:
    bar = open_bar(windows, until)
    windows.show(port.ShowFileQuestion(7, True, "hosts", 10, "直すため", 60))
    until(lambda: "file-7" in bar.questions.cards)
    card = bar.questions.cards["file-7"]
    assert not card.replace.isEnabled(), "it sleeps as the yes does"
    until(card.replace.isEnabled)
    told.physical = False
    card.replace.click()
    assert card.dialog is None
    told.physical = True
    card.replace.click()
    until(lambda: card.dialog is not None and card.dialog.isVisible())
    card.dialog.fileSelected.emit("/etc/hosts")
    card.dialog.close()
    assert told.said[-1] == port.AcceptFile(7, Path("/etc/hosts"))
    windows.show(port.ShowFileQuestion(8, False, "", 10, "", 60))
    until(lambda: "file-8" in bar.questions.cards)
    assert not bar.questions.cards["file-8"].replace.isVisible(), "what leaves the computer replaces nothing"


@pytest.mark.article("7.3")
def test_a_replaced_file_is_put_back_from_the_list(windows, told, until) -> None:
    bar = open_bar(windows, until)
    windows.show(samples.REPLACED)
    until(lambda: 9 in bar.files.rows)
    row = bar.files.rows[9]
    until(row.back.isVisible)
    told.physical = False
    row.back.click()
    told.physical = True
    row.back.click()
    assert [said for said in told.said if isinstance(said, port.PutBack)] == [port.PutBack(9)]
    windows.show(port.ShowPutBack(9, samples.OWN, samples.OWN_KEPT))
    until(lambda: not row.back.isVisible())
    assert row.state.text().replace("\u200b", "") == "元のファイルに戻しました: /etc/hosts"
