"""Raw input events (XI2) from every device, with the device that they came from.

They arrive whatever is grabbed and whoever has the focus, on a connection of the watcher's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

import xcffib
import xcffib.xinput

from madoguchi.host.x11.display import X11Display

ALL_DEVICES: Final = 0
ALL_MASTERS: Final = 1
HIERARCHY: Final = 1 << 11
RAW_KEYS: Final = (1 << 13) | (1 << 14)
RAW_BUTTONS: Final = (1 << 15) | (1 << 16)
RAW_MOTION: Final = 1 << 17
RAW_TOUCH: Final = (1 << 22) | (1 << 23) | (1 << 24)


class RawKind(Enum):
    """What a raw event says."""

    KEY_DOWN = 13
    KEY_UP = 14
    BUTTON_DOWN = 15
    BUTTON_UP = 16
    MOTION = 17
    TOUCH_DOWN = 22
    TOUCH_MOTION = 23
    TOUCH_UP = 24


@dataclass(frozen=True, slots=True)
class RawEvent:
    """``detail`` is the keycode or the button; ``injected``: it came from an XTEST device."""

    kind: RawKind
    detail: int
    injected: bool


class RawInput:
    """The raw events of one connection. ``mapping_changed`` is set by the server's MappingNotify."""

    def __init__(self, display: X11Display) -> None:
        self._display = display
        self._xinput: Any = display.extension(xcffib.xinput.key)
        self._xinput.XIQueryVersion(2, 2).reply()
        self._xtest: frozenset[int] = frozenset()
        self.mapping_changed = False
        self._learn_devices()

    def select(self, mask: int) -> None:
        """Hear these raw events from now on (0: none)."""
        event_mask: Any = xcffib.xinput.EventMask
        wanted = [
            event_mask.synthetic(ALL_DEVICES, 1, [HIERARCHY]),
            event_mask.synthetic(ALL_MASTERS, 1, [mask]),
        ]
        self._xinput.XISelectEvents(self._display.root, len(wanted), wanted)
        self._display.conn.flush()

    def events(self) -> Iterator[RawEvent]:
        """Every raw event that has arrived; never waits."""
        while (event := self._display.conn.poll_for_event()) is not None:
            name = type(event).__name__
            if name == "HierarchyEvent":
                self._learn_devices()
            elif name == "MappingNotifyEvent":
                self.mapping_changed = True
            elif name.startswith("Raw"):
                yield RawEvent(RawKind(event.event_type), event.detail, event.sourceid in self._xtest)

    def _learn_devices(self) -> None:
        infos = self._xinput.XIQueryDevice(ALL_DEVICES).reply().infos
        names = {info.deviceid: info.name.to_string() for info in infos}
        self._xtest = frozenset(
            number for number, name in names.items() if name.endswith(("XTEST pointer", "XTEST keyboard"))
        )
