"""Four steps: the order cannot be changed, one Agreed carries everything, and a keyboard is enough."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from madoguchi.base.words import Language
from madoguchi.host import port
from madoguchi.rules.differences import difference
from tests.integration.host_ui import samples


def start(windows, until, **changes) -> object:
    windows.show(samples.agreement(**changes))
    until(lambda: windows.agreement.isVisible() and windows.frame.isActiveWindow())
    return windows.agreement


def read_terms(page, until) -> None:
    QTest.mouseClick(page.next, Qt.MouseButton.LeftButton)
    page.terms.paper.verticalScrollBar().setValue(10**6)
    page.terms.name.setText("山田 太郎")
    until(page.next.isEnabled)


def focus_on(widget) -> None:
    """Tab until the widget has the focus: fails when the tab order never reaches it."""
    for _ in range(60):
        if widget.hasFocus():
            return
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    pytest.fail(f"no tab reaches {widget.accessibleName()}")


@pytest.mark.article("P.1")
def test_the_keyboard_alone_walks_through(windows, told, until) -> None:
    page = start(windows, until)
    focus_on(page.next)
    QTest.keyClick(page.next, Qt.Key.Key_Return)
    assert page.at == 1
    until(page.terms.paper.hasFocus)
    assert not page.next.isEnabled()
    QTest.keyClick(page.terms.paper, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    focus_on(page.terms.name)
    QTest.keyClicks(page.terms.name, "Yamada Taro")
    until(page.next.isEnabled)
    focus_on(page.next)
    QTest.keyClick(page.next, Qt.Key.Key_Return)
    assert page.at == 2
    assert not page.next.isEnabled()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)  # いいえ
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    focus_on(page.preparing.rows["mail"].box)
    QTest.keyClick(page.preparing.rows["mail"].box, Qt.Key.Key_Space)
    focus_on(page.next)
    QTest.keyClick(page.next, Qt.Key.Key_Return)
    assert page.at == 3
    QTest.keyClick(page.choosing.chooser.list, Qt.Key.Key_Down)
    focus_on(page.next)
    QTest.keyClick(page.next, Qt.Key.Key_Return)
    agreed = port.Agreed(Language.JA, "山田商店", "Yamada Taro", port.Backup.NO, ("mail",), samples.TARGETS[1])
    assert told.only(port.Agreed) == [agreed]
    assert told.kinds().count("TermsShown") == 1
    assert told.kinds().index("TermsShown") < told.kinds().index("Agreed")
    assert told.said[-2:] == [port.PreviewTarget(None), agreed]
    QTest.keyClick(page.next, Qt.Key.Key_Return)
    assert len(told.only(port.Agreed)) == 1


@pytest.mark.article("P.1")
def test_nothing_is_previewed_before_the_terms_were_agreed(windows, told, until) -> None:
    page = start(windows, until)
    read_terms(page, until)
    assert told.kinds() == ["TermsShown"]
    page.next.click()
    page.preparing.backups[port.Backup.YES].setChecked(True)
    page.next.click()
    until(lambda: told.only(port.PreviewTarget) == [port.PreviewTarget(samples.MONITOR)] * 2)


@pytest.mark.article("P.1")
def test_agree_opens_at_the_end_of_the_text_with_a_name(windows, until) -> None:
    page = start(windows, until)
    page.next.click()
    page.terms.name.setText("山田")
    QTest.qWait(50)
    assert page.terms.paper.verticalScrollBar().value() == 0
    assert not page.next.isEnabled()
    page.terms.paper.verticalScrollBar().setValue(10**6)
    assert page.next.isEnabled()
    page.terms.name.setText("  ")
    assert not page.next.isEnabled()
    page.terms.name.setText("山田")
    page.terms.organisation.clear()
    assert not page.next.isEnabled()


def test_a_short_text_needs_no_scrolling(windows, until) -> None:
    page = start(windows, until, terms=port.Terms("1", "規約", "短い規約です。", "2026-04-01T00:00:00.000Z", "0" * 64))
    page.next.click()
    page.terms.name.setText("山田")
    until(page.next.isEnabled)


def test_the_terms_load_nothing_and_show_no_markup_of_their_own(windows, until) -> None:
    page = start(windows, until)
    page.next.click()
    paper = page.terms.paper
    assert "<b>タグ</b>" in paper.toPlainText()
    assert paper.loadResource(QTextDocument.ResourceType.ImageResource.value, "http://evil.example/x.png") is None
    assert not paper.openLinks()


def test_a_link_opens_only_after_a_yes(windows, until, monkeypatch) -> None:
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    page = start(windows, until)
    page.next.click()
    page.terms.paper.anchorClicked.emit(QUrl("file:///etc/passwd"))
    assert not page.terms.link_card.isVisible()
    page.terms.paper.anchorClicked.emit(QUrl("https://example.jp/terms"))
    assert page.terms.link_card.isVisible()
    assert "https://example.jp/terms" in page.terms.link.text().replace("\u200b", "")
    assert opened == []
    page.terms.link_yes.click()
    assert opened == ["https://example.jp/terms"]


@pytest.mark.article("5.2")
def test_injected_input_agrees_to_nothing(windows, told, until) -> None:
    page = start(windows, until)
    read_terms(page, until)
    told.physical = False
    page.next.click()
    assert page.at == 1
    assert windows.frame.notice.text() == windows.speech.words("host.not_your_input")
    told.physical = True
    page.next.click()
    page.preparing.backups[port.Backup.YES].setChecked(True)
    page.next.click()
    told.physical = False
    page.next.click()
    assert told.only(port.Agreed) == []
    QTest.mousePress(page.decline, Qt.MouseButton.LeftButton)  # a closing act always works
    assert told.said[-1] == port.Declined()


@pytest.mark.parametrize("step", range(4))
def test_declining_works_at_every_step_and_once(windows, told, until, step: int) -> None:
    page = start(windows, until)
    page.terms._read = True
    page.terms.name.setText("山田")
    page.preparing.backups[port.Backup.UNKNOWN].setChecked(True)
    for _ in range(step):
        page.next.click()
    page.decline.pressed.emit()
    page.decline.pressed.emit()
    page.next.click()
    assert told.only(port.Declined) == [port.Declined()]
    assert told.only(port.Agreed) == []


@pytest.mark.article("5.3")
def test_closing_the_window_stops(windows, told, until) -> None:
    start(windows, until)
    windows.frame.close()
    assert told.said[:2] == ["stop", port.StopNow()]


@pytest.mark.article("9.2")
def test_a_subcontractor_is_called_one(windows, until) -> None:
    page = start(windows, until)
    assert not page.caller.subcontractor.isVisible()
    windows.show(samples.agreement(caller=samples.HOSTILE_CALLER, case=samples.HOSTILE_CASE))
    until(page.caller.subcontractor.isVisible)
    assert page.caller.off_hours.isVisible()
    assert page.caller.spoken.text() == "0007"


def test_hostile_strings_are_drawn_letter_by_letter(windows, until) -> None:
    page = start(windows, until, caller=samples.HOSTILE_CALLER, case=samples.HOSTILE_CASE)
    shown = page.caller.operator.text().replace("\u200b", "")
    assert shown.startswith('<b>太字</b><img src="http://evil.example/x.png">⟨U+202E⟩gpj.exe⟨U+0007⟩⟨U+001B⟩[31m&amp;')
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in page.caller.findChildren(QLabel))


def test_the_language_changes_at_any_step_and_nothing_typed_is_lost(windows, told, until) -> None:
    page = start(windows, until)
    read_terms(page, until)
    QTest.mouseClick(windows.frame.languages[Language.EN], Qt.MouseButton.LeftButton)
    assert told.said[-1] == port.ChoseLanguage(Language.EN)
    assert page.next.text() == "I agree"
    assert page.terms.name.text() == "山田 太郎"
    assert page.next.isEnabled()


@pytest.mark.article("5.1")
def test_the_preview_is_of_the_chosen_thing_alone(windows, told, until) -> None:
    page = start(windows, until)
    read_terms(page, until)
    page.next.click()
    page.preparing.backups[port.Backup.YES].setChecked(True)
    page.next.click()
    chooser = page.choosing.chooser
    windows.show(samples.picture(samples.TARGETS[1]))
    QTest.qWait(50)
    assert not chooser.preview.has_image()
    windows.show(samples.picture())
    until(chooser.preview.has_image)
    windows.show(port.ShowPreview(samples.MONITOR, port.Image(4000, 4000, b"short")))
    until(lambda: not chooser.preview.has_image())
    windows.show(port.ShowTargets((samples.TARGETS[1],)))
    until(lambda: chooser.list.count() == 1)
    page.back.click()
    assert told.said[-1] == port.PreviewTarget(None)


@pytest.mark.article("5.3", "8.1")
def test_after_a_cut_the_page_tells_the_new_digits_and_keeps_the_answers(windows, told, until) -> None:
    page = start(windows, until)
    read_terms(page, until)
    new = replace(samples.CALLER, spoken="9135")
    windows.show(port.ShowCaller(new))
    until(lambda: page.caller.spoken.text() == "9135")
    assert page.caller.spoken.accessibleName() == "9 1 3 5"
    assert page.at == page.steps.index(page.terms), "nobody is sent back to the beginning"
    assert page.terms.name.text() == "山田 太郎"
    assert told.kinds().count("TermsShown") == 1


@pytest.mark.article("12.2")
def test_what_changed_is_a_press_away_and_only_the_whole_text_counts_as_read(windows, until) -> None:
    old, new = "# 規約\n\n30分ごとに5,500円。\n", "# 規約\n\n15分ごとに5,500円。\n\n<b>新</b>\n"
    page = start(windows, until, changed=port.TermsChanged("2", tuple(difference(old, new))))
    QTest.mouseClick(page.next, Qt.MouseButton.LeftButton)
    card = page.terms.changes
    until(card.isVisible)
    page.terms.name.setText("山田 太郎")
    QTest.mouseClick(card.turn, Qt.MouseButton.LeftButton)
    until(card.paper.isVisible)
    assert not page.terms.paper.isVisible()
    told = card.paper.toPlainText()
    assert "[−30][+15]分ごとに" in told
    assert "【追加】 [+<b>新</b>]" in told  # text, not markup
    QTest.mouseClick(card.turn, Qt.MouseButton.LeftButton)
    until(page.terms.paper.isVisible)
    assert not card.paper.isVisible()
    page.terms.paper.verticalScrollBar().setValue(10**6)
    until(page.next.isEnabled)


@pytest.mark.article("12.2")
def test_a_change_that_cannot_be_told_says_so(windows, until) -> None:
    page = start(windows, until, changed=port.TermsChanged("2", None))
    QTest.mouseClick(page.next, Qt.MouseButton.LeftButton)
    until(page.terms.changes.isVisible)
    assert not page.terms.changes.turn.isVisible()
    assert "全文をお読みください" in page.terms.changes.told.text()
