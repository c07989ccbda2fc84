"""Injection on X11 by XTEST. See inject.port for what is guaranteed.

Each event is looked at and sent under one grab of the server: nothing can come to the front, take the focus or open a
menu between the look and the event, but a window of ours: Qt is let through (host.x11.unheld), and what asks the customer
something comes up only after the gate is closed. The gate is held until the server has processed it, so a closed gate means that
nothing is on its way either. Article: 5.2, 5.3
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final

import xcffib
import xcffib.xproto
import xcffib.xtest

from madoguchi.base.clock import Tick
from madoguchi.host.capture.port import TargetGone
from madoguchi.host.guard.expected import Expected
from madoguchi.host.inject.gate import Gate
from madoguchi.host.inject.held import Held, Part
from madoguchi.host.inject.hid import x11_keycode
from madoguchi.host.inject.hotkey import Hotkey, Modifier
from madoguchi.host.inject.port import HoldWatch, NoWatch
from madoguchi.host.inject.repeat import Repeat
from madoguchi.host.inject.strokes import Spares, Stroke, Wait, typable
from madoguchi.host.inject.wheel import Wheel
from madoguchi.host.inject.x11_keyboard import X11Keyboard
from madoguchi.host.inject.x11_scene import Sight, X11Scene
from madoguchi.host.port import Target
from madoguchi.host.x11.display import X11Display
from madoguchi.host.x11.raw import RawKind
from madoguchi.wire.vocabulary import Pause

log = logging.getLogger(__name__)
CUSTOMER_SECONDS: Final = 0.5  # how long the operator's input waits after the customer's
BUTTONS: Final = frozenset({1, 2, 3, 8, 9})
WHEEL_UP, WHEEL_DOWN, WHEEL_LEFT, WHEEL_RIGHT = 4, 5, 6, 7
KEY_DOWN, KEY_UP, BUTTON_DOWN, BUTTON_UP, MOTION = 2, 3, 4, 5, 6
RAW_OF: Final = {
    KEY_DOWN: RawKind.KEY_DOWN,
    KEY_UP: RawKind.KEY_UP,
    BUTTON_DOWN: RawKind.BUTTON_DOWN,
    BUTTON_UP: RawKind.BUTTON_UP,
    MOTION: RawKind.MOTION,
}
MASK_OF: Final = {Modifier.SHIFT: 1, Modifier.CTRL: 4, Modifier.ALT: 8, Modifier.SUPER: 64}
ANY_MODIFIER: Final = 1 | 4 | 8 | 64 | 128  # all but Caps Lock and Num Lock


@dataclass(frozen=True, slots=True)
class Fake:
    """One XTEST event."""

    kind: int
    detail: int
    x: int = 0
    y: int = 0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the injector asks of the rest of the host, from its own thread."""

    own_windows: Callable[[], frozenset[int]]  # top-level windows of this program
    last_customer_input: Callable[[], Tick | None]
    hotkey: Hotkey
    expected: Expected
    watch: HoldWatch = field(default_factory=NoWatch)


Verdict = tuple[Pause, list[Fake]]  # why not, or what to send


