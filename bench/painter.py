"""A window on the customer's desktop that answers every key press with one small change, as a text editor does.

It fills a letter's room (12x18) with a colour that counts the presses: red is the count's low byte, green its high byte,
blue is always 128. A press of the mouse gives it the keyboard. ``python -m bench.painter DISPLAY``"""

from __future__ import annotations

import sys
from typing import Any, Final

import xcffib
import xcffib.xproto

WINDOW: Final = (600, 500, 400, 300)  # x, y, width, height
LETTER: Final = (40, 40, 12, 18)  # within the window
WATCHED: Final = (WINDOW[0] + LETTER[0] + 6, WINDOW[1] + LETTER[1] + 9)  # a pixel of the letter, on the screen
MIDDLE: Final = (WINDOW[0] + 200, WINDOW[1] + 200)


def colour(count: int) -> int:
    return (count & 0xFF) << 16 | (count >> 8 & 0xFF) << 8 | 0x80


def main() -> None:
    conn: Any = xcffib.Connection(sys.argv[1])
    core, screen = conn.core, conn.setup.roots[0]
    event_mask, cw = xcffib.xproto.EventMask, xcffib.xproto.CW
    window = conn.generate_id()
    core.CreateWindow(
        screen.root_depth, window, screen.root, *WINDOW, 0, 1, screen.root_visual,
        cw.BackPixel | cw.OverrideRedirect | cw.EventMask,
        [0xFFFFFF, 1, event_mask.KeyPress | event_mask.ButtonPress | event_mask.Exposure],
    )  # fmt: skip
    core.MapWindow(window)
    gc = conn.generate_id()
    core.CreateGC(gc, window, 0, [])
    letter = [xcffib.xproto.RECTANGLE.synthetic(*LETTER)]
    count = 0
    conn.flush()
    while True:
        event = conn.wait_for_event()
        if isinstance(event, xcffib.xproto.ButtonPressEvent):
            core.SetInputFocus(1, window, xcffib.xproto.Time.CurrentTime)
        elif isinstance(event, xcffib.xproto.KeyPressEvent):
            count += 1
        core.ChangeGC(gc, xcffib.xproto.GC.Foreground, [colour(count)])
        core.PolyFillRectangle(window, gc, 1, letter)
        conn.flush()


if __name__ == "__main__":
    main()
