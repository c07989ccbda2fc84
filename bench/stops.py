"""Stops at the real workplace and the real law, hundreds of them, in a process of their own on a screen with real devices.

While the stop comes, a stream of the operator's input is being injected and the desktop changes all the time. The last
injected event is told by the X server itself: raw events of its XTEST devices carry its own monotonic clock, so a late
observer does not matter. The last frame is the last hand-over of the picture's thread.
``python -m bench.stops OUTER INNER --stops 300 --keys 12`` prints one JSON line for each stop."""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from threading import Event, Lock, Thread
from typing import Any

import xcffib
import xcffib.xproto
import xcffib.xtest

from bench.observer import Observer
from madoguchi.base.clock import SystemClock
from madoguchi.host.inject.hotkey import DEFAULT_HOTKEY
from madoguchi.host.inject.port import NoWatch
from madoguchi.host.main import THREAD_SWITCH_SECONDS
from madoguchi.host.runner.law import Law
from madoguchi.host.workplace import WorkplaceHooks
from madoguchi.host.x11_workplace import X11Workplace
from madoguchi.session.grants import Act
from madoguchi.session.lifecycle import Step
from madoguchi.session.roles import By, Effect, WriteConsent
from madoguchi.wire.codec import Message
from madoguchi.wire.conversation import FrameEnd, Key, Pointer
from madoguchi.wire.vocabulary import Access, Ending

CLOCK = SystemClock()
SPACE = 0x2C  # the HID usage of a harmless key
LATE_SECONDS = 0.22


class _Hands:
    def __init__(self, workplace: X11Workplace) -> None:
        self.open, self.close = workplace.open_hands, workplace.close_hands


class _Eyes:
    def __init__(self, workplace: X11Workplace) -> None:
        self.open, self.close = workplace.open_eyes, workplace.close_eyes


class Rig:
    """One workplace; a new law for every stop."""

    def __init__(self, display: str) -> None:
        self.frames: list[float] = []
        self.stopped_by_key: list[float] = []
        self.law: Law | None = None
        self._news: list[Effect] = []
        self._pours = Event()
        self._over = False
        hooks = WorkplaceHooks(self._emit, lambda: None, self._stop_pressed)
        self.workplace = X11Workplace(CLOCK, DEFAULT_HOTKEY, frozenset, hooks, NoWatch())
        self.observer = Observer(display)
        self.workplace.choose(self.workplace.targets()[0])
        self._pourer = Thread(target=self._pour, daemon=True)
        self._pourer.start()

    def _emit(self, messages: list[Message]) -> int:
        end = messages[-1]
        assert isinstance(end, FrameEnd)
        self.frames.append(time.monotonic())
        self.workplace.drawn(end.frame)
        return 1

    def _stop_pressed(self) -> None:
        if self.law is not None and self.law.ended is None:
            self.law.stop(By.CUSTOMER, Ending.CUSTOMER_STOPPED)
            self.stopped_by_key.append(time.monotonic())

    def _pour(self) -> None:
        """The operator's input: more than a person makes, always some of it waiting."""
        at = 0
        while not self._over:
            self._pours.wait()
            for _ in range(20):
                at += 1
                self.workplace.inject(Pointer(300 + at % 800, 300 + at % 500))
                self.workplace.inject(Key(at % 2 == 1, SPACE))
            time.sleep(0.001)

    def open(self) -> Law:
        """A session with view and control held, input pouring and frames leaving."""
        self._news.clear()
        law = Law(CLOCK, _Hands(self.workplace), _Eyes(self.workplace), self._news.extend)
        law.link_up()
        law.drawn()
        law.step(By.HOST, Step.SHOW)
        law.step(By.CUSTOMER, Step.AGREE)
        law.step(By.OFFICE, Step.CONNECT)
        for access in (Access.VIEW, Access.CONTROL):
            law.customer(access, Act.ALLOW)
            for written in [one for one in self._news if isinstance(one, WriteConsent) and one.access is access]:
                law.recorded(written, durable=True)
        self.law = law
        self._pours.set()
        return law

    def wait_for_both(self, since: float) -> bool:
        """Whether an injected event and a frame have been seen after ``since``."""
        end = time.monotonic() + 3.0
        while time.monotonic() < end:
            if self.observer.last() > since and self.frames and self.frames[-1] > since:
                return True
            time.sleep(0.002)
        return False

    def rest(self) -> None:
        self._pours.clear()

    def close(self) -> None:
        self._over = True
        self._pours.set()
        self.workplace.close()
        self.observer.close()