class X11Injector:
    """See inject.port.Injector."""

    def __init__(self, name: str | None, surroundings: Surroundings, tick: Callable[[], Tick]) -> None:
        self._name = name
        self._around = surroundings
        self._tick = tick
        self._display = X11Display(name)
        self._sender = _Sender(self._display, surroundings.expected, tick)
        self._scene = X11Scene(self._display, surroundings.own_windows)
        self._keyboard = X11Keyboard(self._display)
        self._spares = Spares(self._keyboard.spare())
        self._hotkey_codes = self._keyboard.keycodes_of(surroundings.hotkey.keysym)
        self._map = self._keyboard.key_map()
        self._held = Held()
        self._releasing = Lock()
        self._releaser_display = X11Display(name)
        self._releaser = _Sender(self._releaser_display, surroundings.expected, tick)
        self._gate = Gate(self._let_go)
        self._target: Target | None = None
        self._wheel_x, self._wheel_y = Wheel(), Wheel()
        self._repeat = Repeat(self._keyboard.rhythm(), self._press_again)
        self._typing = Lock()
        self._is_down = False
        self._follow()

    def _follow(self) -> None:
        self._around.watch.watch(self._display.anchor())

    # --- the gate ----------------------------------------------------------------------------------------------------

    def aim(self, target: Target | None) -> None:
        if target != self._target:
            self.release_all()
        self._target = target

    def open(self) -> None:
        if not self._is_down:
            self._gate.open()

    def close(self) -> bool:
        return self._gate.close()

    def release_all(self) -> None:
        self._gate.let_go()

    def _let_go(self) -> None:
        with self._releasing:
            if self._is_down:
                return
            for part, number in self._held.take_all():
                self._releaser.send(Fake(KEY_UP if part is Part.KEY else BUTTON_UP, number))
            self._releaser.flush()
        self._repeat.released()

    def shut_down(self) -> None:
        self._gate.close()
        with self._releasing:
            if self._is_down:
                return
            self._is_down = True
            self._releaser_display.close()
        self._repeat.close()
        with self._typing:
            self._keyboard.restore()
            self._display.close()

    # --- the operator's messages ---------------------------------------------------------------------------------------

    def pointer(self, x: int, y: int) -> Pause:
        return self._at(x, y, lambda at: [at])

    def button(self, button: int, x: int, y: int, *, down: bool) -> Pause:
        if button not in BUTTONS:
            return Pause.NONE
        if down:
            return self._at(x, y, lambda at: [at, *self._press(Part.BUTTON, button)])
        if button not in self._held.numbers(Part.BUTTON):
            return Pause.NONE
        pause = self._at(x, y, lambda at: [at])
        self._release(Part.BUTTON, button)  # wherever that is: what is held must come up
        return pause

    def wheel(self, dx: int, dy: int, x: int, y: int) -> Pause:
        across, down = self._wheel_x.notches(dx), self._wheel_y.notches(dy)
        turns = [WHEEL_RIGHT if across > 0 else WHEEL_LEFT] * abs(across)
        turns += [WHEEL_DOWN if down > 0 else WHEEL_UP] * abs(down)
        clicks = [Fake(kind, turn) for turn in turns for kind in (BUTTON_DOWN, BUTTON_UP)]
        return self._at(x, y, lambda at: [at, *clicks]) if clicks else Pause.NONE

    def key(self, usage: int, *, down: bool) -> Pause:
        code = x11_keycode(usage)
        if code is None:
            return Pause.NONE
        if not down:
            self._release(Part.KEY, code)
            return Pause.NONE
        return self._keys(lambda sight: [] if self._is_hotkey(code, sight) else self._press(Part.KEY, code))

    def _press_again(self, code: int) -> bool:
        """The next repeat of a held key."""

        def events(sight: Sight) -> list[Fake]:
            held = code in self._held.numbers(Part.KEY) and not self._is_hotkey(code, sight)
            return [Fake(KEY_UP, code), Fake(KEY_DOWN, code)] if held else []

        self._keys(events)
        return code in self._held.numbers(Part.KEY)

    def type_text(self, text: str) -> Pause:
        with self._typing:
            if self._is_down:
                return Pause.NONE
            modifiers = self._put_down_keys()
            try:
                return self._type(typable(text))
            finally:
                for code in modifiers:
                    self._keys(lambda _, code=code: self._press(Part.KEY, code))  # type: ignore[misc]

    # --- one event -----------------------------------------------------------------------------------------------------

    def _at(self, x: int, y: int, events: Callable[[Fake], list[Fake]]) -> Pause:
        """Events at a place of the shared picture."""

        def judge() -> Verdict:
            target = self._target
            if target is None:
                return Pause.NONE, []
            try:
                area = self._scene.place_of(target)
            except TargetGone:
                return Pause.NONE, []
            at = Fake(MOTION, 0, area.x + min(x, area.width - 1), area.y + min(y, area.height - 1))
            sight = self._scene.sight(at.x, at.y)
            if sight.pointer_is_ours:
                return Pause.OWN_WINDOW, []
            drags = bool(self._held.numbers(Part.BUTTON))
            if not drags and not self._scene.is_uncovered(target, sight):
                return Pause.NONE, []
            return Pause.NONE, events(at)

        return self._pass(judge)

    def _keys(self, events: Callable[[Sight], list[Fake]]) -> Pause:
        """Events for whoever has the focus."""

        def judge() -> Verdict:
            target = self._target
            if target is None:
                return Pause.NONE, []
            sight = self._scene.sight(0, 0)
            if sight.focus_is_ours:
                return Pause.OWN_WINDOW, []
            if not self._scene.has_focus(target, sight):
                return Pause.NONE, []
            return Pause.NONE, events(sight)

        return self._pass(judge)

    def _pass(self, judge: Callable[[], Verdict]) -> Pause:
        with self._gate.passing() as may:
            if not may:
                return Pause.NONE
            if self._customer_is_busy():
                return Pause.CUSTOMER_INPUT
            pause = self._under_a_hold(judge)
        if pause is Pause.OWN_WINDOW:
            self.release_all()  # nothing stays down over a window of ours
        return pause

    def _under_a_hold(self, judge: Callable[[], Verdict]) -> Pause:
        """Look and send while the server is held. A hold that could not end was ended by the warden: then there is a new
        connection, and the event is dropped."""
        watch = self._around.watch
        watch.held()
        try:
            self._display.core.GrabServer()
            try:
                pause, events = judge()
                if self._gate.is_open:
                    for event in events:
                        self._sender.send(event)
            finally:
                self._display.core.UngrabServer()
                self._display.sync()  # the server has done it all before the gate is let go of
        except xcffib.ConnectionException:
            self._connect_again()
            return Pause.NONE
        finally:
            watch.let_go()
        return pause

    def _connect_again(self) -> None:
        """While passing. Raises Unavailable when the server itself is gone."""
        log.error("the server was held too long and the hold was ended; the hands go on with a new connection")
        self._display.close()
        self._display = X11Display(self._name)
        self._sender = _Sender(self._display, self._around.expected, self._tick)
        self._scene = X11Scene(self._display, self._around.own_windows)
        self._keyboard.move_to(self._display)
        self._follow()

    def _press(self, part: Part, number: int) -> list[Fake]:
        if not self._held.note(part, number):
            return []
        if part is Part.BUTTON:
            return [Fake(BUTTON_DOWN, number)]
        self._repeat.pressed(number)
        return [Fake(KEY_DOWN, number)]

    def _release(self, part: Part, number: int) -> None:
        with self._gate.passing() as may:
            if may and self._held.forget(part, number):
                self._sender.send(Fake(KEY_UP if part is Part.KEY else BUTTON_UP, number))
                self._display.sync()
                if part is Part.KEY:
                    self._repeat.released(number)

    def _customer_is_busy(self) -> bool:
        last = self._around.last_customer_input()
        return last is not None and self._tick() - last < CUSTOMER_SECONDS

    def _is_hotkey(self, code: int, sight: Sight) -> bool:
        if code not in self._hotkey_codes:
            return False
        wanted = sum(MASK_OF[modifier] for modifier in self._around.hotkey.modifiers)
        return sight.modifiers & wanted == wanted

    # --- text ------------------------------------------------------------------------------------------------------------

    def _put_down_keys(self) -> list[int]:
        """Release what the operator holds while text is typed; what has to be pressed again after it."""
        held = self._held.numbers(Part.KEY)
        for code in held:
            self._release(Part.KEY, code)
        return held

    def _type(self, text: str) -> Pause:
        at = 0
        while at < len(text) and self._gate.is_open:
            self._read_map()
            plan = self._plan(text[at:])
            if isinstance(plan, Wait):
                self._gate.wait_shut(max(0.0, plan.until - self._tick()))
                continue
            for letter in text[at : at + plan]:
                pause = self._type_letter(letter)
                if pause is not Pause.NONE:
                    return pause
            at += plan
        return Pause.NONE

    def _plan(self, text: str) -> int | Wait:
        """Map what is missing on the keyboard; how many letters can be typed then."""
        missing = [at for at, letter in enumerate(text) if self._map.find(letter) is None]
        if not missing or not self._spares.keycodes:
            return len(text)
        plan = self._spares.plan((text[at] for at in missing), self._tick())
        if isinstance(plan, Wait):
            return plan if missing[0] == 0 else missing[0]
        changes, covered = plan
        with self._gate.passing() as may:
            if may and changes:
                self._keyboard.remap(changes)
                self._scene.hear()
                self._scene.mapping_changed = False
        return len(text) if covered == len(missing) else missing[covered]

    def _read_map(self) -> None:
        """Somebody may have changed the map or the layout; Caps Lock and the layout's number are told by nobody."""
        with self._gate.passing() as may:
            if not may:
                return
            self._scene.hear()
            if self._scene.mapping_changed:
                self._scene.mapping_changed = False
                self._hotkey_codes = self._keyboard.keycodes_of(self._around.hotkey.keysym)
            self._map = self._keyboard.key_map()

    def _type_letter(self, letter: str) -> Pause:
        stroke = self._map.find(letter) or self._spares.find(letter, caps_locked=self._map.caps_locked)
        if stroke is None:
            return Pause.NONE
        customer_holds: list[int] = []

        def events(sight: Sight) -> list[Fake]:
            if sight.modifiers & ANY_MODIFIER:
                customer_holds.append(sight.modifiers)
                return []
            return self._stroke(stroke)

        pause = self._keys(events)
        self._spares.used(letter, self._tick())
        return Pause.CUSTOMER_INPUT if customer_holds else pause

    def _stroke(self, stroke: Stroke) -> list[Fake]:
        """Down and up in one go: nothing stays held, whatever happens after it."""
        shift = self._keyboard.shift
        before = [Fake(KEY_DOWN, shift)] if stroke.shift else []
        after = [Fake(KEY_UP, shift)] if stroke.shift else []
        return [*before, Fake(KEY_DOWN, stroke.keycode), Fake(KEY_UP, stroke.keycode), *after]


class _Sender:
    """Sends XTEST events on one connection, announced first."""

    def __init__(self, display: X11Display, expected: Expected, tick: Callable[[], Tick]) -> None:
        self._display = display
        self._expected = expected
        self._tick = tick
        self._xtest: Any = display.extension(xcffib.xtest.key)

    def send(self, event: Fake) -> None:
        self._expected.announce(RAW_OF[event.kind], event.detail, self._tick())
        self._xtest.FakeInput(event.kind, event.detail, 0, self._display.root, event.x, event.y, 0)

    def flush(self) -> None:
        self._display.conn.flush()
