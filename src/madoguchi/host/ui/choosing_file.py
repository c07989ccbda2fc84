"""The dialogs for choosing a file or a place: drawn by the toolkit itself, in a window that is known as our own.

A dialog of the desktop would belong to another process, and what the operator injects could press its buttons. They open
beside the bar, which stays above everything and would hide the list of files.
Article: 5.2
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QDir, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from madoguchi.base.word_keys import Key
from madoguchi.host.ui.own import own
from madoguchi.host.ui.speech import Speech

MARGIN: Final = 32  # pixels between the bar and the inside of a dialog: its title stands there
FRAME: Final = 40  # what a window manager draws round a dialog, at most

LABELS: Final[dict[QFileDialog.DialogLabel, Key]] = {
    QFileDialog.DialogLabel.LookIn: "host.file_dialog.look_in",
    QFileDialog.DialogLabel.FileName: "host.file_dialog.name",
    QFileDialog.DialogLabel.FileType: "host.file_dialog.type",
}


def choose_file(speech: Speech, title: Key) -> QFileDialog:
    """Let the customer pick one file that exists; ``fileSelected`` says which."""
    dialog = _dialog(speech, title)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    _open(dialog)
    return dialog


def choose_place(speech: Speech, title: Key, name: str, suffix: str) -> QFileDialog:
    """Let the customer say where to write ``name``; asks before anything is written over."""
    dialog = _dialog(speech, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setDefaultSuffix(suffix)
    dialog.selectFile(name)
    _open(dialog)
    return dialog


def is_choosing() -> bool:
    """Whether one of these dialogs is open."""
    return any(isinstance(one, QFileDialog) and one.isVisible() for one in QApplication.topLevelWidgets())


def _dialog(speech: Speech, title: Key) -> QFileDialog:
    dialog = QFileDialog(None, speech.words(title), QDir.homePath())
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setOption(QFileDialog.Option.DontUseCustomDirectoryIcons)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
    dialog.setAccessibleName(speech.words(title))
    for label, key in LABELS.items():  # Qt's own Japanese leaves some of these in English
        dialog.setLabelText(label, speech.words(key))
    dialog.resize(860, 560)
    return dialog


def _open(dialog: QFileDialog) -> None:
    own(dialog)
    dialog.move(beside(_bar(), dialog.screen().availableGeometry(), dialog.size()))
    dialog.setModal(False)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()


def beside(bar: QRect, room: QRect, size: QSize) -> QPoint:
    """Where something of ``size`` stands in the middle of ``room`` below the bar, or above a bar that was moved down; as far
    out of its way as the room allows.
    """
    left = room.left() + max(0, (room.width() - size.width()) // 2)
    lowest = room.bottom() - size.height() - FRAME
    if bar.isEmpty() or bar.center().y() > room.center().y():
        return QPoint(left, max(room.top(), min(room.top() + FRAME, lowest)))
    return QPoint(left, max(room.top(), min(bar.bottom() + MARGIN, lowest)))


def _bar() -> QRect:
    """What the bar covers: of our windows the visible ones that stand above everything and can be pressed."""
    covered = QRect()
    for window in QApplication.topLevelWidgets():
        above = window.testAttribute(Qt.WidgetAttribute.WA_X11NetWmWindowTypeDock)
        if window.isVisible() and above and not window.windowFlags() & Qt.WindowType.WindowTransparentForInput:
            covered = covered.united(window.frameGeometry())
    return covered
