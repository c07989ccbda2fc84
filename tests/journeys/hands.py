"""The operator's hands on the customer's picture: a mouse over the canvas, a keyboard of 109 keys, an input method.

Places are pixels of the customer's screen. Everything goes through the browser's own input, as from real devices."""

from __future__ import annotations

import time
from dataclasses import dataclass

from playwright.sync_api import CDPSession, Page

from madoguchi.demo.desktop import SIZE
from tests.journeys.console import Console
from tests.journeys.customer import Customer, until

PLAIN = {" ": "Space", "\n": "Enter", "-": "Minus", "=": "Equal", "[": "BracketLeft", "]": "BracketRight"}
PLAIN |= {
    "\\": "Backslash",
    ";": "Semicolon",
    "'": "Quote",
    "`": "Backquote",
    ",": "Comma",
    ".": "Period",
    "/": "Slash",
}
PLAIN |= {str(digit): f"Digit{digit}" for digit in range(10)}
PLAIN |= {letter: f"Key{letter.upper()}" for letter in "abcdefghijklmnopqrstuvwxyz"}
SHIFTED = dict(zip(')!@#$%^&*(_+{}|:"~<>?', "0123456789-=[]\\;'`,./", strict=True))


@dataclass(slots=True)
class Hands:
    page: Page

    @property
    def console(self) -> Console:
        return Console(self.page)

    # --- the mouse ----------------------------------------------------------------------------------------------------

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Where a pixel of the customer's screen is on the page now."""
        box = self.page.locator(".picture-canvas").bounding_box()
        assert box is not None
        return box["x"] + (x + 0.5) * box["width"] / SIZE[0], box["y"] + (y + 0.5) * box["height"] / SIZE[1]

    def move(self, x: float, y: float) -> None:
        self.page.mouse.move(*self.place(x, y))

    def click(self, x: float, y: float, *, button: str = "left", count: int = 1) -> None:
        self.page.mouse.click(*self.place(x, y), button=button, click_count=count, delay=20)  # type: ignore[arg-type]

    def drag(self, start: tuple[float, float], end: tuple[float, float], steps: int = 12) -> None:
        self.move(*start)
        self.page.mouse.down()
        self.page.mouse.move(*self.place(*end), steps=steps)
        self.page.mouse.up()

    def wheel(self, x: float, y: float, notches: int) -> None:
        """Down when ``notches`` is positive."""
        self.move(x, y)
        for _ in range(abs(notches)):
            self.page.mouse.wheel(0, 120 if notches > 0 else -120)

    # --- the keyboard -------------------------------------------------------------------------------------------------

    def press(self, chord: str) -> None:
        """``Control+KeyS`` and the like, by their places."""
        self.page.keyboard.press(chord)

    def type(self, text: str) -> None:
        """On a keyboard with the American layout."""
        for character in text:
            plain = SHIFTED.get(character, character.lower())
            key = PLAIN[plain]
            self.press(f"Shift+{key}" if plain != character else key)

    def key(self, cdp: CDPSession, code: str, key: str, number: int) -> None:
        """One key as the browser hears it from the system: its place and what the system calls it."""
        facts = {"code": code, "key": key, "windowsVirtualKeyCode": number}
        cdp.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **facts})
        cdp.send("Input.dispatchKeyEvent", {"type": "keyUp", **facts})

    def compose(self, cdp: CDPSession, *steps: str) -> None:
        """With an input method: every step but the last is under way, the last is committed."""
        for step in steps[:-1]:
            end = len(step.encode("utf-16-le")) // 2
            cdp.send("Input.imeSetComposition", {"text": step, "selectionStart": end, "selectionEnd": end})
        cdp.send("Input.insertText", {"text": steps[-1]})

    def mode(self, words: str) -> None:
        """物理キー or 文字入力."""
        self.page.locator(".toolbar label", has_text=words).click()

    # --- with the customer's leave ------------------------------------------------------------------------------------

    def be_allowed(self, access: str, customer: Customer) -> None:
        """Ask; the customer presses 許可する with their own mouse."""
        self.console.ask(access)
        customer.click("許可する")
        self.console.stands(access, "held")
        if access == "control":
            self.wait_for_the_customer(customer)

    def wait_for_the_customer(self, customer: Customer) -> None:
        """The customer's hands have been still for half a second and both screens say so: the operator's are not in their way."""
        still_since = [time.monotonic()]

        def still() -> bool:
            waits = "相手は待っています" in customer.reads() or self.page.locator(".banner").is_visible()
            if waits or self.console.card("control").get_attribute("data-look") != "held":
                still_since[0] = time.monotonic()
            return time.monotonic() - still_since[0] > 0.6

        until("the customer's hands are still", still)
