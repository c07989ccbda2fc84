"""The signs on buttons and states, drawn by hand on a 24 × 24 grid: sharp at every size, one stroke width, no files.

Each state of an access has a shape of its own (tick in a disc, question in a diamond, clock, dash in a ring), so that it is
known without seeing colours.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

Drawing = Callable[[QPainter, QColor], None]


def picture(name: str, colour: str, side: int, ratio: float = 2.0, space: int = 0) -> QPixmap:
    """The sign ``name`` in ``colour``, ``side`` pixels wide, with ``space`` empty pixels after it."""
    pixmap = QPixmap(round((side + space) * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(side / 24, side / 24)
    ink = QColor(colour)
    painter.setPen(QPen(ink, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    SIGNS[name](painter, ink)
    painter.end()
    return pixmap


def sign(name: str, colour: str, side: int = 24, space: int = 0) -> QIcon:
    """The same as an icon for a button."""
    icon = QIcon(picture(name, colour, side, space=space))
    icon.addPixmap(picture(name, "#5b6775", side, space=space), QIcon.Mode.Disabled)
    return icon


def icon_size(side: int) -> QSize:
    return QSize(side, side)


def _lines(*points: tuple[float, float]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points])


def _held(painter: QPainter, ink: QColor) -> None:
    painter.setBrush(ink)
    painter.drawEllipse(QRectF(2, 2, 20, 20))
    painter.setPen(
        QPen(QColor("#ffffff"), 2.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    )
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(_lines((7, 12.5), (10.5, 16), (17, 8.5)))


def _asked(painter: QPainter, ink: QColor) -> None:
    painter.setBrush(ink)
    painter.drawPolygon(_lines((12, 1.5), (22.5, 12), (12, 22.5), (1.5, 12)))
    painter.setPen(
        QPen(QColor("#ffffff"), 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    )
    painter.setBrush(Qt.BrushStyle.NoBrush)
    hook = QPainterPath(QPointF(9.3, 9.4))
    hook.cubicTo(9.4, 6.0, 14.8, 6.0, 14.6, 9.4)
    hook.cubicTo(14.5, 11.4, 12, 11.6, 12, 14)
    painter.drawPath(hook)
    painter.drawPoint(QPointF(12, 17.4))


def _agreed(painter: QPainter, _ink: QColor) -> None:
    painter.drawEllipse(QRectF(2.5, 2.5, 19, 19))
    painter.drawPolyline(_lines((12, 6.5), (12, 12), (16, 14.5)))


def _none(painter: QPainter, _ink: QColor) -> None:
    painter.drawEllipse(QRectF(2.5, 2.5, 19, 19))
    painter.drawLine(QPointF(8, 12), QPointF(16, 12))


def _box(painter: QPainter, _ink: QColor) -> None:
    painter.drawRoundedRect(QRectF(4, 4, 16, 16), 2, 2)


def _stop(painter: QPainter, ink: QColor) -> None:
    painter.setBrush(ink)
    painter.drawRoundedRect(QRectF(4, 4, 16, 16), 2, 2)


def _pause(painter: QPainter, ink: QColor) -> None:
    painter.setBrush(ink)
    painter.drawRoundedRect(QRectF(6, 4.5, 3.4, 15), 1, 1)
    painter.drawRoundedRect(QRectF(14.6, 4.5, 3.4, 15), 1, 1)


def _play(painter: QPainter, ink: QColor) -> None:
    painter.setBrush(ink)
    painter.drawPolygon(_lines((7, 4.5), (19.5, 12), (7, 19.5)))


def _chat(painter: QPainter, _ink: QColor) -> None:
    bubble = QPainterPath(QPointF(5.5, 4))
    bubble.lineTo(18.5, 4)
    bubble.quadTo(21.5, 4, 21.5, 7)
    bubble.lineTo(21.5, 13)
    bubble.quadTo(21.5, 16, 18.5, 16)
    bubble.lineTo(12, 16)
    bubble.lineTo(7, 20.5)
    bubble.lineTo(7, 16)
    bubble.lineTo(5.5, 16)
    bubble.quadTo(2.5, 16, 2.5, 13)
    bubble.lineTo(2.5, 7)
    bubble.quadTo(2.5, 4, 5.5, 4)
    painter.drawPath(bubble)


def _files(painter: QPainter, _ink: QColor) -> None:
    painter.drawPolyline(_lines((8, 20), (8, 5), (4, 9)))
    painter.drawPolyline(_lines((16, 4), (16, 19), (20, 15)))


def _details(painter: QPainter, _ink: QColor) -> None:
    painter.drawPolyline(_lines((5, 9), (12, 16), (19, 9)))


def _folder(painter: QPainter, _ink: QColor) -> None:
    painter.drawPolygon(_lines((3, 6), (9, 6), (11, 8.5), (21, 8.5), (21, 19), (3, 19)))


def _file(painter: QPainter, _ink: QColor) -> None:
    painter.drawPolygon(_lines((5.5, 2.5), (14, 2.5), (18.5, 7), (18.5, 21.5), (5.5, 21.5)))
    painter.drawPolyline(_lines((14, 2.5), (14, 7), (18.5, 7)))


def _warning(painter: QPainter, _ink: QColor) -> None:
    painter.drawPolygon(_lines((12, 3), (22.5, 21), (1.5, 21)))
    painter.drawLine(QPointF(12, 9.5), QPointF(12, 14.5))
    painter.drawPoint(QPointF(12, 17.8))


def _person(painter: QPainter, _ink: QColor) -> None:
    painter.drawEllipse(QRectF(8, 3, 8, 8))
    shoulders = QPainterPath(QPointF(3.5, 21))
    shoulders.cubicTo(3.5, 12.5, 20.5, 12.5, 20.5, 21)
    painter.drawPath(shoulders)


def _monitor(painter: QPainter, _ink: QColor) -> None:
    painter.drawRoundedRect(QRectF(2.5, 4, 19, 13), 1.5, 1.5)
    painter.drawLine(QPointF(12, 17), QPointF(12, 21))
    painter.drawLine(QPointF(7.5, 21), QPointF(16.5, 21))


def _window(painter: QPainter, _ink: QColor) -> None:
    painter.drawRoundedRect(QRectF(3, 4, 18, 16), 1.5, 1.5)
    painter.drawLine(QPointF(3, 8.5), QPointF(21, 8.5))


def _link(painter: QPainter, _ink: QColor) -> None:
    painter.drawArc(QRectF(2, 5, 20, 20), 45 * 16, 90 * 16)
    painter.drawArc(QRectF(6, 10, 12, 12), 45 * 16, 90 * 16)
    painter.drawPoint(QPointF(12, 18.5))
    painter.drawLine(QPointF(4, 20), QPointF(20, 3))


def _done(painter: QPainter, _ink: QColor) -> None:
    painter.drawPolyline(_lines((4, 12.5), (9.5, 18), (20, 6.5)))


def _cross(painter: QPainter, _ink: QColor) -> None:
    painter.drawLine(QPointF(6, 6), QPointF(18, 18))
    painter.drawLine(QPointF(18, 6), QPointF(6, 18))


def _grip(painter: QPainter, ink: QColor) -> None:
    painter.setBrush(ink)
    painter.setPen(Qt.PenStyle.NoPen)
    for x in (9, 15):
        for y in (5, 12, 19):
            painter.drawEllipse(QPointF(x, y), 1.8, 1.8)


def _phone(painter: QPainter, _ink: QColor) -> None:
    handset = QPainterPath(QPointF(6, 3))
    handset.lineTo(9.5, 3)
    handset.lineTo(11, 8)
    handset.lineTo(8.5, 10)
    handset.cubicTo(10, 13, 11.5, 14.5, 14, 15.5)
    handset.lineTo(16, 13)
    handset.lineTo(21, 14.5)
    handset.lineTo(21, 18)
    handset.cubicTo(21, 20, 19.5, 21, 18, 21)
    handset.cubicTo(10, 20.5, 3.5, 14, 3, 6)
    handset.cubicTo(3, 4.5, 4, 3, 6, 3)
    painter.drawPath(handset)


SIGNS: Final[dict[str, Drawing]] = {
    "held": _held,
    "asked": _asked,
    "agreed": _agreed,
    "none": _none,
    "box": _box,
    "stop": _stop,
    "pause": _pause,
    "play": _play,
    "chat": _chat,
    "files": _files,
    "details": _details,
    "folder": _folder,
    "file": _file,
    "warning": _warning,
    "person": _person,
    "monitor": _monitor,
    "window": _window,
    "link": _link,
    "done": _done,
    "cross": _cross,
    "grip": _grip,
    "phone": _phone,
}
