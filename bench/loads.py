"""Something to look at: a program on the customer's desktop that draws one kind of load and writes down when.

    python -m bench.loads DISPLAY NAME SECONDS STAMPS

Each picture that is watched carries its own number as a row of black and white squares (``code_of``), drawn where the change is, so that it
can be told which picture the console shows. ``STAMPS`` gets a line for each: the number, the wall clock just before its last request
was handed to the X server. When the time is over everything rests until the process is ended."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import xcffib
import xcffib.xproto

from bench.loads_content import LINE, Pixels, film, page

SQUARE: Final = 16  # pixels: large enough to live through a film's coding
BITS: Final = 16
NUMBERS: Final = 4_096
SETTLE_SECONDS: Final = 2.0  # between the first picture and the load
SWITCH: Final = ((120, 90), (300, 140), (420, 260))  # two windows and a menu
SWITCH_CODE: Final = (430, 500)  # on the screen: within all three, so that it is painted anew when one is raised
DRAG_STEP: Final = 6
DRAG_HALF: Final = 100  # steps to one side, then back

Place = tuple[int, int]


def code_of(number: int) -> int:
    """Twelve bits of number and four that tell it from a chance pattern; nothing is all black."""
    number %= NUMBERS
    return number << 4 | (number + (number >> 4) + (number >> 8) + 5) & 15


class Board:
    """A connection with what drawing needs."""

    def __init__(self, display: str) -> None:
        self.conn: Any = xcffib.Connection(display)
        self.core = self.conn.core
        self.screen = self.conn.setup.roots[0]
        self.gc = self.conn.generate_id()
        gc = xcffib.xproto.GC
        self.core.CreateGC(self.gc, self.screen.root, gc.GraphicsExposures, [0])

    def pixmap(self, pixels: Pixels) -> int:
        """The pixels, in the X server."""
        height, width = pixels.shape
        made: int = self.conn.generate_id()
        self.core.CreatePixmap(self.screen.root_depth, made, self.screen.root, width, height)
        rows = max(1, 240_000 // (4 * width))
        for top in range(0, height, rows):
            part = np.ascontiguousarray(pixels[top : top + rows]).tobytes()
            self.core.PutImage(
                2, made, self.gc, width, min(rows, height - top), 0, top, 0, self.screen.root_depth, len(part), part
            )
        self.sync()
        return made

    def window(self, x: int, y: int, pixels: Pixels, *, shown: bool = True) -> tuple[int, int]:
        """A window that the server itself repaints from the pixels; with their pixmap."""
        back, made = self.pixmap(pixels), self.conn.generate_id()
        height, width = pixels.shape
        cw = xcffib.xproto.CW
        self.core.CreateWindow(
            self.screen.root_depth, made, self.screen.root, x, y, width, height, 0, 1, self.screen.root_visual,
            cw.BackPixmap | cw.OverrideRedirect, [back, 1],
        )  # fmt: skip
        if shown:
            self.core.MapWindow(made)
        self.sync()
        return made, back

    def raise_window(self, window: int) -> None:
        self.core.ConfigureWindow(window, xcffib.xproto.ConfigWindow.StackMode, [xcffib.xproto.StackMode.Above])

    def repaint(self, window: int, back: int) -> None:
        """What the server will paint there is new; nothing is painted yet."""
        self.core.ChangeWindowAttributes(window, xcffib.xproto.CW.BackPixmap, [back])

    def copy(self, source: int, target: int, from_y: int, to_y: int, width: int, height: int, from_x: int = 0) -> None:
        self.core.CopyArea(source, target, self.gc, from_x, from_y, 0, to_y, width, height)

    def number(self, target: int, number: int, x: int = 0, y: int = 0) -> None:
        """The number's squares."""
        code = code_of(number)
        for white in (0, 1):
            squares = [
                xcffib.xproto.RECTANGLE.synthetic(x + SQUARE * bit, y, SQUARE, SQUARE)
                for bit in range(BITS)
                if code >> (BITS - 1 - bit) & 1 == white
            ]
            self.core.ChangeGC(self.gc, xcffib.xproto.GC.Foreground, [0xFFFFFF * white])
            self.core.PolyFillRectangle(target, self.gc, len(squares), squares)

    def sync(self) -> None:
        self.core.GetInputFocus().reply()


