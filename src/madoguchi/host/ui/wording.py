"""Times as people read them."""

from __future__ import annotations

from madoguchi.base.words import Words


def clock(seconds: int) -> str:
    """12:34 or 1:02:03: short, for the bar."""
    hours, rest = divmod(max(0, seconds), 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def elapsed(words: Words, seconds: int) -> str:
    """12分34秒: in words, for the summary."""
    hours, rest = divmod(max(0, seconds), 3600)
    minutes, left = divmod(rest, 60)
    if hours:
        return words("host.time.hours", hours=hours, minutes=minutes, seconds=left)
    if minutes:
        return words("host.time.minutes", minutes=minutes, seconds=left)
    return words("host.time.seconds", seconds=left)
