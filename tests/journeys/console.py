"""The operator at the console page: asks, reads and ends by the page's own buttons."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.journeys.customer import until

NAMES = {"view": "見る", "control": "操作", "clipboard": "クリップボード", "files": "ファイル"}
NUMBERS = {"view": 1, "control": 2, "clipboard": 3, "files": 4}
FOUR = re.compile(r"^\d{4}$")
TABS = {"chat": "チャット", "requests": "お願い", "files": "ファイル", "clipboard": "クリップボード", "case": "案件"}


@dataclass(slots=True)
class Console:
    page: Page

    # --- before the session -------------------------------------------------------------------------------------------

    def number(self) -> str:
        """The number that stands on the page, once the customer may be told it."""
        expect(self.page.locator(".number[data-stage=waiting]")).to_be_visible()
        return "".join(self.page.locator(".number-group:not([hidden]) .number-digits").all_inner_texts())

    def spoken(self) -> str:
        """The four digits that both people read to each other."""
        expect(self.page.locator(".head-spoken-digits")).to_have_text(FOUR)
        return self.page.locator(".head-spoken-digits").inner_text()

    # --- accesses -----------------------------------------------------------------------------------------------------

    def card(self, access: str) -> Locator:
        return self.page.locator(f"li.access-card[data-access='{NUMBERS[access]}']")

    def ask(self, access: str, purpose: str | None = None, minutes: int = 0) -> None:
        """Ask for an access, by the button and its dialog."""
        self.card(access).get_by_role("button", name=f"{NAMES[access]}の許可をお願いする", exact=True).click()
        dialog = self.page.locator("dialog[open]")
        if purpose is not None:
            dialog.locator("textarea").fill(purpose)
        if minutes:
            dialog.locator("label", has_text=f"{minutes} 分間").first.click()
        dialog.locator("button[type=submit]").click()
        expect(dialog).to_have_count(0)

    def give_back(self, access: str) -> None:
        self.card(access).get_by_role("button", name=f"{NAMES[access]}の許可を返す", exact=True).click()

    def stands(self, access: str, look: str, seconds: float = 20) -> None:
        """Wait until an access looks so: none, asked, held or paused."""
        expect(self.card(access)).to_have_attribute("data-look", look, timeout=seconds * 1000)

    def says(self, text: str, seconds: float = 20) -> None:
        """Wait until the text is to be read on the page."""
        expect(self.page.get_by_text(text).locator("visible=true").first).to_be_visible(timeout=seconds * 1000)

    # --- the picture --------------------------------------------------------------------------------------------------

    def focus_picture(self) -> None:
        self.page.locator(".picture-stage").focus()

    def actual_size(self) -> None:
        self.page.locator(".toolbar label", has_text="等倍").click()

    def pixels(self, folder: Path) -> tuple[NDArray[np.uint8], int, int]:
        """What is seen of the picture at its actual size, and where its left upper corner lies in the picture."""
        room, stage = (self.page.locator(name).bounding_box() for name in (".picture-room", ".picture-stage"))
        assert room is not None
        assert stage is not None
        file = folder / "console.png"
        # The scroll bars of the room take some pixels at the right and below.
        seen = {"x": room["x"], "y": room["y"], "width": room["width"] - 20, "height": room["height"] - 20}
        self.page.screenshot(path=file, clip=seen)  # type: ignore[arg-type]
        return rgb(file), round(room["x"] - stage["x"]), round(room["y"] - stage["y"])

    # --- beside it ----------------------------------------------------------------------------------------------------

    def tab(self, name: str) -> None:
        self.page.locator("button.tab", has_text=TABS[name]).click()

    def chat(self, text: str) -> None:
        self.tab("chat")
        box = self.page.locator(".chat-write textarea")
        box.fill(text)
        box.press("Enter")

    def give_clipboard(self, text: str) -> None:
        self.tab("clipboard")
        self.page.locator(".panel-clip textarea").first.fill(text)
        self.page.locator(".panel-clip button", has_text="送る").click()

    # --- the end ------------------------------------------------------------------------------------------------------

    def end(self, how: str = "解決した", note: str = "") -> None:
        self.page.locator("header .button-end").click()
        dialog = self.page.locator("dialog[open]")
        dialog.locator("label", has_text=how).click()
        dialog.locator("textarea").fill(note)
        dialog.locator("button[type=submit]").click()

    def ended(self, how: str, seconds: float = 20) -> None:
        """Wait for the last screen and what it says of the ending."""
        expect(self.page.locator(".ended-title >> visible=true")).to_be_visible(timeout=seconds * 1000)
        expect(self.page.locator(".ended-words >> visible=true")).to_have_text(how, timeout=seconds * 1000)


def rgb(picture: Path) -> NDArray[np.uint8]:
    """A picture file as rows of RGB pixels."""
    with Image.open(picture) as opened:
        return np.asarray(opened.convert("RGB"), np.uint8)


def same_picture(
    console: Console, real: Callable[[], Path], folder: Path, rows: tuple[int, int], seconds: float = 20
) -> None:
    """Wait until the console shows the rows (of the customer's screen) exactly as the customer's own screen has them. ``real`` takes a
    picture of that: anew each time, because a program may not be done with drawing."""

    def same() -> bool:
        theirs = rgb(real())
        seen, left, top = console.pixels(folder)
        first, last = max(rows[0], top), min(rows[1], top + seen.shape[0])
        assert last - first > 100, f"only rows {first} to {last} are seen"
        return bool((seen[first - top : last - top] == theirs[first:last, left : left + seen.shape[1]]).all())

    until("the console shows the customer's screen", same, seconds)