Step = Callable[[int], None]


def clock(board: Board) -> tuple[Step, float]:
    window, _ = board.window(1_500, 60, page(300, 90, 1))
    return lambda number: board.number(window, number, 8, 40), 1.9


def scroll(board: Board) -> tuple[Step, float]:
    """A pane of text goes up a line at a time; each new line carries its number."""
    lines = 220
    text = board.pixmap(page(1_000, lines * LINE, 1))
    window, _ = board.window(300, 100, page(1_000, 45 * LINE, 5_000))

    def step(number: int) -> None:
        board.copy(window, window, LINE, 0, 1_000, 44 * LINE)
        board.copy(text, window, number % lines * LINE, 44 * LINE, 1_000, LINE)
        board.number(window, number, 0, 44 * LINE)

    return step, 20.0


def drag(board: Board) -> tuple[Step, float]:
    """A window of text is dragged over another one."""
    board.window(100, 40, page(1_500, 960, 9_000, dark=True))
    window, _ = board.window(200, 200, page(600, 450, 1))
    where = xcffib.xproto.ConfigWindow

    def step(number: int) -> None:
        x, y = drag_place(number)
        board.number(window, number)
        board.core.ConfigureWindow(window, where.X | where.Y, [x, y])

    return step, 50.0


def drag_place(number: int) -> Place:
    at = number % (2 * DRAG_HALF)
    at = min(at, 2 * DRAG_HALF - at)
    return 200 + DRAG_STEP * at, 200 + 2 * at


def switch(board: Board) -> tuple[Step, float]:
    """Two large windows come to the front in turn, and a menu opens over them."""
    made = [
        board.window(*SWITCH[0], page(1_200, 850, 1)),
        board.window(*SWITCH[1], page(1_200, 850, 4_000, dark=True)),
        board.window(*SWITCH[2], page(320, 420, 7_000), shown=False),
    ]

    def step(number: int) -> None:
        window, back = made[number % 3]
        board.core.UnmapWindow(made[2][0])
        place = SWITCH[number % 3]
        board.number(back, number, SWITCH_CODE[0] - place[0], SWITCH_CODE[1] - place[1])
        board.repaint(window, back)
        if number % 3 == 2:
            board.core.MapWindow(window)
        board.raise_window(window)

    return step, 2.0


def photos(board: Board) -> tuple[Step, float]:
    """Another page with photos in text, again and again."""
    window, _ = board.window(300, 80, page(1_200, 850, 1))
    pages = []
    for number in range(12):
        pixels = page(1_200, 850, 500 * number).copy()
        for place in range(3):
            (photo,) = film(360, 240, 1, seed=10 * number + place)
            pixels[60 + 260 * place : 300 + 260 * place, 20 + 400 * place : 380 + 400 * place] = photo
        pages.append(board.pixmap(pixels))

    def step(number: int) -> None:
        shown = pages[number % len(pages)]
        board.number(shown, number)
        board.copy(shown, window, 0, 0, 1_200, 850)

    return step, 1.0


def video(board: Board) -> tuple[Step, float]:
    return _film(board, 480, 250, 960, 540, 40)


def fullscreen(board: Board) -> tuple[Step, float]:
    return _film(board, 0, 0, 1_920, 1_080, 24)


def _film(board: Board, x: int, y: int, width: int, height: int, count: int) -> tuple[Step, float]:
    pictures = [board.pixmap(one) for one in film(width, height, count)]
    window, _ = board.window(x, y, film(width, height, 1, seed=2)[0])

    def step(number: int) -> None:
        at = number % (2 * count - 2)
        picture = pictures[min(at, 2 * count - 2 - at)]
        board.number(picture, number, 320, 240)
        board.copy(picture, window, 0, 0, width, height)

    return step, 30.0


