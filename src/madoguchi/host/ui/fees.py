"""The fee outside the support hours: the quote before the start, the question while it runs, the band and the meter.

Everything that is agreed to stands here in plain sums; the amount to stop at is the customer's own and may stay empty. A yes is
given by the customer's own hands alone. Article: 3.3
"""

from __future__ import annotations

import unicodedata
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from madoguchi.base.clock import JAPAN, from_iso
from madoguchi.base.word_keys import Key
from madoguchi.base.words import Words
from madoguchi.host.port import AgreeFee, FeeMeter, FeeQuote, FeeYes, RefuseFee, ShowFeeQuestion, WithdrawFee
from madoguchi.host.ui import style
from madoguchi.host.ui.fields import line_field
from madoguchi.host.ui.gate import Front
from madoguchi.host.ui.parts import Button, Card, Mark, Text, TickRow, across
from madoguchi.host.ui.questions import Question
from madoguchi.host.ui.wording import about, elapsed
from madoguchi.wire.vocabulary import Fee

KINDS: Final[dict[str, Key]] = {
    "lunch": "hours.kind.lunch",
    "weekday": "hours.kind.weekday",
    "weekday_night": "hours.kind.weekday_night",
    "rest_day": "hours.kind.rest_day",
    "rest_day_night": "hours.kind.rest_day_night",
    "holiday": "hours.kind.holiday",
    "holiday_night": "hours.kind.holiday_night",
    "closed_day": "hours.kind.closed_day",
    "closed_day_night": "hours.kind.closed_day_night",
}
BANDS: Final[dict[Fee, Key]] = {
    Fee.WARNED: "host.fee.soon",
    Fee.ASKED: "host.fee.soon",
    Fee.REFUSED: "host.fee.soon_refused",
    Fee.AGREED: "host.fee.recording",
    Fee.READY: "host.fee.ready",
    Fee.CHARGED: "host.fee.charged",
    Fee.STOPPED: "host.fee.stopped",
    Fee.RECORDING: "host.fee.recording",
}
TAKEN_BACK: Final = frozenset({Fee.AGREED, Fee.READY, Fee.CHARGED, Fee.RECORDING})
LARGEST_YEN: Final = 10_000_000


def quote_lines(words: Words, quote: FeeQuote) -> list[str]:
    """The prices, the least charge, what half an hour or so comes to."""
    lines = [
        words(
            "host.fee.price",
            kind=words(KINDS[price.kind]) if price.kind in KINDS else price.kind,
            yen=f"{price.yen:,}",
            unit=length(words, price.unit_seconds),
            tax=f"{price.tax / 100:g}",
        )
        for price in quote.prices
    ]
    lines.append(words("host.fee.estimate", time=length(words, quote.estimate_seconds), yen=f"{quote.estimate_yen:,}"))
    if any(price.minimum_units for price in quote.prices):
        lines.append(words("host.fee.least", yen=f"{quote.least_yen:,}"))
    return lines


def length(words: Words, seconds: int) -> str:
    """15分, and 15分30秒 where it is no whole minute."""
    return elapsed(words, seconds) if seconds % 60 else about(words, seconds)


def clock_text(instant: str) -> str:
    """The time of day in Japan."""
    return f"{from_iso(instant).astimezone(JAPAN):%H:%M}"


def meter_text(words: Words, seconds: int, meter: FeeMeter) -> str:
    """For the line: the time, and within the hours that there is no fee."""
    if meter.fee is Fee.CHARGED or meter.yen:
        return words("host.fee.meter", time=about(words, seconds), yen=f"{meter.yen:,}")
    return words("host.fee.meter_none", time=about(words, seconds))


def hours_text(words: Words, meter: FeeMeter) -> str:
    return words("host.fee.hours", inside=elapsed(words, meter.in_hours), outside=elapsed(words, meter.off_hours))


class StopAt(QWidget):
    """The amount to stop at: empty, or at least what the first unit costs."""

    def __init__(self, front: Front) -> None:
        super().__init__()
        self._front = front
        self._least = 0
        self.label, self.wrong = Text("quiet"), Text("strong")
        front.speech.tie_text(self.label, "host.fee.stop_at")
        self.field: QLineEdit = line_field(front.speech, "host.fee.stop_at", 12)
        self.field.setMaximumWidth(220)
        self.field.textChanged.connect(lambda _text: self.wrong.hide())
        self.field.editingFinished.connect(self.value)
        self.wrong.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.TIGHT)
        for widget in (self.label, self.field, self.wrong):
            column.addWidget(widget)

    def begin(self, least: int) -> None:
        self._least = least
        self.field.clear()

    def value(self) -> int | None:
        """Yen, 0 for none; None, and a sentence beside it, for what is no such amount."""
        read = self.read()
        if read is None:
            words = self._front.speech.words
            self.wrong.setText(words("host.fee.stop_at_wrong", least=f"{self._least:,}", most=f"{LARGEST_YEN:,}"))
            self.wrong.show()
        return read

    def read(self) -> int | None:
        """The same without the sentence: while somebody types."""
        typed = unicodedata.normalize("NFKC", self.field.text()).strip().replace(",", "").removesuffix("円")
        if not typed:
            return 0
        if typed.isascii() and typed.isdigit() and self._least <= int(typed) <= LARGEST_YEN:
            return int(typed)
        return None


