"""A thin frame round the monitor that is shown, so that nobody forgets it. Every click goes through it. Article: 5.1"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette, QScreen
from PySide6.QtWidgets import QWidget

from madoguchi.host.port import ShowBar, Target
from madoguchi.host.ui import style
from madoguchi.wire.vocabulary import Access, Grant, Sharing

THICK: Final = 4


class Border:
    """Four strips along the edges, shown while a monitor is being seen."""

    def __init__(self) -> None:
        self.edges: list[QWidget] = []
        self._at: QRect | None = None

    def present(self, value: ShowBar, target: Target | None) -> None:
        seen = value.grants.get(Access.VIEW) is Grant.HELD and value.sharing is Sharing.MONITOR
        screen = monitor_of(target) if seen else None
        if screen is None:
            self.leave()
        elif self._at != screen.geometry():
            self._stand(screen.geometry())

    def leave(self) -> None:
        self._at = None
        for edge in self.edges:
            edge.hide()

    def _stand(self, room: QRect) -> None:
        self._at = room
        if not self.edges:
            self.edges = [_edge() for _ in range(4)]
        x, y, wide, high = room.x(), room.y(), room.width(), room.height()
        places = (
            QRect(x, y, wide, THICK),
            QRect(x, y + high - THICK, wide, THICK),
            QRect(x, y, THICK, high),
            QRect(x + wide - THICK, y, THICK, high),
        )
        for edge, place in zip(self.edges, places, strict=True):
            edge.setGeometry(place)
            edge.show()


def monitor_of(target: Target | None) -> QScreen | None:
    """The screen that a target means; None when that is not certain."""
    screens = QGuiApplication.screens()
    if len(screens) == 1:
        return screens[0]
    if target is None:
        return None
    named = [screen for screen in screens if screen.name() and screen.name() in target.title]
    sized = [
        screen for screen in screens if (screen.size().width(), screen.size().height()) == (target.width, target.height)
    ]
    return next((found[0] for found in (named, sized) if len(found) == 1), None)


def _edge() -> QWidget:
    kinds = Qt.WindowType
    flags = (
        kinds.FramelessWindowHint
        | kinds.WindowStaysOnTopHint
        | kinds.WindowTransparentForInput
        | kinds.WindowDoesNotAcceptFocus
    )
    if QGuiApplication.platformName() == "xcb":
        flags |= kinds.X11BypassWindowManagerHint
    # A tooltip by its type: a window of ours that no window manager keeps, and that is none of the kinds which never take
    # the keyboard or the mouse, counts as an open menu, and then the operator's input waits (host.inject.x11_scene).
    edge = QWidget(None, flags | kinds.ToolTip)
    edge.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    palette = edge.palette()
    palette.setColor(QPalette.ColorRole.Window, QColor(style.ACCENT))
    edge.setPalette(palette)
    edge.setAutoFillBackground(True)
    return edge
