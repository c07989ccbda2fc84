"""Something is under way: what it is, that the program is alive, and a way out."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar

from madoguchi.base.word_keys import Key
from madoguchi.host.port import ShowBusy
from madoguchi.host.ui.gate import Front
from madoguchi.host.ui.page import Page
from madoguchi.host.ui.parts import Button, Text


class Busy(Page):
    def __init__(self, front: Front) -> None:
        super().__init__(front, "host.busy.title")
        self._what: Key = "host.busy.connecting"
        self.what = Text("head")
        self.what.setAlignment(Qt.AlignmentFlag.AlignCenter)
        running = QProgressBar()
        running.setRange(0, 0)
        running.setTextVisible(False)
        self.speech.tie_name(running, "host.busy.title")
        hint = Text("quiet")
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.speech.tie_text(hint, "host.busy.hint")
        self.body.addStretch(1)
        self.body.addWidget(self.what)
        self.body.addWidget(running)
        self.body.addWidget(hint)
        self.body.addStretch(2)
        self.cancel = Button(self.speech, "second", "host.cancel")
        self.cancel.pressed.connect(self.front.stop)
        self.left.addWidget(self.cancel)
        self.speech.tie(self, lambda words: self.what.setText(words(self._what)))

    def present(self, value: ShowBusy) -> None:
        self._what = value.what
        self.what.setText(self.speech.words(value.what))

    def begin(self) -> None:
        super().begin()
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)
