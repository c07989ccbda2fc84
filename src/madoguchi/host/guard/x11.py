"""The guard on X11: two threads, each with a connection of its own, neither with anything else to do.

``StopGuard`` hears the stop hotkey from raw events, which arrive whatever program has grabbed the keyboard; the key grab
beside it only keeps the key from the program in front. ``PhysicalInput`` tells the customer's input from the operator's.
Article: 5.2, 5.3
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Lock, Thread
from typing import Final

import xcffib
import xcffib.xproto

from madoguchi.base.clock import Tick
from madoguchi.host.guard.expected import Expected
from madoguchi.host.guard.physical import Hands
from madoguchi.host.inject.hotkey import Hotkey, Modifier
from madoguchi.host.inject.x11_keyboard import X11Keyboard
from madoguchi.host.x11.display import Bell, X11Display
from madoguchi.host.x11.raw import RAW_BUTTONS, RAW_KEYS, RAW_MOTION, RAW_TOUCH, RawEvent, RawInput, RawKind

GRAB_ASYNC: Final = 1
ROW_OF: Final = {Modifier.SHIFT: 0, Modifier.CTRL: 2, Modifier.ALT: 3, Modifier.SUPER: 6}  # of the modifier map
LOCKS: Final = (0, 1 << 1, 1 << 4, 1 << 1 | 1 << 4)  # Caps Lock, Num Lock, both
MOTION_SECONDS: Final = 0.2  # a mouse tells up to 8,000 motions a second: one in this time is enough to know


class StopGuard:
    """Calls ``on_stop`` on its own thread when the hotkey goes down on any device (the injector never sends it, so the
    operator cannot). ``on_stop`` may be called more than once and must not wait for anything.
    """

    def __init__(self, name: str | None, hotkey: Hotkey, on_stop: Callable[[], None]) -> None:
        self._display = X11Display(name)
        self._hotkey = hotkey
        self._on_stop = on_stop
        self._raw = RawInput(self._display)
        self._keyboard = X11Keyboard(self._display)
        self._bell = Bell()
        self._codes: frozenset[int] = frozenset()
        self._modifier_codes: list[frozenset[int]] = []
        self._down: set[tuple[bool, int]] = set()  # by device: the operator's and the customer's Ctrl are two keys
        self._closed = False
        self._raw.select(RAW_KEYS)
        self._learn_map()
        self._down = {(False, code) for code in _keys_down(self._display)}
        self._thread = Thread(target=self._run, name="stop-guard", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def close(self) -> None:
        """Stop listening; not from ``on_stop``."""
        self._closed = True
        self._bell.ring()
        if self._thread.is_alive():
            self._thread.join(1.0)
        self._bell.close()
        self._display.close()

    def _run(self) -> None:
        with suppress(xcffib.ConnectionException):
            while not self._closed:
                for event in self._raw.events():
                    self._hear(event)
                if self._raw.mapping_changed:
                    self._raw.mapping_changed = False
                    self._learn_map()
                    continue  # events may have come in with the answers: the socket would not tell of them again
                self._bell.wait(self._display.fileno(), None)

    def _hear(self, event: RawEvent) -> None:
        key = (event.injected, event.detail)
        if event.kind is RawKind.KEY_UP:
            self._down.discard(key)
            return
        self._down.add(key)
        down = {code for _, code in self._down}
        if event.detail in self._codes and all(codes & down for codes in self._modifier_codes):
            self._on_stop()

    def _learn_map(self) -> None:
        core = self._display.core
        reply = core.GetModifierMapping().reply()
        width, codes = reply.keycodes_per_modifier, list(reply.keycodes)
        rows = {modifier: codes[row * width : (row + 1) * width] for modifier, row in ROW_OF.items()}
        self._modifier_codes = [frozenset(rows[modifier]) - {0} for modifier in self._hotkey.modifiers]
        self._codes = self._keyboard.keycodes_of(self._hotkey.keysym)
        wanted = sum(1 << ROW_OF[modifier] for modifier in self._hotkey.modifiers)
        core.UngrabKey(0, self._display.root, xcffib.xproto.ModMask.Any)
        for code in self._codes:
            for locks in LOCKS:
                grab = core.GrabKeyChecked(True, self._display.root, wanted | locks, code, GRAB_ASYNC, GRAB_ASYNC)
                with suppress(xcffib.xproto.AccessError):  # another program has it: then both hear it
                    grab.check()


class PhysicalInput:
    """Tells the customer's input from the operator's: guard.port.PhysicalKeys and CustomerInput."""

    def __init__(self, name: str | None, expected: Expected, tick: Callable[[], Tick]) -> None:
        self._display = X11Display(name)
        self._raw = RawInput(self._display)
        self._hands = Hands(expected)
        self._tick = tick
        self._bell = Bell()
        self._lock = Lock()
        self._on_customer: Callable[[], None] = _nobody
        self._deaf_until: Tick | None = None
        self._untold = False  # the customer did something that ``on_customer`` was not called for yet
        self._closed = False
        self._raw.select(RAW_KEYS | RAW_BUTTONS | RAW_MOTION | RAW_TOUCH)
        self._thread = Thread(target=self._run, name="physical-input", daemon=True)

    def start(self, on_customer: Callable[[], None]) -> None:
        """Begin; ``on_customer`` is called on this thread at every event of the customer's (motions: five times a second)."""
        self._on_customer = on_customer
        self._thread.start()

    def last_customer_input(self) -> Tick | None:
        return self._hands.last_customer(self._tick())

    def is_physical(self, now: Tick) -> bool:
        try:
            with self._lock:
                self._display.sync()  # what was sent to the window was sent to us before this is answered
                self._take_events()
                physical = self._hands.is_physical(now)
        except xcffib.XcffibException:
            return False  # who cannot be asked cannot say yes
        self._bell.ring()  # the thread tells of the events that were taken here
        return physical

    def close(self) -> None:
        """Stop listening."""
        self._closed = True
        self._bell.ring()
        if self._thread.is_alive():
            self._thread.join(1.0)
        self._bell.close()
        with self._lock:
            self._display.close()

    def _run(self) -> None:
        with suppress(xcffib.ConnectionException):
            while not self._closed:
                with self._lock:
                    self._take_events()
                    is_customer, self._untold = self._untold, False
                    timeout = self._listen_again()
                if is_customer:
                    self._on_customer()
                self._bell.wait(self._display.fileno(), timeout)

    def _take_events(self) -> None:
        for event in self._raw.events():
            now = self._tick()
            if self._hands.hear(event, now):
                self._untold = True
                if event.kind is RawKind.MOTION and self._deaf_until is None:
                    self._deaf_until = Tick(now + MOTION_SECONDS)
                    self._raw.select(RAW_KEYS | RAW_BUTTONS | RAW_TOUCH)

    def _listen_again(self) -> float | None:
        """Hear motions again when it is time; how long until then."""
        if self._deaf_until is None:
            return None
        left = self._deaf_until - self._tick()
        if left > 0:
            return left
        self._deaf_until = None
        self._raw.select(RAW_KEYS | RAW_BUTTONS | RAW_MOTION | RAW_TOUCH)
        return None


def _nobody() -> None:
    """Nobody wants to hear of the customer yet."""


def _keys_down(display: X11Display) -> set[int]:
    bits = bytes(list(display.core.QueryKeymap().reply().keys))
    return {code for code in range(256) if bits[code // 8] >> code % 8 & 1}
