"""The look of the customer's windows: one scale of spaces, one scale of type, one accent.

Red is kept for two things only, 「終了」 and the demo banner, so that it always means the same. No state is told by
colour alone: each has a word and a shape too. Every control is at least 44 pixels high and shows where the focus is.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QFont, QNativeInterface
from PySide6.QtWidgets import QApplication

from madoguchi.base.words import Language
from madoguchi.host.x11.unheld import let_through

# Spaces, in pixels at ordinary size
TIGHT: Final = 4
SMALL: Final = 8
MEDIUM: Final = 12
WIDE: Final = 16
WIDER: Final = 24
WIDEST: Final = 32

TARGET: Final = 48  # the least height of anything to press
STRIP: Final = 64  # the bar's height

INK: Final = "#1b2430"
INK_QUIET: Final = "#4a5666"  # 7.4:1 on white
PAPER: Final = "#ffffff"
GROUND: Final = "#f3f5f8"
LINE: Final = "#c3cbd6"
LINE_STRONG: Final = "#76828f"  # 3.9:1 on white: the edge of a field
ACCENT: Final = "#0b5cad"  # 6.6:1 on white
ACCENT_DARK: Final = "#084a8c"
ACCENT_PALE: Final = "#e5f0fb"
NOTE: Final = "#fff4d6"
NOTE_LINE: Final = "#9a6700"  # 4.9:1 on white
DANGER: Final = "#b3261e"
DANGER_DARK: Final = "#8c1d18"
FOCUS: Final = "#101828"
OFF: Final = "#5b6775"

FAMILIES: Final = ["Noto Sans CJK JP", "Noto Sans JP", "Yu Gothic UI", "Meiryo", "Hiragino Sans", "sans-serif"]
LARGE: Final = 1.25


def make_app(arguments: list[str]) -> QApplication:
    """The application object with the fonts set. Windows close without ending the program: the runner does that."""
    app = QApplication(arguments)
    native = app.nativeInterface()
    if isinstance(native, QNativeInterface.QX11Application):
        let_through(native.connection())
    app.setApplicationName("Madoguchi")
    app.setQuitOnLastWindowClosed(False)
    app.setStyle("Fusion")
    dress(app, 1.0)
    return app


def dress(app: QApplication, scale: float) -> None:
    """Fonts and style sheet at ordinary or large size."""
    font = QFont()
    font.setFamilies(FAMILIES)
    font.setPixelSize(size(19, scale))
    app.setFont(font)
    app.setStyleSheet(sheet(scale))


def size(pixels: int, scale: float) -> int:
    return round(pixels * scale)


LOCALES: Final = {Language.JA: QLocale("ja_JP"), Language.EN: QLocale("en_US")}


class OwnWords:
    """The words and dates inside Qt's own dialogs (choosing a file), in the customer's language."""

    def __init__(self, app: QApplication) -> None:
        self._app = app
        self._translator: QTranslator | None = None

    def choose(self, language: Language) -> None:
        if self._translator is not None:
            self._app.removeTranslator(self._translator)
        translator = QTranslator(self._app)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if translator.load(f"qtbase_{language.value}", folder):
            self._app.installTranslator(translator)
        self._translator = translator
        QLocale.setDefault(LOCALES[language])


def sheet(scale: float) -> str:
    """The style sheet. ``kind`` is a dynamic property that says what a widget is for."""
    body, small, title, head, huge = (size(px, scale) for px in (19, 18, 30, 22, 40))
    return f"""
    * {{ color: {INK}; font-size: {body}px; }}
    QWidget[kind="ground"] {{ background: {GROUND}; }}
    QWidget[kind="paper"] {{ background: {PAPER}; }}
    QScrollArea, QScrollArea > QWidget > QWidget[kind="clear"] {{ background: transparent; border: 0; }}
    QLabel {{ background: transparent; }}
    QLabel[kind="title"] {{ font-size: {title}px; font-weight: 700; }}
    QLabel[kind="head"] {{ font-size: {head}px; font-weight: 700; }}
    QLabel[kind="strong"] {{ font-weight: 700; }}
    QLabel[kind="quiet"] {{ color: {INK_QUIET}; font-size: {small}px; }}
    QLabel[kind="small"] {{ font-size: {small}px; }}
    QLabel[kind="phone"] {{ font-size: {head}px; font-weight: 700; }}
    QLabel[kind="spoken"] {{ font-size: {huge}px; font-weight: 700; letter-spacing: {size(10, scale)}px; color: {ACCENT_DARK}; }}
    QLabel[kind="mark"] {{ background: {NOTE}; border: 2px solid {NOTE_LINE}; border-radius: 6px; padding: 2px 10px; font-weight: 700; }}
    QLabel[kind="trouble"] {{ font-weight: 700; color: {INK}; }}
    QLabel[kind="step"] {{ color: {INK_QUIET}; font-size: {small}px; }}
    QLabel[kind="step-now"] {{ color: {ACCENT_DARK}; font-size: {small}px; font-weight: 700; }}
    QLabel[kind="demo"] {{ background: {DANGER}; color: #ffffff; font-size: {small}px; font-weight: 700; padding: 4px; }}
    QLabel[kind="count"] {{ font-weight: 700; }}

    QFrame[kind="card"] {{ background: {PAPER}; border: 1px solid {LINE}; border-radius: 10px; }}
    QFrame[kind="note"] {{ background: {NOTE}; border: 2px solid {NOTE_LINE}; border-radius: 10px; }}
    QFrame[kind="question"] {{ background: {NOTE}; border: 2px solid {NOTE_LINE}; border-left: 8px solid {NOTE_LINE}; border-radius: 8px; }}
    QFrame[kind="strip"] {{ background: {PAPER}; border: 0; }}
    QFrame[kind="edge"] {{ background: {PAPER}; border: 2px solid {ACCENT_DARK}; }}
    QFrame[kind="line"] {{ background: {LINE}; border: 0; max-height: 1px; min-height: 1px; }}
    QFrame[kind="row"] {{ background: {PAPER}; border: 2px solid transparent; border-radius: 8px; }}
    QFrame[kind="row"]:hover {{ background: {ACCENT_PALE}; }}
    QFrame[kind="preview"] {{ background: #20262e; border: 1px solid {LINE_STRONG}; border-radius: 6px; }}

    QPushButton {{ min-height: {TARGET - 6}px; min-width: 96px; padding: 0 {WIDE}px; border: 3px solid transparent;
        border-radius: 8px; font-weight: 700; background: {PAPER}; }}
    QPushButton[kind="second"] {{ border-color: {LINE_STRONG}; background: {PAPER}; color: {INK}; }}
    QPushButton[kind="second"]:hover {{ background: {ACCENT_PALE}; border-color: {ACCENT}; }}
    QPushButton[kind="primary"] {{ background: {ACCENT}; border-color: {ACCENT}; color: #ffffff; }}
    QPushButton[kind="primary"]:hover {{ background: {ACCENT_DARK}; border-color: {ACCENT_DARK}; }}
    QPushButton[kind="stop"] {{ background: {DANGER}; border-color: {DANGER}; color: #ffffff; }}
    QPushButton[kind="stop"]:hover {{ background: {DANGER_DARK}; border-color: {DANGER_DARK}; }}
    QPushButton[kind="quiet"] {{ min-width: 44px; padding: 0 {MEDIUM}px; font-weight: 400; background: transparent; color: {ACCENT_DARK};
        border-color: transparent; }}
    QPushButton[kind="quiet"]:hover {{ background: {ACCENT_PALE}; }}
    QPushButton[kind="quiet"]:checked {{ background: {ACCENT_PALE}; border-color: {ACCENT}; font-weight: 700; }}
    QPushButton:disabled {{ background: #e3e7ec; border-color: #e3e7ec; color: {OFF}; }}
    QPushButton:pressed {{ background: {LINE}; color: {INK}; }}
    QPushButton[kind="stop"]:pressed {{ background: {DANGER_DARK}; color: #ffffff; }}
    QPushButton:focus {{ border-color: {FOCUS}; }}
    QPushButton[shown="yes"] {{ border-color: #e0a100; }}

    QAbstractButton[kind="tool"], QAbstractButton[kind="switch"] {{ min-height: 0; min-width: 0; }}

    QLineEdit {{ min-height: {TARGET - 6}px; padding: 0 {MEDIUM}px; border: 3px solid {LINE_STRONG}; border-radius: 8px; background: {PAPER};
        selection-background-color: {ACCENT}; selection-color: #ffffff; }}
    QLineEdit:focus {{ border-color: {ACCENT}; }}
    QLineEdit:disabled {{ background: #e3e7ec; border-color: {LINE}; color: {OFF}; }}
    QLineEdit[kind="number"] {{ font-size: {huge}px; font-weight: 700; min-height: {size(64, scale)}px; padding: 0 {WIDE}px; }}

    QTextBrowser, QTextEdit {{ background: {PAPER}; border: 3px solid {LINE}; border-radius: 8px; padding: {SMALL}px;
        selection-background-color: {ACCENT}; selection-color: #ffffff; }}
    QTextBrowser:focus, QTextEdit:focus {{ border-color: {ACCENT}; }}

    QListWidget {{ background: {PAPER}; border: 3px solid {LINE}; border-radius: 8px; outline: 0; }}
    QListWidget:focus {{ border-color: {ACCENT}; }}
    QListWidget::item {{ min-height: {TARGET}px; padding: {TIGHT}px {SMALL}px; border-left: 6px solid transparent; color: {INK}; }}
    QListWidget::item:selected {{ background: {ACCENT_PALE}; border-left: 6px solid {ACCENT}; color: {INK}; }}

    QProgressBar {{ min-height: 14px; max-height: 14px; border: 1px solid {LINE_STRONG}; border-radius: 7px; background: {GROUND}; }}
    QProgressBar::chunk {{ background: {ACCENT}; border-radius: 6px; }}

    QScrollBar:vertical {{ width: 18px; background: {GROUND}; margin: 0; }}
    QScrollBar::handle:vertical {{ background: #8a95a3; min-height: 48px; border-radius: 7px; margin: 2px; }}
    QScrollBar::handle:vertical:hover {{ background: {OFF}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; }}
    """
