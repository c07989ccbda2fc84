"""Every word on a screen, by key and language. Japanese is the reference; English is complete (tests/repo checks both).

One catalogue feeds Qt, HTML, PDF and the viewer: ``madoguchi/words/<language>/<room>.json``, flat objects of key to whole
sentence with named slots ``{customer}``. Dates and sums are worded by ``wording`` below, never joined by hand.
"""

from __future__ import annotations

import json
import re
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Final

from madoguchi.base.clock import JAPAN, Instant
from madoguchi.base.errors import Misuse
from madoguchi.base.word_keys import Key

SLOT: Final = re.compile(r"\{([a-z_]+)\}")
_DAYS_JA: Final = "月火水木金土日"


class Language(StrEnum):
    """The languages of people."""

    JA = "ja"
    EN = "en"


@cache
def catalogue(language: Language) -> dict[str, str]:
    """Every key of one language. Raises Misuse when two rooms use one key."""
    found: dict[str, str] = {}
    folder = resources.files("madoguchi").joinpath("words", language.value)
    for room in sorted(folder.iterdir(), key=lambda item: item.name):
        if room.name.endswith(".json"):
            for key, sentence in json.loads(room.read_text(encoding="utf-8")).items():
                if key in found:
                    raise Misuse(f"the key {key} stands in two rooms")
                found[key] = sentence
    return found


class Words:
    """Says things in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._sentences = catalogue(language)

    def __call__(self, key: Key, /, **slots: str | int) -> str:
        """The sentence with its slots filled. Raises Misuse for a missing slot, so a hole never reaches a screen."""
        sentence = self._sentences[key]
        wanted = set(SLOT.findall(sentence))
        if missing := wanted - slots.keys():
            raise Misuse(f"{key}: no value for {', '.join(sorted(missing))}")
        return SLOT.sub(lambda slot: str(slots[slot[1]]), sentence)

    def day(self, on: date) -> str:
        """2026年1月5日（月） or Monday, 5 January 2026."""
        if self.language is Language.JA:
            return f"{on.year}年{on.month}月{on.day}日（{_DAYS_JA[on.weekday()]}）"
        return f"{on:%A}, {on.day} {on:%B} {on.year}"

    def moment(self, at: Instant) -> str:
        """The day and the time to the minute, in Japan time."""
        there = at.astimezone(JAPAN)
        if self.language is Language.JA:
            return f"{self.day(there.date())} {there:%H:%M}"
        return f"{self.day(there.date())}, {there:%H:%M} JST"

    def size(self, count: int) -> str:
        """A number of bytes for people: 0 B, 999 B, 1.2 kB, 35 MB."""
        if count < 1_000:
            return f"{count} B"
        value = float(count)
        for unit in ("kB", "MB", "GB", "TB"):
            value /= 1_000
            if value < 999.5 or unit == "TB":
                return f"{value:.1f} {unit}" if value < 9.95 else f"{value:.0f} {unit}"
        raise AssertionError("unreachable")
