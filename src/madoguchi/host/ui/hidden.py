"""What the operator does not see, and showing it: the customer's own choice, by their own hand. Article: 5.1"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from madoguchi.base.word_keys import Key
from madoguchi.base.words import Words
from madoguchi.host.port import HiddenPlace, HiddenWindow, ShowBar, ShowPlace, ShowWindow
from madoguchi.host.ui import style
from madoguchi.host.ui.gate import Front
from madoguchi.host.ui.parts import Button, Text
from madoguchi.host.ui.plain import breakable, plain

MOST_BUTTONS: Final = 4
TOPIC_LETTERS: Final = 28
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
    """The hidden windows by name and the places that were drawn, and a button for each. Many places share one button."""

    def __init__(self, front: Front) -> None:
        super().__init__()
        self._front = front
        self._windows: tuple[HiddenWindow, ...] = ()
        self.places: tuple[HiddenPlace, ...] = ()
        self.name = Text("quiet", wrap=False)  # stands in the column of names
        front.speech.tie_text(self.name, "host.details.hidden")
        self.state = Text("strong")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.TIGHT)
        column.addWidget(self.state)
        self.buttons = [self._button(place) for place in range(MOST_BUTTONS)]
        self.place_buttons = [self._place_button(number) for number in range(MOST_BUTTONS)]
        for button in (*self.buttons, *self.place_buttons):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        front.speech.tie(self, self._say)

    def _button(self, place: int) -> Button:
        button = Button(self._front.speech, "quiet", "host.details.hidden_show", title="")
        button.clicked.connect(lambda: self._show(place))
        button.hide()
        return button

    def _place_button(self, number: int) -> Button:
        button = Button(self._front.speech, "quiet", "host.details.place_show", number=number + 1)
        button.clicked.connect(lambda: self._show_place(number))
        button.hide()
        return button

    def present(self, value: ShowBar) -> bool:
        """Whether it has another height now."""
        if (value.hidden, value.places) == (self._windows, self.places):
            return False
        self._windows, self.places = value.hidden, value.places
        self._say(self._front.speech.words)
        return True

    def _show(self, place: int) -> None:
        if place < len(self._windows):
            self._front.open(ShowWindow(self._windows[place].number))

    def _show_place(self, number: int) -> None:
        """One of them, or all of them where they share one button."""
        chosen = self.places if len(self.places) > MOST_BUTTONS else self.places[number : number + 1]
        self._front.gate.open(lambda: self._show_all(chosen))

    def _show_all(self, places: tuple[HiddenPlace, ...]) -> None:
        for place in places:
            self._front.act(ShowPlace(place))

    def _say(self, words: Words) -> None:
        titles = [self._title(words, window) for window in self._windows]
        numbers = range(1, len(self.places) + 1)
        all_of_them = [*titles, *(words("host.details.hidden_place", number=number) for number in numbers)]
        if all_of_them:
            text = words("host.details.hidden_some", titles=words("host.details.hidden_and").join(all_of_them))
        else:
            text = words("host.details.hidden_none")
        self.state.setText(breakable(text))
        for place, button in enumerate(self.buttons):
            button.setVisible(place < len(titles))
            if place < len(titles):
                button.setText(words("host.details.hidden_show", title=titles[place]))
        together = len(self.places) > MOST_BUTTONS
        for place, button in enumerate(self.place_buttons):
            button.setVisible(place < (1 if together else len(self.places)))
            one = words("host.details.place_show", number=place + 1)
            button.setText(words("host.details.places_show", count=len(self.places)) if together else one)
            button.setAccessibleName(button.text())

    def _title(self, words: Words, window: HiddenWindow) -> str:
        """Its kind, never its own title: the bar stands on the screen that the operator sees."""
        key = TOPICS.get(window.topic)
        kind = words(key) if key is not None else plain(window.topic, TOPIC_LETTERS) or words("office.mask.customer")
        alike = [one for one in self._windows if one.topic == window.topic]
        if len(alike) < 2:  # a number is needed where there are two
            return kind
        return words("host.details.hidden_one_of", kind=kind, number=alike.index(window) + 1)
