"""Which windows of the desktop are this program's own: those that a remote person's input must never reach.

A window is entered in the list before it appears. The list can be read from any thread. Windows that let every click
through (the border round what is shared) are not in it: nothing can be pressed there.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


class _Own:
    def __init__(self) -> None:
        self.ids: frozenset[int] = frozenset()


_OWN: Final = _Own()


def own(widget: QWidget) -> None:
    """Make the widget's native window now and enter it. GUI thread only."""
    _OWN.ids = _OWN.ids | {int(widget.winId())}


def refresh() -> None:
    """Read the list anew from the toolkit; drops what is gone. GUI thread only."""
    created = Qt.WidgetAttribute.WA_WState_Created
    _OWN.ids = frozenset(
        int(widget.winId())
        for widget in QApplication.topLevelWidgets()
        if widget.testAttribute(created) and not widget.windowFlags() & Qt.WindowType.WindowTransparentForInput
    )


def own_ids() -> frozenset[int]:
    """The list as it is now. Any thread."""
    return _OWN.ids
