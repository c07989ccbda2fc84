"""Windows: who made them, which top-level one a window stands in, what they are called."""

from __future__ import annotations

import os
from typing import Any, Final

import xcffib
import xcffib.res
import xcffib.xproto

from madoguchi.base.errors import Unavailable
from madoguchi.host.x11.display import X11Display

VIEWABLE: Final = 2
LOCAL_PID: Final = 2  # XRes: the mask that asks for process ids
DEEPEST: Final = 32  # levels of windows that we follow


def client_list(display: X11Display) -> tuple[int, ...]:
    """The windows that the window manager manages, oldest first."""
    return display.cardinals(display.root, "_NET_CLIENT_LIST")


def title(display: X11Display, window: int) -> str:
    """A window's name: text without control characters, never markup."""
    raw = display.property(window, "_NET_WM_NAME")
    text = raw.decode("utf-8", "replace") if raw else display.property(window, "WM_NAME").decode("latin-1")
    return "".join(letter if letter.isprintable() else " " for letter in text).strip()


def parents(display: X11Display, window: int) -> list[int]:
    """The window, its parent and so on, up to the child of the root (the top-level window that it stands in); empty when the
    window is not there.
    """
    line: list[int] = []
    while window not in (0, display.root) and len(line) < DEEPEST:
        line.append(window)
        try:
            window = display.core.QueryTree(window).reply().parent
        except xcffib.xproto.WindowError:
            return []
    return line


def clients_of_this_process(display: X11Display) -> frozenset[int]:
    """The X clients (bases of resource ids) that this process is: by what the server knows of its sockets, and by the
    ``_NET_WM_PID`` of the managed windows where the server does not know (another process-id namespace).
    """
    own = os.getpid()
    found = {display.client_of(display.conn.setup.resource_id_base)}
    try:
        res: Any = display.extension(xcffib.res.key)
        spec: Any = xcffib.res.ClientIdSpec
        for identified in res.QueryClientIds(1, [spec.synthetic(0, LOCAL_PID)]).reply().ids:
            if own in list(identified.value):
                found.add(identified.spec.client)
    except Unavailable:
        pass  # the window manager's list below has to do
    for window in client_list(display):
        if display.cardinals(window, "_NET_WM_PID") == (own,):
            found.add(display.client_of(window))
    return frozenset(found)
