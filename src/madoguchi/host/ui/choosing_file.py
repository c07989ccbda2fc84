"""The dialogs for choosing a file or a place: drawn by the toolkit itself, in a window that is known as our own.

A dialog of the desktop would belong to another process, and what the operator injects could press its buttons.
Article: 5.2
"""

from __future__ import annotations

from PySide6.QtCore import QDir, Qt
from PySide6.QtWidgets import QFileDialog

from madoguchi.base.word_keys import Key
from madoguchi.host.ui.own import own
from madoguchi.host.ui.speech import Speech


def choose_file(speech: Speech, title: Key) -> QFileDialog:
    """Let the customer pick one file that exists; ``fileSelected`` says which."""
    dialog = _dialog(speech, title)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    _open(dialog)
    return dialog


def choose_place(speech: Speech, title: Key, name: str) -> QFileDialog:
    """Let the customer say where to write ``name``; asks before anything is written over."""
    dialog = _dialog(speech, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setDefaultSuffix("json")
    dialog.selectFile(name)
    _open(dialog)
    return dialog


def _dialog(speech: Speech, title: Key) -> QFileDialog:
    dialog = QFileDialog(None, speech.words(title), QDir.homePath())
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setOption(QFileDialog.Option.DontUseCustomDirectoryIcons)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
    dialog.setAccessibleName(speech.words(title))
    dialog.resize(860, 560)
    return dialog


def _open(dialog: QFileDialog) -> None:
    own(dialog)
    dialog.setModal(False)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
