"""What one step of the agreement promises: its forward button's word, and whether one may go on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from madoguchi.base.word_keys import Key
from madoguchi.host.ui import style
from madoguchi.host.ui.gate import Front
from madoguchi.host.ui.parts import Text, down


class Step(QWidget):
    ready_changed = Signal()
    forward: Key = "host.next"

    def __init__(self, front: Front, title: Key, *, scrolls: bool = True) -> None:
        super().__init__()
        self.front = front
        self.speech = front.speech
        self.title = Text("title")
        self.speech.tie_text(self.title, title)
        self.speech.tie_name(self, title)
        self.body = down(style.WIDE)
        inner = QWidget()
        inner.setProperty("kind", "clear")
        column = QVBoxLayout(inner)
        column.setContentsMargins(style.WIDEST, style.WIDE, style.WIDEST, style.WIDE)
        column.setSpacing(style.WIDE)
        column.addWidget(self.title)
        column.addLayout(self.body, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        if not scrolls:
            whole.addWidget(inner)
            return
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        whole.addWidget(scroll)

    def begin(self) -> None:
        """The step has come to the front."""

    def is_ready(self) -> bool:
        return True
