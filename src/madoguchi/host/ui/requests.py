"""お願い under the bar: what the operator asks the customer to do themselves, to be ticked off in their own time.

A calm list: it takes no focus, has no clock and holds nothing up; it can be folded to one line, and unfolds when something new
is asked. A tick is the customer's own word on record, so it is given by their own hands alone. Article: 5.7
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from madoguchi.base.word_keys import Key
from madoguchi.base.words import Words
from madoguchi.host.port import AnswerRequest
from madoguchi.host.ui import style
from madoguchi.host.ui.fields import line_field
from madoguchi.host.ui.gate import Front
from madoguchi.host.ui.parts import Button, Mark, Text, across, down, line
from madoguchi.host.ui.plain import breakable, plain, plain_lines
from madoguchi.session.requests import RequestAct, Requested
from madoguchi.wire.vocabulary import RequestState

WORD_LONGEST: Final = 200  # characters: three bytes each at most
NAME_LONGEST: Final = 60  # of a request, in the name of its buttons
STATES: Final[dict[RequestState, Key]] = {
    RequestState.DONE: "host.request.state_done",
    RequestState.CANNOT: "host.request.state_cannot",
    RequestState.TICKED_OFF: "host.request.state_ticked_off",
    RequestState.TAKEN_BACK: "host.request.state_taken_back",
}
SIGNS: Final[dict[RequestState, str]] = {
    RequestState.ASKED: "box",
    RequestState.DONE: "held",
    RequestState.CANNOT: "cross",
    RequestState.TICKED_OFF: "held",
    RequestState.TAKEN_BACK: "none",
}
OPEN: Final = RequestState.ASKED
UNDONE: Final = frozenset({RequestState.DONE, RequestState.CANNOT})  # what the customer can take back


class RequestRow(QFrame):
    """One お願い with its two answers, and a place for a word when it cannot be done."""

    changed = Signal()

    def __init__(self, front: Front, value: Requested) -> None:
        super().__init__()
        self._front = front
        self.value = value
        self.setObjectName(f"request-{value.request}")
        self._sign = across(0)
        self.text, self.state = Text(), Text("quiet")
        self.text.setText(breakable(plain_lines(value.text, 400)))
        name = plain(value.text, NAME_LONGEST)
        self.done = self._button("second", "host.request.done", RequestAct.DONE).with_sign("done", style.INK)
        self.cannot = Button(front.speech, "quiet", "host.request.cannot")
        self.cannot.clicked.connect(lambda: self._ask_word(wanted=True))
        self.reopen = self._button("quiet", "host.request.reopen", RequestAct.REOPEN)
        for button, key in self._names().items():
            front.speech.tie_name(button, key, text=name)
        self._lay_out()
        front.speech.tie(self, lambda _words: self.show_value(self.value))

    def _names(self) -> dict[Button, Key]:
        return {
            self.done: "host.request.done_long",
            self.cannot: "host.request.cannot_long",
            self.reopen: "host.request.reopen_long",
        }

    def _button(self, kind: str, key: Key, act: RequestAct) -> Button:
        button = Button(self._front.speech, kind, key)
        button.clicked.connect(lambda: self._front.open(AnswerRequest(self.value.request, act)))
        return button

    def _lay_out(self) -> None:
        said = down(0)
        said.addWidget(self.text)
        said.addWidget(self.state)
        row = across(style.SMALL)
        row.addLayout(self._sign)
        row.addLayout(said, 1)
        for button in (self.done, self.cannot, self.reopen):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(style.SMALL, style.TIGHT, style.SMALL, style.TIGHT)
        whole.setSpacing(style.TIGHT)
        whole.addLayout(row)
        whole.addWidget(self._word())

    def _word(self) -> QWidget:
        speech = self._front.speech
        self.word_place = QWidget()
        label = Text("quiet")
        speech.tie_text(label, "host.request.word")
        self.word = line_field(speech, "host.request.word", WORD_LONGEST)
        self.word.returnPressed.connect(self._cannot)
        self.tell = Button(speech, "second", "host.request.tell")
        self.tell.clicked.connect(self._cannot)
        back = Button(speech, "quiet", "host.request.back")
        back.clicked.connect(lambda: self._ask_word(wanted=False))
        row = across(style.SMALL)
        row.addWidget(self.word, 1)
        row.addWidget(self.tell)
        row.addWidget(back)
        column = QVBoxLayout(self.word_place)
        column.setContentsMargins(style.WIDEST, 0, 0, 0)
        column.setSpacing(style.TIGHT)
        column.addWidget(label)
        column.addLayout(row)
        self.word_place.hide()
        return self.word_place

    def _ask_word(self, *, wanted: bool) -> None:
        self.word_place.setVisible(wanted)
        (self.word if wanted else self.cannot).setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _cannot(self) -> None:
        self._front.open(AnswerRequest(self.value.request, RequestAct.CANNOT, self.word.text().strip()))

    def show_value(self, value: Requested) -> None:
        self.value = value
        is_open = value.state is OPEN
        while (item := self._sign.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        colour = style.INK_QUIET if is_open or value.state is RequestState.TAKEN_BACK else style.ACCENT
        self._sign.addWidget(Mark(SIGNS.get(value.state, "none"), colour, 24), 0, Qt.AlignmentFlag.AlignVCenter)
        self.text.be("strong" if is_open else "quiet")
        self.state.setText(self._state(self._front.speech.words))
        self.state.setVisible(not is_open)
        self.done.setVisible(is_open or value.state is RequestState.CANNOT)
        self.cannot.setVisible(is_open)
        self.reopen.setVisible(value.state in UNDONE)
        if not is_open:
            self.word_place.hide()
            self.word.clear()

    def _state(self, words: Words) -> str:
        value = self.value
        if value.state is RequestState.CANNOT and value.word:
            return breakable(words("host.request.state_cannot_word", word=plain(value.word, WORD_LONGEST)))
        key = STATES.get(value.state)
        return "" if key is None else words(key)


class RequestList(QFrame):
    """All of them under one line that folds. ``changed`` says that it needs another room."""

    changed = Signal()

    def __init__(self, front: Front) -> None:
        super().__init__()
        self._front = front
        self.rows: dict[int, RequestRow] = {}
        self._folded = False
        front.speech.tie_name(self, "host.request.title")
        self.head = Text("strong", wrap=False)
        self.fold = Button(front.speech, "quiet", "host.request.shut")
        self.fold.clicked.connect(self._turn)
        top = across(style.SMALL)
        top.setContentsMargins(style.MEDIUM, style.TIGHT, style.MEDIUM, 0)
        top.addWidget(Mark("person", style.ACCENT_DARK, 24))
        top.addWidget(self.head, 1)
        top.addWidget(self.fold)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, style.TIGHT)
        whole.setSpacing(0)
        whole.addWidget(line())
        whole.addLayout(top)
        whole.addWidget(self._list())
        front.speech.tie(self, lambda _words: self._say())
        self.hide()

    def _list(self) -> QScrollArea:
        self._inner = QWidget()
        self._inner.setProperty("kind", "clear")
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(style.SMALL, 0, style.SMALL, 0)
        self._column.setSpacing(0)
        why = Text("quiet")
        self._front.speech.tie_text(why, "host.request.why")
        why.setContentsMargins(style.SMALL, 0, 0, style.TIGHT)
        self._column.addWidget(why)
        self._column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self._inner)
        return self.area

    def present(self, requests: tuple[Requested, ...]) -> bool:
        """True when something new is asked: then the list unfolds."""
        fresh = [one for one in requests if one.request not in self.rows]
        for one in fresh:
            row = self.rows[one.request] = RequestRow(self._front, one)
            row.changed.connect(self.changed)
            self._column.insertWidget(self._column.count() - 1, row)
            row.show()  # now: the toolkit would show it one turn later, and the bar would fit itself around nothing
        for one in requests:
            if self.rows[one.request].value != one:
                self.rows[one.request].show_value(one)
        is_new = any(one.state is OPEN for one in fresh)
        self._folded = self._folded and not is_new
        self._say()
        self.setVisible(bool(self.rows))
        self.changed.emit()
        return is_new

    def clear(self) -> None:
        for row in self.rows.values():
            row.hide()
            row.deleteLater()
        self.rows.clear()
        self._folded = False
        self.hide()
        self.changed.emit()

    def fit_into(self, width: int, height: int) -> None:
        """As high as what is asked, and no higher than ``height``: the rest is scrolled to."""
        for row in self.rows.values():
            if (inside := row.layout()) is not None:
                inside.invalidate()
                inside.activate()
        self._column.invalidate()
        self.area.setFixedHeight(min(self._column.heightForWidth(width), height))
        if (whole := self.layout()) is not None:  # whoever holds this list asks for its height right after
            whole.invalidate()
            whole.activate()
        self.updateGeometry()

    def _turn(self) -> None:
        self._folded = not self._folded
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        words = self._front.speech.words
        left = sum(row.value.state is OPEN for row in self.rows.values())
        self.head.setText(words("host.request.left", count=left) if left else words("host.request.all_done"))
        self.area.setVisible(not self._folded)
        text = words("host.request.open" if self._folded else "host.request.shut")
        self.fold.setText(text)
        self.fold.setAccessibleName(text)
