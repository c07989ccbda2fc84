"""What the windows and the runner need of the guard, whatever the platform. Article: 5.2, 5.3"""

from __future__ import annotations

from typing import Protocol

from madoguchi.base.clock import Tick


class PhysicalKeys(Protocol):
    """For consent buttons."""

    def is_physical(self, now: Tick) -> bool:
        """Whether what the customer's window hears just now can only come from the customer's own hand. True when all of it
        holds: the last press of a key or button on this computer came from a real device; it is still down or at most
        PRESS_SECONDS old; no key or button is down on the injection device (so the repeats of a key that the operator
        holds never count). Ask it in the handler of the click or key. It asks the system first whether something newer has
        arrived, so it never answers from before the event that the window is handling.
        """
        ...


class CustomerInput(Protocol):
    """For the injector."""

    def last_customer_input(self) -> Tick | None:
        """When the customer last moved, pressed, held or touched anything; None: not yet."""
        ...
