"""What is hidden from the operator in this session, and its record: which kind of window, never which title.

Article: 5.1, P.2"""

from __future__ import annotations

from madoguchi.host.port import HiddenWindow
from madoguchi.host.runner.records import Records


class SessionMasks:
    """``windows``: those that are hidden now."""

    def __init__(self) -> None:
        self.windows: tuple[HiddenWindow, ...] = ()
        self._records: Records | None = None

    def begin(self, records: Records) -> None:
        """The session is open: what is hidden already is stated, and every change from now on."""
        self._records = records
        for window in self.windows:
            records.mask(window, hidden=True)

    def now(self, windows: tuple[HiddenWindow, ...]) -> None:
        """These are hidden now."""
        before, self.windows = {one.number: one for one in self.windows}, windows
        after = {one.number: one for one in windows}
        if self._records is None:
            return
        for number in sorted(after.keys() - before.keys()):
            self._records.mask(after[number], hidden=True)
        for number in sorted(before.keys() - after.keys()):
            self._records.mask(before[number], hidden=False)
