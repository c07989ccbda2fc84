"""The provider's terms as text: filling a template, settling it, naming it by its hash.

Guarantee: a text that is published has no open place left in it, and the text that is hashed is, byte for byte, the text that
is shown.

Article: P.2, 12.1
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Final

from madoguchi.base.words import Language

TEXT_LIMIT: Final = 200_000  # characters
VERSION: Final = re.compile(
    r"[0-9A-Za-z](?:[0-9A-Za-z_-]|\.(?!\.)){0,39}(?<!\.)"
)  # ".." stands between two versions in an address

_PLACE: Final = re.compile(r"\{([a-z][a-z_]*)\}")
_BRACE: Final = re.compile(r"[{}]")
_INVISIBLE: Final = frozenset(
    "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)

# The places of the sample terms. All are sentences or names in the language of the text.
SAMPLE_PLACES: Final = (
    "provider",  # 当社の名称
    "phone",
    "hours",  # 平日 9:00〜12:00 および 13:00〜18:00
    "closed_days",  # 土曜日、日曜日および国民の祝日
    "off_hours_fee",  # 1時間あたり 8,800円（税込）
    "court",  # 東京地方裁判所
    "website",
    "effective_date",  # 2025年4月15日
)


@dataclass(frozen=True, slots=True)
class PlacesRefused:
    """The template cannot be filled with these values."""

    missing: tuple[str, ...]  # in the template, without a value
    unknown: tuple[str, ...]  # a value without a place
    unusable: tuple[str, ...]  # a value that is empty, has more than one line, or holds braces or invisible characters
    broken: bool  # the template holds a brace that belongs to no place


def places_of(template: str) -> frozenset[str]:
    """The names of the places in ``template``."""
    return frozenset(_PLACE.findall(template))


def fill(template: str, places: Mapping[str, str]) -> str | PlacesRefused:
    """``template`` with every place filled, or why not. Filling happens once: a value is never read as a template."""
    wanted = places_of(template)
    refused = PlacesRefused(
        missing=tuple(sorted(wanted - places.keys())),
        unknown=tuple(sorted(places.keys() - wanted)),
        unusable=tuple(sorted(name for name, value in places.items() if not _is_usable(value))),
        broken=_BRACE.search(_PLACE.sub("", template)) is not None,
    )
    if refused.missing or refused.unknown or refused.unusable or refused.broken:
        return refused
    return _PLACE.sub(lambda place: places[place[1]], template)


def _is_usable(value: str) -> bool:
    return bool(value.strip()) and not any(
        letter in "{}" or letter in _INVISIBLE or unicodedata.category(letter) in {"Cc", "Zl", "Zp", "Cs"}
        for letter in value
    )


def settled(text: str) -> str:
    """The text as it is published: NFC, line ends LF, no space at the end of a line, one line end at the end.

    Characters that cannot be seen (controls, direction marks, zero widths) are taken out, so two texts that look alike in
    a reader are alike in bytes. Settling twice changes nothing.
    """
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    seen = ("".join(letter for letter in line if _is_seen(letter)).rstrip() for line in lines)
    return unicodedata.normalize("NFC", "\n".join(seen)).strip("\n") + "\n"


def _is_seen(letter: str) -> bool:
    if letter == "\t":
        return True
    return letter not in _INVISIBLE and unicodedata.category(letter) not in {"Cc", "Cs", "Zl", "Zp"}


def sha256(text: str) -> str:
    """The name of a text: SHA-256 of its UTF-8 bytes, lower-case hexadecimal. Article: P.2"""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def title_of(text: str) -> str:
    """What the text calls itself: its first heading, or "" when it has none."""
    heading = re.search(r"^#{1,6}[ \t]+(.+?)[ \t]*#*$", text, re.MULTILINE)
    return heading[1] if heading else ""


def sample(language: Language) -> str:
    """The sample terms that come with the program, with their places (``SAMPLE_PLACES``) open."""
    file = resources.files("madoguchi").joinpath("rules", "samples", f"terms.{language.value}.md")
    return file.read_text(encoding="utf-8")
