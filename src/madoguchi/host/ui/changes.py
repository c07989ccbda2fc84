"""What changed in the terms since the customer agreed to them last: a card above the text, and the changes in full at a press.

Each change is named by a word and carries a sign (+ −) beside its line and strike, so nothing is said by colour alone. Only plain
text is ever put into the paper. Article: 12.2
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QVBoxLayout

from madoguchi.base.word_keys import Key
from madoguchi.base.words import Words
from madoguchi.host.port import Terms, TermsChanged
from madoguchi.host.ui.parts import Button, Card, Text
from madoguchi.host.ui.plain import plain
from madoguchi.host.ui.speech import Speech
from madoguchi.rules.differences import Change, Kind

MOST_CHANGES: Final = 300  # shown; of a text that was written anew, the whole is read
LONGEST_PIECE: Final = 4_000  # characters
_KINDS: Final[dict[Kind, Key]] = {
    Kind.ADDED: "host.terms.change_added",
    Kind.REMOVED: "host.terms.change_removed",
    Kind.CHANGED: "host.terms.change_changed",
}


class ChangesPaper(QTextEdit):
    """The changes, to be read; it loads nothing and knows no links."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.setMinimumHeight(160)

    def write(self, changes: tuple[Change, ...], words: Words) -> None:
        """Every change under its heading."""
        self.clear()
        cursor = QTextCursor(self.document())
        under = ""
        told = [change for change in changes if change.kind is not Kind.SAME]
        for change in told[:MOST_CHANGES]:
            if change.under != under and not change.is_heading:
                under = change.under
                self._line(cursor, plain(under, 200), _format(bold=True))
            self._change(cursor, change, words)
        if len(told) > MOST_CHANGES:
            self._line(cursor, words("host.terms.changes_more"), _format())
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _change(self, cursor: QTextCursor, change: Change, words: Words) -> None:
        cursor.insertText(words(_KINDS[change.kind]), _format(bold=True))
        cursor.insertText(" ", _format())
        for piece in change.pieces:
            text = plain(piece.text.lstrip("#").replace("\n", " "), LONGEST_PIECE)
            if piece.kind is Kind.ADDED:
                cursor.insertText(f"[+{text}]", _format(bold=True, under=True))
            elif piece.kind is Kind.REMOVED:
                cursor.insertText(f"[−{text}]", _format(struck=True))
            else:
                cursor.insertText(text, _format())
        cursor.insertBlock()
        cursor.insertBlock()

    def _line(self, cursor: QTextCursor, text: str, look: QTextCharFormat) -> None:
        cursor.insertText(text, look)
        cursor.insertBlock()


class ChangesCard(Card):
    """Says from which version to which, how much, and turns the paper beside it over."""

    turned = Signal(bool)  # to the changes (True) or back to the whole text

    def __init__(self, speech: Speech) -> None:
        super().__init__("note", across=True)
        self._speech = speech
        self._changed: TermsChanged | None = None
        self._version = ""
        self._open = False
        self.paper = ChangesPaper()
        speech.tie_name(self.paper, "host.terms.changes")
        said = QVBoxLayout()
        self.title, self.told = Text("strong"), Text()
        said.addWidget(self.title)
        said.addWidget(self.told)
        self.turn = Button(speech, "second", "host.terms.changes_show")
        self.turn.clicked.connect(self._turn)
        self.inside.addLayout(said, 1)
        self.inside.addWidget(self.turn)
        speech.tie(self, self._say)
        self.hide()
        self.paper.hide()

    def present(self, terms: Terms, changed: TermsChanged | None) -> None:
        """Before the text is shown; without a change there is no card."""
        self._changed, self._version, self._open = changed, terms.version, False
        self.paper.hide()
        self.setVisible(changed is not None)
        self.turn.setVisible(bool(changed and changed.changes))
        self._say(self._speech.words)

    def _turn(self) -> None:
        self._open = not self._open
        self.paper.setVisible(self._open)
        self._say(self._speech.words)
        self.turned.emit(self._open)

    def _say(self, words: Words) -> None:
        changed = self._changed
        if changed is None:
            return
        since, version = plain(changed.since, 40), plain(self._version, 40)
        self.title.setText(words("host.terms.changed", since=since, version=version))
        text = words("host.terms.changes_hide" if self._open else "host.terms.changes_show")
        self.turn.setText(text)
        self.turn.setAccessibleName(text)
        if changed.changes is None:
            self.told.setText(words("host.terms.changes_untold"))
            return
        count = {kind: sum(change.kind is kind for change in changed.changes) for kind in Kind}
        self.told.setText(
            words(
                "host.terms.changes_count",
                changed=count[Kind.CHANGED],
                added=count[Kind.ADDED],
                removed=count[Kind.REMOVED],
            )
        )
        self.paper.write(changed.changes, words)


def _format(*, bold: bool = False, under: bool = False, struck: bool = False) -> QTextCharFormat:
    look = QTextCharFormat()
    look.setFontWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    look.setFontUnderline(under)
    look.setFontStrikeOut(struck)
    return look
