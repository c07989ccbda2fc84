"""It is over: how it ended, what it took, and the receipt to keep. Article: P.3, 6.2"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Final

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout

from madoguchi.base.word_keys import Key
from madoguchi.host.port import Closed, ShowEnded
from madoguchi.host.ui import style
from madoguchi.host.ui.choosing_file import choose_place
from madoguchi.host.ui.fees import hours_text
from madoguchi.host.ui.gate import Front
from madoguchi.host.ui.icons import picture
from madoguchi.host.ui.page import Page
from madoguchi.host.ui.parts import Button, Card, Mark, Text, across
from madoguchi.host.ui.wording import elapsed
from madoguchi.wire.vocabulary import Ending

ENDINGS: Final[dict[Ending, Key]] = {
    Ending.RESOLVED: "ending.resolved",
    Ending.CUSTOMER_STOPPED: "ending.customer_stopped",
    Ending.OPERATOR_ENDED: "ending.operator_ended",
    Ending.DECLINED: "ending.declined",
    Ending.HOURS_REFUSED: "ending.hours_refused",
    Ending.SUPERVISOR_ENDED: "ending.supervisor_ended",
    Ending.LOST: "ending.lost",
}
SIGNS: Final[dict[Ending, str]] = {Ending.RESOLVED: "held", Ending.LOST: "link"}
ROWS: Final[tuple[Key, ...]] = (
    "host.ended.time",
    "host.ended.hours",
    "host.ended.fee",
    "host.ended.data",
    "host.ended.files",
)


class Ended(Page):
    saved = Signal(object)  # the path, or None when it could not be written

    def __init__(self, front: Front) -> None:
        super().__init__(front, "host.ended.title")
        self._value: ShowEnded | None = None
        self._result: tuple[Key, str] | None = None
        self.dialog: QFileDialog | None = None
        card = Card(across=True, space=style.WIDE)
        self.sign = Mark("held", style.ACCENT, 40)
        card.inside.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignVCenter)
        self.ending = Text("head")
        card.inside.addWidget(self.ending, 1)
        self.body.addWidget(card)
        calm = Text()
        self.speech.tie_text(calm, "host.ended.nothing_shared")
        self.body.addWidget(calm)
        self._facts()
        self._receipt()
        self.body.addStretch(1)
        self.close_button = Button(self.speech, "second", "host.close")
        self.close_button.clicked.connect(lambda: self.front.act(Closed()))
        self.save = Button(self.speech, "primary", "host.ended.save")
        self.save.clicked.connect(self._choose)
        self.right.addWidget(self.close_button)
        self.right.addWidget(self.save)
        self.saved.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self.speech.tie(self, lambda _words: self._say())

    def _facts(self) -> None:
        card = Card()
        grid = QGridLayout()
        grid.setHorizontalSpacing(style.WIDER)
        grid.setVerticalSpacing(style.SMALL)
        grid.setColumnStretch(1, 1)
        self.facts: list[Text] = []
        for place, key in enumerate(ROWS):
            name, value = Text("quiet", wrap=False), Text("strong")
            self.speech.tie_text(name, key)
            grid.addWidget(name, place, 0)
            grid.addWidget(value, place, 1)
            self.facts.append(value)
        card.inside.addLayout(grid)
        self.body.addWidget(card)

    def _receipt(self) -> None:
        card = Card()
        row = across()
        row.addWidget(Mark("file", style.INK, 26), 0, Qt.AlignmentFlag.AlignTop)
        self.receipt = Text()
        row.addWidget(self.receipt, 1)
        card.inside.addLayout(row)
        self.body.addWidget(card)

    def present(self, value: ShowEnded) -> None:
        self._value = value
        self._result = None
        self._say()

    def begin(self) -> None:
        super().begin()
        first = self.save if self.save.isEnabled() else self.close_button
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self) -> None:
        if self._value is None:
            return
        words, value = self.speech.words, self._value
        self.ending.setText(words(ENDINGS[value.ending]))
        self.sign.setPixmap(picture(SIGNS.get(value.ending, "none"), style.ACCENT, 40))
        texts = (
            elapsed(words, value.seconds),
            hours_text(words, value.meter),
            words("host.fee.yen", yen=f"{value.meter.yen:,}"),
            words.size(value.bytes_used),
            words("host.ended.file_count", count=value.files),
        )
        for label, text in zip(self.facts, texts, strict=True):
            label.setText(text)
        self.save.setEnabled(value.receipt is not None)
        if self._result is not None:
            key, path = self._result
            self.receipt.setText(words(key, path=path))
        else:
            self.receipt.setText(words("host.ended.receipt" if value.receipt is not None else "host.ended.no_receipt"))

    def _choose(self) -> None:
        today = QDate.currentDate().toString("yyyy-MM-dd")
        name = self.speech.words("host.ended.file_name", day=today)
        self.dialog = choose_place(self.speech, "host.ended.save", name)
        self.dialog.fileSelected.connect(lambda path: self._write(Path(path)))

    def _write(self, path: Path) -> None:
        """On a thread of its own: the place may be a slow or dead network folder."""
        receipt = None if self._value is None else self._value.receipt
        if receipt is None:
            return

        def write() -> None:
            try:
                path.write_bytes(receipt)
            except OSError:
                self.saved.emit(None)
            else:
                self.saved.emit(path)

        threading.Thread(target=write, name="receipt", daemon=True).start()

    def _tell(self, path: Path | None) -> None:
        self._result = ("host.ended.not_saved", "") if path is None else ("host.ended.saved", str(path))
        self._say()
