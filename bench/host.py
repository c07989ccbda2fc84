"""What the host's X11 rooms cost: one JSON line a measure. ``python -m bench.host [display]``; about 20 s.

Without a display it starts an Xvfb of its own (1920x1080) on a number that is free.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median, quantiles
from threading import Event, Thread
from typing import Any

import xcffib
import xcffib.xproto

from madoguchi.base.clock import SystemClock
from madoguchi.host.capture.x11 import X11Screen
from madoguchi.host.encode.picture import Listener, PictureThread
from madoguchi.host.guard.expected import Expected
from madoguchi.host.inject.hotkey import DEFAULT_HOTKEY
from madoguchi.host.inject.x11 import Surroundings, X11Injector
from madoguchi.wire.codec import Message
from madoguchi.wire.conversation import FrameEnd

TICK = SystemClock().tick


def say(measure: str, **values: object) -> None:
    print(json.dumps({"measure": measure, **values}), flush=True)


def spread(seconds: list[float]) -> dict[str, object]:
    cuts = quantiles(seconds, n=100)
    milliseconds = {"p50": median(seconds), "p95": cuts[94], "p99": cuts[98], "max": max(seconds)}
    return {"n": len(seconds), **{f"{name}_ms": round(value * 1000, 2) for name, value in milliseconds.items()}}


@contextmanager
def display() -> Iterator[str]:
    if len(sys.argv) > 1:
        yield sys.argv[1]
        return
    read, write = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(write),
        "-screen",
        "0",
        "1920x1080x24",
        "-noreset",
        "-nolisten",
        "tcp",
        "-s",
        "0",
    ]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as number:
            yield f":{number.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


class Typist:
    """Draws on a window like a text editor does: a small glyph at a time."""

    def __init__(self, name: str) -> None:
        self._conn: Any = xcffib.Connection(name)
        core, screen = self._conn.core, self._conn.setup.roots[0]
        self.window = self._conn.generate_id()
        cw = xcffib.xproto.CW
        core.CreateWindow(
            screen.root_depth, self.window, screen.root, 100, 100, 1000, 700, 0, 1, screen.root_visual,
            cw.BackPixel | cw.OverrideRedirect, [0xFFFFFF, 1],
        )  # fmt: skip
        core.MapWindow(self.window)
        self._gc = self._conn.generate_id()
        core.CreateGC(self._gc, self.window, xcffib.xproto.GC.Foreground, [0x202020])
        core.GetInputFocus().reply()

    def draw(self, at: int) -> None:
        x, y = 10 + at % 100 * 9, 10 + at // 100 * 18
        bars = [xcffib.xproto.RECTANGLE.synthetic(x + column, y + at % 7, 1, 12) for column in (0, 2, 3, 6)]
        self._conn.core.PolyFillRectangle(self.window, self._gc, len(bars), bars)
        self._conn.flush()


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def measure_picture(name: str) -> None:
    screen = X11Screen(name, TICK)
    typist = Typist(name)
    arrived = Event()
    last: list[float] = [0.0]
    size = [0]

    def emit(messages: list[Message]) -> int:
        last[0] = TICK()
        size[0] += sum(len(one.payload()) + 5 for one in messages)
        end = messages[-1]
        assert isinstance(end, FrameEnd)
        picture.drawn(end.frame)
        arrived.set()
        return 1

    picture = PictureThread(screen, screen.targets()[0], Listener(emit), TICK)
    began = TICK()
    picture.start()
    time.sleep(1.0)
    say("first picture", ms=round((last[0] - began) * 1000, 1), bytes=size[0])
    size[0] = 0
    latencies: list[float] = []
    used = cpu()
    for at in range(400):
        arrived.clear()
        drawn = TICK()
        typist.draw(at)
        if arrived.wait(1.0):
            latencies.append(last[0] - drawn)
        time.sleep(0.005)
    say(
        "a typed letter to its messages",
        **spread(latencies),
        bytes_each=size[0] // 400,
        cpu_ms_each=round((cpu() - used) / 0.4, 2),
    )
    time.sleep(1.0)
    size[0], used = 0, cpu()
    time.sleep(5.0)
    say("idle", seconds=5, bytes=size[0], cpu_percent=round((cpu() - used) / 5 * 100, 3))
    picture.stop()
    stops: list[float] = []
    for _ in range(200):
        one = PictureThread(screen, screen.targets()[0], Listener(emit), TICK)
        picture = one
        arrived.clear()
        one.start()
        arrived.wait(1.0)
        began = TICK()
        one.stop()
        stops.append(TICK() - began)
        one.join(1.0)
    say("stop of the picture", **spread(stops))
    screen.close()


def measure_hands(name: str) -> None:
    around = Surroundings(frozenset, lambda: None, DEFAULT_HOTKEY, Expected())
    injector = X11Injector(name, around, TICK)
    screen = X11Screen(name, TICK)
    injector.aim(screen.targets()[0])
    injector.open()
    single = []
    for at in range(500):
        began = TICK()
        injector.pointer(at % 800, 500)
        single.append(TICK() - began)
    say("one injected event, done by the server", **spread(single))
    closes: list[float] = []
    done = Event()

    def pour() -> None:
        while not done.is_set():
            for at in range(1_000):
                injector.pointer(at % 800, 600)

    pourer = Thread(target=pour)
    pourer.start()
    for _ in range(300):
        injector.open()
        time.sleep(0.003)
        began = TICK()
        injector.close()
        closes.append(TICK() - began)
    done.set()
    pourer.join()
    say("stop of the hands with 1,000 events waiting", **spread(closes))
    injector.shut_down()
    screen.close()


def main() -> None:
    with display() as name:
        measure_picture(name)
        # its own process: windows of the process that injects are never reached, and the typist's is one of them
        if os.fork() == 0:
            measure_hands(name)
            os._exit(0)
        os.wait()


if __name__ == "__main__":
    main()
