"""The top-level windows of an X11 display, where they lie and what they are: followed event by event.

Guarantee: ``settle``, called while the server is grabbed and every event has been heard, leaves the picture of them exactly as
the server's. A window that nobody has looked at yet counts as hidden. Article: 5.1
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Any, Final

import xcffib
import xcffib.shape
import xcffib.xproto

from madoguchi.base.errors import Unavailable
from madoguchi.host.capture.rect import Rect
from madoguchi.host.mask.masks import Masks
from madoguchi.host.mask.stack import Stack, Top
from madoguchi.host.x11.display import ANY_TYPE, X11Display
from madoguchi.host.x11.windows import VIEWABLE, clients_of_this_process, printable
from madoguchi.session.masks import Cause, Facts, Hiding

STRUCTURE_NOTIFY: Final = 1 << 17
SUBSTRUCTURE_NOTIFY: Final = 1 << 19
PROPERTY_CHANGE: Final = 1 << 22
LISTEN: Final = STRUCTURE_NOTIFY | SUBSTRUCTURE_NOTIFY | PROPERTY_CHANGE
INPUT_ONLY: Final = 2
ICONIC: Final = 3
PLACE_ON_TOP: Final = 0
DEPTH: Final = 3  # frame, the program's window, what is embedded in it
MOST_INNER: Final = 256  # windows of one level: some window managers give a frame sixty
UNITS: Final = 1_024  # 32-bit units of a property
PROPERTIES: Final = ("WM_CLASS", "_NET_WM_NAME", "WM_NAME", "WM_TRANSIENT_FOR", "_NET_WM_WINDOW_TYPE", "WM_STATE")
TELLING: Final = frozenset(PROPERTIES)


def _ignore(_rects: list[Rect]) -> None:
    """Nobody keeps stains."""


def _ignore_move(_before: Rect, _after: Rect) -> None:
    """Nobody keeps stains."""


class X11Windows:
    """Belongs to the connection's thread. ``left`` hears where hidden windows were seen, before each change of the stack;
    ``doubted`` where one was that nobody had looked at, ``shown`` where one is that is hidden no more."""

    def __init__(
        self,
        display: X11Display,
        masks: Masks,
        left: Callable[[list[Rect]], None] = _ignore,
        doubted: Callable[[list[Rect]], None] = _ignore,
        shown: Callable[[list[Rect]], None] = _ignore,
        moved: Callable[[Rect, Rect], None] = _ignore_move,
    ) -> None:
        self._display = display
        self._masks = masks
        self._left, self._doubted, self._shown, self._moved = left, doubted, shown, moved
        self._stack = Stack()
        self._inner: dict[int, tuple[Facts, ...]] = {}
        self._iconic: set[int] = set()
        self._listened: set[int] = set()
        self._strange: set[int] = set()  # not looked at since it was opened
        self._renamed: set[int] = set()  # something of it changed since it was looked at
        self._hidden: dict[int, Hiding] = {}
        self._judged = -1
        self._seen: list[Rect] | None = None
        self._own = clients_of_this_process(display)
        self._names = {display.atom(name): name for name in PROPERTIES}
        self._notice = display.atom("_NET_WM_WINDOW_TYPE_NOTIFICATION")
        try:
            self._shape: Any = display.extension(xcffib.shape.key)
        except Unavailable:
            self._shape = None

    def begin(self) -> None:
        """Learn everything. The server is grabbed."""
        core, root = self._display.core, self._display.root
        core.ChangeWindowAttributes(root, xcffib.xproto.CW.EventMask, [LISTEN])
        for child in core.QueryTree(root).reply().children:
            self._meet(child)
        self.settle()

    @property
    def hidden(self) -> dict[int, Hiding]:
        """Why each hidden top-level window is."""
        return self._hidden

    @property
    def is_settled(self) -> bool:
        """Whether every window has been looked at since it changed."""
        return not self._strange and not self._renamed and self._judged == self._masks.version

    def seen(self) -> list[Rect]:
        """What of the hidden windows can be seen, in root coordinates."""
        if self._seen is None:
            self._seen = self._stack.seen(self._hidden.keys() | self._strange)
        return self._seen

    def is_hidden(self, top: int) -> bool:
        """Whether a top-level window is hidden; one that nobody looked at is."""
        return top in self._hidden or top in self._strange

    def is_anything_open(self) -> bool:
        """Whether a hidden window is on the screen or only made small: a compositing manager could show it anywhere."""
        return any((found := self._stack.find(top)) is not None and found.mapped for top in self._hidden) or bool(
            self._iconic & self._hidden.keys()
        )

    def top_of(self, window: int) -> int:
        """The top-level window that a window stands in; 0 when it is in none that we know."""
        if self._stack.find(window) is not None:
            return window
        return next((top for top, inner in self._inner.items() if any(one.number == window for one in inner)), 0)

    # --- hearing ------------------------------------------------------------------------------------------------------

    def heard(self, event: Any) -> None:  # noqa: PLR0912  # one match over the news there are
        """An event of the connection."""
        name = type(event).__name__.removesuffix("Event")
        root = self._display.root
        if name == "PropertyNotify":
            if event.atom in self._names:
                self._doubt(self.top_of(event.window))
            return
        if name == "Notify" and isinstance(event, xcffib.shape.NotifyEvent):
            self._change(event.affected_window)
            self._doubt(event.affected_window)
            return
        if not hasattr(event, "window"):
            return
        of_root = getattr(event, "event", getattr(event, "parent", 0)) == root
        if not of_root:
            if name in ("ReparentNotify", "MapNotify", "CreateNotify"):
                self._doubt(self.top_of(event.parent if name != "MapNotify" else event.event))
            return
        match name:
            case "CreateNotify":
                self._change(event.window)
                self._stack.put(Top(event.window, _place(event), mapped=False))
                self._strange.add(event.window)
            case "ConfigureNotify":
                self._configured(event)
            case "MapNotify" | "UnmapNotify":
                self._mapped(event.window, mapped=name == "MapNotify")
            case "DestroyNotify":
                self._lost(event.window)
            case "ReparentNotify" if event.parent != root:
                self._lost(event.window)
            case "ReparentNotify":
                self._change(event.window)
                self._meet(event.window)
            case "CirculateNotify" if (top := self._top_over(event)) is not None:
                self._change(event.window)
                self._stack.restack(event.window, top)

    def _configured(self, event: Any) -> None:
        top = self._stack.find(event.window)
        if top is None:
            return
        self._change(event.window)
        before, top.rect = top.rect, _place(event)
        if top.mapped and (before.x, before.y) != (top.rect.x, top.rect.y):
            self._moved(before, top.rect)
        self._stack.restack(event.window, event.above_sibling)

    def _mapped(self, window: int, *, mapped: bool) -> None:
        top = self._stack.find(window)
        if top is None:
            return
        self._change(window)
        top.mapped = mapped
        self._strange.add(window)  # programs say what a window is at the latest now

    def _lost(self, window: int) -> None:
        self._change(window)
        self._stack.drop(window)
        for one in self._inner.pop(window, ()):
            self._masks.gone(one.number)
        self._strange.discard(window)
        self._renamed.discard(window)
        self._iconic.discard(window)
        self._hidden.pop(window, None)
        self._listened.discard(window)
        self._seen = None
        self._judged = -1

    def _top_over(self, event: Any) -> int | None:
        if event.place != PLACE_ON_TOP:
            return 0
        others = [top.number for top in self._stack.tops if top.number != event.window]
        return others[-1] if others else None

    def _doubt(self, top: int) -> None:
        if self._stack.find(top) is not None:
            self._renamed.add(top)

    def _change(self, window: int) -> None:
        """The stack is about to change: what hidden windows show now stays standing for a while."""
        if self._hidden:
            self._left(self.seen())
        elif window in self._strange and (top := self._stack.find(window)) is not None and top.mapped:
            self._doubted([top.rect])  # nobody tells when it is painted over: hidden for a moment
        self._seen = None

    # --- looking ------------------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Look at every window that is not known. The server is grabbed."""
        strange = set(self._strange)
        for window in strange:
            self._look_at(window)
        self._judged = -1 if strange else self._judged
        self._strange.clear()
        self.refresh(strange)

    def refresh(self, looked_at: Collection[int] = ()) -> None:
        """Look again at what was renamed, and judge anew when the rules or the windows changed."""
        if self.is_settled:
            return
        for window in self._renamed:
            self._look_at(window)
        self._renamed.clear()
        self._judged = self._masks.version
        before, self._hidden = self._hidden, self._judge()
        self._seen = None
        for window in (before.keys() | set(looked_at)) - self._hidden.keys():
            if (top := self._stack.find(window)) is not None and top.mapped:
                self._shown([top.rect])

    def _judge(self) -> dict[int, Hiding]:
        """Of a window that nobody has seen yet it does not matter that nothing is known."""
        mapped = {top.number for top in self._stack.tops if top.mapped}
        judged = self._masks.judge(self._inner)
        return {top: why for top, why in judged.items() if why.cause is not Cause.UNKNOWN or top in mapped}

    def _meet(self, window: int) -> None:
        core = self._display.core
        asked = core.GetWindowAttributes(window), core.GetGeometry(window)
        try:
            attributes, geometry = asked[0].reply(), asked[1].reply()
        except (xcffib.xproto.WindowError, xcffib.xproto.DrawableError):
            return
        self._stack.put(Top(window, _place(geometry), mapped=attributes.map_state == VIEWABLE))
        self._strange.add(window)

    def _look_at(self, top: int) -> None:
        core = self._display.core
        entry = self._stack.find(top)
        if entry is None:
            return
        try:
            attributes = core.GetWindowAttributes(top).reply()
        except xcffib.xproto.WindowError:
            return  # it closed; its own event tells. Where it is, events alone tell: none of its places is left out
        if attributes._class == INPUT_ONLY:  # noqa: SLF001  # xcffib's name
            self._inner.pop(top, None)
            entry.covers = False
            entry.rect = Rect(entry.rect.x, entry.rect.y, 0, 0)
            return
        entry.covers = not self._is_shaped(top)
        self._inner[top] = self._facts(top, is_popup=bool(attributes.override_redirect))

    def _is_shaped(self, top: int) -> bool:
        if self._shape is None:
            return False
        if top not in self._listened:
            self._shape.SelectInput(top, True)
        try:
            return bool(self._shape.QueryExtents(top).reply().bounding_shaped)
        except xcffib.xproto.WindowError:
            return True

    def _facts(self, top: int, *, is_popup: bool) -> tuple[Facts, ...]:
        """Of the window and of what other programs have in it: a frame has its program's window, that perhaps embedded ones."""
        self._iconic.discard(top)
        found: list[Facts] = []
        level = {top: 0}  # each with its parent
        for _ in range(DEPTH):
            foreign = [one for one, parent in level.items() if self._makers_differ(one, parent)]
            self._listen([*foreign, *([top] if top in level else [])])
            trees = [(one, self._display.core.QueryTree(one)) for one in level]
            texts = [(one, self._ask(one)) for one in foreign]
            below: dict[int, int] = {}
            for window, tree in trees:
                with suppress(xcffib.xproto.WindowError):
                    below |= dict.fromkeys(tree.reply().children, window)
            for window, asked in texts:
                with suppress(xcffib.xproto.WindowError):
                    found.append(self._one(window, top, asked, is_popup=is_popup))
            level = dict(list(below.items())[-MOST_INNER:])
        told = [one for one in found if one.classes or one.title or one.belongs_to or one.is_notice]
        return tuple(told or found[:1])

    def _makers_differ(self, window: int, parent: int) -> bool:
        return self._display.client_of(window) != self._display.client_of(parent)

    def _listen(self, windows: list[int]) -> None:
        fresh = [window for window in windows if window not in self._listened]
        for window in fresh:
            self._display.core.ChangeWindowAttributes(window, xcffib.xproto.CW.EventMask, [LISTEN])
        self._listened.update(fresh)

    def _ask(self, window: int) -> dict[str, Any]:
        core = self._display.core
        return {name: core.GetProperty(False, window, atom, ANY_TYPE, 0, UNITS) for atom, name in self._names.items()}

    def _one(self, window: int, top: int, asked: dict[str, Any], *, is_popup: bool) -> Facts:
        raw = {name: bytes(one.reply().value.buf()) for name, one in asked.items()}
        title = raw["_NET_WM_NAME"].decode("utf-8", "replace") or raw["WM_NAME"].decode("utf-8", "replace")
        if _numbers(raw["WM_STATE"])[:1] == (ICONIC,):
            self._iconic.add(top)
        maker = self._display.client_of(window)
        return Facts(
            number=window,
            maker=maker,
            classes=tuple(part for part in raw["WM_CLASS"].decode("latin-1").split("\0") if part),
            title=printable(title),
            belongs_to=next(iter(_numbers(raw["WM_TRANSIENT_FOR"])), 0),
            is_popup=is_popup,
            is_notice=self._notice in _numbers(raw["_NET_WM_WINDOW_TYPE"]),
            is_ours=maker in self._own,
        )


def is_told(hiding: Hiding) -> bool:
    """Whether the customer is told of it by name: not of a menu that lives for a moment."""
    return hiding.cause in (Cause.RULE, Cause.CUSTOMER)


def _numbers(raw: bytes) -> tuple[int, ...]:
    return struct.unpack(f"={len(raw) // 4}I", raw[: len(raw) // 4 * 4])


def _place(shape: Any) -> Rect:
    border = 2 * shape.border_width
    return Rect(shape.x, shape.y, shape.width + border, shape.height + border)
