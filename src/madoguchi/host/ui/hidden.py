"""What the operator does not see, and showing it: the customer's own choice, by their own hand. Article: 5.1"""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from madoguchi.base.word_keys import Key
from madoguchi.base.words import Words
from madoguchi.host.port import HiddenWindow, ShowBar, ShowWindow
from madoguchi.host.ui import style
from madoguchi.host.ui.gate import Front
from madoguchi.host.ui.parts import Button, Text
from madoguchi.host.ui.plain import breakable, plain

MOST_BUTTONS: Final = 4
TITLE_LETTERS: Final = 28
TOPICS: Final[dict[str, Key]] = {
    "mail": "office.mask.mail",
    "calendar": "office.mask.calendar",
    "notes": "office.mask.notes",
    "chat": "office.mask.chat",
    "passwords": "office.mask.passwords",
    "bank": "office.mask.bank",
    "payment": "office.mask.payment",
}


class HiddenRow(QWidget):
    """The hidden windows by name, and a button for each."""

    def __init__(self, front: Front) -> None:
        super().__init__()
        self._front = front
        self._windows: tuple[HiddenWindow, ...] = ()
        self.name = Text("quiet", wrap=False)  # stands in the column of names
        front.speech.tie_text(self.name, "host.details.hidden")
        self.state = Text("strong")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.TIGHT)
        column.addWidget(self.state)
        self.buttons = [self._button(place) for place in range(MOST_BUTTONS)]
        for button in self.buttons:
            column.addWidget(button)
        front.speech.tie(self, self._say)

    def _button(self, place: int) -> Button:
        button = Button(self._front.speech, "quiet", "host.details.hidden_show", title="")
        button.clicked.connect(lambda: self._show(place))
        button.hide()
        return button

    def present(self, value: ShowBar) -> bool:
        """Whether it has another height now."""
        if value.hidden == self._windows:
            return False
        self._windows = value.hidden
        self._say(self._front.speech.words)
        return True

    def _show(self, place: int) -> None:
        if place < len(self._windows):
            self._front.open(ShowWindow(self._windows[place].number))

    def _say(self, words: Words) -> None:
        titles = [self._title(words, window) for window in self._windows]
        if titles:
            text = words("host.details.hidden_some", titles=words("host.details.hidden_and").join(titles))
        else:
            text = words("host.details.hidden_none")
        self.state.setText(breakable(text))
        for place, button in enumerate(self.buttons):
            button.setVisible(place < len(titles))
            if place < len(titles):
                button.setText(words("host.details.hidden_show", title=titles[place]))

    def _title(self, words: Words, window: HiddenWindow) -> str:
        title = plain(window.title, 120)
        if title:
            return title if len(title) <= TITLE_LETTERS else f"{title[: TITLE_LETTERS - 1]}…"
        key = TOPICS.get(window.topic)
        return words(key) if key is not None else plain(window.topic, 40) or words("office.mask.customer")
