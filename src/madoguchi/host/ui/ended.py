"""It is over: how it ended, what it took, what changed, and the receipt to keep. Article: P.3, 6.2, 7.2"""

from __future__ import annotations

import contextlib
import errno
import os
import threading
import time
from pathlib import Path
from typing import Final

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout

from madoguchi.base.word_keys import Key
from madoguchi.host.port import Closed, ShowEnded
from madoguchi.host.ui import style
from madoguchi.host.ui.aftermath import Changed, Replaced
from madoguchi.host.ui.choosing_file import choose_place
from madoguchi.host.ui.fees import hours_text
from madoguchi.host.ui.gate import Front
from madoguchi.host.ui.icons import picture
from madoguchi.host.ui.page import Page
from madoguchi.host.ui.parts import Button, Card, Mark, Text, across
from madoguchi.host.ui.plain import plain
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


FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
NO_RIGHTS: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
PATH_LONGEST: Final = 300


class Ended(Page):
    saved = Signal(str, str)  # what became of it, and where

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
        self.replaced = Replaced(front)
        self.changed = Changed(front)
        self.body.addWidget(self.replaced)
        self.body.addWidget(self.changed)
        self.body.addStretch(1)
        self.close_button = Button(self.speech, "second", "host.close")
        self.close_button.clicked.connect(lambda: self.front.act(Closed()))
        self.data = Button(self.speech, "second", "host.ended.save_data")
        self.data.clicked.connect(lambda: self._choose("json"))
        self.save = Button(self.speech, "primary", "host.ended.save")
        self.save.clicked.connect(lambda: self._choose("pdf"))
        for button in (self.close_button, self.data, self.save):
            self.right.addWidget(button)
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

    def forget(self) -> None:
        """Another session begins."""
        self.replaced.clear()
        self.changed.clear()

    def begin(self) -> None:
        super().begin()
        first = next((one for one in (self.save, self.data) if one.isEnabled()), self.close_button)
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
        self.save.setEnabled(value.paper is not None)
        self.data.setEnabled(value.receipt is not None)
        if self._result is not None:
            key, path = self._result
            self.receipt.setText(words(key, path=plain(path, PATH_LONGEST)))
        else:
            self.receipt.setText(words(_how_it_is(value)))

    def _choose(self, suffix: str) -> None:
        """What is kept is what was there when the customer pressed, whatever comes meanwhile."""
        kept = None if self._value is None else self._value.paper if suffix == "pdf" else self._value.receipt
        if kept is None:
            return
        today = QDate.currentDate().toString("yyyy-MM-dd")
        name = self.speech.words("host.ended.file_name", day=today, suffix=suffix)
        self.dialog = choose_place(self.speech, "host.ended.save_as", name, suffix)
        self.dialog.fileSelected.connect(lambda path: self._write(Path(path), kept))

    def _write(self, path: Path, kept: bytes) -> None:
        """On a thread of its own: the place may be a slow or dead network folder."""

        def write() -> None:
            try:
                keep(path, kept)
            except (OSError, ValueError) as wrong:
                self.saved.emit(_why(wrong), str(path))
            else:
                self.saved.emit("host.ended.saved", str(path))

        threading.Thread(target=write, name="receipt", daemon=True).start()

    def _tell(self, key: Key, path: str) -> None:
        self._result = (key, path)
        self._say()


def keep(path: Path, content: bytes) -> None:
    """Whole or not at all: what stood there before stays until every byte is on the disk. Raises OSError."""
    beside = path.with_name(f".{os.getpid()}-{time.monotonic_ns()}.part")
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise


def _why(wrong: OSError | ValueError) -> Key:
    number = wrong.errno if isinstance(wrong, OSError) else None
    if number in FULL:
        return "host.ended.disk_full"
    return "host.ended.no_rights" if number in NO_RIGHTS else "host.ended.not_saved"


def _how_it_is(value: ShowEnded) -> Key:
    if value.receipt is None:
        return "host.ended.no_receipt"
    if value.paper is not None:
        return "host.ended.receipt"
    return "host.ended.no_paper" if value.paper_missing else "host.ended.paper_comes"
