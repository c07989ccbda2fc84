"""The bar's buttons: a sign and a word above, a word below. Painted, so that four states fit into 64 pixels of height."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from madoguchi.host.ui import style
from madoguchi.host.ui.icons import picture
from madoguchi.host.ui.parts import ENTER

GAP = 5


@dataclass(frozen=True, slots=True)
class Look:
    """The colours of a tile."""

    ink: str = style.INK
    paper: str = style.PAPER
    edge: str = style.PAPER
    hover: str = style.ACCENT_PALE
    sign: str = style.INK


PLAIN = Look()
STOP = Look(ink="#ffffff", paper=style.DANGER, edge=style.DANGER, hover=style.DANGER_DARK, sign="#ffffff")


class Tile(QAbstractButton):
    """Sign and ``above`` on one line, ``below`` under them."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setMinimumSize(48, 48)
        self._sign = ""
        self._above = ""
        self._below = ""
        self._look = PLAIN
        self._badge = 0
        self._hovered = False
        self._room_for: tuple[str, ...] = ()

    def dress(self, sign: str, above: str, below: str, look: Look = PLAIN) -> None:
        """Everything that is drawn, at once."""
        wanted = (sign, above, below, look)
        if wanted != (self._sign, self._above, self._below, self._look):
            self._sign, self._above, self._below, self._look = wanted
            self.updateGeometry()
            self.update()

    def keep_room(self, words: tuple[str, ...]) -> None:
        """As wide as the widest of these words above, so that the bar does not change its width with its state."""
        self._room_for = words
        self.updateGeometry()

    def badge(self, count: int) -> None:
        if count != self._badge:
            self._badge = count
            self.update()

    @property
    def texts(self) -> tuple[str, str]:
        return self._above, self._below

    def sizeHint(self) -> QSize:  # noqa: N802  (the toolkit's name)
        side = self._side()
        bold = self._metrics(bold=True)
        widest = max((bold.horizontalAdvance(word) for word in (self._above, *self._room_for)), default=0)
        above = side + (GAP + widest if self._above else 0)
        below = self._metrics(bold=False).horizontalAdvance(self._below) if self._below else 0
        return QSize(max(above, below, 36) + 20, max(style.STRIP - 12, 2 * self._line() + 12))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (the toolkit's name)
        if event.key() in ENTER and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802  (the toolkit's name)
        self._hovered = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802  (the toolkit's name)
        self._hovered = False
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  (the toolkit's name)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = self._look if self.isEnabled() else Look(ink=style.OFF, sign=style.OFF, paper="#eef1f4", edge="#eef1f4")
        room = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        focused = self.hasFocus()
        painter.setPen(QPen(QColor(style.FOCUS if focused else look.edge), 3 if focused else 2))
        painter.setBrush(QColor(look.hover if self._hovered and self.isEnabled() else look.paper))
        painter.drawRoundedRect(room, 8, 8)
        self._draw_words(painter, look)
        self._draw_badge(painter)
        painter.end()

    def _draw_words(self, painter: QPainter, look: Look) -> None:
        side = self._side()
        bold = self._metrics(bold=True)
        high = below_high = self._line()
        top = (self.height() - high - below_high) // 2
        wide = side + (GAP + bold.horizontalAdvance(self._above) if self._above else 0)
        left = (self.width() - wide) // 2
        painter.drawPixmap(
            left, top + (high - side) // 2, picture(self._sign, look.sign, side, self.devicePixelRatioF() * 2)
        )
        painter.setPen(QColor(look.ink))
        painter.setFont(self._font(bold=True))
        whole = Qt.TextFlag.TextDontClip
        painter.drawText(
            QRect(left + side + GAP, top, self.width(), high), Qt.AlignmentFlag.AlignVCenter | whole, self._above
        )
        painter.setFont(self._font(bold=False))
        painter.drawText(
            QRect(0, top + high, self.width(), below_high), Qt.AlignmentFlag.AlignCenter | whole, self._below
        )

    def _draw_badge(self, painter: QPainter) -> None:
        if not self._badge:
            return
        text = str(min(self._badge, 99))
        wide = max(22, self._metrics(bold=True).horizontalAdvance(text) + 10)
        room = QRectF(self.width() - wide - 2, 2, wide, 22)
        painter.setPen(QPen(QColor(style.PAPER), 2))
        painter.setBrush(QColor(style.ACCENT))
        painter.drawRoundedRect(room, 11, 11)
        painter.setPen(QColor("#ffffff"))
        painter.setFont(self._font(bold=True))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)

    def _line(self) -> int:
        # The fonts for Japanese have high lines; two of them with their own spacing would not fit into the bar.
        return round(self.font().pixelSize() * 1.2)

    def _side(self) -> int:
        return round(self.font().pixelSize() * 1.15)

    def _font(self, *, bold: bool) -> QFont:
        font = QFont(self.font())
        font.setBold(bold)
        font.setPixelSize(round(self.font().pixelSize() * (0.95 if bold else 0.9)))
        return font

    def _metrics(self, *, bold: bool) -> QFontMetrics:
        return QFontMetrics(self._font(bold=bold))