class FeeCard(Card):
    """On the first page, outside the hours: what it costs, and the yes without which nothing begins."""

    changed = Signal()

    def __init__(self, front: Front) -> None:
        super().__init__("note", space=style.SMALL)
        self._quote: FeeQuote | None = None
        self._front = front
        head = across(style.SMALL)
        head.addWidget(Mark("asked", style.INK, 26))
        title = Text("head")
        front.speech.tie_text(title, "host.fee.before")
        head.addWidget(title, 1)
        self.inside.addLayout(head)
        self.lines = Text()
        self.why = Text("quiet")
        front.speech.tie_text(self.why, "host.fee.before_why")
        self.stop_at = StopAt(front)
        self.tick = TickRow(front.speech, "host.fee.tick")
        self.tick.box.toggled.connect(lambda _on: self.changed.emit())
        self.stop_at.field.textChanged.connect(lambda _text: self.changed.emit())
        for widget in (self.lines, self.why, self.stop_at, self.tick):
            self.inside.addWidget(widget)
        front.speech.tie(self, lambda _words: self._say())
        self.hide()

    def present(self, quote: FeeQuote | None) -> None:
        self._quote = quote
        self.tick.box.setChecked(False)
        self.stop_at.begin(quote.least_yen if quote is not None else 0)
        self.setVisible(quote is not None)
        self._say()

    def is_asked(self) -> bool:
        return self._quote is not None

    def is_ready(self) -> bool:
        return self._quote is None or (self.tick.is_ticked() and self.stop_at.read() is not None)

    def is_declined(self) -> bool:
        """Whether it is the fee that stands in the way."""
        return self._quote is not None and not self.tick.is_ticked()

    def answer(self) -> FeeYes | None:
        stop_at = self.stop_at.value()
        return None if self._quote is None or stop_at is None else FeeYes(self._quote.sha256, stop_at)

    def _say(self) -> None:
        if self._quote is not None:
            self.lines.setText("\n".join(quote_lines(self._front.speech.words, self._quote)))


class FeeQuestion(Question):
    """While it runs: before the hours end with the time left, afterwards without, while everything is paused."""

    def __init__(self, front: Front, value: ShowFeeQuestion) -> None:
        super().__init__(front, value.seconds, yes="host.fee.yes", no="host.fee.no", sign="asked")
        self.setObjectName("question-fee")
        self.value = value
        quote, is_ahead = value.quote, value.seconds > 0
        title: Key = "host.fee.ahead" if is_ahead else "host.fee.paused"
        self.say_line("head", lambda words: words(title, time=clock_text(quote.start)))
        front.speech.tie_name(self, "host.fee.title")
        self.say_line("", lambda words: "\n".join(quote_lines(words, quote)))
        self.say_line("quiet", lambda words: words("host.fee.silence" if is_ahead else "host.fee.paused_why"))
        self.stop_at = StopAt(front)
        self.stop_at.begin(quote.least_yen)
        self.lines.addWidget(self.stop_at)
        if not is_ahead:
            self.without_end()
        self.no.pressed.connect(self._refuse)
        self.yes.clicked.connect(self._agree)

    def _refuse(self) -> None:
        self.no.setEnabled(False)
        self.front.act(RefuseFee())

    def _agree(self) -> None:
        stop_at = self.stop_at.value()
        if stop_at is not None:
            self.front.open(AgreeFee(FeeYes(self.value.quote.sha256, stop_at)))
        else:
            self.stop_at.field.setFocus(Qt.FocusReason.OtherFocusReason)


class FeeBand(Card):
    """Under the line: how the question stands, and the way to take the yes back."""

    def __init__(self, front: Front) -> None:
        super().__init__("note", across=True)
        self._front = front
        self._meter = FeeMeter()
        self.inside.setContentsMargins(style.MEDIUM, style.SMALL, style.MEDIUM, style.SMALL)
        self.inside.addWidget(Mark("asked", style.INK, 24))
        self.text = Text("strong")
        self.inside.addWidget(self.text, 1)
        self.withdraw = Button(front.speech, "second", "host.fee.withdraw")
        self.withdraw.pressed.connect(lambda: front.act(WithdrawFee()))
        self.inside.addWidget(self.withdraw)
        front.speech.tie(self, lambda _words: self._say())
        self.hide()

    def present(self, meter: FeeMeter) -> bool:
        """True when it needs another room."""
        before = (self.isHidden(), self.withdraw.isHidden())
        self._meter = meter
        self._say()
        return before != (self.isHidden(), self.withdraw.isHidden())

    def _say(self) -> None:
        meter, words = self._meter, self._front.speech.words
        key = BANDS.get(meter.fee)
        self.setVisible(key is not None)
        self.withdraw.setVisible(meter.fee in TAKEN_BACK)
        if key is not None:
            minutes = -(-meter.seconds_left // 60)
            stop_at = words("host.fee.stops", yen=f"{meter.stop_at:,}") if meter.stop_at else ""
            self.text.setText(words(key, minutes=minutes, yen=f"{meter.yen:,}", stop_at=stop_at))
