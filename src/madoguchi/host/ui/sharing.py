"""The drawer with the particulars: who, the digits, what is shown and how to change it, the language. Article: 5.1, 6.2"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from madoguchi.base.word_keys import Key
from madoguchi.base.words import Language
from madoguchi.host.port import ChangeTarget, ListTargets, SendClipboard, ShowBar
from madoguchi.host.ui import style
from madoguchi.host.ui.choosing import Chooser
from madoguchi.host.ui.data import DataRow
from madoguchi.host.ui.gate import Front
from madoguchi.host.ui.parts import Button, Text, across, line
from madoguchi.host.ui.plain import breakable, plain
from madoguchi.host.ui.wording import elapsed
from madoguchi.wire.vocabulary import Access, Grant, Sharing

ROWS: tuple[Key, ...] = (
    "host.details.who",
    "host.details.spoken",
    "host.details.shown",
    "host.details.used",
    "host.details.hotkey",
)
SHARED: dict[Sharing, Key] = {
    Sharing.NOTHING: "host.details.shown_nothing",
    Sharing.MONITOR: "host.details.shown_monitor",
    Sharing.WINDOW: "host.details.shown_window",
}


class Details(QWidget):
    chose_language = Signal(object)
    chose_size = Signal(bool)
    resized = Signal()

    def __init__(self, front: Front) -> None:
        super().__init__()
        self._front = front
        self._value: ShowBar | None = None
        front.speech.tie_name(self, "host.bar.details")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(style.WIDE, style.MEDIUM, style.WIDE, style.MEDIUM)
        whole.setSpacing(style.MEDIUM)
        whole.addLayout(self._facts())
        whole.addWidget(self._changing())
        whole.addWidget(line())
        whole.addLayout(self._buttons())
        front.speech.tie(self, lambda _words: self._say())

    def _facts(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(style.WIDER)
        grid.setVerticalSpacing(style.SMALL)
        grid.setColumnStretch(1, 1)
        self.facts: list[Text] = []
        for place, key in enumerate(ROWS):
            name, value = Text("quiet", wrap=False), Text("strong")
            self._front.speech.tie_text(name, key)
            grid.addWidget(name, place, 0)
            grid.addWidget(value, place, 1)
            self.facts.append(value)
        self.data = DataRow(self._front)
        grid.addWidget(self.data.name, len(ROWS), 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.data, len(ROWS), 1)
        self.data.name.setMinimumHeight(style.TARGET)
        return grid

    def _changing(self) -> QWidget:
        self.changing = QWidget()
        column = QVBoxLayout(self.changing)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.SMALL)
        self.chooser = Chooser(self._front)
        self.chooser.setFixedHeight(280)
        row = across()
        self.keep = Button(self._front.speech, "second", "host.details.keep")
        self.change_now = Button(self._front.speech, "primary", "host.details.change_now")
        self.keep.clicked.connect(self.close_changing)
        self.change_now.clicked.connect(self._change)
        row.addStretch(1)
        row.addWidget(self.keep)
        row.addWidget(self.change_now)
        column.addWidget(line())
        column.addWidget(self.chooser)
        column.addLayout(row)
        self.changing.hide()
        return self.changing

    def _buttons(self) -> QGridLayout:
        speech = self._front.speech
        self.change = Button(speech, "second", "host.details.change").with_sign("monitor", style.INK)
        self.change.clicked.connect(self.open_changing)
        self.clipboard = Button(speech, "second", "host.details.clipboard")
        self.clipboard.clicked.connect(self._send_clipboard)
        self.language = Button(speech, "second", "host.other_language")
        self.language.clicked.connect(self._other_language)
        self.large = Button(speech, "quiet", "host.large_text")
        self.large.setCheckable(True)
        self.large.toggled.connect(self.chose_size)
        grid = QGridLayout()
        grid.setSpacing(style.MEDIUM)
        grid.addWidget(self.change, 0, 0)
        grid.addWidget(self.clipboard, 0, 1)
        grid.setColumnStretch(2, 1)
        grid.addWidget(self.language, 0, 3)
        grid.addWidget(self.large, 0, 4)
        return grid

    def present(self, value: ShowBar) -> None:
        self._value = value
        self.data.present(value)
        self._say()

    def open_changing(self) -> None:
        self._front.act(ListTargets())
        self.changing.show()
        self.change.setEnabled(False)
        self.resized.emit()

    def close_changing(self) -> None:
        self.changing.hide()
        self.change.setEnabled(True)
        self.resized.emit()

    def _change(self) -> None:
        target = self.chooser.target
        if target is not None and self._front.open(ChangeTarget(target)):
            self.close_changing()

    def _send_clipboard(self) -> None:
        self._front.gate.open(lambda: self._front.act(SendClipboard(QGuiApplication.clipboard().text())))

    def _other_language(self) -> None:
        now = self._front.speech.language
        self.chose_language.emit(Language.EN if now is Language.JA else Language.JA)

    def _say(self) -> None:
        value, words = self._value, self._front.speech.words
        if value is None:
            return
        who = words(
            "host.details.who_subcontractor" if value.caller.subcontractor else "host.details.who_own",
            operator=plain(value.caller.operator, 80),
            organisation=plain(value.caller.organisation, 80),
        )
        shown = words(SHARED[value.sharing], title=plain(value.sharing_title, 160))
        used = words("host.details.used_both", time=elapsed(words, value.seconds), data=words.size(value.bytes_used))
        texts = (
            who,
            plain(value.caller.spoken, 8),
            shown,
            used,
            words("host.details.hotkey_how", hotkey=plain(value.hotkey, 40)),
        )
        for label, text in zip(self.facts, texts, strict=True):
            label.setText(breakable(text))
        self.clipboard.setVisible(value.grants.get(Access.CLIPBOARD) is Grant.HELD)
