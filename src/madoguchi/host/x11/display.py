"""One connection to the X server: atoms, properties, waiting that another thread can end.

A connection belongs to one thread, or to one lock. xcffib carries no types for its requests, so the connection and what
comes from it are ``Any`` here and in the other ``x11`` modules, and plain values leave them.
"""

from __future__ import annotations

import os
import select
import struct
from typing import Any, Final

import xcffib
import xcffib.xproto

from madoguchi.base.errors import Unavailable

ANY_TYPE: Final = 0
FIRST_SCREEN_LIMIT: Final = 65_536  # 32-bit units of a property: far more than any list that we read


class X11Display:
    """A connection, its root window and its atoms."""

    def __init__(self, name: str | None = None) -> None:
        """``name`` as in ``DISPLAY`` (None: take that). Raises Unavailable when there is no X server."""
        try:
            connect: Any = xcffib.Connection
            self.conn: Any = connect(name)
        except xcffib.XcffibException as broken:
            raise Unavailable(f"no X server at {name or os.environ.get('DISPLAY', '(no DISPLAY)')}") from broken
        self.core: Any = self.conn.core
        self.screen: Any = self.conn.setup.roots[self.conn.pref_screen]
        self.root: int = self.screen.root
        self.id_mask: int = self.conn.setup.resource_id_mask
        self._atoms: dict[str, int] = {}

    def extension(self, key: Any) -> Any:
        """The requests of one extension. Raises Unavailable when the server has it not."""
        reply = self.core.QueryExtension(len(key.name), key.name).reply()
        if not reply.present:
            raise Unavailable(f"the X server has no {key.name}")
        return self.conn(key)

    def atom(self, name: str) -> int:
        """The number of an atom."""
        if name not in self._atoms:
            self._atoms[name] = self.core.InternAtom(False, len(name), name).reply().atom
        return self._atoms[name]

    def property(self, window: int, name: str) -> bytes:
        """The raw value of a property, empty when it or the window is not there."""
        try:
            reply = self.core.GetProperty(False, window, self.atom(name), ANY_TYPE, 0, FIRST_SCREEN_LIMIT).reply()
        except xcffib.XcffibException:
            if self.conn.has_error():
                raise
            return b""
        return bytes(reply.value.buf())

    def cardinals(self, window: int, name: str) -> tuple[int, ...]:
        """A property that is a list of 32-bit numbers (windows, atoms, counts)."""
        raw = self.property(window, name)
        return struct.unpack(f"={len(raw) // 4}I", raw[: len(raw) // 4 * 4])

    def client_of(self, resource: int) -> int:
        """The base of the ids of the X client that made ``resource``."""
        return resource & ~self.id_mask

    def anchor(self) -> int:
        """The id of something that this connection owns as long as it lives: by it another client can have it closed (KillClient)."""
        made = int(self.conn.generate_id())
        self.core.CreatePixmap(1, made, self.root, 1, 1)
        self.sync()
        return made

    def sync(self) -> None:
        """Return when the server has done everything that was sent on this connection."""
        self.core.GetInputFocus().reply()

    def fileno(self) -> int:
        """What to poll."""
        return int(self.conn.get_file_descriptor())

    def close(self) -> None:
        """Let go when the server has done everything that was sent: what it has not yet read of a connection that closes, it
        throws away, a key's release as well as anything else. Closing twice is harmless.
        """
        try:
            if not self.conn.has_error():
                self.sync()
        except (xcffib.XcffibException, OSError):
            pass  # the server is gone, and what was pressed with it
        self.conn.disconnect()


class Bell:
    """A pipe that ends a wait: ``ring`` from any thread, ``wait`` on one."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def ring(self) -> None:
        """End the present wait, or the next one."""
        try:
            os.write(self._write, b"\0")
        except (BlockingIOError, OSError):
            return  # rung already, or closed: either way there is nobody left to wake

    def wait(self, other: int, timeout: float | None) -> None:
        """Return when ``other`` can be read, when the bell rings, or after ``timeout`` seconds."""
        poll = select.poll()
        poll.register(other, select.POLLIN)
        poll.register(self._read, select.POLLIN)
        for fileno, _ in poll.poll(None if timeout is None else max(0.0, timeout * 1000)):
            if fileno == self._read:
                os.read(self._read, 4096)

    def close(self) -> None:
        """Give the pipe back."""
        for fileno in (self._read, self._write):
            os.close(fileno)