class Scribble:
    """Something on the desktop that changes without end, from another connection."""

    def __init__(self, display: str) -> None:
        self._conn: Any = xcffib.Connection(display)
        core, screen = self._conn.core, self._conn.setup.roots[0]
        cw = xcffib.xproto.CW
        self._window, self._gc = self._conn.generate_id(), self._conn.generate_id()
        core.CreateWindow(
            screen.root_depth, self._window, screen.root, 900, 100, 300, 300, 0, 1, screen.root_visual,
            cw.BackPixel | cw.OverrideRedirect, [0xFFFFFF, 1],
        )  # fmt: skip
        core.MapWindow(self._window)
        core.CreateGC(self._gc, self._window, 0, [])
        self._conn.flush()
        self._over = False
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        count = 0
        while not self._over:
            count += 1
            self._conn.core.ChangeGC(self._gc, xcffib.xproto.GC.Foreground, [count * 7919 & 0xFFFFFF])
            place = xcffib.xproto.RECTANGLE.synthetic(count * 13 % 250, count * 29 % 250, 40, 40)
            self._conn.core.PolyFillRectangle(self._window, self._gc, 1, [place])
            self._conn.flush()
            time.sleep(0.005)

    def close(self) -> None:
        self._over = True
        self._thread.join(1.0)
        self._conn.disconnect()


class Customer:
    """The customer's own keyboard: what is injected on the outer screen is a real device's on the inner one."""

    def __init__(self, outer: str) -> None:
        self._conn: Any = xcffib.Connection(outer)
        self._xtest: Any = self._conn(xcffib.xtest.key)
        self._lock = Lock()

    def press_hotkey(self) -> tuple[float, float]:
        """Ctrl+Alt+Q; when the first key and when the last one went down."""
        codes = (37, 64, 24)
        with self._lock:
            first = time.monotonic()
            for code in codes[:-1]:
                self._fake(2, code)
            self._conn.core.GetInputFocus().reply()
            last = time.monotonic()
            self._fake(2, codes[-1])
            self._conn.flush()
        return first, last

    def let_go(self) -> None:
        for code in (24, 64, 37):
            self._fake(3, code)
        self._conn.core.GetInputFocus().reply()

    def _fake(self, kind: int, code: int) -> None:
        self._xtest.FakeInput(kind, code, 0, 0, 0, 0, 0)


def one_stop(rig: Rig, by: Customer | None) -> dict[str, object] | None:
    """A stop at a random moment. Times in ms after it; negative: before."""
    began = time.monotonic()
    law = rig.open()
    if not rig.wait_for_both(began):
        return None
    time.sleep(random.uniform(0.005, 0.03))  # a moment, not a secret
    if by is None:
        asked = first = time.monotonic()
        law.stop(By.CUSTOMER, Ending.CUSTOMER_STOPPED)
        returned = time.monotonic()
    else:
        rig.stopped_by_key.clear()
        first, asked = by.press_hotkey()
        end = time.monotonic() + 2.0
        while not rig.stopped_by_key and time.monotonic() < end:
            time.sleep(0.002)
        returned = rig.stopped_by_key[0] if rig.stopped_by_key else end
    time.sleep(LATE_SECONDS)  # what would come too late must have the time to come
    if by is not None:
        by.let_go()
    rig.rest()
    line = {
        "by": "stop_now" if by is None else "hotkey",
        "returned": (returned - asked) * 1000,
        "input": (rig.observer.last() - asked) * 1000,
        "frame": (rig.frames[-1] - asked) * 1000,
        "first_key": (first - asked) * 1000,
    }
    rig.frames.clear()
    return line


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("outer")
    asked.add_argument("inner")
    asked.add_argument("--stops", type=int, default=300)
    asked.add_argument("--keys", type=int, default=10)
    asked.add_argument("--seconds", type=float, default=60.0)
    given = asked.parse_args()
    sys.setswitchinterval(THREAD_SWITCH_SECONDS)
    rig = Rig(given.inner)
    customer = Customer(given.outer)
    end = time.monotonic() + given.seconds
    for number in range(given.stops + given.keys):
        if time.monotonic() > end:
            break
        by_key = number >= given.stops
        line = one_stop(rig, customer if by_key else None)
        print(json.dumps(line or {"by": "nothing moved"}), flush=True)
        if by_key:
            time.sleep(0.6)  # the operator's input waits for half a second after the customer's
    rig.close()


if __name__ == "__main__":
    main()
