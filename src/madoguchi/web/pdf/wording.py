"""Times and sums as papers say them: to the second, in Japan time; yen with their thousands apart."""

from __future__ import annotations

from madoguchi.base.clock import JAPAN, Instant
from madoguchi.base.words import Language, Words


def moment(at: Instant, say: Words) -> str:
    """2026年1月5日（月） 10:00:07"""
    there = at.astimezone(JAPAN)
    joint = " " if say.language is Language.JA else ", "
    return f"{say.day(there.date())}{joint}{there:%H:%M:%S}"


def stamp(at: Instant) -> str:
    """2026-01-05 10:00:07, for tables."""
    return f"{at.astimezone(JAPAN):%Y-%m-%d %H:%M:%S}"


def duration(seconds: int, say: Words) -> str:
    """1時間05分09秒 or 1:05:09: to the second, since each second may be charged."""
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    if say.language is Language.EN:
        return f"{hours}:{minutes:02d}:{left:02d}"
    return f"{hours}時間{minutes:02d}分{left:02d}秒" if hours else f"{minutes}分{left:02d}秒"


def yen(amount: int) -> str:
    """1,234円 is said by the template's words; this is its number, with a true minus."""
    return f"{amount:,}".replace("-", "−")
