"""Months of Japan: their first and last instants. Article: 3.4"""

from __future__ import annotations

import re
from datetime import date, time
from typing import Final

from madoguchi.base.clock import JAPAN, Instant
from madoguchi.rules.hours import instant_of

MONTH: Final = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])\Z", re.ASCII)


def month_in_japan(at: Instant) -> str:
    there = at.astimezone(JAPAN)
    return f"{there.year:04d}-{there.month:02d}"


def beginning(month: str) -> Instant:
    """The first instant of the month."""
    return instant_of(date.fromisoformat(f"{month}-01"), time(0))


def moved(month: str, by: int) -> str:
    """So many months later, or earlier."""
    count = int(month[:4]) * 12 + int(month[5:]) - 1 + by
    return f"{count // 12:04d}-{count % 12 + 1:02d}"


def is_over(month: str, now: Instant) -> bool:
    return now >= beginning(moved(month, 1))
