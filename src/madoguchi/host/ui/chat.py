"""The talk with the operator. Every line is inserted as plain text, so nothing in it can be markup. Article: 1.1"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QVBoxLayout, QWidget

from madoguchi.base.word_keys import Key
from madoguchi.host.port import Say, ShowChat
from madoguchi.host.ui import style
from madoguchi.host.ui.fields import line_field
from madoguchi.host.ui.gate import Front
from madoguchi.host.ui.parts import Button, across
from madoguchi.host.ui.plain import plain_lines
from madoguchi.wire.conversation import CHAT_LIMIT

KEPT_BLOCKS = 1_000
WRITTEN_LONGEST = CHAT_LIMIT // 4  # characters: four bytes each at most


class Chat(QWidget):
    def __init__(self, front: Front) -> None:
        super().__init__()
        self._front = front
        self.lines: list[ShowChat] = []
        front.speech.tie_name(self, "host.chat.title")
        self.paper = QTextEdit()
        self.paper.setReadOnly(True)
        self.paper.setAcceptRichText(False)
        self.paper.setUndoRedoEnabled(False)
        self.paper.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.paper.setTabChangesFocus(True)
        self.paper.setFixedHeight(220)
        self.paper.document().setMaximumBlockCount(KEPT_BLOCKS)
        front.speech.tie_name(self.paper, "host.chat.title")
        self.field = line_field(front.speech, "host.chat.write", WRITTEN_LONGEST)
        self.field.returnPressed.connect(self._say)
        front.speech.tie(self.field, lambda words: self.field.setPlaceholderText(words("host.chat.write")))
        self.send = Button(front.speech, "primary", "host.chat.send")
        self.send.clicked.connect(self._say)
        row = across(style.SMALL)
        row.addWidget(self.field, 1)
        row.addWidget(self.send)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(style.WIDE, style.MEDIUM, style.WIDE, style.MEDIUM)
        whole.setSpacing(style.SMALL)
        whole.addWidget(self.paper)
        whole.addLayout(row)
        front.speech.tie(self, lambda _words: self._write_all())

    def hear(self, value: ShowChat) -> None:
        self.lines.append(value)
        del self.lines[: max(0, len(self.lines) - KEPT_BLOCKS // 4)]
        self._write(value)

    def clear(self) -> None:
        self.lines.clear()
        self.paper.clear()
        self.field.clear()

    def _say(self) -> None:
        text = self.field.text().strip()
        if text and self._front.open(Say(text)):
            self.field.clear()

    def _write_all(self) -> None:
        self.paper.clear()
        for value in self.lines:
            self._write(value)

    def _write(self, value: ShowChat) -> None:
        who: Key = "host.chat.operator" if value.by_operator else "host.chat.you"
        cursor = QTextCursor(self.paper.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        if not self.paper.document().isEmpty():
            cursor.insertBlock()
        block = QTextBlockFormat()
        block.setTopMargin(style.SMALL)
        block.setLeftMargin(0 if value.by_operator else 120)
        block.setRightMargin(120 if value.by_operator else 0)
        name, said = QTextCharFormat(), QTextCharFormat()
        name.setForeground(QColor(style.INK_QUIET if value.by_operator else style.ACCENT_DARK))
        name.setFontWeight(700)
        said.setForeground(QColor(style.INK))
        cursor.setBlockFormat(block)
        cursor.insertText(self._front.speech.words(who), name)
        block.setTopMargin(0)
        block.setBackground(QColor(style.GROUND if value.by_operator else style.ACCENT_PALE))
        cursor.insertBlock(block)
        cursor.insertText(plain_lines(value.text).strip("\n"), said)
        bar = self.paper.verticalScrollBar()
        bar.setValue(bar.maximum())
