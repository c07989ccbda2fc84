"""The keyboard map of an X11 display: what it is now, which keycodes are spare, and how it is put back."""

from __future__ import annotations

from typing import Any, Final

import xcffib
import xcffib.xkb

from madoguchi.base.errors import Unavailable
from madoguchi.host.inject.hid import EVDEV, X11_OFFSET
from madoguchi.host.inject.repeat import Rhythm
from madoguchi.host.inject.strokes import KeyMap, Remap
from madoguchi.host.x11.display import X11Display

CORE_KEYBOARD: Final = 0x100
LOCK: Final = 2
KEYPAD: Final = range(79, 92)  # what these type hangs on Num Lock
DEFAULT_SHIFT: Final = 50
DEFAULT_RHYTHM: Final = (660, 40)  # milliseconds: the X server's own


class X11Keyboard:
    """Reads and changes the map on a connection."""

    def __init__(self, display: X11Display) -> None:
        self._first = display.conn.setup.min_keycode
        self._count = display.conn.setup.max_keycode - self._first + 1
        self._mapped: set[int] = set()
        self._shift = DEFAULT_SHIFT
        self.move_to(display)

    def move_to(self, display: X11Display) -> None:
        """Go on with another connection to the same server."""
        self._display = display
        try:
            self._xkb: Any = display.extension(xcffib.xkb.key)
            self._xkb.UseExtension(1, 0).reply()
        except Unavailable:
            self._xkb = None

    @property
    def shift(self) -> int:
        """The keycode of Shift, as of the last ``key_map``."""
        return self._shift

    def key_map(self) -> KeyMap:
        """The map in the layout that is switched on, without the spare keycodes that we mapped ourselves."""
        keys = self._symbols()
        modifiers = self._display.core.GetModifierMapping().reply()
        per_row = modifiers.keycodes_per_modifier
        shifts = [code for code in list(modifiers.keycodes)[:per_row] if code]
        self._shift = shifts[0] if shifts else DEFAULT_SHIFT
        group, locked = self._state()
        found: dict[int, tuple[int, int]] = {}
        for code, symbols in keys.items():
            if code in self._mapped or code in KEYPAD:
                continue
            at = 2 * group if len(symbols) >= 2 * group + 2 and any(symbols[2 * group : 2 * group + 2]) else 0
            plain, shifted = (*symbols[at : at + 2], 0, 0)[:2]
            found[code] = (plain, shifted)
        return KeyMap(found, caps_locked=locked)

    def rhythm(self) -> Rhythm:
        """How held keys repeat on this keyboard."""
        control = self._display.core.GetKeyboardControl().reply()
        bits = bytes(list(control.auto_repeats)) if control.global_auto_repeat else bytes(32)
        keys = frozenset(code for code in range(256) if bits[code // 8] >> code % 8 & 1)
        delay, interval = DEFAULT_RHYTHM
        if self._xkb is not None:
            controls = self._xkb.GetControls(CORE_KEYBOARD).reply()
            delay, interval = controls.repeatDelay, controls.repeatInterval
        return Rhythm(delay / 1000, interval / 1000, keys)

    def keycodes_of(self, keysym: int) -> frozenset[int]:
        """Every keycode that a keysym is on."""
        return frozenset(code for code, symbols in self._symbols().items() if keysym in symbols)

    def spare(self) -> list[int]:
        """Keycodes that no key types anything with, and that no physical key of ours could have."""
        physical = {code + X11_OFFSET for code in EVDEV.values()}
        return [code for code, symbols in self._symbols().items() if not any(symbols) and code not in physical]

    def remap(self, changes: list[Remap]) -> None:
        """Give spare keycodes their keysyms; neighbours in one request, as every request makes all programs read the map."""
        runs: list[list[Remap]] = []
        for change in sorted(changes, key=lambda one: one.keycode):
            if runs and runs[-1][-1].keycode == change.keycode - 1:
                runs[-1].append(change)
            else:
                runs.append([change])
        for run in runs:
            symbols = [symbol for change in run for symbol in (change.plain, change.shifted)]
            self._display.core.ChangeKeyboardMapping(len(run), run[0].keycode, 2, symbols)
            self._mapped.update(change.keycode for change in run)
        self._display.sync()

    def restore(self) -> None:
        """Make the spare keycodes empty again."""
        mapped = [Remap(code, 0, 0) for code in sorted(self._mapped)]
        if mapped:
            self.remap(mapped)
        self._mapped.clear()

    def _symbols(self) -> dict[int, list[int]]:
        reply = self._display.core.GetKeyboardMapping(self._first, self._count).reply()
        width, symbols = reply.keysyms_per_keycode, list(reply.keysyms)
        return {self._first + at: symbols[at * width : (at + 1) * width] for at in range(self._count)}

    def _state(self) -> tuple[int, bool]:
        """The layout's number and whether Caps Lock is on."""
        if self._xkb is not None:
            state = self._xkb.GetState(CORE_KEYBOARD).reply()
            return state.group, bool(state.lockedMods & LOCK)
        mask = self._display.core.QueryPointer(self._display.root).reply().mask
        return 0, bool(mask & LOCK)
