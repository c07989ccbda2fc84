"""The customer: reads the host's windows, and presses by physical input."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from tests.journeys.screen import Screen

LONG = 20.0
T = TypeVar("T")


def until(what: str, look: Callable[[], T | None], seconds: float = LONG) -> T:
    """The first true value that ``look`` gives; fails with ``what`` after ``seconds``."""
    end = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.05)


@dataclass(slots=True)
class Customer:
    screen: Screen
    inspector: Path
    pid: int

    def widgets(self) -> list[dict[str, Any]]:
        with socket.socket(socket.AF_UNIX) as door:
            door.settimeout(10)
            door.connect(str(self.inspector))
            parts = []
            while piece := door.recv(65_536):
                parts.append(piece)
        return json.loads(b"".join(parts))

    def reads(self) -> str:
        """Everything that stands on the host's windows."""
        return "\n".join(widget["text"] for widget in self.widgets() if widget["text"])

    def find(self, text: str, *, kind: str = "button") -> dict[str, Any] | None:
        fits = [
            widget
            for widget in self.widgets()
            if (widget[kind] if kind in {"button", "field"} else True)
            and (text in widget["text"] or text in widget["name"])
        ]
        fits.sort(key=lambda widget: len(widget["text"] or widget["name"]))
        return fits[0] if fits else None

    def sees(self, text: str, seconds: float = LONG) -> None:
        try:
            until(f"the customer sees {text!r}", lambda: text in self.reads(), seconds)
        except AssertionError as missed:
            raise AssertionError(f"{missed}; the windows say:\n{self.reads()}") from None

    def click(self, text: str, seconds: float = LONG) -> None:
        """Press an enabled button that says (or is named) so, once it stands still."""
        self._press(lambda: self.find(text), f"a button {text!r} to press", seconds)

    def _press(self, find: Callable[[], dict[str, Any] | None], what: str, seconds: float = LONG) -> None:
        last: list[dict[str, Any] | None] = [None, None]

        def still() -> dict[str, Any] | None:
            found = find()
            last.append(found)
            same = (
                found
                and found["enabled"]
                and all(one and (one["x"], one["y"]) == (found["x"], found["y"]) for one in last[-3:])
            )
            return found if same else None

        widget = until(what, still, seconds)
        self.screen.press(widget["x"], widget["y"])

    def read_to_the_end(self) -> None:
        """The terms on the screen, with the keyboard."""
        self._press(lambda: next((one for one in self.widgets() if one["kind"] == "Paper"), None), "the terms")
        self.screen.hands("key", "ctrl+End")

    def agree(self, name: str = "Yamada Taro", backup: str = "はい") -> None:
        """From the proven caller to the open session: who, terms, name, backup, what to show."""
        self.click("次へ")
        self.read_to_the_end()
        self.write("お名前", name)
        self.click("同意する")
        self.click(backup)
        self.click("次へ")
        self.click("見せ始める")

    def type_number(self) -> None:
        """Past the warning, with the number that stands there already."""
        self.read_the_warning()
        self.click("つなぐ")

    def read_the_warning(self) -> None:
        """Tick that it was read. Pressed again when the window was still being put into its place at the first press."""

        def ticked() -> bool:
            box = self.find("読みました")
            return box is not None and bool(box["checked"])

        for _ in range(3):
            self.click("読みました")
            try:
                until("the tick", ticked, 3)
            except AssertionError:
                continue
            return
        raise AssertionError("the warning cannot be ticked")

    def write(self, field: str, text: str) -> None:
        """Click a field and type into it (letters and digits)."""
        self._press(lambda: self.find(field, kind="field"), f"a field {field!r}")
        self.screen.hands("type", "--delay", "15", text)

    # --- smaller acts -------------------------------------------------------------------------------------------------

    def enabled(self, text: str) -> bool:
        """Whether the button that says (or is named) so can be pressed."""
        found = self.find(text)
        return found is not None and bool(found["enabled"])

    def retype(self, number: str) -> None:
        """Type another number over what stands in the field, and go."""
        self.fill("受付番号", number)
        self.click("つなぐ")

    def fill(self, field: str, text: str) -> None:
        """Type over what stands in a field."""
        self._press(lambda: self.find(field, kind="field"), f"a field {field!r}")
        self.screen.hands("key", "ctrl+a")
        self.screen.hands("type", "--delay", "15", text)

    def held(self, field: str) -> str:
        """What stands in a field."""
        found = self.find(field, kind="field")
        return found["text"] if found else ""

    def spoken(self) -> str:
        """The four digits on the caller's card."""

        def four() -> str | None:
            texts = [widget["text"] for widget in self.widgets()]
            return next((text for text in texts if len(text) == 4 and text.isdigit()), None)

        return until("the four digits", four)

    def switch(self, access: str) -> str:
        """What a switch of the bar says: オフ, 確認中, 準備中 or オン."""
        for widget in self.widgets():
            if widget["button"] and widget["name"].startswith(f"{access}: "):
                return widget["name"].removeprefix(f"{access}: ")
        return ""

    def press_switch(self, access: str) -> None:
        """Press a switch of the bar: it allows what is off and takes back what is on."""
        self.click(f"{access}: ")

    def switches_to(self, access: str, state: str, seconds: float = LONG) -> None:
        until(f"the switch {access} says {state}", lambda: self.switch(access) == state, seconds)

    def point(self, x: int, y: int) -> None:
        """Move the mouse."""
        self.screen.hands("mousemove", x, y)

    def paste(self, text: str) -> None:
        """Paste from the customer's own clipboard."""
        self.screen.own_clipboard(text)
        self.screen.hands("key", "ctrl+v")
