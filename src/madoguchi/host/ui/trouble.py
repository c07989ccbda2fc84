"""The program cannot go on: what happened, what to do now, and the telephone number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices

from madoguchi.base.word_keys import Key
from madoguchi.host.port import Closed, Provider, ShowTrouble
from madoguchi.host.ui import style
from madoguchi.host.ui.gate import Front
from madoguchi.host.ui.page import Page
from madoguchi.host.ui.parts import Button, Card, Mark, Text, across
from madoguchi.host.ui.plain import breakable, plain

NEXT: Final[dict[Key, Key]] = {
    "runner.trouble.too_old": "host.trouble.too_old_next"
}  # what to do, where it is not to try again


class Trouble(Page):
    def __init__(self, front: Front) -> None:
        super().__init__(front, "host.trouble.title")
        self._key: Key = "host.trouble.internal"
        self._slots: Mapping[str, str] = {}
        self._provider = Provider("", "", "")
        card = Card("note")
        row = across(style.MEDIUM)
        row.addWidget(Mark("warning", style.INK, 32), 0, Qt.AlignmentFlag.AlignTop)
        self.what = Text("head")
        row.addWidget(self.what, 1)
        card.inside.addLayout(row)
        self.body.addWidget(card)
        self.next = Text()
        self.body.addWidget(self.next)
        self.call = Text("strong")
        self.body.addWidget(self.call)
        self.body.addStretch(1)
        self.close_button = Button(self.speech, "primary", "host.close")
        self.close_button.clicked.connect(lambda: self.front.act(Closed()))
        self._page = QUrl()
        self.open_page = Button(self.speech, "second", "host.trouble.open_page")
        self.open_page.clicked.connect(lambda: self.front.gate.open(self._open_page))
        self.right.addWidget(self.open_page)
        self.right.addWidget(self.close_button)
        self.speech.tie(self, lambda _words: self._say())

    def present(self, value: ShowTrouble, provider: Provider | None) -> None:
        self._key, self._slots = value.key, value.slots
        self._provider = provider or self._provider
        self._page = QUrl(value.page)
        self.open_page.setVisible(self._page.scheme() in {"https", "http"})
        self._say()

    def begin(self) -> None:
        super().begin()
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_page(self) -> None:
        QDesktopServices.openUrl(self._page)

    def _say(self) -> None:
        words = self.speech.words
        slots = {name: plain(text) for name, text in self._slots.items()}
        self.what.setText(breakable(words(self._key, **slots)))
        self.next.setText(breakable(words(NEXT.get(self._key, "host.trouble.nothing_shared"), **slots)))
        phone = plain(self._provider.phone)
        self.call.setText(words("host.trouble.call", phone=phone) if phone else "")
