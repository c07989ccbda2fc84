"""What an injected event would hit on X11: looked at while the server is grabbed, so that it cannot change before the event.

This program's windows are known by their X client, not by a list alone: whatever window of any kind our process
made (a menu, a tooltip, one that nobody listed) is ours. So is the window manager's frame round one of them. While a
menu of ours is open it holds a grab, and every event would go to it wherever the pointer is: then everything is ours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import xcffib
import xcffib.xproto

from madoguchi.host.capture.port import TargetGone
from madoguchi.host.capture.rect import Rect
from madoguchi.host.capture.x11_monitors import monitor_place
from madoguchi.host.port import Target
from madoguchi.host.x11.display import X11Display
from madoguchi.host.x11.windows import VIEWABLE, client_list, clients_of_this_process, parents
from madoguchi.wire.vocabulary import Sharing

STRUCTURE_CHANGES: Final = (1 << 17) | (1 << 19)  # of the root and of its children
POINTER_ROOT: Final = 1
NO_GRAB_TYPES: Final = ("TOOLTIP", "NOTIFICATION", "DOCK", "SPLASH", "DND")
STALE_ON: Final = ("CreateNotify", "DestroyNotify", "MapNotify", "UnmapNotify", "ReparentNotify")


@dataclass(frozen=True, slots=True)
class Sight:
    """What is at a place and who has the keys. ``modifiers`` is the state's mask, whoever holds them."""

    top: int  # the root's child at the place; 0 for the root itself
    focus: int
    modifiers: int
    pointer_is_ours: bool
    focus_is_ours: bool


class X11Scene:
    """One connection's view. All calls on the thread or under the lock that the connection belongs to."""

    def __init__(self, display: X11Display, own_windows: Callable[[], frozenset[int]]) -> None:
        self._display = display
        self._own_windows = own_windows
        self._listed: frozenset[int] = frozenset()
        self._clients: frozenset[int] = frozenset()
        self._tops: frozenset[int] = frozenset()
        self._has_menu = False
        self._stale = True
        self._monitor: tuple[int, Rect] | None = None
        self._top_of: dict[int, int] = {}
        self.mapping_changed = True
        attributes = [STRUCTURE_CHANGES]
        display.core.ChangeWindowAttributes(display.root, xcffib.xproto.CW.EventMask, attributes)

    def sight(self, x: int, y: int) -> Sight:
        """What is at a place of the root."""
        core, root = self._display.core, self._display.root
        asked = core.TranslateCoordinates(root, root, x, y), core.GetInputFocus(), core.QueryPointer(root)
        at, focused, pointer = (one.reply() for one in asked)
        self._catch_up()
        pointer_is_ours = self._has_menu or self._is_ours(at.child)
        keys_follow_pointer = focused.focus in (POINTER_ROOT, root)
        focus_is_ours = self._has_menu or self._is_ours(focused.focus)
        if keys_follow_pointer:
            focus_is_ours |= self._is_ours(pointer.child)
        return Sight(at.child, focused.focus, pointer.mask, pointer_is_ours, focus_is_ours)

    def place_of(self, target: Target) -> Rect:
        """Where a target is now, in root coordinates. Raises TargetGone."""
        if target.sharing is Sharing.MONITOR:
            self._catch_up()
            if self._monitor is None or self._monitor[0] != target.number:
                self._monitor = (target.number, monitor_place(self._display, target.number))
            return self._monitor[1]
        core = self._display.core
        asked = (
            core.GetGeometry(target.number),
            core.TranslateCoordinates(target.number, self._display.root, 0, 0),
        )
        try:
            geometry, corner = (one.reply() for one in asked)
        except (xcffib.xproto.WindowError, xcffib.xproto.DrawableError) as broken:
            raise TargetGone(target.title) from broken
        return Rect(corner.dst_x, corner.dst_y, geometry.width, geometry.height)

    def is_uncovered(self, target: Target, sight: Sight) -> bool:
        """Whether a window target is what is seen at the place; a monitor always is."""
        if target.sharing is Sharing.MONITOR:
            return True
        self._catch_up()
        if target.number not in self._top_of:
            self._top_of[target.number] = (parents(self._display, target.number) or [0])[-1]
        return sight.top != 0 and sight.top == self._top_of[target.number]

    def has_focus(self, target: Target, sight: Sight) -> bool:
        """Whether keys would reach the target and nothing else; anything of a monitor does."""
        if target.sharing is Sharing.MONITOR:
            return sight.focus != 0
        return sight.focus == target.number or target.number in parents(self._display, sight.focus)

    def hear(self) -> None:
        """Take in what the server told since the last time; never waits."""
        while True:
            try:
                event = self._display.conn.poll_for_event()
            except xcffib.ConnectionException:
                raise
            except xcffib.XcffibException:
                continue  # about a window that closed meanwhile
            if event is None:
                return
            self._heard(event)

    def _heard(self, event: Any) -> None:
        name = type(event).__name__.removesuffix("Event")
        if name == "MappingNotify":
            self.mapping_changed = True
        elif name in STALE_ON:
            self._stale = True
        elif name == "ConfigureNotify" and event.window == self._display.root:
            self._monitor = None

    def _is_ours(self, window: int) -> bool:
        return window > POINTER_ROOT and (window in self._tops or self._display.client_of(window) in self._clients)

    def _catch_up(self) -> None:
        self.hear()
        listed = self._own_windows()
        if not self._stale and listed == self._listed:
            return
        self._stale = False
        self._listed = listed
        self._top_of.clear()
        self._monitor = None
        display = self._display
        self._clients = clients_of_this_process(display) | {display.client_of(window) for window in listed}
        ours = listed | {window for window in client_list(display) if display.client_of(window) in self._clients}
        self._tops = frozenset(line[-1] for window in ours if (line := parents(display, window)))
        children = list(display.core.QueryTree(display.root).reply().children)
        self._has_menu = any(self._is_menu(child) for child in children if display.client_of(child) in self._clients)

    def _is_menu(self, window: int) -> bool:
        try:
            attributes = self._display.core.GetWindowAttributes(window).reply()
        except xcffib.xproto.WindowError:
            return False
        if attributes.map_state != VIEWABLE or not attributes.override_redirect:
            return False
        harmless = {self._display.atom(f"_NET_WM_WINDOW_TYPE_{kind}") for kind in NO_GRAB_TYPES}
        return not harmless & set(self._display.cardinals(window, "_NET_WM_WINDOW_TYPE"))
