"""The customer's computer as the session needs it: what can be shown, the picture, the operator's hands, the guard.

One implementation per platform stands behind this seam (host.x11_workplace now). Articles: 5.1, 5.3, 5.5
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from madoguchi.host.port import Image, Target
from madoguchi.wire.codec import Message
from madoguchi.wire.vocabulary import Pause


@dataclass(frozen=True, slots=True)
class WorkplaceHooks:
    """What the workplace tells the session, each from a thread of its own."""

    emit: Callable[[list[Message]], int]  # one frame's picture messages; returns their bytes
    target_gone: Callable[[], None]  # the shared window was closed
    stop_pressed: Callable[[], None]  # the hotkey: called on the guard's thread, with nothing in between


class Workplace(Protocol):
    """All methods return at once unless they say otherwise."""

    def targets(self) -> tuple[Target, ...]:
        """What can be shown now; never this program's own windows. May take some milliseconds."""
        ...

    def snapshot(self, target: Target, max_width: int) -> Image | None:
        """Exactly what would be seen of it, masks applied; None when it is gone. May take some milliseconds."""
        ...

    def choose(self, target: Target) -> None:
        """Show this from now on (when the eyes are open)."""
        ...

    def open_eyes(self) -> None: ...
    def close_eyes(self) -> None: ...
    def open_hands(self) -> None: ...
    def close_hands(self) -> None: ...

    def whole_picture(self) -> None:
        """Send canvas and everything: the console has nothing."""
        ...

    def keep_budget(self, budget: int | None) -> None:
        """The picture has so many bytes a second, over time; None: as much as the line carries."""
        ...

    def drawn(self, frame: int, took: float) -> None:
        """The console acknowledged this frame: on its canvas ``took`` seconds after it had come."""
        ...

    def film_lost(self, *, again: bool) -> None:
        """The console could not decode the film; not ``again``: it never will."""
        ...

    def inject(self, message: Message) -> None:
        """Carry out an input message, when the hands are open. Queued: typing a long text takes its time."""
        ...

    def hindrance(self) -> Pause:
        """Why the operator's input waits at this workplace: CUSTOMER_INPUT, OWN_WINDOW or NONE."""
        ...

    def customer_is_physical(self) -> bool:
        """Whether the latest key or button press came from a real device (or nothing was ever injected here)."""
        ...

    def close(self) -> None:
        """Stop every thread and undo every change to the computer's settings (key map, grabs)."""
        ...
