"""The link: up or down, how long a session outlives a cut, and when a silent operator loses the controls.

A cut of up to 120 s is mended without asking again: the consents stay, control waits until the console has drawn one
whole frame after the link came back. Silence on a link that seems up releases the keys after 3 s and stops the picture
after 10 s (the other end may be frozen, SECURITY L-15). Article: 5.3
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from madoguchi.base.clock import Tick

CUT_SECONDS: Final = 120.0
SILENT_CONTROL_SECONDS: Final = 3.0
SILENT_VIEW_SECONDS: Final = 10.0
PING_SECONDS: Final = 1.0  # the console's, while control is held
IDLE_PING_SECONDS: Final = 3.0  # the console's, otherwise


class LinkState(StrEnum):
    UP = "up"
    DOWN = "down"
    LOST = "lost"  # down for longer than CUT_SECONDS: the session ends


class Link:
    """One end's view of the link. Times are ticks (seconds)."""

    def __init__(self, now: Tick) -> None:
        self._heard = now
        self._down_since: Tick | None = None
        self._frame_owed = False

    def heard(self, now: Tick) -> None:
        """Something authentic arrived from the other end."""
        self._heard = now

    def went_down(self, now: Tick) -> None:
        """The connection or the other end is gone."""
        if self._down_since is None:
            self._down_since = now
        self._frame_owed = True

    def came_up(self, now: Tick) -> None:
        """A new handshake succeeded."""
        self._down_since = None
        self._heard = now

    def frame_drawn(self) -> None:
        """The console drew a whole frame that was sent after the link came up."""
        if self._down_since is None:
            self._frame_owed = False

    def state(self, now: Tick) -> LinkState:
        """UP, DOWN, or LOST."""
        if self._down_since is None:
            return LinkState.UP
        return LinkState.LOST if now - self._down_since > CUT_SECONDS else LinkState.DOWN

    def carries_control(self, now: Tick) -> bool:
        """Whether the operator's input may take effect now."""
        return self._down_since is None and not self._frame_owed and now - self._heard <= SILENT_CONTROL_SECONDS

    def carries_view(self, now: Tick) -> bool:
        """Whether pictures may leave now."""
        return self._down_since is None and now - self._heard <= SILENT_VIEW_SECONDS

    def seconds_left(self, now: Tick) -> float:
        """Until a cut becomes LOST; the whole of it while the link is up."""
        return CUT_SECONDS if self._down_since is None else max(0.0, CUT_SECONDS - (now - self._down_since))
