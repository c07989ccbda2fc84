"""The door itself: threads, the heart, the demo's own hand, the words, and a toolkit that forgets to count."""

import json
import sys
import threading
from importlib import resources

import pytest
from PySide6.QtCore import QThread
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget

from madoguchi.base.words import Language
from madoguchi.host import port
from madoguchi.wire.vocabulary import Access, Ending, Grant
from tests.integration.host_ui import samples
from tests.integration.host_ui.test_number import GOOD


def test_values_come_from_any_thread_in_order(windows, until) -> None:
    def talk() -> None:
        windows.show(samples.agreement())
        windows.show(samples.bar())
        for number in range(100):
            windows.show(port.ShowChat(True, str(number)))

    thread = threading.Thread(target=talk)
    thread.start()
    thread.join()
    until(lambda: len(windows.bar.chat.lines) == 100)
    assert [line.text for line in windows.bar.chat.lines] == [str(number) for number in range(100)]


def test_the_heart_beats_on_the_gui_thread(app, windows, until) -> None:
    beats = []
    windows.heartbeat(lambda: beats.append(QThread.currentThread()))
    until(lambda: len(beats) >= 3)
    assert set(beats) == {app.thread()}


@pytest.mark.article("5.3")
def test_cancel_and_close_stop_while_nothing_is_shared(windows, told, until) -> None:
    windows.show(port.ShowBusy("host.busy.connecting"))
    until(windows.busy.isVisible)
    windows.busy.cancel.pressed.emit()
    assert told.said == ["stop", port.StopNow()]
    windows.frame.close()
    assert told.said == ["stop", port.StopNow()] * 2


@pytest.mark.parametrize(
    "value", [port.ShowTrouble("runner.trouble.proof", {}), port.ShowEnded(Ending.LOST, 1, 1, 0, None)]
)
def test_closing_the_last_window_only_says_so(windows, told, until, value) -> None:
    windows.show(samples.number_entry())
    windows.show(value)
    until(lambda: windows.trouble.isVisible() or windows.ended.isVisible())
    windows.frame.close()
    assert told.said == [port.Closed()]


def test_trouble_says_whom_to_call(windows, until) -> None:
    windows.show(samples.number_entry())
    windows.show(port.ShowTrouble("runner.trouble.office", {}))
    until(windows.trouble.isVisible)
    assert windows.trouble.what.text().replace("\u200b", "") == windows.speech.words("runner.trouble.office")
    assert "03-1234-5678" in windows.trouble.call.text()


@pytest.mark.article("8.1")
def test_a_program_that_is_too_old_says_where_the_new_one_is(windows, until) -> None:
    page = "https://support.example.jp/"
    windows.show(port.ShowTrouble("runner.trouble.too_old", {"page": page}, page, samples.PROVIDER))
    until(windows.trouble.isVisible)
    assert page in windows.trouble.next.text().replace("\u200b", "")
    assert windows.trouble.open_page.isVisible()
    assert "03-1234-5678" in windows.trouble.call.text()
    windows.show(port.ShowTrouble("runner.trouble.office", {}))
    until(lambda: not windows.trouble.open_page.isVisible())
    assert windows.trouble.next.text().replace("\u200b", "") == windows.speech.words("host.trouble.nothing_shared")


@pytest.mark.article("P.1")
def test_the_demos_hand_goes_the_customers_way(demo_windows, told, until) -> None:
    windows = demo_windows
    told.physical = False  # no hand of a person is near
    banners = [label for top in (windows.frame, windows.bar) for label in top.findChildren(QWidget, "demo")]
    assert len(banners) == 2
    windows.show(samples.number_entry(number=GOOD))
    until(lambda: "TypedNumber" in told.kinds())
    windows.show(samples.agreement())
    until(lambda: "Agreed" in told.kinds(), 15_000)
    agreed = told.only(port.Agreed)[0]
    assert agreed.name == "山田 太郎 様"
    assert agreed.backup is port.Backup.UNKNOWN
    assert told.kinds().index("TermsShown") < told.kinds().index("Agreed")
    windows.show(samples.bar({Access.CONTROL: Grant.ASKED}))
    windows.show(port.ShowQuestion(Access.CONTROL, 15, "直すため", 60))
    until(lambda: port.Allow(Access.CONTROL) in told.said)
    windows.show(port.HideQuestion(Access.CONTROL))
    windows.show(port.ShowFileQuestion(3, True, "a.pdf", 5, "", 60))
    until(lambda: port.AcceptFile(3) in told.said)
    windows.number.go.click()
    windows.bar.strip.switches.tiles[Access.VIEW].click()
    assert told.kinds().count("Allow") == 1  # the demo's hand lends its right to nobody


