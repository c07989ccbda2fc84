"""How much data the session may use, and saving it: the customer's own choice, changed at any time. Article: 6.2"""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from madoguchi.base.words import Words
from madoguchi.host.port import SetDataLimit, SetLowData, ShowBar
from madoguchi.host.ui import style
from madoguchi.host.ui.gate import Front
from madoguchi.host.ui.parts import Button, Text, across

MEGABYTE: Final = 1_000_000
CHOICES: Final = (100 * MEGABYTE, 300 * MEGABYTE, 1_000 * MEGABYTE)
MORE: Final = 100 * MEGABYTE


class DataRow(QWidget):
    """The limit as a few buttons of which one is pressed, one to raise it, and one for saving data."""

    def __init__(self, front: Front) -> None:
        super().__init__()
        self._front = front
        self._value: ShowBar | None = None
        speech = front.speech
        self.name = Text("quiet", wrap=False)  # stands in the column of names
        speech.tie_text(self.name, "host.data.limit")
        self.without = self._choice(0, Button(speech, "quiet", "host.data.none"))
        self.choices = {
            limit: self._choice(limit, Button(speech, "quiet", "host.data.limit_to", size=speech.words.size(limit)))
            for limit in CHOICES
        }
        self.more = Button(speech, "second", "host.data.more", size=speech.words.size(MORE))
        self.more.clicked.connect(self._raise)
        self.low = Button(speech, "quiet", "host.data.low")
        self.low.setCheckable(True)
        self.low.clicked.connect(lambda on: front.act(SetLowData(on)))
        buttons = across(style.SMALL)
        for button in (self.without, *self.choices.values(), self.more):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.low)
        self.state = Text("small")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.TIGHT)
        column.addLayout(buttons)
        column.addWidget(self.state)
        speech.tie(self, self._say)

    def _choice(self, limit: int, button: Button) -> Button:
        button.setCheckable(True)
        button.clicked.connect(lambda: self._choose(limit))
        return button

    def present(self, value: ShowBar) -> None:
        self._value = value
        self._say(self._front.speech.words)

    def _choose(self, limit: int) -> None:
        """A limit that is reached already would stop the session's picture at once: that is what was asked for."""
        self._front.gate.open(lambda: self._front.act(SetDataLimit(limit)))
        self._mark()

    def _raise(self) -> None:
        if self._value is None:
            return
        limit = max(self._value.data_limit, self._value.bytes_used) + MORE
        self._front.gate.open(lambda: self._front.act(SetDataLimit(limit)))

    def _mark(self) -> None:
        """The pressed one is what holds, not what was clicked."""
        limit = 0 if self._value is None else self._value.data_limit
        self.without.setChecked(limit == 0)
        for choice, button in self.choices.items():
            button.setChecked(limit == choice)

    def _say(self, words: Words) -> None:
        for choice, button in self.choices.items():
            button.setText(words.size(choice))  # its whole sentence is its name
        self.without.setAccessibleName(words("host.data.none_long"))
        self.more.setAccessibleName(words("host.data.more_long", size=words.size(MORE)))
        value = self._value
        self.more.setVisible(value is not None and value.data_limit > 0)
        if value is None:
            return
        self._mark()
        self.low.setChecked(value.low_data)
        limit, size = value.data_limit, words.size(value.data_limit)
        used = words.size(value.bytes_used)
        if not limit:
            self.state.setText(words("host.data.state_none"))
        elif value.bytes_used >= limit:
            self.state.setText(words("host.data.state_over", limit=size))
        else:
            self.state.setText(words("host.data.state", limit=size, used=used))
