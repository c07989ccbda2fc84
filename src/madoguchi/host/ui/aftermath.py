"""After the session: the files that were replaced, each to be put back, and what changed on the computer. Article: 7.2, 7.3"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from madoguchi.base.word_keys import Key
from madoguchi.base.words import Words
from madoguchi.host.port import PutBack, ShowChanges, ShowFileProgress, ShowPutBack
from madoguchi.host.ui import style
from madoguchi.host.ui.gate import Front
from madoguchi.host.ui.parts import Button, Card, Mark, Text, across
from madoguchi.host.ui.plain import breakable, plain
from madoguchi.rules.computer_changes import Change, Part, change_text

PATH_LONGEST: Final = 300
SHOWN_AT_FIRST: Final = 5
UNREAD: Final[dict[Part, Key]] = {Part.PACKAGE: "changes.unread_package", Part.SERVICE: "changes.unread_service"}


class ReplacedRow(QWidget):
    """One file that was replaced."""

    def __init__(self, front: Front, value: ShowFileProgress) -> None:
        super().__init__()
        self._front = front
        self._value = value
        self._back: ShowPutBack | None = None
        row = across(style.MEDIUM)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Mark("file", style.INK, 24), 0, Qt.AlignmentFlag.AlignTop)
        self.text = Text()
        row.addWidget(self.text, 1)
        self.button = Button(front.speech, "second", "host.file.put_back")
        self.button.clicked.connect(lambda: front.open(PutBack(value.transfer)))
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(row)
        front.speech.tie(self, self._say)

    def is_back(self, value: ShowPutBack) -> None:
        self._back = value
        self.button.setVisible(value.trouble is not None)
        self._say(self._front.speech.words)

    def _say(self, words: Words) -> None:
        self.text.setText(put_back_text(words, self._back) if self._back else replaced_text(words, self._value))


class Replaced(Card):
    """All of them; hidden while there are none."""

    def __init__(self, front: Front) -> None:
        super().__init__()
        self._front = front
        self.rows: dict[int, ReplacedRow] = {}
        head = Text("head")
        front.speech.tie_text(head, "host.ended.replaced")
        self.inside.addWidget(head)
        self.hide()

    def hear(self, value: ShowFileProgress | ShowPutBack) -> None:
        if isinstance(value, ShowPutBack):
            if value.transfer in self.rows:
                self.rows[value.transfer].is_back(value)
        elif value.original is not None and value.transfer not in self.rows:
            row = self.rows[value.transfer] = ReplacedRow(self._front, value)
            self.inside.addWidget(row)
            self.show()

    def clear(self) -> None:
        for row in self.rows.values():
            self.inside.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows.clear()
        self.hide()


class Changed(Card):
    """Software and services, before and after; hidden until it is known."""

    def __init__(self, front: Front) -> None:
        super().__init__()
        self._front = front
        self._value: ShowChanges | None = None
        self._whole = False
        head, why = Text("head"), Text("quiet")
        front.speech.tie_text(head, "host.ended.changes")
        front.speech.tie_text(why, "host.ended.changes_why")
        self.inside.addWidget(head)
        self.inside.addWidget(why)
        self.lines = Text()
        self.inside.addWidget(self.lines)
        self.all = Button(front.speech, "second", "host.ended.all_changes", count=0)
        self.all.clicked.connect(self._show_all)
        self.inside.addWidget(self.all, 0, Qt.AlignmentFlag.AlignLeft)
        front.speech.tie(self, lambda _words: self._say())
        self.hide()

    def present(self, value: ShowChanges) -> None:
        self._value = value
        self._whole = len(value.changes.found) <= SHOWN_AT_FIRST
        self._say()
        self.show()

    def clear(self) -> None:
        self._value = None
        self.hide()

    def _show_all(self) -> None:
        self._whole = True
        self._say()

    def _say(self) -> None:
        if self._value is None:
            return
        words, changes = self._front.speech.words, self._value.changes
        shown = changes.found if self._whole else changes.found[:SHOWN_AT_FIRST]
        lines = [_line(words, change) for change in shown]
        lines += [words(UNREAD[part]) for part in changes.unread]
        if not lines:
            lines = [words("host.ended.no_changes")]
        self.lines.setText("\n".join(lines))
        self.all.setText(words("host.ended.all_changes", count=len(changes.found)))
        self.all.setVisible(not self._whole)


def _line(words: Words, change: Change) -> str:
    name, before, after = (plain(text, 100) for text in (change.name, change.before, change.after))
    return breakable(change_text(change.part.value, name, before, after, words))


def replaced_text(words: Words, value: ShowFileProgress) -> str:
    """Where the new file is and where the customer's own."""
    return breakable(
        words(
            "host.file.replaced",
            path=plain(str(value.kept_as), PATH_LONGEST),
            original=plain(str(value.original), PATH_LONGEST),
        )
    )


def put_back_text(words: Words, value: ShowPutBack) -> str:
    """What became of putting it back."""
    path = plain(str(value.path), PATH_LONGEST)
    if value.trouble is not None:
        return breakable(words("host.file.not_back", original=plain(str(value.original), PATH_LONGEST)))
    if value.beside is None:
        return breakable(words("host.file.is_back", path=path))
    return breakable(words("host.file.is_back_beside", path=path, beside=plain(str(value.beside), PATH_LONGEST)))
