"""Keeps ``None``, ``True`` and ``False`` alive under a toolkit that drops references to them.

Cause: PySide6 6.12's wheels are built against headers in which these objects are immortal (Python 3.12 and later) and return
them without counting. Under Python 3.11 every repaint takes one reference of ``None`` away, and after some thousand
the interpreter aborts ("none_dealloc"), in the middle of a session. 6.11 counts rightly.
Cure: give them as many references as can never be used up, which is what immortal means. Nothing ever frees them anyway.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Final

PLENTY: Final = 1 << 40
MORTAL_BEFORE: Final = (3, 12)


def keep_alive() -> None:
    """Once is enough, and more does no harm. Does nothing where they are immortal already."""
    if sys.version_info >= MORTAL_BEFORE or sys.implementation.name != "cpython":
        return
    for single in (None, True, False, NotImplemented, Ellipsis):
        if sys.getrefcount(single) < PLENTY:
            ctypes.c_ssize_t.from_address(id(single)).value += PLENTY
