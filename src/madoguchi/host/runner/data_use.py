"""The customer's own limit of data, and saving it: warned once when most of it is used, over when all of it is. Pure.

Article: 6.2"""

from __future__ import annotations

from typing import Final

NEAR: Final = 0.8  # of the limit, when the customer is told
SAVING_BYTES: Final = 30_000  # a second for the picture while data is saved: 108 MB in an hour at the most


class DataUse:
    """Of one session. ``limit`` 0 means that there is none."""

    def __init__(self) -> None:
        self.limit = 0
        self.saves = False
        self._told = False

    def set_limit(self, limit: int) -> None:
        """Bytes from now on; another limit is warned of anew."""
        self.limit = max(0, limit)
        self._told = False

    def is_over(self, used: int) -> bool:
        """Whether nothing more may be shared."""
        return bool(self.limit) and used >= self.limit

    def nears(self, used: int) -> bool:
        """True once for each limit: most of it is used."""
        if self._told or not self.limit or used < NEAR * self.limit:
            return False
        self._told = True
        return True
