"""Files: the question for each one, and the list of those on their way. Article: 5.5, 5.6

Names are the peer's: drawn with every hidden character spelled out, shortened in the middle so that the end stays seen,
and with a warning when opening such a file may start a program. A file that the operator asks for is always picked by hand.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QFrame, QGridLayout, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from madoguchi.base.word_keys import Key
from madoguchi.base.words import Words
from madoguchi.host.port import (
    AcceptFile,
    CancelFile,
    PutBack,
    RefuseFile,
    SendFile,
    ShowFileProgress,
    ShowFileQuestion,
    ShowPutBack,
)
from madoguchi.host.ui import style
from madoguchi.host.ui.aftermath import put_back_text, replaced_text
from madoguchi.host.ui.choosing_file import choose_file
from madoguchi.host.ui.gate import Front
from madoguchi.host.ui.parts import Button, Elided, Mark, Text, across
from madoguchi.host.ui.plain import breakable, looks_dangerous, plain
from madoguchi.host.ui.questions import Question
from madoguchi.wire.vocabulary import FileReason

STOPPED: Final[dict[FileReason, Key]] = {
    FileReason.REFUSED: "host.file.stopped.refused",
    FileReason.TIMED_OUT: "host.file.stopped.timed_out",
    FileReason.CANCELLED: "host.file.stopped.cancelled",
    FileReason.NOT_FOUND: "host.file.stopped.not_found",
    FileReason.CHANGED: "host.file.stopped.changed",
    FileReason.HASH_DIFFERS: "host.file.stopped.hash_differs",
    FileReason.NO_SPACE: "host.file.stopped.no_space",
    FileReason.NOT_GRANTED: "host.file.stopped.not_granted",
    FileReason.BAD_NAME: "host.file.stopped.bad_name",
    FileReason.UNREADABLE: "host.file.stopped.unreadable",
    FileReason.SESSION_ENDED: "host.file.stopped.session_ended",
}
KEPT_ROWS: Final = 50


class FileQuestion(Question):
    """A file is offered, or asked for."""

    def __init__(self, front: Front, value: ShowFileQuestion) -> None:
        yes: Key = "host.file.accept" if value.to_customer else "host.file.pick"
        super().__init__(front, value.seconds, yes=yes, no="host.file.refuse", sign="file")
        self.value = value
        self.dialog: QFileDialog | None = None
        self.setObjectName(f"file-question-{value.transfer}")
        head: Key = "host.file.offered" if value.to_customer else "host.file.wanted"
        self.say_line("head", lambda words: words(head))
        front.speech.tie_name(self, head)
        self._name()
        if purpose := breakable(plain(value.purpose, 200)):
            self.say_line("", lambda words: words("host.question.purpose", purpose=purpose))
        if value.to_customer and looks_dangerous(value.name):
            self.say_line("strong", lambda words: words("host.file.danger"))
        self.no.pressed.connect(self._refuse)
        self.yes.clicked.connect(lambda: front.gate.open(self._accept))
        self.replace = Button(front.speech, "second", "host.file.replace")
        self.replace.setVisible(value.to_customer)
        self.replace.setEnabled(False)
        self.opens.append(self.replace)
        self.replace.clicked.connect(lambda: front.gate.open(lambda: self._choose("host.file.replace_title")))
        self.inside.insertWidget(self.inside.indexOf(self.yes), self.replace, 0, Qt.AlignmentFlag.AlignVCenter)
        self.destroyed.connect(self._close_dialog)

    def _name(self) -> None:
        self.name = Elided("strong", middle=True)
        value, shown = self.value, plain(self.value.name, 200)

        def say(words: Words) -> None:
            if not shown:
                self.name.setText(words("host.file.you_choose"))
            elif value.to_customer:
                self.name.setText(words("host.file.name_size", name=shown, size=words.size(value.size)))
            else:
                self.name.setText(words("host.file.wanted_name", name=shown))

        self.front.speech.tie(self.name, say)
        self.lines.addWidget(self.name)

    def _accept(self) -> None:
        if self.value.to_customer:
            self.front.act(AcceptFile(self.value.transfer))
        else:
            self._choose("host.file.pick_title")

    def _choose(self, title: Key) -> None:
        if self.dialog is not None:
            self.dialog.raise_()
            return
        self.dialog = choose_file(self.front.speech, title)
        self.dialog.fileSelected.connect(self._picked)
        self.dialog.finished.connect(self._forget_dialog)

    def _picked(self, path: str) -> None:
        self.front.open(AcceptFile(self.value.transfer, Path(path)))

    def _forget_dialog(self) -> None:
        self.dialog = None

    def _close_dialog(self) -> None:
        if self.dialog is not None:
            self.dialog.close()

    def take_down(self) -> None:
        """The question is over: its dialog goes too."""
        self._close_dialog()

    def _refuse(self) -> None:
        self._close_dialog()
        self.front.act(RefuseFile(self.value.transfer))


class Row(QFrame):
    """One file on its way."""

    def __init__(self, front: Front, value: ShowFileProgress) -> None:
        super().__init__()
        self._front = front
        self._value = value
        self.setObjectName(f"file-{value.transfer}")
        grid = QGridLayout(self)
        grid.setContentsMargins(style.SMALL, style.TIGHT, style.SMALL, style.TIGHT)
        grid.setHorizontalSpacing(style.MEDIUM)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        self.name = Elided("strong", middle=True)
        self.name.setText(plain(value.name, 200))
        self.bar = QProgressBar()
        self.bar.setRange(0, 1_000)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(plain(value.name, 200))
        self.state = Text("quiet")
        self.cancel = Button(front.speech, "second", "host.file.cancel")
        self.cancel.pressed.connect(lambda: front.act(CancelFile(self._value.transfer)))
        self.folder = Button(front.speech, "second", "host.file.open_folder").with_sign("folder", style.INK)
        self.folder.clicked.connect(self._open_folder)
        grid.addWidget(Mark("file", style.INK, 24), 0, 0, 3, 1)
        grid.addWidget(self.name, 0, 1)
        grid.addWidget(self.bar, 1, 1)
        grid.addWidget(self.state, 2, 1)
        grid.addWidget(self.cancel, 0, 2, 3, 1)
        grid.addWidget(self.folder, 0, 3, 3, 1)
        self.back = Button(front.speech, "second", "host.file.put_back")
        self.back.clicked.connect(lambda: front.open(PutBack(self._value.transfer)))
        grid.addWidget(self.back, 0, 4, 3, 1)
        self._back: ShowPutBack | None = None
        front.speech.tie(self, lambda _words: self.show_value(self._value))

    @property
    def over(self) -> bool:
        return self._value.finished or self._value.stopped is not None

    def show_value(self, value: ShowFileProgress) -> None:
        self._value = value
        self.bar.setValue(1_000 if value.finished else value.done * 1_000 // max(1, value.total))
        self.bar.setVisible(not self.over)
        self.cancel.setVisible(not self.over)
        self.folder.setVisible(value.finished and value.kept_as is not None)
        can_go_back = value.original is not None and (self._back is None or self._back.trouble is not None)
        self.back.setVisible(can_go_back)
        self.state.setText(self._sentence(self._front.speech.words))

    def is_back(self, value: ShowPutBack) -> None:
        self._back = value
        self.show_value(self._value)

    def _sentence(self, words: Words) -> str:
        value = self._value
        if self._back is not None:
            return put_back_text(words, self._back)
        if value.original is not None:
            return replaced_text(words, value)
        if value.stopped is not None:
            return words(STOPPED[value.stopped])
        if value.finished and value.kept_as is not None:
            return breakable(words("host.file.kept_as", path=plain(str(value.kept_as), 300)))
        if value.finished:
            return words("host.file.sent" if not value.to_customer else "host.file.received")
        going: Key = "host.file.receiving" if value.to_customer else "host.file.sending"
        return words(going, done=words.size(value.done), total=words.size(value.total))

    def _open_folder(self) -> None:
        if self._value.kept_as is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._value.kept_as.parent)))


class Files(QWidget):
    """The drawer: send a file, and what is on its way."""

    def __init__(self, front: Front) -> None:
        super().__init__()
        self._front = front
        self.rows: dict[int, Row] = {}
        self.dialog: QFileDialog | None = None
        front.speech.tie_name(self, "host.file.group")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(style.WIDE, style.MEDIUM, style.WIDE, style.MEDIUM)
        whole.setSpacing(style.SMALL)
        self.send = Button(front.speech, "second", "host.file.send").with_sign("file", style.INK)
        self.send.clicked.connect(lambda: front.gate.open(self._choose))
        top = across()
        title = Text("head", wrap=False)
        front.speech.tie_text(title, "host.file.group")
        top.addWidget(title)
        top.addStretch(1)
        top.addWidget(self.send)
        whole.addLayout(top)
        self.empty = Text("quiet")
        front.speech.tie_text(self.empty, "host.file.none")
        whole.addWidget(self.empty)
        whole.addWidget(self._list(), 1)

    def _list(self) -> QScrollArea:
        inner = QWidget()
        inner.setProperty("kind", "clear")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(style.TIGHT)
        self._column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFixedHeight(200)
        scroll.setWidget(inner)
        return scroll

    def present(self, value: ShowFileProgress) -> None:
        row = self.rows.get(value.transfer)
        if row is None:
            row = self.rows[value.transfer] = Row(self._front, value)
            self._column.insertWidget(0, row)
            self._trim()
        row.show_value(value)
        self.empty.setVisible(not self.rows)

    def is_back(self, value: ShowPutBack) -> None:
        if value.transfer in self.rows:
            self.rows[value.transfer].is_back(value)

    def clear(self) -> None:
        for row in self.rows.values():
            row.hide()
            row.deleteLater()
        self.rows.clear()
        self.empty.show()

    def _trim(self) -> None:
        over = [number for number, row in self.rows.items() if row.over]
        for number in over[: max(0, len(self.rows) - KEPT_ROWS)]:
            row = self.rows.pop(number)
            row.hide()
            row.deleteLater()

    def _choose(self) -> None:
        self.dialog = choose_file(self._front.speech, "host.file.send")
        self.dialog.fileSelected.connect(lambda path: self._front.open(SendFile(Path(path))))
        self.dialog.finished.connect(self._forget)

    def _forget(self) -> None:
        self.dialog = None
