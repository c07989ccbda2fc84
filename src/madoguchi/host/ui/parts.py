"""The small parts that every window is made of. All text is drawn as plain text: no peer's string is ever read as HTML."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from madoguchi.base.word_keys import Key
from madoguchi.host.ui import style
from madoguchi.host.ui.icons import picture, sign
from madoguchi.host.ui.speech import Speech

BOX: Final = 26  # pixels
ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Text(QLabel):
    """A label that never reads its text as markup."""

    def __init__(self, kind: str = "", *, wrap: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setProperty("kind", kind)
        if wrap:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def be(self, kind: str) -> None:
        """Change what the text is for, and so its look."""
        if self.property("kind") != kind:
            self.setProperty("kind", kind)
            self.style().unpolish(self)
            self.style().polish(self)


class Elided(QLabel):
    """One line that ends in … when there is no room; the whole text stays readable to a screen reader."""

    def __init__(self, kind: str = "", *, middle: bool = False, least: int = 80, ems: float = 0) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("kind", kind)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        self._whole = ""
        self._least = least
        self._ems = ems  # the width to ask for, whatever the text

    def setText(self, text: str) -> None:  # noqa: N802  (the toolkit's name)
        self._whole = text
        self.setAccessibleName(text)
        self._fit()
        self.updateGeometry()

    def whole(self) -> str:
        return self._whole

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (the toolkit's name)
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:  # noqa: N802  (the toolkit's name)
        self.ensurePolished()
        wanted = round(self._ems * self.font().pixelSize()) or self.fontMetrics().horizontalAdvance(self._whole) + 4
        return QSize(max(self._least, wanted), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802  (the toolkit's name)
        return QSize(self._least, super().minimumSizeHint().height())

    def _fit(self) -> None:
        self.ensurePolished()
        super().setText(self.fontMetrics().elidedText(self._whole, self._mode, max(self.width(), self._least)))


class Button(QPushButton):
    """A button that Enter presses too when it has the focus, and only then."""

    def __init__(self, speech: Speech, kind: str, key: Key, **slots: str | int) -> None:
        super().__init__()
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        speech.tie_text(self, key, **slots)

    def with_sign(self, name: str, colour: str, side: int = 22) -> Button:
        self.setIcon(sign(name, colour, side, space=style.TIGHT))
        self.setIconSize(QSize(side + style.TIGHT, side))
        return self

    def sizeHint(self) -> QSize:  # noqa: N802  (the toolkit's name)
        """One that can be pressed in is written bold then: it has the room for that at all times, and never jumps."""
        size = super().sizeHint()
        if self.isCheckable():
            bold = QFont(self.font())
            bold.setBold(True)
            more = QFontMetrics(bold).horizontalAdvance(self.text()) - self.fontMetrics().horizontalAdvance(self.text())
            size.setWidth(size.width() + max(0, more))
        return size

    def minimumSizeHint(self) -> QSize:  # noqa: N802  (the toolkit's name)
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (the toolkit's name)
        if event.key() in ENTER and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)


class TickBox(QCheckBox):
    """A box to tick, drawn large."""

    def sizeHint(self) -> QSize:  # noqa: N802  (the toolkit's name)
        return _box_size(self)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  (the toolkit's name)
        _paint_box(self, round_box=False)


class Choice(QRadioButton):
    """One of several answers, drawn large."""

    def sizeHint(self) -> QSize:  # noqa: N802  (the toolkit's name)
        return _box_size(self)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  (the toolkit's name)
        _paint_box(self, round_box=True)

    def hitButton(self, at: QPoint) -> bool:  # noqa: N802  (the toolkit's name)
        return self.rect().contains(at)


def _box_size(button: QAbstractButton) -> QSize:
    words = button.fontMetrics().horizontalAdvance(button.text())
    return QSize(max(style.TARGET, BOX + 2 * style.SMALL + (words + style.WIDE if words else 0)), style.TARGET)


def _paint_box(button: QAbstractButton, *, round_box: bool) -> None:
    painter = QPainter(button)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if button.hasFocus():
        painter.setPen(QPen(QColor(style.FOCUS), 3))
        painter.drawRoundedRect(QRectF(button.rect()).adjusted(2, 2, -2, -2), 8, 8)
    room = QRectF(style.SMALL, (button.height() - BOX) / 2, BOX, BOX)
    on = button.isChecked()
    painter.setPen(QPen(QColor(style.ACCENT if on else style.LINE_STRONG), 2.5))
    painter.setBrush(QColor(style.ACCENT if on and not round_box else style.PAPER))
    if round_box:
        painter.drawEllipse(room)
        if on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(style.ACCENT))
            painter.drawEllipse(room.adjusted(6, 6, -6, -6))
    else:
        painter.drawRoundedRect(room, 5, 5)
        if on:
            painter.drawPixmap(room.topLeft().toPoint(), picture("done", "#ffffff", BOX))
    painter.setPen(QColor(style.INK))
    painter.drawText(
        button.rect().adjusted(BOX + 2 * style.SMALL, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, button.text()
    )
    painter.end()


class Mark(QLabel):
    """A sign by itself."""

    def __init__(self, name: str, colour: str = style.INK, side: int = 24) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setPixmap(picture(name, colour, side))
        self.setFixedSize(side, side)


class Card(QFrame):
    """A framed group with even spaces inside."""

    def __init__(self, kind: str = "card", *, across: bool = False, space: int = style.SMALL) -> None:
        super().__init__()
        self.setProperty("kind", kind)
        self.inside: QHBoxLayout | QVBoxLayout = QHBoxLayout(self) if across else QVBoxLayout(self)
        self.inside.setContentsMargins(style.WIDE, style.MEDIUM, style.WIDE, style.MEDIUM)
        self.inside.setSpacing(space)


class TickRow(QFrame):
    """A box to tick whose words may take several lines; a press on the words ticks it too."""

    toggled = Signal(bool)

    def __init__(self, speech: Speech, key: Key, **slots: str | int) -> None:
        super().__init__()
        self.setProperty("kind", "row")
        self.setMinimumHeight(style.TARGET)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.box = TickBox()
        self.words = Text()
        row = across(style.SMALL)
        row.setContentsMargins(style.TIGHT, 0, style.SMALL, 0)
        row.addWidget(self.box)
        row.addWidget(self.words, 1)
        self.setLayout(row)
        speech.tie_text(self.words, key, **slots)
        speech.tie_name(self.box, key, **slots)
        self.box.toggled.connect(self.toggled)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  (the toolkit's name)
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.box.setFocus(Qt.FocusReason.MouseFocusReason)
            self.box.toggle()

    def is_ticked(self) -> bool:
        return self.box.isChecked()


class Ring(QWidget):
    """Time that runs out: a ring that empties. The seconds stand beside it as text."""

    def __init__(self, side: int = 40) -> None:
        super().__init__()
        self.setFixedSize(side, side)
        self._share = 1.0

    def show_share(self, share: float) -> None:
        self._share = max(0.0, min(1.0, share))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  (the toolkit's name)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(4, 4, -4, -4)
        painter.setPen(QPen(QColor(style.LINE), 5))
        painter.drawEllipse(room)
        painter.setPen(QPen(QColor(style.NOTE_LINE), 5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawArc(room, 90 * 16, round(self._share * 360 * 16))
        painter.end()


def demo_banner(speech: Speech) -> Text:
    """The red banner of the demo build."""
    banner = Text("demo", wrap=False)
    banner.setAlignment(Qt.AlignmentFlag.AlignCenter)
    banner.setObjectName("demo")
    speech.tie_text(banner, "host.demo")
    return banner


def line() -> QFrame:
    """A thin rule between two groups."""
    rule = QFrame()
    rule.setProperty("kind", "line")
    return rule


def across(space: int = style.MEDIUM) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(space)
    return row


def down(space: int = style.MEDIUM) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(space)
    return column


def fill(layout: QLayout, *widgets: QWidget) -> None:
    for widget in widgets:
        layout.addWidget(widget)


def clear(layout: QLayout) -> None:
    """Take every widget out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
