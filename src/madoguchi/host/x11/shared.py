"""Shared memory that the X server writes pixels into and numpy reads where they lie (MIT-SHM over SysV).

The segment is marked for removal as soon as both ends hold it, so nothing is left behind however the program ends.
"""

from __future__ import annotations

import ctypes
import ctypes.util
from typing import Any, Final

import numpy as np
import xcffib
import xcffib.shm

from madoguchi.base.errors import Unavailable
from madoguchi.host.capture.port import Pixels
from madoguchi.host.capture.rect import Rect
from madoguchi.host.x11.display import X11Display

IPC_PRIVATE: Final = 0
IPC_CREAT_0600: Final = 0o1600
IPC_RMID: Final = 0
FAILED: Final = ctypes.c_void_p(-1).value
PIXMAP_FORMAT: Final = 2  # ZPixmap
ALL_PLANES: Final = 0xFFFFFFFF

_libc = ctypes.CDLL(ctypes.util.find_library("c"), use_errno=True)
_libc.shmget.argtypes = (ctypes.c_int, ctypes.c_size_t, ctypes.c_int)
_libc.shmat.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
_libc.shmat.restype = ctypes.c_void_p
_libc.shmdt.argtypes = (ctypes.c_void_p,)
_libc.shmctl.argtypes = (ctypes.c_int, ctypes.c_int, ctypes.c_void_p)


class SharedPixels:
    """Room for ``count`` pixels. ``close`` makes every view of it invalid."""

    def __init__(self, display: X11Display, count: int) -> None:
        """Raises Unavailable when memory cannot be shared with the server (a remote display)."""
        self._display = display
        self._shm: Any = display.extension(xcffib.shm.key)
        number = _libc.shmget(IPC_PRIVATE, max(1, count) * 4, IPC_CREAT_0600)
        if number < 0:
            raise Unavailable("no shared memory")
        self._address = _libc.shmat(number, None, 0)
        self._segment = 0
        try:
            if self._address == FAILED:
                raise Unavailable("no shared memory")
            segment = display.conn.generate_id()
            self._shm.AttachChecked(segment, number, False).check()
            self._segment = segment
        except xcffib.XcffibException as broken:
            _libc.shmdt(self._address)
            raise Unavailable("this X server shares no memory with us: is it remote?") from broken
        finally:
            _libc.shmctl(number, IPC_RMID, None)
        raw = (ctypes.c_uint32 * max(1, count)).from_address(self._address)
        self.pixels: Pixels = np.ctypeslib.as_array(raw)

    def ask(self, drawable: int, rect: Rect, at: int) -> Any:
        """Have the server write a rectangle of ``drawable`` from pixel ``at`` on; ``reply()`` of the result waits for it."""
        place = (rect.x, rect.y, rect.width, rect.height)
        return self._shm.GetImage(drawable, *place, ALL_PLANES, PIXMAP_FORMAT, self._segment, at * 4)

    def close(self) -> None:
        """Give the memory back; closing twice is harmless."""
        if self._segment:
            if not self._display.conn.has_error():
                self._shm.Detach(self._segment)
                self._display.conn.flush()
            self._segment = 0
            self.pixels = np.empty(0, dtype=np.uint32)
            _libc.shmdt(self._address)
