"""The seam between injection and the platform: what the operator's messages become. One backend per platform.

Guarantees, for every backend:
- nothing is injected while the gate is closed, and closing it releases all that is held (5.3);
- nothing that is injected reaches this program's own windows or presses the stop hotkey: it is dropped, and what is held
  is released (5.2: a consent can only be given by the customer's own hand);
- the customer's own input comes first: the operator's waits (5.3);
- with a shared window, only that window gets anything.
Coordinates are pixels of the shared picture. Every call may come from any thread, one at a time gets through; ``type_text``
can take seconds, so give it a thread that may wait. Article: 5.2, 5.3
"""

from __future__ import annotations

from typing import Protocol

from madoguchi.host.port import Target
from madoguchi.wire.vocabulary import Pause


class HoldWatch(Protocol):
    """Hears when the platform is held, so that a hold which does not end is ended from outside (host.guard.warden)."""

    def watch(self, anchor: int) -> None:
        """The holds of the connection that owns ``anchor``; called before the first of them."""
        ...

    def held(self) -> None: ...
    def let_go(self) -> None: ...


class NoWatch:
    """Nobody looks."""

    def watch(self, anchor: int) -> None:
        pass

    def held(self) -> None:
        pass

    def let_go(self) -> None:
        pass


class Injector(Protocol):
    """The operator's hands. A call answers why it had to be dropped: NONE when it was done, or when there was nothing to do
    (an unknown key, a key that is down already, a place that another window covers, a closed gate).
    """

    def aim(self, target: Target | None) -> None:
        """What the coordinates are those of; None: nothing can be hit."""
        ...

    def open(self) -> None:
        """Open the gate: control is held."""
        ...

    def close(self) -> bool:
        """Close the gate; see Gate.close. Then no event is sent until ``open``."""
        ...

    def pointer(self, x: int, y: int) -> Pause: ...

    def button(self, button: int, x: int, y: int, *, down: bool) -> Pause: ...

    def wheel(self, dx: int, dy: int, x: int, y: int) -> Pause: ...

    def key(self, usage: int, *, down: bool) -> Pause:
        """A physical key by its HID usage (page 7)."""
        ...

    def type_text(self, text: str) -> Pause:
        """Type text as it is, whatever the keyboard's layout. Stops at the first character that has to be dropped."""
        ...

    def release_all(self) -> None:
        """Let go of every key and button; the gate stays as it is."""
        ...

    def shut_down(self) -> None:
        """Close the gate for good, put the keyboard map back, let go of the platform."""
        ...
