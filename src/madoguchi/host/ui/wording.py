"""Times as people read them."""

from __future__ import annotations

from typing import Final

from madoguchi.base.words import Words

MINUTE: Final = 60
HOUR: Final = 3_600
STEP_BYTES: Final = 100_000


def about(words: Words, seconds: int) -> str:
    """12分 or 1時間2分: for the bar. Without seconds, because the bar is in the shared picture and an idle desktop sends
    nothing: a clock that ticks would be sent every second.
    """
    hours, rest = divmod(max(0, seconds), HOUR)
    if hours:
        return words("host.bar.hours", hours=hours, minutes=rest // MINUTE)
    return words("host.bar.minutes", minutes=rest // MINUTE)


def at_most(words: Words, count: int) -> str:
    """200 kB: bytes rounded up to a tenth of a megabyte, for the same reason."""
    return words.size(-(-max(0, count) // STEP_BYTES) * STEP_BYTES)


def elapsed(words: Words, seconds: int) -> str:
    """12分34秒: in words, for the summary."""
    hours, rest = divmod(max(0, seconds), 3600)
    minutes, left = divmod(rest, 60)
    if hours:
        return words("host.time.hours", hours=hours, minutes=minutes, seconds=left)
    if minutes:
        return words("host.time.minutes", minutes=minutes, seconds=left)
    return words("host.time.seconds", seconds=left)