def work(board: Board) -> tuple[Step, float]:
    """Office work as people do it, twenty seconds of script again and again: letters, a pause, scrolling, reading, a menu, another window,
    another page, reading. A step is a tenth of a second."""
    text = board.pixmap(page(1_000, 300 * LINE, 1))
    window, _ = board.window(160, 80, page(1_000, 50 * LINE, 1))
    other, other_back = board.window(420, 140, page(1_100, 800, 3_000, dark=True))
    menu, menu_back = board.window(200, 110, page(320, 420, 7_000), shown=False)
    board.raise_window(window)
    done = {"line": 50, "letter": 0}

    def step(number: int) -> None:
        at = number % 200
        if at < 60 and at % 5:  # eight letters a second, with the hand resting now and then
            done["letter"] += 1
            column = done["letter"] % 60
            board.copy(text, window, done["letter"] // 60 % 40 * LINE, 46 * LINE, 264 + 9 * column, LINE)
        elif 70 <= at < 100:
            board.copy(window, window, 3 * LINE, 0, 1_000, 47 * LINE)
            board.copy(text, window, done["line"] % 290 * LINE, 47 * LINE, 1_000, 3 * LINE)
            done["line"] += 3
        elif at in (125, 150):
            board.repaint(other, other_back)
            board.raise_window(other if at == 125 else window)
        elif at in (160, 170):
            board.repaint(menu, menu_back)
            board.raise_window(menu)
            (board.core.MapWindow if at == 160 else board.core.UnmapWindow)(menu)
        elif at == 180:
            board.copy(text, window, done["line"] * 7 % 250 * LINE, 0, 1_000, 50 * LINE)

    return step, 10.0


LOADS: Final[dict[str, Callable[[Board], tuple[Step, float]]]] = {
    "clock": clock, "scroll": scroll, "drag": drag, "switch": switch, "photos": photos,
    "video": video, "fullscreen": fullscreen, "work": work,
}  # fmt: skip

WATCHED: Final[dict[str, list[Place]]] = {  # where picture n has its number: n modulo their count
    "clock": [(1_508, 100)],
    "scroll": [(300, 100 + 44 * LINE)],
    "drag": [drag_place(number) for number in range(2 * DRAG_HALF)],
    "switch": [SWITCH_CODE],
    "photos": [(300, 80)],
    "video": [(800, 490)],
    "fullscreen": [(320, 240)],
    "work": [],
}


def numbers(name: str, rate: float, seconds: float) -> Iterator[tuple[int, float]]:
    """Each picture's number and when it is due. The first picture of a cycle has its first place."""
    for step in range(int(seconds * rate)):
        # A quiet screen changes at no regular time: a fraction of the golden section, so that no other rate falls into step.
        late = step * 0.618_034 % 1.0 * 0.4 if name in {"clock", "switch", "photos"} else 0.0
        yield 1 + step, (step + late) / rate


def main() -> None:
    display, name, seconds, stamps = sys.argv[1:]
    board = Board(display)
    step, rate = LOADS[name](board)
    with Path(stamps).open("a", buffering=1, encoding="utf-8") as written:
        written.write("ready 0\n")
        time.sleep(SETTLE_SECONDS)
        written.write(f"begin {time.time():.6f}\n")
        began = time.monotonic()
        for number, due in numbers(name, rate, float(seconds)):
            time.sleep(max(0.0, began + due - time.monotonic()))
            step(number)
            now = time.time()
            board.conn.flush()
            board.sync()
            if WATCHED[name]:
                written.write(f"{number} {now:.6f}\n")
        written.write(f"end {time.time():.6f}\n")
    while True:
        time.sleep(60)


if __name__ == "__main__":
    main()
