"""The questions under the bar: what is asked, why, for how long, and the time left. No answer means no: the runner decides.

「許可する」 sleeps for a moment after the question appears or moves, so that a press meant for something else cannot land on
it. A question never takes the focus. Article: 5.2, 5.6
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from madoguchi.base.word_keys import Key
from madoguchi.base.words import Words
from madoguchi.host.port import Allow, Refuse, ShowQuestion
from madoguchi.host.ui import style
from madoguchi.host.ui.gate import Front
from madoguchi.host.ui.parts import Button, Card, Mark, Ring, Text, down
from madoguchi.host.ui.plain import breakable, plain
from madoguchi.wire.vocabulary import Access

ARM_MS: Final = 700
ASKS: Final[dict[Access, Key]] = {
    Access.VIEW: "host.question.view",
    Access.CONTROL: "host.question.control",
    Access.CLIPBOARD: "host.question.clipboard",
    Access.FILES: "host.question.files",
}
MINUTES_FROM: Final = 120  # seconds
AT_ONCE: Final = 3  # questions on the screen; the others wait behind them


class Question(Card):
    """One question with its two answers."""

    armed = Signal()

    def __init__(self, front: Front, seconds: int, *, yes: Key, no: Key, sign: str = "asked") -> None:
        super().__init__("question", across=True, space=style.WIDE)
        self.front = front
        self._seconds = max(1, seconds)
        self._left = self._seconds
        self.inside.addWidget(Mark(sign, style.NOTE_LINE, 36), 0, Qt.AlignmentFlag.AlignTop)
        self.lines = down(style.TIGHT)
        self.inside.addLayout(self.lines, 1)
        self._time()
        self.no = Button(front.speech, "second", no)
        self.yes = Button(front.speech, "primary", yes)
        self.opens = [self.yes]  # the buttons that sleep at first
        for button in (self.no, self.yes):
            button.setMinimumWidth(132)
            self.inside.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self._arming = QTimer(self)
        self._arming.setSingleShot(True)
        self._arming.setInterval(ARM_MS)
        self._arming.timeout.connect(self._arm)
        self.sleep()

    def _time(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(0)
        self.ring = Ring()
        self.count = Text("small", wrap=False)
        self.count.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        column.addWidget(self.ring, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.count)
        column.addStretch(1)
        if isinstance(self.inside, QHBoxLayout):
            self.inside.addLayout(column)
        self._tick = QTimer(self)
        self._tick.setInterval(1_000)
        self._tick.timeout.connect(self._second)
        self._tick.start()
        self.front.speech.tie(self.count, self._say_count)

    def say_line(self, kind: str, say: Callable[[Words], str]) -> Text:
        """A line of text that follows the language."""
        text = Text(kind)
        self.front.speech.tie(text, lambda words: text.setText(say(words)))
        self.lines.addWidget(text)
        return text

    def without_end(self) -> None:
        """It waits as long as it takes."""
        self._tick.stop()
        self.ring.hide()
        self.count.hide()

    def sleep(self) -> None:
        """No yes for a moment."""
        self._enable(on=False)
        self._arming.start()

    def _arm(self) -> None:
        if self._left > 0:
            self._enable(on=True)
            self.armed.emit()

    def _second(self) -> None:
        self._left = max(0, self._left - 1)
        self.ring.show_share(self._left / self._seconds)
        self._say_count(self.front.speech.words)
        if self._left == 0:
            self._tick.stop()
            self._enable(on=False)

    def _enable(self, *, on: bool) -> None:
        for button in self.opens:
            button.setEnabled(on)

    def _say_count(self, words: Words) -> None:
        self.count.setText(left_text(words, self._left))


def left_text(words: Words, seconds: int) -> str:
    """Whole minutes, the begun one among them, while there are two or more; then seconds."""
    if seconds >= MINUTES_FROM:
        return words("host.question.left_minutes", minutes=-(-seconds // 60))
    return words("host.question.left", seconds=seconds)


class AccessQuestion(Question):
    """The operator asks for an access."""

    def __init__(self, front: Front, value: ShowQuestion) -> None:
        super().__init__(front, value.seconds, yes="host.question.yes", no="host.question.no")
        self.setObjectName(f"question-{value.access.word}")
        self.access = value.access
        purpose = breakable(plain(value.purpose, 200))
        head = self.say_line("head", lambda words: words(ASKS[value.access]))
        front.speech.tie_name(self, ASKS[value.access])
        head.setObjectName("question-head")
        if purpose:
            self.say_line("", lambda words: words("host.question.purpose", purpose=purpose))
        until: Key = "host.question.minutes" if value.minutes else "host.question.until_taken_back"
        self.say_line("quiet", lambda words: words(until, minutes=value.minutes))
        self.no.pressed.connect(lambda: front.act(Refuse(self.access)))
        self.yes.clicked.connect(lambda: front.open(Allow(self.access)))


class Questions(QWidget):
    """The open questions, the oldest first."""

    changed = Signal()

    def __init__(self, front: Front) -> None:
        super().__init__()
        self._front = front
        self.cards: dict[str, Question] = {}
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(style.SMALL, style.SMALL, style.SMALL, style.SMALL)
        self._column.setSpacing(style.SMALL)
        self.more = Text("quiet")
        self._column.addWidget(self.more)
        front.speech.tie_name(self, "host.question.group")
        front.speech.tie(self, lambda _words: self._arrange())

    def add(self, name: str, card: Question) -> None:
        """Put a question up; the same name again replaces it."""
        self._drop(name)
        self.cards[name] = card
        self._column.insertWidget(self._column.count() - 1, card)
        self._arrange()

    def remove(self, name: str) -> None:
        if self._drop(name):
            self._arrange()

    def clear(self) -> None:
        for name in list(self.cards):
            self._drop(name)
        self._arrange()

    def see(self, name: str) -> None:
        """Put the focus on a question's 「許可しない」."""
        if (card := self.cards.get(name)) is not None:
            card.no.setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop(self, name: str) -> bool:
        card = self.cards.pop(name, None)
        if card is None:
            return False
        self._column.removeWidget(card)
        card.hide()
        card.deleteLater()
        return True

    def _arrange(self) -> None:
        for place, card in enumerate(self.cards.values()):
            card.setVisible(place < AT_ONCE)
            card.sleep()
        hidden = len(self.cards) - AT_ONCE
        self.more.setVisible(hidden > 0)
        self.more.setText(self._front.speech.words("host.question.more", count=max(0, hidden)))
        self.setVisible(bool(self.cards))
        self.changed.emit()
