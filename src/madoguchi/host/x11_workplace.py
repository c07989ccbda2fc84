"""The workplace on X11: screen, picture, injector and guard put together behind host.workplace.

The input has a thread of its own, because typing a text takes its time; what waits there is forgotten when the hands close.
Articles: 5.1, 5.3, 5.5
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from threading import Condition, Thread
from typing import Final

from madoguchi.base.clock import Clock, Tick
from madoguchi.host.capture.port import TargetGone
from madoguchi.host.capture.x11 import X11Screen
from madoguchi.host.encode.picture import Listener, PictureThread
from madoguchi.host.guard.expected import Expected
from madoguchi.host.guard.x11 import PhysicalInput, StopGuard
from madoguchi.host.inject.hotkey import Hotkey
from madoguchi.host.inject.port import HoldWatch
from madoguchi.host.inject.x11 import Surroundings, X11Injector
from madoguchi.host.mask.port import NoMask
from madoguchi.host.port import Image, Target
from madoguchi.host.workplace import WorkplaceHooks
from madoguchi.wire.codec import Message
from madoguchi.wire.conversation import Button, Key, Pointer, ReleaseAll, Type, Wheel
from madoguchi.wire.vocabulary import Pause

log = logging.getLogger(__name__)
WAITING_LIMIT: Final = 2_000  # input messages; a console that sends more without a pause is not a person
HINDRANCE_SECONDS: Final = 0.7  # how long a reason for waiting stays on the bar


class X11Workplace:
    """See host.workplace.Workplace. ``own_windows`` gives the ids of this program's windows, ``watch`` ends a hold of the server that
    lasts too long."""

    def __init__(
        self,
        clock: Clock,
        hotkey: Hotkey,
        own_windows: Callable[[], frozenset[int]],
        hooks: WorkplaceHooks,
        watch: HoldWatch,
    ) -> None:
        self._clock = clock
        self._hooks = hooks
        expected = Expected()
        self._screen = X11Screen(None, clock.tick)
        self._physical = PhysicalInput(None, expected, clock.tick)
        around = Surroundings(own_windows, self._physical.last_customer_input, hotkey, expected, watch)
        self._injector = X11Injector(None, around, clock.tick)
        self._physical.start(self._injector.release_all)
        self._guard = StopGuard(None, hotkey, hooks.stop_pressed)
        self._guard.start()
        self._picture: PictureThread | None = None
        self._budget: int | None = None
        self._picture_runs = False
        self._inputs = _Inputs(self._perform)
        self._hindered: tuple[Pause, Tick] = (Pause.NONE, clock.tick())
        self._hands_were_open = False

    # --- what can be shown --------------------------------------------------------------------------------------------

    def targets(self) -> tuple[Target, ...]:
        return self._screen.targets()

    def snapshot(self, target: Target, max_width: int) -> Image | None:
        try:
            return self._screen.snapshot(target, max_width, NoMask())
        except TargetGone:
            return None

    def choose(self, target: Target) -> None:
        self._injector.aim(target)
        if self._picture is None:
            listener = Listener(emit=self._hooks.emit, on_gone=self._hooks.target_gone)
            self._picture = PictureThread(self._screen, target, listener, self._clock.tick)
            self._picture.keep_budget(self._budget)
        else:
            self._picture.change_target(target)

    # --- eyes and hands -----------------------------------------------------------------------------------------------

    def open_eyes(self) -> None:
        if self._picture is None:
            return
        if self._picture_runs:
            self._picture.refresh()  # what waited to be sent when the eyes closed is gone: the viewer's canvas is behind
            self._picture.resume()
        else:
            self._picture_runs = True
            self._picture.start()

    def close_eyes(self) -> None:
        if self._picture is not None and not self._picture.pause():
            log.warning("a frame is still being handed over")

    def open_hands(self) -> None:
        self._hands_were_open = True
        self._injector.open()

    def close_hands(self) -> None:
        self._injector.close()
        self._inputs.clear()

    def whole_picture(self) -> None:
        if self._picture is not None:
            self._picture.refresh()

    def keep_budget(self, budget: int | None) -> None:
        self._budget = budget
        if self._picture is not None:
            self._picture.keep_budget(budget)

    def drawn(self, frame: int, took: float) -> None:
        if self._picture is not None:
            self._picture.drawn(frame, took)

    def film_lost(self, *, again: bool) -> None:
        if self._picture is not None:
            self._picture.film_lost(again=again)

    # --- input --------------------------------------------------------------------------------------------------------

    def inject(self, message: Message) -> None:
        self._inputs.put(message)

    def hindrance(self) -> Pause:
        pause, at = self._hindered
        return pause if self._clock.tick() - at < HINDRANCE_SECONDS else Pause.NONE

    def customer_is_physical(self) -> bool:
        """Before control was ever held nobody could have planted an injector, and aids that inject for disabled people must
        work; from then on only real devices count."""
        return not self._hands_were_open or self._physical.is_physical(self._clock.tick())

    def _perform(self, message: Message) -> None:
        match message:
            case Pointer(x=x, y=y):
                pause = self._injector.pointer(x, y)
            case Button(down=down, button=button, x=x, y=y):
                pause = self._injector.button(button, x, y, down=down)
            case Wheel(dx=dx, dy=dy, x=x, y=y):
                pause = self._injector.wheel(dx, dy, x, y)
            case Key(down=down, usage=usage):
                pause = self._injector.key(usage, down=down)
            case Type(text=text):
                pause = self._injector.type_text(text)
            case ReleaseAll():
                self._injector.release_all()
                return
            case _:
                return
        if self._picture is not None and isinstance(message, Button | Wheel) and pause is Pause.NONE:
            self._picture.touched(message.x, message.y)
        if pause is not Pause.NONE:
            self._hindered = (pause, self._clock.tick())

    def close(self) -> None:
        self._inputs.close()
        if self._picture is not None:
            self._picture.stop()
            if self._picture_runs:
                self._picture.join(2.0)
        self._guard.close()
        self._injector.shut_down()
        self._physical.close()
        self._screen.close()


class _Inputs:
    """The input messages that wait, and the thread that carries them out one after another."""

    def __init__(self, perform: Callable[[Message], None]) -> None:
        self._perform = perform
        self._waiting: deque[Message] = deque()
        self._changed = Condition()
        self._closed = False
        self._thread = Thread(target=self._run, name="hands", daemon=True)
        self._thread.start()

    def put(self, message: Message) -> None:
        with self._changed:
            if isinstance(message, Pointer) and self._waiting and isinstance(self._waiting[-1], Pointer):
                self._waiting[-1] = message  # only the newest of two places in a row matters
            elif len(self._waiting) < WAITING_LIMIT:
                self._waiting.append(message)
            self._changed.notify()

    def clear(self) -> None:
        with self._changed:
            self._waiting.clear()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._waiting.clear()
            self._changed.notify()
        self._thread.join(2.0)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closed)
                if self._closed:
                    return
                message = self._waiting.popleft()
            self._perform(message)
