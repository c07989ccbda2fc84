"""The connection that draws our own windows is answered even while the server is held for one of our other connections.

Cause: the injector holds the server (``GrabServer``) over a few questions and answers, and needs Python's lock between them.
A Qt call such as ``QWidget.show`` asks the server too, and keeps Python's lock while it waits. Each then waits for the
other, and since the server is held, the customer's whole screen stands still. Remedy: XTEST's ``GrabControl`` for Qt's
connection, so its call is answered, the lock comes back, and the hold ends as it should. It makes the case rare, not
impossible: under heavy load a Qt call was seen to wait all the same. Then the warden ends the hold (host.guard.warden), so
that nothing stands still for longer than a second. Article: 5.2, 5.3
"""

from __future__ import annotations

from typing import Any

import xcffib
import xcffib.xtest


def let_through(connection: int) -> None:
    """``connection``: the address of Qt's ``xcb_connection_t``, which stays Qt's."""
    wrap: Any = xcffib.wrap
    conn: Any = wrap(connection)
    name = xcffib.xtest.key.name
    if not conn.core.QueryExtension(len(name), name).reply().present:
        return  # then nothing can be injected either, and nobody holds the server
    xtest: Any = conn(xcffib.xtest.key)
    xtest.GrabControlChecked(True).check()
