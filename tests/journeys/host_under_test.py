"""The demo build of the host with a window into its windows: where each visible widget is and what it says. It shows and
never presses: every click of a journey is a physical one at the place it tells."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import Qt as RichText  # the one with mightBeRichText
from PySide6.QtNetwork import QLocalServer
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from madoguchi.host.build import read_build
from madoguchi.host.main import run_program
from madoguchi.host.ui import Windows


def text_of(widget: QWidget) -> str:
    match widget:
        case QAbstractButton() | QLabel() | QLineEdit():
            return widget.text()
        case QPlainTextEdit() | QTextEdit():
            return widget.toPlainText()
        case QListWidget():
            return "\n".join(widget.item(row).text() for row in range(widget.count()))
    return ""


def reads_markup(widget: QWidget) -> bool:
    """Whether the widget would draw its text as markup."""
    if not isinstance(widget, QLabel):
        return False
    rich = {Qt.TextFormat.RichText, Qt.TextFormat.MarkdownText}
    guessed = widget.textFormat() == Qt.TextFormat.AutoText and RichText.mightBeRichText(widget.text())
    return guessed or widget.textFormat() in rich


def describe() -> list[dict[str, object]]:
    found = []
    for widget in QApplication.allWidgets():
        region = widget.visibleRegion().boundingRect()
        if not widget.isVisible() or widget.window().isMinimized() or region.isEmpty():
            continue
        corner = widget.mapToGlobal(QPoint(region.x(), region.y()))
        found.append(
            {
                "kind": type(widget).__name__,
                "name": widget.accessibleName(),
                "text": text_of(widget),
                "x": corner.x() + region.width() // 2,
                "y": corner.y() + region.height() // 2,
                "width": region.width(),
                "height": region.height(),
                "enabled": widget.isEnabled(),
                "checked": widget.isChecked() if isinstance(widget, QAbstractButton) else False,
                "button": isinstance(widget, QAbstractButton),
                "field": isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit),
                "window": widget.window().windowTitle(),
                "rich": reads_markup(widget),
            }
        )
    return found


class Inspector:
    def __init__(self, path: Path) -> None:
        self.server = QLocalServer()
        self.server.newConnection.connect(self.answer)
        assert self.server.listen(str(path)), self.server.errorString()

    def answer(self) -> None:
        socket = self.server.nextPendingConnection()
        socket.write(json.dumps(describe()).encode())
        socket.disconnectFromServer()


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--build", type=Path, required=True)
    asked.add_argument("--inspect", type=Path, required=True)
    asked.add_argument("--number", default="")
    asked.add_argument("--language", default="ja")
    given = asked.parse_args()
    kept: list[Inspector] = []

    def started(_app: QApplication, _windows: Windows) -> None:
        kept.append(Inspector(given.inspect))

    build = read_build(given.build.read_text(encoding="utf-8"))
    return run_program(build, number=given.number, language=given.language, started=started)


if __name__ == "__main__":
    sys.exit(main())
