"""Fields to type in, with a menu of their own (cut, copy, paste) that is known as one of this program's windows."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit

from madoguchi.base.word_keys import Key
from madoguchi.host.ui.own import own
from madoguchi.host.ui.speech import Speech


def line_field(speech: Speech, name: Key, longest: int) -> QLineEdit:
    """One line to type in."""
    field = QLineEdit()
    field.setMaxLength(longest)
    speech.tie_name(field, name)
    field.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def menu(at: QPoint) -> None:
        popup = field.createStandardContextMenu()
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        own(popup)
        popup.popup(field.mapToGlobal(at))

    field.customContextMenuRequested.connect(menu)
    return field
