"""The demo's own hand: it presses what a customer would press, on the same buttons, each after a moment in which it is marked.

Only the demo build makes one, together with the red banner. It looks at what is on the screen and does the next thing; a
person may press first at any time. It never picks a file that is not in the home folder under the very name asked for.
Article: 5.2
"""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QAbstractButton
from shiboken6 import isValid

from madoguchi.host.port import AcceptFile, Backup
from madoguchi.host.ui.fees import FeeQuestion
from madoguchi.host.ui.questions import AccessQuestion
from madoguchi.host.ui.transfer import FileQuestion

if TYPE_CHECKING:
    from madoguchi.host.ui.windows import Windows

LOOK_MS: Final = 250
SHOWN_MS: Final = 500
FOLDERS: Final = (".", "Documents", "Desktop", "ドキュメント", "デスクトップ")


class Autopilot(QObject):
    def __init__(self, windows: Windows) -> None:
        super().__init__(windows)
        self._windows = windows
        self._marked: QAbstractButton | None = None
        self._tried_number = ""
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def rest(self) -> None:
        self._timer.stop()

    def look(self) -> None:
        """Do the next thing that the screen asks for, if nothing is marked already."""
        if self._marked is not None and isValid(self._marked):
            return
        if self._windows.bar.isVisible():
            self._answer()
        elif self._windows.number.isVisible():
            self._enter_number()
        elif self._windows.agreement.isVisible():
            self._agree()

    def _enter_number(self) -> None:
        page = self._windows.number
        number = page.number.text()
        if number and number != self._tried_number:
            page.called.box.setChecked(True)
            self._tried_number = number
            self._press(page.go)

    def _agree(self) -> None:
        page = self._windows.agreement
        step = page.steps[page.at]
        if step is page.terms:
            bar = page.terms.paper.verticalScrollBar()
            bar.setValue(bar.maximum())
            if not page.terms.name.text():
                page.terms.name.setText(page.caller.contact or self._windows.speech.words("host.demo_short"))
            if not page.terms.organisation.text():
                page.terms.organisation.setText(self._windows.speech.words("host.demo_short"))
        elif step is page.caller and page.caller.fee.is_asked():
            page.caller.fee.tick.box.setChecked(True)
        elif step is page.preparing:
            page.preparing.backups[Backup.UNKNOWN].setChecked(True)
            for row in page.preparing.rows.values():
                row.box.setChecked(True)
        if page.is_open and step.is_ready():
            self._press(page.next)

    def _answer(self) -> None:
        for card in self._windows.bar.questions.cards.values():
            if not card.yes.isEnabled():
                continue
            if isinstance(card, AccessQuestion | FeeQuestion) or (
                isinstance(card, FileQuestion) and card.value.to_customer
            ):
                self._press(card.yes)
                return
            if isinstance(card, FileQuestion) and (found := _in_home(card.value.name)) is not None:
                self._give(card, found)
                return

    def _press(self, button: QAbstractButton) -> None:
        self._mark(button)
        QTimer.singleShot(SHOWN_MS, self, lambda: self._press_now(button))

    def _press_now(self, button: QAbstractButton) -> None:
        self._marked = None
        if isValid(button) and button.isVisible() and button.isEnabled():
            _look(button, "no")
            with self._windows.gate.by_itself():
                button.click()

    def _give(self, card: FileQuestion, path: Path) -> None:
        self._mark(card.yes)

        def give() -> None:
            self._marked = None
            if isValid(card) and isValid(card.yes) and card.yes.isEnabled():
                with self._windows.gate.by_itself():
                    self._windows.front.open(AcceptFile(card.value.transfer, path))
                card.yes.setEnabled(False)

        QTimer.singleShot(SHOWN_MS, self, give)

    def _mark(self, button: QAbstractButton) -> None:
        self._marked = button
        _look(button, "yes")


def _look(button: QAbstractButton, shown: str) -> None:
    button.setProperty("shown", shown)
    button.style().unpolish(button)
    button.style().polish(button)


def _in_home(name: str) -> Path | None:
    """The file of this plain name in the home folder or its usual folders."""
    if not name or PurePath(name).name != name or name in {".", ".."}:
        return None
    places = (Path.home() / folder / name for folder in FOLDERS)
    return next((place for place in places if place.is_file() and not place.is_symlink()), None)
