"""The one place where an opening act is let through: it must come from the customer's own mouse or keyboard.

Whether it did is asked at the moment of the act, and a no is shown shortly. Closing acts (終了, withdraw, refuse, pause)
never pass here: they always work. Article: 5.2, 5.3
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from madoguchi.host.port import Done, StopNow
from madoguchi.host.ui.speech import Speech


class Gate(QObject):
    """Asks ``input_allowed`` before each opening act."""

    refused = Signal()

    def __init__(self, input_allowed: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._allowed = input_allowed
        self._by_itself = False

    def open(self, act: Callable[[], None]) -> bool:
        """Do ``act`` when the customer themselves asked for it; otherwise do nothing and say so."""
        if not (self._by_itself or self._allowed()):
            self.refused.emit()
            return False
        act()
        return True

    @contextmanager
    def by_itself(self) -> Iterator[None]:
        """The demo's own presses. Only the demo build's autopilot enters here."""
        self._by_itself = True
        try:
            yield
        finally:
            self._by_itself = False


@dataclass(frozen=True, slots=True)
class Front:
    """What every window holds: its words, the gate, the outlet, and the way to stop."""

    speech: Speech
    gate: Gate
    act: Callable[[Done], None]
    stop_now: Callable[[], None]

    def stop(self) -> None:
        """Stop first, tell afterwards. Article: 5.3"""
        self.stop_now()
        self.act(StopNow())

    def open(self, done: Done) -> bool:
        """Tell of an opening act, if it was the customer's own."""
        return self.gate.open(lambda: self.act(done))
