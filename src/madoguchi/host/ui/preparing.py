"""Step three: is there a backup, and is everything private put away? Article: 5.1, 7.1, 7.2"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QGridLayout

from madoguchi.base.word_keys import Key
from madoguchi.host.port import Backup
from madoguchi.host.ui import style
from madoguchi.host.ui.gate import Front
from madoguchi.host.ui.parts import Card, Choice, Text, TickRow, across
from madoguchi.host.ui.step import Step

ROWS: Final[dict[str, Key]] = {
    "calendar": "host.prepare.calendar",
    "notes": "host.prepare.notes",
    "mail": "host.prepare.mail",
    "photos": "host.prepare.photos",
    "documents": "host.prepare.documents",
    "passwords": "host.prepare.passwords",
}
BACKUPS: Final[dict[Backup, Key]] = {
    Backup.YES: "host.prepare.backup_yes",
    Backup.NO: "host.prepare.backup_no",
    Backup.UNKNOWN: "host.prepare.backup_unknown",
}
ADVICE: Final[dict[Backup, Key]] = {
    Backup.YES: "host.prepare.advice_yes",
    Backup.NO: "host.prepare.advice_no",
    Backup.UNKNOWN: "host.prepare.advice_no",
}


class Preparing(Step):
    def __init__(self, front: Front) -> None:
        super().__init__(front, "host.prepare.title")
        self.backups: dict[Backup, Choice] = {}
        self.rows: dict[str, TickRow] = {}
        self._group = QButtonGroup(self)
        self._question()
        self._checklist()
        compare = Text("quiet")
        self.speech.tie_text(compare, "host.prepare.compare")
        self.body.addWidget(compare)
        self.body.addStretch(1)

    def _question(self) -> None:
        card = Card()
        ask = Text("head")
        self.speech.tie_text(ask, "host.prepare.backup")
        card.inside.addWidget(ask)
        row = across(style.WIDE)
        for answer, key in BACKUPS.items():
            choice = Choice()
            choice.setCursor(Qt.CursorShape.PointingHandCursor)
            self.speech.tie_text(choice, key)
            self._group.addButton(choice)
            choice.toggled.connect(lambda _on: self._answered())
            row.addWidget(choice)
            self.backups[answer] = choice
        row.addStretch(1)
        card.inside.addLayout(row)
        self.advice = Text("quiet")
        card.inside.addWidget(self.advice)
        self.body.addWidget(card)
        self.speech.tie(self, lambda _words: self._say())

    def _checklist(self) -> None:
        card = Card(space=style.TIGHT)
        ask, why = Text("head"), Text("quiet")
        self.speech.tie_text(ask, "host.prepare.hide")
        self.speech.tie_text(why, "host.prepare.hide_why")
        card.inside.addWidget(ask)
        card.inside.addWidget(why)
        grid = QGridLayout()
        grid.setHorizontalSpacing(style.MEDIUM)
        grid.setVerticalSpacing(style.TIGHT)
        for place, (name, key) in enumerate(ROWS.items()):
            self.rows[name] = TickRow(self.speech, key)
            grid.addWidget(self.rows[name], place // 2, place % 2)
            grid.setColumnStretch(place % 2, 1)
        card.inside.addLayout(grid)
        self.body.addWidget(card)

    @property
    def backup(self) -> Backup | None:
        return next((answer for answer, choice in self.backups.items() if choice.isChecked()), None)

    def ticked(self) -> tuple[str, ...]:
        return tuple(name for name, row in self.rows.items() if row.is_ticked())

    def present(self) -> None:
        self._group.setExclusive(False)
        for choice in self.backups.values():
            choice.setChecked(False)
        self._group.setExclusive(True)
        for row in self.rows.values():
            row.box.setChecked(False)
        self._say()

    def begin(self) -> None:
        self.backups[self.backup or Backup.YES].setFocus(Qt.FocusReason.OtherFocusReason)

    def is_ready(self) -> bool:
        return self.backup is not None

    def _answered(self) -> None:
        self._say()
        self.ready_changed.emit()

    def _say(self) -> None:
        key: Key = ADVICE[self.backup] if self.backup else "host.prepare.backup_why"
        self.advice.setText(self.speech.words(key))
