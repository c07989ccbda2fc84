"""The bar of a running session: always on top, on every desktop, never minimised, with the questions right under it,
and below them what the operator asked the customer to do.

On X11 it stands outside the window manager's care: a program in full screen cannot cover it for long (it raises itself),
nothing can minimise it, and it takes the keyboard when it is pressed or called by ``take_focus``. Article: 5.2, 5.3
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QLayout, QSizePolicy, QVBoxLayout, QWidget

from madoguchi.host.port import (
    HideFileQuestion,
    HideQuestion,
    SetPaused,
    ShowBar,
    ShowChat,
    ShowFeeQuestion,
    ShowFileProgress,
    ShowFileQuestion,
    ShowPutBack,
    ShowQuestion,
    ShowRequests,
)
from madoguchi.host.ui import style
from madoguchi.host.ui.chat import Chat
from madoguchi.host.ui.choosing_file import is_choosing
from madoguchi.host.ui.fees import FeeBand, FeeQuestion
from madoguchi.host.ui.gate import Front
from madoguchi.host.ui.own import own
from madoguchi.host.ui.parts import Card, Mark, Text, line
from madoguchi.host.ui.questions import AccessQuestion, Questions
from madoguchi.host.ui.requests import RequestList
from madoguchi.host.ui.sharing import Details
from madoguchi.host.ui.strip import Strip
from madoguchi.host.ui.switches import Switches
from madoguchi.host.ui.transfer import FileQuestion, Files
from madoguchi.wire.vocabulary import Access

RAISE_MS: Final = 500
NOTICE_MS: Final = 6_000
FOCUS_MS: Final = 100
FOCUS_TRIES: Final = 8


class Bar(QWidget):
    def __init__(self, front: Front, *, demo: bool) -> None:
        super().__init__(None, _flags())
        # Its kind, told to whoever asks: a window of ours outside the window manager's care and of no such kind counts as an
        # open menu, and then the operator's input waits (host.inject.x11_scene).
        self.setAttribute(Qt.WidgetAttribute.WA_X11NetWmWindowTypeDock)
        self._front = front
        self._unread = 0
        self._open: str | None = None
        self._moved = False
        self._stopped = False
        self._value: ShowBar | None = None
        self.questions = Questions(front)
        self.strip = Strip(front, Switches(front, self._see_question), demo=demo)
        self.strip.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.chat, self.files, self.details = Chat(front), Files(front), Details(front)
        self._drawers: dict[str, QWidget] = {"chat": self.chat, "files": self.files, "details": self.details}
        self.link = self._band("link")
        self.fee = FeeBand(front)
        self.requests = RequestList(front)
        self.notice = self._band("warning")
        self._build()
        self._wire()
        front.speech.tie_name(self, "host.bar.title")
        front.speech.tie(self, lambda words: self.setWindowTitle(words("host.bar.title")))
        front.speech.tie(self, lambda _words: self._refresh())

    def _band(self, sign: str) -> tuple[Card, Text]:
        card = Card("note", across=True)
        card.inside.setContentsMargins(style.MEDIUM, style.SMALL, style.MEDIUM, style.SMALL)
        card.inside.addWidget(Mark(sign, style.INK, 24))
        text = Text("strong")
        card.inside.addWidget(text, 1)
        card.hide()
        return card, text

    def _build(self) -> None:
        edge = QFrame()
        edge.setProperty("kind", "edge")
        inner = QVBoxLayout(edge)
        inner.setContentsMargins(2, 2, 2, 2)
        inner.setSpacing(0)
        inner.addWidget(self.strip)
        for card, _text in (self.link, self.notice):
            inner.addWidget(card)
        inner.addWidget(self.fee)
        inner.addWidget(self.questions)
        inner.addWidget(self.requests)
        self._rule = line()
        inner.addWidget(self._rule)
        for drawer in self._drawers.values():
            drawer.hide()
            drawer.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            inner.addWidget(drawer)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        whole.addWidget(edge)
        self._edge = edge

    def _wire(self) -> None:
        strip = self.strip
        strip.stop.pressed.connect(self.stop)
        strip.pause.pressed.connect(self._pause)
        strip.chat.clicked.connect(lambda: self.pull("chat"))
        strip.files.clicked.connect(lambda: self.pull("files"))
        strip.details.clicked.connect(lambda: self.pull("details"))
        strip.grip.moved.connect(self._move_by)
        self.questions.changed.connect(self._fit)
        self.requests.changed.connect(self.refit)
        self.details.resized.connect(self._fit)
        self._raising = QTimer(self)
        self._raising.setInterval(RAISE_MS)
        self._raising.timeout.connect(self._stay_above)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(NOTICE_MS)
        self._quiet.timeout.connect(lambda: self._show_band(self.notice, ""))

    # --- what the runner shows ----------------------------------------------------------------------------------------

    def present(self, value: ShowBar) -> None:
        if self._stopped:
            return
        self._value = value
        self.strip.present(value)
        self.details.present(value)
        self._say_link()
        if self.fee.present(value.meter):
            self._fit()
        if not self.isVisible():
            self._appear()

    def ask(self, value: ShowQuestion) -> None:
        self.questions.add(f"access-{value.access.word}", AccessQuestion(self._front, value))

    def unask(self, value: HideQuestion) -> None:
        self.questions.remove(f"access-{value.access.word}")

    def ask_fee(self, value: ShowFeeQuestion) -> None:
        self.questions.add("fee", FeeQuestion(self._front, value))

    def unask_fee(self) -> None:
        self.questions.remove("fee")

    def ask_file(self, value: ShowFileQuestion) -> None:
        self.questions.add(f"file-{value.transfer}", FileQuestion(self._front, value))

    def unask_file(self, value: HideFileQuestion) -> None:
        name = f"file-{value.transfer}"
        card = self.questions.cards.get(name)
        if isinstance(card, FileQuestion):
            card.take_down()
        self.questions.remove(name)

    def hear_of_file(self, value: ShowFileProgress | ShowPutBack) -> None:
        if isinstance(value, ShowPutBack):
            self.files.is_back(value)
            return
        fresh = value.transfer not in self.files.rows
        self.files.present(value)
        if fresh and self._open is None:
            self.pull("files")

    def hear(self, value: ShowChat) -> None:
        self.chat.hear(value)
        if value.by_operator and self._open != "chat":
            self._unread += 1
        self._refresh()

    def ask_to_do(self, value: ShowRequests) -> bool:
        """True when something new is asked."""
        return self.requests.present(value.requests)

    def say(self, text: str) -> None:
        """One sentence under the line, for some seconds."""
        self._show_band(self.notice, text)
        self._quiet.start()

    def begin(self) -> None:
        """A new session: nothing of the last one is left."""
        self._stopped = False
        self._unread = 0
        self.questions.clear()
        self.chat.clear()
        self.requests.clear()
        self.files.clear()
        self.details.close_changing()
        self._show_band(self.notice, "")
        self.strip.begin()
        self.pull(None)

    def leave(self) -> None:
        """The session is over."""
        for card in self.questions.cards.values():
            if isinstance(card, FileQuestion):
                card.take_down()
        if self.files.dialog is not None:
            self.files.dialog.close()
        self.questions.clear()
        self.details.chooser.rest()
        self._raising.stop()
        self.hide()

    # --- what the customer does ---------------------------------------------------------------------------------------

    def stop(self) -> None:
        """終了: stop first, everything else afterwards."""
        if self._stopped:
            return
        self._front.stop()
        self.show_stopped()

    def show_stopped(self) -> None:
        self._stopped = True
        self.strip.show_stopped()
        self.questions.clear()
        self.requests.clear()

    def pull(self, drawer: str | None) -> None:
        """Open one drawer and shut the others; the same again shuts it."""
        self._open = None if drawer == self._open else drawer
        if self._open != "details":
            self.details.close_changing()
        for name, widget in self._drawers.items():
            widget.setVisible(name == self._open)
        if self._open == "chat":
            self._unread = 0
            self.chat.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._refresh()
        self._fit()

    def take_focus(self) -> None:
        """Bring the keyboard here: to the first question's no, or to the line."""
        self.raise_()
        self._want_keyboard()
        first = next(iter(self.questions.cards.values()), None)
        (first.no if first is not None else self.strip.stop).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (the toolkit's name)
        # No window manager gives the keyboard to this window, so a press anywhere in it must.
        if event.type() == QEvent.Type.MouseButtonPress and not self.isActiveWindow():
            self._want_keyboard()
        return super().eventFilter(watched, event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  (the toolkit's name)
        if self.isVisible():
            self.stop()
        event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (the toolkit's name)
        super().resizeEvent(event)
        self._keep_inside()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  (the toolkit's name)
        super().showEvent(event)
        self._raising.start()
        self._fit()

    def refit(self) -> None:
        """The size of the text changed."""
        QTimer.singleShot(0, self, self._fit)

    def _see_question(self, access: Access) -> None:
        self._want_keyboard()
        self.questions.see(f"access-{access.word}")

    def _pause(self) -> None:
        if not self.strip.paused:
            self.strip.paused = True
            self._front.act(SetPaused(paused=True))
        elif self._front.open(SetPaused(paused=False)):
            self.strip.paused = False

    # --- where it stands ----------------------------------------------------------------------------------------------

    def _want_keyboard(self, tries: int = FOCUS_TRIES) -> None:
        """Take it, and again when the window manager, busy with another window, took it away right after. A dialog for files
        that this very press opened keeps it: the window manager believes that the dialog has it, and would not give it back.
        """
        self.activateWindow()
        if tries:
            QTimer.singleShot(FOCUS_MS, self, lambda: self._still_want_keyboard(tries - 1))

    def _still_want_keyboard(self, tries: int) -> None:
        if not self.isActiveWindow() and not is_choosing():
            self._want_keyboard(tries)

    def _appear(self) -> None:
        own(self)
        self.windowHandle().installEventFilter(self)
        self._fit()
        if not self._moved:
            room = QGuiApplication.primaryScreen().availableGeometry()
            self.move(room.left() + (room.width() - self.width()) // 2, room.top())
        self.show()
        self.raise_()

    def _fit(self) -> None:
        """As wide as the line needs, as high as what is open."""
        room = self._room()
        self.strip.fit_into(room.width() - 8)
        strip = self.strip.sizeHint().width() + 8
        width = min(strip, room.width())
        self.requests.fit_into(width - 4, room.height() // 3)
        layout = self._edge.layout()
        if layout is None:
            return
        layout.activate()
        height = layout.heightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()
        self.resize(width, min(max(height, style.STRIP), room.height()))

    def _room(self) -> QRect:
        screen = self.screen() or QGuiApplication.primaryScreen()
        return screen.availableGeometry()

    def _move_by(self, step: QPoint) -> None:
        self._moved = True
        self.move(self.pos() + step)
        self._keep_inside()

    def _keep_inside(self) -> None:
        room = self._room()
        left = max(room.left(), min(self.x(), room.right() + 1 - self.width()))
        top = max(room.top(), min(self.y(), room.bottom() + 1 - self.height()))
        if QPoint(left, top) != self.pos():
            self.move(left, top)

    def _stay_above(self) -> None:
        # An X server does nothing when the window is on top already, so this costs one request.
        if QApplication.activePopupWidget() is None and not (self.files.dialog or self._picking()):
            self.raise_()

    def _picking(self) -> bool:
        return any(isinstance(card, FileQuestion) and card.dialog for card in self.questions.cards.values())

    # --- words --------------------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        self.strip.show_open(self._open, self._unread)
        self._rule.setVisible(self._open is not None)
        self._say_link()
        QTimer.singleShot(0, self, self._fit)

    def _say_link(self) -> None:
        value = self._value
        down = value is not None and not value.link_up and not self._stopped
        words = self._front.speech.words
        text = words("host.bar.link_down", seconds=value.link_seconds_left) if value is not None and down else ""
        self._show_band(self.link, text)

    def _show_band(self, band: tuple[Card, Text], text: str) -> None:
        card, label = band
        label.setText(text)
        if card.isHidden() == bool(text):
            card.setVisible(bool(text))
            self._fit()


def _flags() -> Qt.WindowType:
    flags = Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
    if QGuiApplication.platformName() == "xcb":
        return flags | Qt.WindowType.X11BypassWindowManagerHint
    return flags | Qt.WindowType.Tool
