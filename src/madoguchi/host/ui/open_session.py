"""The main window's page while a session is open: it waits in the task bar, and closing it ends the session. Article: 5.3"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from madoguchi.host.ui import style
from madoguchi.host.ui.gate import Front
from madoguchi.host.ui.page import Page
from madoguchi.host.ui.parts import Button, Text


class OpenSession(Page):
    def __init__(self, front: Front, *, to_bar: Callable[[], None], stop: Callable[[], None]) -> None:
        super().__init__(front, "host.open.title")
        text = Text()
        self.speech.tie_text(text, "host.open.text")
        self.body.addWidget(text)
        self.body.addStretch(1)
        self.to_bar = Button(self.speech, "second", "host.open.to_bar")
        self.to_bar.clicked.connect(to_bar)
        self.stop = Button(self.speech, "stop", "host.open.stop").with_sign("stop", "#ffffff")
        self.stop.pressed.connect(stop)
        self.left.addWidget(self.to_bar)
        self.right.addWidget(self.stop)
        self.title.setContentsMargins(0, style.SMALL, 0, 0)

    def begin(self) -> None:
        super().begin()
        self.to_bar.setFocus(Qt.FocusReason.OtherFocusReason)
