"""Wheel units to notches: 120 is one notch, and what is less than one is kept for the next time. Pure."""

from __future__ import annotations

from typing import Final

NOTCH: Final = 120
MOST_NOTCHES: Final = 40  # in one message: more is no wheel


class Wheel:
    """One axis."""

    def __init__(self) -> None:
        self._rest = 0

    def notches(self, units: int) -> int:
        """Whole notches, with their sign. Turning the other way forgets what was left over."""
        if units * self._rest < 0:
            self._rest = 0
        total = self._rest + units
        whole = abs(total) // NOTCH * (1 if total > 0 else -1)
        self._rest = total - whole * NOTCH
        return max(-MOST_NOTCHES, min(MOST_NOTCHES, whole))
