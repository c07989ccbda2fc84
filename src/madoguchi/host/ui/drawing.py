"""The customer draws a place to hide, over a still picture of their own screen.

The window opens only after the picture's thread knows it as hidden: what is seen in it is for the customer's eyes alone. It
covers one monitor, by mouse or keyboard. Article: 5.1
"""

from __future__ import annotations

from math import ceil, floor
from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import (
    QBrush,
    QColor,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QScreen,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from madoguchi.host.port import DrawPlace, HiddenPlace, HidePlace, Target
from madoguchi.host.ui import style
from madoguchi.host.ui.border import monitor_of
from madoguchi.host.ui.gate import Front
from madoguchi.host.ui.own import own
from madoguchi.host.ui.parts import ENTER, Button, Card, Text, across

STEP: Final = 16  # pixels for one arrow key
FINE_STEP: Final = 1  # with Ctrl
LEAST: Final = 8  # pixels of a side: less is a click that slipped
FOCUS_MS: Final = 100
FOCUS_TRIES: Final = 8
VEIL: Final = QColor(16, 24, 40, 150)
ARROWS: Final = {
    Qt.Key.Key_Left: QPoint(-1, 0),
    Qt.Key.Key_Right: QPoint(1, 0),
    Qt.Key.Key_Up: QPoint(0, -1),
    Qt.Key.Key_Down: QPoint(0, 1),
}


class Drawing(QWidget):
    """``prepare`` asks for it, ``open`` shows it, and it goes by itself."""

    def __init__(self, front: Front) -> None:
        super().__init__(None, _flags())
        self._front = front
        self._screen: QScreen | None = None
        self._still = QPixmap()
        self._places: tuple[HiddenPlace, ...] = ()
        self._from: QPoint | None = None
        self._asked = False
        self.place = QRect()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        front.speech.tie_name(self, "host.draw.title")
        front.speech.tie(self, lambda words: self.setWindowTitle(words("host.draw.title")))
        room = QVBoxLayout(self)
        room.setContentsMargins(style.WIDEST, style.WIDEST, style.WIDEST, style.WIDEST)
        self.card = self._make_card()
        room.addWidget(self.card, 0, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom)

    def _make_card(self) -> Card:
        card, speech = Card("card"), self._front.speech
        card.setCursor(Qt.CursorShape.ArrowCursor)
        card.setMaximumWidth(760)
        how, keys = Text("strong"), Text("quiet")
        speech.tie_text(how, "host.draw.how")
        speech.tie_text(keys, "host.draw.keys")
        self.hide_it = Button(speech, "primary", "host.draw.hide")
        self.cancel = Button(speech, "second", "host.draw.cancel")
        self.hide_it.clicked.connect(self._done)
        self.cancel.clicked.connect(self.leave)
        row = across()
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.hide_it)
        for text in (how, keys):
            card.inside.addWidget(text)
        card.inside.addLayout(row)
        return card

    def prepare(self, target: Target | None, places: tuple[HiddenPlace, ...]) -> None:
        """Ask that this window be hidden; it opens with the answer. Hiding is never gated."""
        self._screen = monitor_of(target) or QGuiApplication.primaryScreen()
        self._places = places
        self._asked = True
        own(self)
        self._front.act(DrawPlace(int(self.winId())))

    def open(self, window: int) -> None:
        """The answer: nobody but the customer sees the window with this number."""
        if not self._asked or self._screen is None or window != int(self.winId()):
            return
        self._asked = False
        self._still = self._screen.grabWindow(0)
        room = self._screen.geometry()
        self.setGeometry(room)
        self.place = QRect(0, 0, room.width() // 3, room.height() // 3)
        self.place.moveCenter(QPoint(room.width() // 2, room.height() * 2 // 5))
        self.show()
        self.raise_()
        self._want_keyboard()

    def leave(self) -> None:
        """Nothing is hidden by this; the picture of the screen is forgotten."""
        self._asked = False
        self._from = None
        self.hide()
        self._still = QPixmap()

    # --- by hand ------------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  (the toolkit's name)
        if event.button() is Qt.MouseButton.LeftButton:
            self._from = event.position().toPoint()
        self._want_keyboard()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  (the toolkit's name)
        if self._from is not None:
            one, other = self._from, event.position().toPoint()
            drawn = QRect(
                QPoint(min(one.x(), other.x()), min(one.y(), other.y())),
                QPoint(max(one.x(), other.x()), max(one.y(), other.y())),
            )
            if drawn.width() >= LEAST and drawn.height() >= LEAST:
                self._move(drawn)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  (the toolkit's name)
        self.mouseMoveEvent(event)
        self._from = None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (the toolkit's name)
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        if key in ARROWS:
            step = ARROWS[key] * (FINE_STEP if modifiers & Qt.KeyboardModifier.ControlModifier else STEP)
            if modifiers & Qt.KeyboardModifier.ShiftModifier:
                larger = QRect(self.place.topLeft(), self.place.bottomRight() + step)
                if larger.width() >= LEAST and larger.height() >= LEAST:
                    self._move(larger)
            else:
                self._move(self._kept_inside(self.place.translated(step)))
        elif key == Qt.Key.Key_Escape:
            self.leave()
        elif key in ENTER:
            self._done()
        else:
            super().keyPressEvent(event)

    def _kept_inside(self, place: QRect) -> QRect:
        left = max(0, min(place.x(), self.width() - place.width()))
        top = max(0, min(place.y(), self.height() - place.height()))
        return QRect(left, top, place.width(), place.height())

    def _move(self, place: QRect) -> None:
        self.place = place.intersected(self.rect())
        self.update()

    def _done(self) -> None:
        screen = self._screen
        if screen is not None and self.isVisible():
            self._front.act(
                HidePlace(desktop_place(self.place, screen.geometry().topLeft(), screen.devicePixelRatio()))
            )
        self.leave()

    def _want_keyboard(self, tries: int = FOCUS_TRIES) -> None:
        """As the bar does: no window manager gives the keyboard to this window."""
        self.activateWindow()
        if self.focusWidget() is None:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        if tries and not self.isActiveWindow():
            QTimer.singleShot(FOCUS_MS, self, lambda: self._still_want_keyboard(tries - 1))

    def _still_want_keyboard(self, tries: int) -> None:
        if self.isVisible():
            self._want_keyboard(tries)

    # --- how it looks -------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  (the toolkit's name)
        painter = QPainter(self)
        painter.drawPixmap(self.rect(), self._still)
        painter.fillRect(self.rect(), VEIL)
        words = self._front.speech.words
        for place in self._places:
            self._stand(painter, self._on_screen(place), words("host.draw.already"))
        painter.drawPixmap(self.place, self._still, self._source(self.place))
        painter.fillRect(self.place, QBrush(QColor(11, 92, 173, 90), Qt.BrushStyle.BDiagPattern))
        for colour, width in ((style.INK, 6), ("#ffffff", 2)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawRect(self.place)

    def _stand(self, painter: QPainter, place: QRect, text: str) -> None:
        painter.fillRect(place, QColor("#707880"))
        painter.setPen(QPen(QColor("#ffffff"), 2))
        painter.drawRect(place)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap), text)

    def _source(self, place: QRect) -> QRect:
        ratio = self._still.width() / max(1, self.width())
        return QRect(
            round(place.x() * ratio),
            round(place.y() * ratio),
            round(place.width() * ratio),
            round(place.height() * ratio),
        )

    def _on_screen(self, place: HiddenPlace) -> QRect:
        assert self._screen is not None, "the window is open on a screen"
        corner, ratio = self._screen.geometry().topLeft(), self._screen.devicePixelRatio()
        return QRect(
            round((place.x - corner.x()) / ratio),
            round((place.y - corner.y()) / ratio),
            round(place.width / ratio),
            round(place.height / ratio),
        )


def desktop_place(place: QRect, corner: QPoint, ratio: float) -> HiddenPlace:
    """In the desktop's own pixels, never smaller than what was drawn. A screen's corner is told in those already."""
    left, top = floor(place.x() * ratio), floor(place.y() * ratio)
    right, bottom = ceil((place.x() + place.width()) * ratio), ceil((place.y() + place.height()) * ratio)
    return HiddenPlace(corner.x() + left, corner.y() + top, right - left, bottom - top)


def _flags() -> Qt.WindowType:
    flags = Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
    if QGuiApplication.platformName() == "xcb":
        return flags | Qt.WindowType.X11BypassWindowManagerHint
    return flags | Qt.WindowType.Tool
