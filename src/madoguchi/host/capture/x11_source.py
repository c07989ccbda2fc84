"""One monitor or window of an X11 display: what changed in it (DAMAGE) and its pixels (MIT-SHM, no copy).

A window is taken from its own off-screen pixels (COMPOSITE), so nothing that lies over it is ever seen, and it may lie
under others. Damage is left to the server until it is taken: whatever changes in the meantime is told once. Article: 5.1
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import xcffib
import xcffib.composite
import xcffib.damage
import xcffib.randr
import xcffib.xfixes
import xcffib.xproto

from madoguchi.base.clock import Tick
from madoguchi.host.capture.port import Grabbed, Happened, Move, TargetGone, UnsupportedPicture
from madoguchi.host.capture.rect import Rect
from madoguchi.host.capture.x11_cursor import X11Cursor
from madoguchi.host.capture.x11_monitors import monitor_place
from madoguchi.host.capture.x11_moves import X11Moves
from madoguchi.host.port import Target
from madoguchi.host.x11.display import Bell, X11Display
from madoguchi.host.x11.shared import SharedPixels
from madoguchi.host.x11.windows import VIEWABLE
from madoguchi.wire.vocabulary import Sharing

NON_EMPTY: Final = 3
AUTOMATIC: Final = 0
STRUCTURE_NOTIFY: Final = 1 << 17
TRUE_COLOUR: Final = 4
RANDR_CHANGES: Final = 0b11  # screen and CRTC


class X11Source:
    """See capture.port.Source."""

    def __init__(self, name: str | None, target: Target, tick: Callable[[], Tick]) -> None:
        self._display = X11Display(name)
        self._bell = Bell()
        self._target = target
        self._tick = tick
        self._fresh = False  # something was heard since the last wait
        self._damaged = True
        self._whole = True  # the whole target counts as damaged
        self._gone = False
        self._maybe_resized = False
        self._pixmap = 0
        self._border = 0
        self._area = Rect(0, 0, 0, 0)
        self._shared: SharedPixels | None = None
        try:
            self._begin()
        except BaseException:
            self.close()
            raise

    @property
    def width(self) -> int:
        return self._area.width

    @property
    def height(self) -> int:
        return self._area.height

    @property
    def gone(self) -> bool:
        return self._gone

    @property
    def resized(self) -> bool:
        if not self._maybe_resized or self._gone:
            return False
        self._maybe_resized = False
        try:
            place = self._find()
        except TargetGone:
            self._gone = True
            return False
        if (place.width, place.height) != (self._area.width, self._area.height):
            self._maybe_resized = True
            return True
        if self._window is None and place != self._area:  # a monitor that was moved shows other pixels
            self._whole = self._damaged = True
        self._area = place
        return False

    def wait(self, *, taking: bool) -> None:
        self._drain()
        if not self._fresh:
            limit = max(0.0, self._cursor.next_ask() - self._tick()) if taking else None
            self._bell.wait(self._display.fileno(), limit)
            self._drain()
        self._fresh = False

    def wake(self) -> None:
        self._bell.ring()

    def take(self) -> Happened:
        with self._connected():
            damage = self._take_damage()
            self._drain()  # a move that happened before that answer belongs to this damage
            place = None
            if damage or self._tick() >= self._cursor.next_ask():
                place = self._cursor.place(self._area, self._tick())
            return Happened(damage, self._take_moves(), self._cursor.look(), place)

    def resize(self) -> None:
        with self._connected():
            self._maybe_resized = False
            self._area = self._find()
            self._take_room()
            self._whole = self._damaged = True

    def grab(self, rects: Sequence[Rect]) -> list[Grabbed]:
        assert self._shared is not None
        with self._connected():
            return self._grab(self._shared, rects)

    def _grab(self, shared: SharedPixels, rects: Sequence[Rect]) -> list[Grabbed]:
        asked: list[tuple[Rect, int, Any]] = []
        at = 0
        for rect in rects:
            asked.append((rect, at, shared.ask(self._drawable, rect.moved(*self._inset), at)))
            at += rect.area
        try:
            for _, _, reply in asked:
                reply.reply()
        except (xcffib.xproto.MatchError, xcffib.xproto.DrawableError) as broken:
            self._maybe_resized = True
            raise TargetGone(self._target.title) from broken
        room = shared.pixels
        return [
            Grabbed(rect, room[start : start + rect.area].reshape(rect.height, rect.width)) for rect, start, _ in asked
        ]

    def close(self) -> None:
        """Closing twice is harmless."""
        if self._shared is not None:
            self._shared.close()
            self._shared = None
            self._bell.close()
        self._display.close()

    # --- beginning ---------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        self._window = self._target.number if self._target.sharing is Sharing.WINDOW else None
        watched = self._display.root if self._window is None else self._window
        self._check_pixels(watched)
        if self._window is None:
            randr: Any = self._display.extension(xcffib.randr.key)
            randr.SelectInput(self._display.root, RANDR_CHANGES)
            self._moves: X11Moves | None = X11Moves(self._display)
        else:
            self._moves = None
            self._redirect(self._window)
        self._cursor = X11Cursor(self._display)
        damage: Any = self._display.extension(xcffib.damage.key)
        damage.QueryVersion(1, 1).reply()
        self._damage_requests = damage
        self._xfixes: Any = self._display.extension(xcffib.xfixes.key)
        self._damage = self._display.conn.generate_id()
        damage.Create(self._damage, watched, NON_EMPTY)
        self._region = self._display.conn.generate_id()
        self._xfixes.CreateRegion(self._region, 0, [])
        self._area = self._find()
        self._take_room()

    def _check_pixels(self, watched: int) -> None:
        try:
            attributes = self._display.core.GetWindowAttributes(watched).reply()
        except xcffib.xproto.WindowError as broken:
            raise TargetGone(self._target.title) from broken
        for depth in self._display.screen.allowed_depths:
            for visual in depth.visuals:
                if visual.visual_id == attributes.visual:
                    masks = (visual.red_mask, visual.green_mask, visual.blue_mask)
                    if visual._class == TRUE_COLOUR and masks == (0xFF0000, 0xFF00, 0xFF):  # noqa: SLF001  # xcffib's name
                        return
        raise UnsupportedPicture(f"visual 0x{attributes.visual:x}")

    def _redirect(self, window: int) -> None:
        composite: Any = self._display.extension(xcffib.composite.key)
        composite.QueryVersion(0, 4).reply()
        self._composite = composite
        core = self._display.core
        try:
            core.ChangeWindowAttributesChecked(window, xcffib.xproto.CW.EventMask, [STRUCTURE_NOTIFY]).check()
            composite.RedirectWindowChecked(window, AUTOMATIC).check()
        except xcffib.xproto.WindowError as broken:
            raise TargetGone(self._target.title) from broken

    def _find(self) -> Rect:
        """Where the target is now, in root coordinates. Raises TargetGone."""
        if self._window is None:
            return monitor_place(self._display, self._target.number)
        core = self._display.core
        asked = (
            core.GetWindowAttributes(self._window),
            core.GetGeometry(self._window),
            core.TranslateCoordinates(self._window, self._display.root, 0, 0),
        )
        try:
            attributes, geometry, corner = (one.reply() for one in asked)
        except (xcffib.xproto.WindowError, xcffib.xproto.DrawableError) as broken:
            raise TargetGone(self._target.title) from broken
        if attributes.map_state != VIEWABLE:
            raise TargetGone(self._target.title)
        self._border = geometry.border_width
        return Rect(corner.dst_x, corner.dst_y, geometry.width, geometry.height)

    def _take_room(self) -> None:
        """Memory for the whole target, and the pixels to take it from."""
        if self._window is None:
            self._drawable, self._inset = self._display.root, (self._area.x, self._area.y)
        else:
            if self._pixmap:
                self._display.core.FreePixmap(self._pixmap)
            pixmap = self._display.conn.generate_id()
            try:
                self._composite.NameWindowPixmapChecked(self._window, pixmap).check()
            except (xcffib.xproto.MatchError, xcffib.xproto.WindowError) as broken:
                self._pixmap = 0
                raise TargetGone(self._target.title) from broken
            self._pixmap = self._drawable = pixmap
            self._inset = (self._border, self._border)
        if self._shared is None or self._shared.pixels.size < self._area.area:
            if self._shared is not None:
                self._shared.close()
            self._shared = SharedPixels(self._display, self._area.area)

    # --- hearing -----------------------------------------------------------------------------------------------------

    @contextmanager
    def _connected(self) -> Iterator[None]:
        """A server that is gone takes its monitors and windows with it."""
        try:
            yield
        except xcffib.ConnectionException as broken:
            self._gone = True
            raise TargetGone(self._target.title) from broken

    def _drain(self) -> None:
        while True:
            try:
                event = self._display.conn.poll_for_event()
            except xcffib.ConnectionException:
                self._gone = self._fresh = True
                return
            except xcffib.XcffibException:
                continue  # the answer to a request about a window that closed meanwhile; its own event tells that
            if event is None:
                return
            self._fresh = True
            self._hear(event)

    def _hear(self, event: Any) -> None:
        name = type(event).__name__
        if isinstance(event, xcffib.damage.NotifyEvent):
            self._damaged = True
        elif name in ("CursorNotifyEvent", "RawMotionEvent"):
            self._cursor.heard(name, self._tick())
        elif name in ("DestroyNotifyEvent", "UnmapNotifyEvent") and event.window == self._window:
            self._gone = True
        elif name == "ConfigureNotifyEvent" and event.window == self._window:
            self._maybe_resized = True
        elif name in ("ScreenChangeNotifyEvent", "NotifyEvent"):
            self._maybe_resized = self._window is None
        elif self._moves is not None:
            self._moves.heard(event)

    def _take_damage(self) -> tuple[Rect, ...]:
        whole = Rect(0, 0, self._area.width, self._area.height)
        if not self._damaged:
            return ()
        self._damaged = False
        self._damage_requests.Subtract(self._damage, 0, self._region)
        reply = self._xfixes.FetchRegion(self._region).reply()
        if self._whole:
            self._whole = False
            return (whole,)
        dx, dy = (-self._area.x, -self._area.y) if self._window is None else (0, 0)
        rects = (Rect(one.x, one.y, one.width, one.height).moved(dx, dy) for one in reply.rectangles)
        return tuple(clipped for rect in rects if (clipped := rect.clipped(whole)))

    def _take_moves(self) -> tuple[Move, ...]:
        if self._moves is None:
            return ()
        return tuple(
            Move(move.rect.moved(-self._area.x, -self._area.y), move.dx, move.dy) for move in self._moves.take()
        )
