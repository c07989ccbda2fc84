"""Whose hand it is: judges raw events. Pure.

A press that comes from a real device is *physical*. An event is the *customer's* when it comes from a real device, or from
the injection device without our injector having announced it (an on-screen keyboard, another program). Only physical presses
can give a consent; every customer's event makes the operator's input wait. Article: 5.2, 5.3
"""

from __future__ import annotations

from typing import Final

from madoguchi.base.clock import Tick
from madoguchi.host.guard.expected import Expected
from madoguchi.host.x11.raw import RawEvent, RawKind

PRESS_SECONDS: Final = 5.0
HOLD_SECONDS: Final = 10.0
_DOWN: Final = {RawKind.KEY_DOWN: "key", RawKind.BUTTON_DOWN: "button", RawKind.TOUCH_DOWN: "touch"}
_UP: Final = {RawKind.KEY_UP: "key", RawKind.BUTTON_UP: "button", RawKind.TOUCH_UP: "touch"}


class Hands:
    """What is down, and who pressed last."""

    def __init__(self, expected: Expected) -> None:
        self._expected = expected
        self._down: dict[bool, set[tuple[str, int]]] = {True: set(), False: set()}  # by whether it was injected
        self._last_press: tuple[bool, Tick] | None = None
        self._last_down: tuple[str, int] = ("", 0)
        self._last_customer: Tick | None = None

    def last_customer(self, now: Tick) -> Tick | None:
        """When the customer's last event came; now, while they hold something down (for HOLD_SECONDS at most: a release that
        went to another console must not lock the operator out for good).
        """
        last = self._last_customer
        if last is not None and self._down[False] and now - last <= HOLD_SECONDS:
            return now
        return last

    def hear(self, event: RawEvent, now: Tick) -> bool:
        """Whether the event is the customer's."""
        detail = 0 if event.kind is RawKind.MOTION else event.detail
        ours = event.injected and self._expected.meets(event.kind, detail, now)
        down = self._down[event.injected]
        if event.kind in _DOWN:
            self._last_down = (_DOWN[event.kind], event.detail)
            down.add(self._last_down)
            self._last_press = (event.injected, now)
        elif event.kind in _UP:
            down.discard((_UP[event.kind], event.detail))
        if not ours:
            self._last_customer = now
        return not ours

    def is_physical(self, now: Tick) -> bool:
        """See guard.port.PhysicalKeys."""
        if self._last_press is None or self._down[True]:
            return False
        injected, at = self._last_press
        return not injected and (self._last_down in self._down[False] or now - at <= PRESS_SECONDS)
