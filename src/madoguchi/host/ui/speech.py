"""The language of the windows, changed at any time without losing what was typed.

Every text on a screen is *tied*: a small function says it again when the language changes. A tie dies with its widget.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from shiboken6 import isValid

from madoguchi.base.word_keys import Key
from madoguchi.base.words import Language, Words

Saying = Callable[[Words], None]


class Speech:
    """Says everything in one language, and again in another."""

    def __init__(self, language: Language) -> None:
        self.words = Words(language)
        self._ties: list[tuple[QObject, Saying]] = []

    @property
    def language(self) -> Language:
        return self.words.language

    def tie(self, owner: QObject, saying: Saying) -> None:
        """Run ``saying`` now, and whenever the language changes while ``owner`` lives."""
        self._ties.append((owner, saying))
        saying(self.words)

    def tie_text(self, widget: QLabel | QAbstractButton, key: Key, **slots: str | int) -> None:
        """The widget's text, and its name for those who hear the screen read."""

        def say(words: Words) -> None:
            text = words(key, **slots)
            widget.setText(text)
            widget.setAccessibleName(text)

        self.tie(widget, say)

    def tie_name(self, widget: QWidget, key: Key, **slots: str | int) -> None:
        """The name alone, for a widget without a text of its own."""
        self.tie(widget, lambda words: widget.setAccessibleName(words(key, **slots)))

    def choose(self, language: Language) -> None:
        self.words = Words(language)
        self._ties = [tie for tie in self._ties if isValid(tie[0])]
        for _, saying in list(self._ties):
            saying(self.words)

    def prune(self) -> None:
        """Forget the ties of widgets that are gone."""
        self._ties = [tie for tie in self._ties if isValid(tie[0])]