def test_the_demos_hand_sends_only_what_lies_in_the_home_folder(
    demo_windows, told, until, tmp_path, monkeypatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "記録.log").write_text("x")
    demo_windows.show(samples.bar())
    demo_windows.show(port.ShowFileQuestion(1, False, "../記録.log", 0, "", 60))
    demo_windows.show(port.ShowFileQuestion(2, False, "記録.log", 0, "", 60))
    until(lambda: "AcceptFile" in told.kinds())
    assert told.only(port.AcceptFile) == [port.AcceptFile(2, tmp_path / "記録.log")]


def test_without_autopilot_nothing_presses_itself(windows, told, until) -> None:
    assert windows.autopilot is None
    windows.show(samples.number_entry(number=GOOD))
    until(windows.number.isVisible)
    QTest.qWait(900)
    assert told.said == []


def every_screen(windows, until) -> None:
    """Put everything up once, so that it is laid out."""
    page = windows.agreement
    windows.show(samples.number_entry(trouble="host.number.check_digit"))
    until(windows.number.isVisible)
    windows.show(samples.agreement(caller=samples.HOSTILE_CALLER, case=samples.HOSTILE_CASE))
    until(page.isVisible)
    for place in range(4):
        page.stack.setCurrentIndex(place)
        page._refresh()
        QTest.qWait(20)
        check_buttons(windows.frame)
    windows.show(samples.bar(dict(zip(Access, Grant, strict=True)), caller=samples.HOSTILE_CALLER))
    windows.show(port.ShowQuestion(Access.CLIPBOARD, 480, samples.HOSTILE, 60))
    windows.show(port.ShowFileQuestion(5, False, samples.HOSTILE, 0, samples.HOSTILE, 60))
    windows.show(port.ShowFileProgress(1, True, samples.HOSTILE, 5, 10))
    until(windows.bar.files.isVisible)
    check_buttons(windows.bar)
    for drawer in ("details", "chat"):
        windows.bar.pull(drawer)
        QTest.qWait(20)
        check_buttons(windows.bar)
    windows.show(port.ShowEnded(Ending.HOURS_REFUSED, 99_999, 10**12, 10_000, b"{}"))
    until(windows.ended.isVisible)
    check_buttons(windows.frame)


def check_buttons(top: QWidget) -> None:
    """Every button's words fit into it, and each has a name and is large enough to press."""
    for button in top.findChildren(QAbstractButton):
        if not button.isVisible():
            continue
        assert button.accessibleName(), button.objectName()
        assert button.height() >= 44, (button.accessibleName(), button.height())
        assert button.width() >= 44, (button.accessibleName(), button.width())
        if isinstance(button, QPushButton):
            words = QFontMetrics(button.font()).horizontalAdvance(button.text())
            assert words <= button.width() - 6, (button.text(), words, button.width())


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("language", list(Language))
def test_the_longest_words_fit(windows, until, language: Language, large: bool) -> None:
    windows._choose_language(language)
    windows._choose_size(large)
    every_screen(windows, until)


def test_both_catalogues_have_the_same_keys_and_slots() -> None:
    from madoguchi.base.words import SLOT

    folder = resources.files("madoguchi") / "words"
    ja, en = (json.loads((folder / name / "host.json").read_text(encoding="utf-8")) for name in ("ja", "en"))
    assert ja.keys() == en.keys()
    for key in ja:
        assert set(SLOT.findall(ja[key])) == set(SLOT.findall(en[key])), key
        assert key.startswith("host.")


def test_every_top_window_has_a_name(windows, until) -> None:
    windows.show(samples.number_entry())
    windows.show(samples.bar())
    until(windows.bar.isVisible)
    assert windows.frame.accessibleName() == "窓口サービス株式会社 リモートサポート"
    assert windows.bar.accessibleName() == "サポート中のバー"


def test_repainting_does_not_use_none_up(windows, until) -> None:
    before = sys.getrefcount(None)
    windows.show(samples.bar())
    until(windows.bar.isVisible)
    for _ in range(2_000):
        windows.bar.strip.stop.repaint()
    assert sys.getrefcount(None) > before - 1_000
