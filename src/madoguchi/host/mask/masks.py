"""What is hidden at this computer now: by rule, and by the customer's own choice of windows and places.

One for a session; any thread may ask and change it, and everything that looks (the picture, the hands, the guard) sees the
change at its next look: ``version`` counts them. Only the customer's own acts come in here, never a message of the
operator's. Article: 5.1
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from threading import Lock
from typing import Final

from madoguchi.host.capture.rect import Rect
from madoguchi.host.mask.pattern import STRIPE, Tile, stripes
from madoguchi.session.masks import READY, Choice, Facts, Hiding, Rule, hidings


class Masks:
    """Whatever ``rules`` there are, only the customer's own hand shows what they hide."""

    def __init__(self, rules: Sequence[Rule] = READY) -> None:
        self._lock = Lock()
        self._rules = tuple(rules)
        self._choice = Choice()
        self._areas: tuple[Rect, ...] = ()
        self.tile: Final[Tile] = stripes(STRIPE * 4, STRIPE * 4)  # the pattern over what is hidden
        self._listeners: list[Callable[[], None]] = []
        self.version = 0

    @property
    def areas(self) -> tuple[Rect, ...]:
        """Places of the whole screen that the customer hid, in its coordinates."""
        return self._areas

    def judge(self, windows: Mapping[int, Sequence[Facts]]) -> dict[int, Hiding]:
        """Why each top-level window is hidden."""
        with self._lock:
            rules, choice = self._rules, self._choice
        return hidings(windows, rules, choice)

    def on_change(self, call: Callable[[], None]) -> None:
        """``call`` after every change, on the thread that made it; it must not wait."""
        self._listeners.append(call)

    def forget(self, call: Callable[[], None]) -> None:
        """Call it no more."""
        if call in self._listeners:
            self._listeners.remove(call)

    def hide(self, number: int) -> None:
        """The customer hides a window."""
        with self._lock:
            now = self._choice
            self._choice = replace(now, hidden=now.hidden | {number}, shown=now.shown - {number})
        self._changed()

    def show(self, number: int) -> None:
        """The customer shows a window, whoever hid it."""
        with self._lock:
            now = self._choice
            self._choice = replace(now, hidden=now.hidden - {number}, shown=now.shown | {number})
        self._changed()

    def conceal(self, number: int) -> None:
        """A window of our own in which the customer sees their whole screen: the operator does not, as long as it lives."""
        with self._lock:
            self._choice = replace(self._choice, concealed=self._choice.concealed | {number})
        self._changed()

    def gone(self, number: int) -> None:
        """The window is closed: its number may be given to another one, which the customer did not choose to show. Hidden it
        stays: what it left standing is not painted over yet, and those who hear of its end later must still know."""
        with self._lock:
            now = self._choice
            if number not in now.shown:
                return
            self._choice = replace(now, shown=now.shown - {number})
        self._changed()

    def hide_area(self, area: Rect) -> None:
        """The customer hides a place of the screen."""
        with self._lock:
            self._areas = (*self._areas, area)
        self._changed()

    def show_area(self, area: Rect) -> None:
        """The customer hides this place no more; another one that lies over it stays."""
        with self._lock:
            self._areas = tuple(one for one in self._areas if one != area)
        self._changed()

    def _changed(self) -> None:
        self.version += 1
        for call in tuple(self._listeners):
            call()
