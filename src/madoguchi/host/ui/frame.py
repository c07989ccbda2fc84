"""The main window: the provider's name, the language, the size of the text, and one page at a time.

It is an ordinary window of the desktop. Closing it while anything runs is a stop, as the big button is; while a session is
open it stays in the task bar with a page of its own, so that there always is a window to close. Article: 5.3
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from madoguchi.base.words import Language
from madoguchi.host.port import Provider
from madoguchi.host.ui import style
from madoguchi.host.ui.gate import Front
from madoguchi.host.ui.parts import Button, Elided, Text, across, demo_banner, line
from madoguchi.host.ui.plain import plain

NOTICE_MS = 6_000


class Frame(QWidget):
    """Shows one page; ``closing`` is called when the customer closes the window."""

    chose_language = Signal(object)
    chose_size = Signal(bool)

    def __init__(self, front: Front, *, demo: bool, closing: Callable[[], None]) -> None:
        super().__init__()
        self._front = front
        self._closing = closing
        self._provider: Provider | None = None
        self.setProperty("kind", "ground")
        self.pages = QStackedWidget()
        self.notice = Text("strong")
        self._notice_card = QFrame()
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(NOTICE_MS)
        self._build(demo)
        room = QGuiApplication.primaryScreen().availableGeometry()
        self.resize(min(880, room.width()), min(900, room.height() - 40))
        self.setMinimumSize(560, 480)

    def _build(self, demo: bool) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        if demo:
            whole.addWidget(demo_banner(self._front.speech))
        whole.addWidget(self._header())
        whole.addWidget(line())
        whole.addWidget(self._notice_bar())
        whole.addWidget(self.pages, 1)
        self._front.speech.tie(self, lambda _words: self._name())

    def _header(self) -> QWidget:
        header = QFrame()
        header.setProperty("kind", "strip")
        row = across(style.SMALL)
        row.setContentsMargins(style.WIDEST, style.SMALL, style.WIDE, style.SMALL)
        self.provider = Elided("head")
        row.addWidget(self.provider, 1)
        speech = self._front.speech
        self.large = Button(speech, "quiet", "host.large_text")
        self.large.setCheckable(True)
        self.large.toggled.connect(self.chose_size)
        group = QButtonGroup(self)
        self.languages: dict[Language, QPushButton] = {}
        for language, name in (
            (Language.JA, "日本語"),
            (Language.EN, "English"),
        ):  # each in its own words, in every language
            button = QPushButton(name)
            button.setProperty("kind", "quiet")
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setAccessibleName(name)
            button.setChecked(language is speech.language)
            button.clicked.connect(lambda _checked=False, chosen=language: self.chose_language.emit(chosen))
            group.addButton(button)
            self.languages[language] = button
            row.addWidget(button)
        row.addWidget(self.large)
        header.setLayout(row)
        return header

    def _notice_bar(self) -> QWidget:
        self._notice_card.setProperty("kind", "note")
        row = QHBoxLayout(self._notice_card)
        row.setContentsMargins(style.WIDEST, style.SMALL, style.WIDEST, style.SMALL)
        row.addWidget(self.notice)
        self._notice_card.hide()
        self._quiet.timeout.connect(self._notice_card.hide)
        return self._notice_card

    def belong_to(self, provider: Provider) -> None:
        """Whose program this is, in the header and on the title."""
        self._provider = provider
        self._name()

    def say(self, text: str) -> None:
        """One sentence under the header, for some seconds."""
        self.notice.setText(text)
        self._notice_card.show()
        self._quiet.start()

    def turn_to(self, page: QWidget) -> None:
        if self.pages.indexOf(page) < 0:
            self.pages.addWidget(page)
        self.pages.setCurrentWidget(page)

    def mark_language(self, language: Language) -> None:
        self.languages[language].setChecked(True)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  (the toolkit's name)
        self._closing()
        event.accept()

    def _name(self) -> None:
        speech = self._front.speech.words
        name = speech("common.product")
        if self._provider is not None:
            japanese = speech.language is Language.JA or not self._provider.name_en
            name = plain(self._provider.name if japanese else self._provider.name_en)
        self.provider.setText(name)
        title = speech("host.window_title", provider=name)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
