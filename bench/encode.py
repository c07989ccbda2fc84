"""What each stage of the picture costs on this machine: one JSON line a stage, then a table. ``python -m bench.encode [--rounds N]``

The stages are the host's own functions over pictures in memory: no X server, no network, no browser. Milliseconds are medians with the
range; bytes are those of the messages.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator
from queue import Queue
from statistics import median

import numpy as np
import numpy.typing as npt

from madoguchi.base.clock import Tick
from madoguchi.host.capture.port import Grabbed
from madoguchi.host.capture.rect import Rect
from madoguchi.host.encode.changes import changed_rects
from madoguchi.host.encode.encoder import X264
from madoguchi.host.encode.painter import Painter
from madoguchi.wire.codec import Message
from madoguchi.wire.conversation import PICTURE

WIDTH, HEIGHT = 1_920, 1_080
WHOLE = Rect(0, 0, WIDTH, HEIGHT)
FILM = Rect(320, 180, 1_280, 720)
Pixels = npt.NDArray[np.uint32]


def page(seed: int, width: int = WIDTH, height: int = HEIGHT) -> Pixels:
    """Lines of dark marks on white, no two alike."""
    marks = np.random.default_rng(seed).random((height, width)) < 0.25
    marks[np.arange(height) % 18 >= 11] = False
    return np.where(marks, 0x202020, 0xFFFFFF).astype(np.uint32)


def scene(frame: int, rect: Rect) -> Pixels:
    """Soft colours that move, as a film has."""
    y, x = np.mgrid[0 : rect.height, 0 : rect.width]
    red = (np.sin((x + 7 * frame) / 90) * 100 + 128).astype(np.uint32)
    green = (np.sin((y + 5 * frame) / 60) * 100 + 128).astype(np.uint32)
    blue = (np.sin((x + y - 9 * frame) / 120) * 100 + 128).astype(np.uint32)
    return red << 16 | green << 8 | blue


class Play:
    """A painter that has shown one screen."""

    def __init__(self, screen: Pixels) -> None:
        self.screen, self.now = screen.copy(), 1.0
        self.painter = Painter(WIDTH, HEIGHT)
        self.painter.canvas()
        self.paint(WHOLE)

    def paint(self, rect: Rect) -> list[Message]:
        self.now += 1.0
        pixels = self.screen[rect.y : rect.bottom, rect.x : rect.right].copy()
        return self.painter.paint([Grabbed(rect, pixels)], now=Tick(self.now)).messages


Stage = Callable[[int], Iterator[int]]  # yields before and after what is timed; the last value is the bytes


def first_screen(turn: int) -> Iterator[int]:
    painter, pixels = Painter(WIDTH, HEIGHT), page(turn)
    painter.canvas()
    yield 0
    yield size(painter.paint([Grabbed(WHOLE, pixels)], now=Tick(1.0)).messages)


def nothing(turn: int) -> Iterator[int]:
    old = page(turn)
    new = old.copy()
    yield 0
    changed_rects(new, old)
    yield 0


def letter(turn: int) -> Iterator[int]:
    play = Play(page(turn))
    play.screen[500:518, 700:712] = 0x3366FF
    play.screen[504:512, 703:708] = 0xFFFFFF
    yield 0
    yield size(play.paint(Rect(700, 500, 12, 18)))


def scroll(turn: int) -> Iterator[int]:
    text = page(turn, 1_400, 1_200)
    screen = page(turn + 99)
    screen[40:1_040, 260:1_660] = text[:1_000]
    play = Play(screen)
    play.screen[40:1_040, 260:1_660] = text[57:1_057]
    yield 0
    yield size(play.paint(Rect(260, 40, 1_400, 1_000)))


def window_back(turn: int) -> Iterator[int]:
    one, other = page(turn), page(turn + 99)
    play = Play(one)
    for screen in (other, one, other):
        play.screen[:] = screen
        play.paint(WHOLE)
    play.screen[:] = one
    yield 0
    yield size(play.paint(WHOLE))


def menu_back(turn: int) -> Iterator[int]:
    play = Play(page(turn))
    menu = Rect(300, 30, 260, 420)
    under = play.screen[menu.y : menu.bottom, menu.x : menu.right].copy()
    play.screen[menu.y : menu.bottom, menu.x : menu.right] = 0xF0F0F0
    play.paint(menu)
    play.screen[menu.y : menu.bottom, menu.x : menu.right] = under
    yield 0
    yield size(play.paint(menu))


def film(rect: Rect) -> Stage:
    ready: Queue[None] = Queue()
    encoder = X264(rect.width, rect.height, 26, lambda: ready.put(None))

    def stage(turn: int) -> Iterator[int]:
        picture = scene(turn, rect)
        yield 0
        encoder.submit(picture)
        ready.get()
        packet = encoder.take()
        assert packet is not None
        yield len(packet.data)

    for _ in stage(-1):
        pass  # the key frame
    return stage


def film_as_tiles(turn: int) -> Iterator[int]:
    screen = np.zeros((HEIGHT, WIDTH), dtype=np.uint32)
    play = Play(screen)
    play.screen[FILM.y : FILM.bottom, FILM.x : FILM.right] = scene(turn, FILM)
    yield 0
    yield size(play.paint(FILM))


def size(messages: list[Message]) -> int:
    return len(PICTURE.send(*messages))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    stages: dict[str, Stage] = {
        "first picture of a text screen": first_screen,
        "comparison, nothing changed": nothing,
        "a letter": letter,
        "a pane of 1400x1000 scrolls by 57": scroll,
        "the other window comes back": window_back,
        "a menu closes": menu_back,
        "film 1280x720, a picture": film(FILM),
        "film 1920x1080, a picture": film(WHOLE),
        "the same 1280x720 as tiles (at rest)": film_as_tiles,
    }
    rows = []
    for name, stage in stages.items():
        took, sent = [], []
        for turn in range(rounds):
            run = stage(turn)
            next(run)
            began = time.perf_counter()
            sent.append(next(run))
            took.append(1_000 * (time.perf_counter() - began))
        rows.append((name, round(median(took), 2), round(min(took), 2), round(max(took), 2), int(median(sent))))
        print(json.dumps(dict(zip(("stage", "ms", "ms_least", "ms_most", "bytes"), rows[-1], strict=True))), flush=True)
    print(f"\n| stage (1920x1080, {rounds} rounds) | ms, median (range) | bytes |\n|---|---|---|")
    for name, middle, least, most, sent_bytes in rows:
        print(f"| {name} | {middle} ({least} to {most}) | {sent_bytes:,} |")


if __name__ == "__main__":
    main()
