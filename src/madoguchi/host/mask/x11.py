"""The veil over one grabbed picture on X11: window positions and pixels are taken in one breath.

The server is grabbed: nothing moves, opens, is painted or renamed between the look at the windows and the last pixel. What a
hidden window left standing behind it stays covered until it is painted over (``stain``). While a compositing manager
runs, positions and pixels can never agree (it paints later, and shadows, previews and animations where it likes): then a
monitor is covered whole as long as a hidden window is open. Article: 5.1
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import xcffib
import xcffib.damage
import xcffib.xproto

from madoguchi.base.clock import Tick
from madoguchi.host.capture.port import Grabbed
from madoguchi.host.capture.rect import Rect
from madoguchi.host.mask.masks import Masks
from madoguchi.host.mask.pattern import covering, lay
from madoguchi.host.mask.stain import Stains
from madoguchi.host.mask.x11_windows import X11Windows
from madoguchi.host.x11.display import X11Display

RAW_RECTANGLES: Final = 0


class X11Veil:
    """Of one source, on its connection and its thread. ``window`` None: a monitor. ``is_glance``: one look for the customer's own
    eyes, which need not wait until what happened before it has dried."""

    def __init__(
        self,
        display: X11Display,
        masks: Masks,
        tick: Callable[[], Tick],
        window: int | None,
        *,
        is_glance: bool = False,
    ) -> None:
        self._is_glance = is_glance
        self._display = display
        self._masks = masks
        self._tick = tick
        self._window = window
        self._area = Rect(0, 0, 0, 0)
        self._windows = X11Windows(display, masks, self._left, self._doubted, self._shown, self._moved)
        self._stains: Stains | None = None
        self._damage: Any = display.extension(xcffib.damage.key) if window is None else None
        self._raw = 0
        self._begun = False
        self._covered: list[Rect] = []  # at the last grab, in the target's coordinates
        self._changed: list[Rect] = []  # what must be looked at again
        self._compositor = display.atom(f"_NET_WM_CM_S{display.conn.pref_screen}")

    def begin(self, area: Rect, drain: Callable[[], None]) -> None:
        """The target's place, at first and whenever it changed."""
        self._area = area
        self._stains = Stains(area.width, area.height) if self._window is None else None
        if self._begun:
            return
        with self._grabbed_server(drain, settle=False):
            self._is_composited()
            drain()  # what is told from before is in what is looked at now
            self._windows.begin()
            self._begun = True
            if self._stains is not None and not self._is_glance:
                self._stains.suspect([Rect(0, 0, area.width, area.height)], self._tick())  # nobody saw what was before
            self._cover()

    def moved(self, area: Rect) -> None:
        """The target has another place, and the same size."""
        if area != self._area:
            self._area = area
            if self._window is None:
                self._stains = Stains(area.width, area.height)
            self._changed.append(Rect(0, 0, area.width, area.height))

    def heard(self, event: Any) -> bool:
        """Take in an event; whether it was for the veil alone."""
        if isinstance(event, xcffib.damage.NotifyEvent) and event.damage == self._raw:
            if self._stains is not None:
                at = event.area
                painted = Rect(at.x, at.y, at.width, at.height).moved(-self._area.x, -self._area.y)
                self._stains.painted(painted, self._tick())
            return True
        if self._begun:
            self._windows.heard(event)
        return False

    @property
    def has_news(self) -> bool:
        """Whether ``news`` has something now."""
        return bool(self._changed)

    @property
    def next_change(self) -> Tick | None:
        """When ``news`` should be asked for, although nothing happens."""
        return self._stains.next_change if self._stains is not None else None

    def news(self) -> list[Rect]:
        """What must be grabbed again because what is hidden changed, in the target's coordinates."""
        if self._stains is not None:
            self._changed += self._stains.age(self._tick())
        self._windows.refresh()
        now = self._hidden()
        if now != self._covered:
            self._changed += [*now, *self._covered]
            self._covered = now
        news, self._changed = self._changed, []
        return news

    def hides(self, x: int, y: int) -> bool:
        """Whether a pixel of the target is hidden, as far as was known at the last grab."""
        return any(rect.clipped(Rect(x, y, 1, 1)) for rect in self._covered)

    @contextmanager
    def grabbing(self, drain: Callable[[], None]) -> Iterator[None]:
        """Within it nothing changes on the screen, and what is hidden is known. ``drain`` hears what has arrived."""
        with self._grabbed_server(drain, settle=True):
            yield

    def over(self, grabbed: Grabbed) -> None:
        """Take what is hidden out of the pixels."""
        tile = self._masks.tile
        for rect in self._covered:
            lay(tile, grabbed.pixels, grabbed.rect, rect)
        stained = self._stains.under(grabbed.rect) if self._stains is not None else None
        if stained is not None:
            at, which = stained
            top, left = at.y - grabbed.rect.y, at.x - grabbed.rect.x
            part = grabbed.pixels[top : top + at.height, left : left + at.width]
            part[which] = covering(tile, at)[which]

    # --- inside -------------------------------------------------------------------------------------------------------

    @contextmanager
    def _grabbed_server(self, drain: Callable[[], None], *, settle: bool) -> Iterator[None]:
        core = self._display.core
        core.GrabServer()
        try:
            if settle:
                self._settle(drain)
            yield
        finally:
            if not self._display.conn.has_error():
                core.UngrabServer()
                self._display.conn.flush()

    def _settle(self, drain: Callable[[], None]) -> None:
        self._is_composited()  # an answer: every event from before the grab is here now
        drain()
        self._windows.settle()
        self._cover()

    def _cover(self) -> None:
        before = self._covered
        self._listen_to_painting()
        self._covered = self._hidden()
        if before != self._covered:
            self._changed += [*before, *self._covered]

    def _listen_to_painting(self) -> None:
        """Every stroke of everybody, in its order among the other events: only while something is hidden."""
        stained = self._stains is not None and self._stains.box is not None
        wanted = self._damage is not None and (bool(self._windows.hidden) or stained)
        if wanted and not self._raw:
            if self._stains is not None:
                self._stains.painted(
                    Rect(0, 0, self._area.width, self._area.height), self._tick()
                )  # nobody listened before
            self._raw = self._display.conn.generate_id()
            self._damage.Create(self._raw, self._display.root, RAW_RECTANGLES)
        elif not wanted and self._raw:
            self._damage.Destroy(self._raw)
            self._raw = 0

    def _hidden(self) -> list[Rect]:
        whole = Rect(0, 0, self._area.width, self._area.height)
        areas = [area.moved(-self._area.x, -self._area.y).clipped(whole) for area in self._masks.areas]
        if self._window is not None:
            if self._windows.is_hidden(self._windows.top_of(self._window)) or not self._windows.top_of(self._window):
                return [whole]
            return [area for area in areas if area]
        if self._windows.is_anything_open() and self._is_composited():
            return [whole]
        seen = (rect.moved(-self._area.x, -self._area.y).clipped(whole) for rect in self._windows.seen())
        return sorted((one for one in [*seen, *areas] if one), key=lambda one: (one.y, one.x, one.width, one.height))

    def _is_composited(self) -> bool:
        return bool(self._display.core.GetSelectionOwner(self._compositor).reply().owner)

    def _left(self, rects: list[Rect]) -> None:
        if self._stains is not None:
            self._stains.leave(rect.moved(-self._area.x, -self._area.y) for rect in rects)

    def _shown(self, rects: list[Rect]) -> None:
        """A window is hidden no more: it stands there itself, and what stained its place is over."""
        if self._stains is not None:
            for rect in rects:
                self._stains.painted(rect.moved(-self._area.x, -self._area.y), self._tick())

    def _moved(self, before: Rect, after: Rect) -> None:
        if self._stains is not None:
            place = before.moved(-self._area.x, -self._area.y)
            self._stains.carry(place, after.x - before.x, after.y - before.y, self._tick())

    def _doubted(self, rects: list[Rect]) -> None:
        if self._stains is not None:
            self._stains.suspect((rect.moved(-self._area.x, -self._area.y) for rect in rects), self._tick())
