"""Openings and dates as people type them. Article: 3.2"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time
from typing import Final

from madoguchi.rules.hours import MIDNIGHT, Opening, is_apart

MOST_OPENINGS: Final = 6
_OPENING: Final = re.compile(r"(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d)")
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−ーｰ〜~～", "-") | dict.fromkeys("、，;・", ","))
_FIRST_YEAR: Final = 1900  # the first day of the calendar has no instant in UTC: Japan is ahead of it
_LAST_YEAR: Final = 2099  # as far as the library of holidays knows


def read_openings(typed: str) -> tuple[Opening, ...] | None:
    """``9:00-12:00, 13:00〜18:00`` as openings, in any order; nothing for an empty text; None for what cannot be read.

    24:00 closes at the day's end.
    """
    plain = unicodedata.normalize("NFKC", typed.translate(_DASHES)).translate(_DASHES)
    pieces = [re.sub(r"\s+", "", piece) for piece in plain.split(",")]
    found = [_opening(piece) for piece in pieces if piece]
    if None in found or len(found) > MOST_OPENINGS:
        return None
    openings = tuple(sorted((one for one in found if one is not None), key=lambda one: one.opens))
    return openings if is_apart(openings) else None


def _opening(piece: str) -> Opening | None:
    match = _OPENING.fullmatch(piece)
    if match is None:
        return None
    try:
        hour, minute, until_hour, until_minute = (int(part) for part in match.groups())
        closes = MIDNIGHT if (until_hour, until_minute) == (24, 0) else time(until_hour, until_minute)
        if closes == MIDNIGHT and until_hour != 24:
            return None
        return Opening(time(hour, minute), closes)
    except ValueError:
        return None


def read_clock(typed: str) -> time | None:
    """14:00 (also 9:05, １４：００) as a time of day; None for what is none."""
    match = re.fullmatch(r"(\d{1,2}):(\d\d)", unicodedata.normalize("NFKC", typed).strip(), re.ASCII)
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        return None
    return time(int(match[1]), int(match[2]))


def openings_text(openings: tuple[Opening, ...]) -> str:
    """``9:00–12:00, 13:00–18:00``"""
    return ", ".join(
        f"{_clock(one.opens)}–{'24:00' if one.closes == MIDNIGHT else _clock(one.closes)}" for one in openings
    )


def _clock(at: time) -> str:
    return f"{at.hour}:{at.minute:02d}"


def read_day(typed: str) -> date | None:
    """2026-04-01 (also 2026/4/1) as a date; None for what is none, or lies beyond what is known of holidays."""
    match = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", unicodedata.normalize("NFKC", typed).strip())
    if match is None:
        return None
    try:
        found = date(*(int(part) for part in match.groups()))
    except ValueError:
        return None
    return found if _FIRST_YEAR <= found.year <= _LAST_YEAR else None
