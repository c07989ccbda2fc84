"""What is hidden from the operator in this session, and its record: which kinds of things, never which title.

A kind is stated once, however often such a window opens and closes: when the customer reads their mail is nobody's business,
and no window that changes its title can flood the record. That the customer shows something is stated each time.
Article: 5.1, P.2"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from madoguchi.host.port import (
    Done,
    DrawPlace,
    HiddenPlace,
    HiddenWindow,
    HidePlace,
    HideWindow,
    ShowDrawing,
    ShowPlace,
    ShowWindow,
    Target,
)
from madoguchi.host.runner.parts import Parts
from madoguchi.host.runner.records import Records
from madoguchi.ledger.kinds import MASK_PLACE
from madoguchi.wire.vocabulary import Sharing

MOST_PLACES: Final = 64  # more at once are not drawn by a person


class SessionMasks:
    """``windows``: those that are hidden now; ``places``: what the customer drew."""

    def __init__(self, parts: Parts) -> None:
        self.windows: tuple[HiddenWindow, ...] = ()
        self.places: tuple[HiddenPlace, ...] = ()
        self._workplace, self._show = parts.workplace, parts.show
        self._records: Records | None = None
        self._stated: set[tuple[str, str]] = set()

    def begin(self, records: Records) -> None:
        """The session is open: what is hidden already is stated, and every new kind from now on."""
        self._records = records
        for window in self.windows:
            self._state(_kind(window))
        if self.places:
            self._state((MASK_PLACE, MASK_PLACE))

    def now(self, windows: tuple[HiddenWindow, ...]) -> None:
        """These windows are hidden now."""
        self.windows = windows
        for window in windows:
            self._state(_kind(window))

    def done(self, value: Done) -> bool:
        """The customer's own choice; whether it was that. Hiding is done first and told afterwards."""
        match value:
            case HideWindow(number=number):
                self._workplace.hide_window(number)
            case ShowWindow(number=number):
                self._workplace.show_window(number)
                for window in self.windows:
                    if window.number == number:
                        self._state_shown(_kind(window))
            case DrawPlace(window=number):
                self._workplace.conceal(number)
                self._show(ShowDrawing(number))
            case HidePlace(place=place):
                if place not in self.places and len(self.places) < MOST_PLACES:
                    self._workplace.hide_place(place)
                    self.places = (*self.places, place)
                    self._state((MASK_PLACE, MASK_PLACE))
            case ShowPlace(place=place):
                if place in self.places:
                    self._workplace.show_place(place)
                    self.places = tuple(one for one in self.places if one != place)
                    self._state_shown((MASK_PLACE, MASK_PLACE))
            case _:
                return False
        return True

    def untitled(self, targets: tuple[Target, ...]) -> tuple[Target, ...]:
        """A hidden window can be chosen, but its title stays unsaid: the list stands on the screen that the operator sees, and
        the title of what is shown is told to them."""
        hidden = {window.number for window in self.windows}
        return tuple(
            replace(target, title="") if target.sharing is Sharing.WINDOW and target.number in hidden else target
            for target in targets
        )

    def _state(self, kind: tuple[str, str]) -> None:
        if self._records is not None and kind not in self._stated:
            self._stated.add(kind)
            self._records.mask(*kind, hidden=True)

    def _state_shown(self, kind: tuple[str, str]) -> None:
        self._stated.discard(kind)
        if self._records is not None:
            self._records.mask(*kind, hidden=False)


def _kind(window: HiddenWindow) -> tuple[str, str]:
    return window.cause.value, window.topic or window.cause.value
