"""The first page: a warning against swindlers, who the program belongs to, and the number.

The field opens only when the customer has ticked that they called this company themselves. Full-width digits, hyphens and
spaces are taken; whatever else was typed stays in the field with a sentence that says what is wrong. Article: P.1
"""

from __future__ import annotations

import unicodedata
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout

from madoguchi.base.word_keys import Key
from madoguchi.base.words import Language
from madoguchi.host.port import Provider, ShowNumberEntry, TypedNumber
from madoguchi.host.ui import style
from madoguchi.host.ui.fields import line_field
from madoguchi.host.ui.gate import Front
from madoguchi.host.ui.page import Page
from madoguchi.host.ui.parts import Button, Card, Mark, Text, TickRow, across
from madoguchi.host.ui.plain import plain
from madoguchi.wire.number import HYPHENS, LONGEST, LONGEST_TYPED, BadNumber, Number, NumberFault, parse

FAULTS: Final[dict[NumberFault, Key]] = {
    NumberFault.TOO_SHORT: "host.number.too_short",
    NumberFault.TOO_LONG: "host.number.too_long",
    NumberFault.NOT_DIGITS: "host.number.not_digits",
    NumberFault.CHECK_DIGIT: "host.number.check_digit",
}


def digits_of(text: str) -> str | None:
    """The digits of what was typed, or None when there is anything else than digits and separators."""
    found = "".join(char for char in unicodedata.normalize("NFKC", text) if char not in HYPHENS and not char.isspace())
    return found if found.isascii() and (found.isdigit() or not found) else None


def grouped(digits: str) -> str:
    """482 093 7561: as it is read aloud when the number is whole, by threes while it is being typed."""
    match parse(digits):
        case Number() as number:
            return number.spoken
        case BadNumber():
            parts = [digits[:3], digits[3:6], digits[6:]]
            return " ".join(part for part in parts if part)


class NumberEntry(Page):
    def __init__(self, front: Front) -> None:
        super().__init__(front, "host.number.title")
        self._provider = Provider("", "", "")
        self._hours = ""
        self._trouble: Key | None = None
        self._warning()
        self._field()
        self._contact()
        self.body.addStretch(1)
        self.cancel = Button(self.speech, "second", "host.cancel")
        self.cancel.pressed.connect(self.front.stop)
        self.left.addWidget(self.cancel)
        self.go = Button(self.speech, "primary", "host.number.go")
        self.go.clicked.connect(self.submit)
        self.right.addWidget(self.go)
        self._open_field(False)

    def _warning(self) -> None:
        card = Card("note")
        head = across(style.SMALL)
        head.addWidget(Mark("warning", style.INK, 28))
        title = Text("head")
        self.speech.tie_text(title, "host.number.warning")
        head.addWidget(title, 1)
        card.inside.addLayout(head)
        points: tuple[Key, ...] = (
            "host.number.warning_popup",
            "host.number.warning_money",
            "host.number.warning_called",
        )
        for point in points:
            text = Text()
            self.speech.tie_text(text, point)
            row = across(style.SMALL)
            row.addWidget(Mark("none", style.NOTE_LINE, 18), 0, Qt.AlignmentFlag.AlignVCenter)
            row.addWidget(text, 1)
            card.inside.addLayout(row)
        self.body.addWidget(card)
        self.called = TickRow(self.speech, "host.number.i_called")
        self.called.toggled.connect(self._open_field)
        self.body.addWidget(self.called)

    def _field(self) -> None:
        label = Text("strong")
        self.speech.tie_text(label, "host.number.label")
        self.number = line_field(self.speech, "host.number.label", LONGEST_TYPED)
        self.number.setProperty("kind", "number")
        self.number.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        self.number.textEdited.connect(self._tidy)
        self.number.returnPressed.connect(self.submit)
        label.setBuddy(self.number)
        self.trouble = Text("trouble")
        self.trouble_sign = Mark("warning", style.NOTE_LINE, 22)
        self.trouble_sign.hide()
        row = across(style.SMALL)
        row.addWidget(self.trouble_sign, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.trouble, 1)
        self.body.addWidget(label)
        self.body.addWidget(self.number)
        self.body.addLayout(row)
        self.speech.tie(self, lambda _words: self._say_trouble())

    def _contact(self) -> None:
        card = Card()
        grid = QGridLayout()
        grid.setHorizontalSpacing(style.WIDE)
        grid.setVerticalSpacing(style.SMALL)
        grid.setColumnStretch(1, 1)
        rows: tuple[Key, ...] = ("host.number.company", "host.number.phone", "host.number.hours")
        self.facts: list[Text] = []
        for place, key in enumerate(rows):
            name, value = Text("quiet", wrap=False), Text("phone" if place == 1 else "strong")
            self.speech.tie_text(name, key)
            grid.addWidget(name, place, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(value, place, 1)
            self.facts.append(value)
        card.inside.addLayout(grid)
        self.body.addWidget(card)
        self.speech.tie(self, lambda _words: self._say_facts())

    def present(self, value: ShowNumberEntry) -> None:
        self._provider, self._hours, self._trouble = value.provider, value.support_hours, value.trouble
        if value.number:
            self.number.setText(self._shape(value.number))
        self._say_facts()
        self._say_trouble()

    def begin(self) -> None:
        super().begin()
        if self.called.is_ticked():
            self.number.setFocus(Qt.FocusReason.OtherFocusReason)
            self.number.selectAll()
        else:
            self.called.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Give the number over, or say what is wrong with it and keep it."""
        if not self.called.is_ticked():
            return
        if (wrong := self._wrong()) is not None:
            self._trouble = wrong
            self._say_trouble()
            self.number.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._trouble = None
        self._say_trouble()
        self.front.open(TypedNumber(self.number.text().replace(" ", "")))

    def _wrong(self) -> Key | None:
        if not self.number.text().strip():
            return "host.number.empty"
        match parse(self.number.text()):
            case BadNumber(reason):
                return FAULTS[reason]
            case Number():
                return None

    def _tidy(self, text: str) -> None:
        self._trouble = None
        self._say_trouble()
        digits = digits_of(text)
        if digits is None or len(digits) > LONGEST:
            return
        before = digits_of(text[: self.number.cursorPosition()]) or ""
        shaped = grouped(digits)
        if shaped == text:
            return
        self.number.setText(shaped)
        self.number.setCursorPosition(_place_after(shaped, len(before)))

    def _shape(self, text: str) -> str:
        digits = digits_of(text)
        return text if digits is None else grouped(digits)

    def _open_field(self, ticked: bool) -> None:
        self.number.setEnabled(ticked)
        self.go.setEnabled(ticked)
        if ticked and QGuiApplication.focusWindow() is not None:
            self.number.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_facts(self) -> None:
        japanese = self.speech.language is Language.JA or not self._provider.name_en
        name = self._provider.name if japanese else self._provider.name_en
        for label, text in zip(self.facts, (name, self._provider.phone, self._hours), strict=True):
            label.setText(plain(text))

    def _say_trouble(self) -> None:
        text = "" if self._trouble is None else self.speech.words(self._trouble)
        self.trouble.setText(text)
        self.trouble_sign.setVisible(bool(text))
        self.number.setAccessibleDescription(text)


def _place_after(shaped: str, count: int) -> int:
    """Where the caret stands after ``count`` digits."""
    seen = 0
    for place, char in enumerate(shaped):
        if seen == count:
            return place
        seen += char.isdigit()
    return len(shaped)
