"""The shape that every page of the main window shares: a title, what is to be read, and the buttons below."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from madoguchi.base.word_keys import Key
from madoguchi.host.ui import style
from madoguchi.host.ui.gate import Front
from madoguchi.host.ui.parts import Text, across, down, line


class Page(QWidget):
    """The body scrolls when the window is small; the buttons never scroll away."""

    def __init__(self, front: Front, title: Key) -> None:
        super().__init__()
        self.front = front
        self.speech = front.speech
        self.title = Text("title")
        self.speech.tie_text(self.title, title)
        self.speech.tie_name(self, title)
        self.body = down(style.WIDE)
        self.left = across()
        self.right = across()
        self._build()

    def _build(self) -> None:
        inner = QWidget()
        inner.setProperty("kind", "clear")
        column = QVBoxLayout(inner)
        column.setContentsMargins(style.WIDEST, style.WIDE, style.WIDEST, style.WIDE)
        column.setSpacing(style.WIDE)
        column.addWidget(self.title)
        column.addLayout(self.body, 1)
        self.paper = QScrollArea()
        self.paper.setWidgetResizable(True)
        self.paper.setFrameShape(QFrame.Shape.NoFrame)
        self.paper.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.paper.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.paper.setWidget(inner)
        self.footer = QFrame()
        self.footer.setProperty("kind", "strip")
        buttons = across()
        buttons.setContentsMargins(style.WIDEST, style.MEDIUM, style.WIDEST, style.MEDIUM)
        buttons.addLayout(self.left)
        buttons.addStretch(1)
        buttons.addLayout(self.right)
        self.footer.setLayout(buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.paper, 1)
        whole.addWidget(line())
        whole.addWidget(self.footer)

    def begin(self) -> None:
        """The page has come to the front: put the focus where the reading begins."""
        self.paper.verticalScrollBar().setValue(0)
