"""The film of one canvas: begins where a region keeps changing, ends when it rests; what it leaves is repaired by tiles.

Pixels that a film drew are not known exactly; the painter marks them so, and no later stage can take them for right. When
the region has rested for REST_SECONDS the film ends and the region is owed in tiles, before everything else that is owed for half of
the room there is, so nothing that moves elsewhere can keep it waiting. Article: 6.1
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Sequence
from threading import Timer
from typing import Final

import numpy as np

from madoguchi.base.clock import Tick
from madoguchi.host.capture.port import Pixels
from madoguchi.host.capture.rect import Rect
from madoguchi.host.encode.changes import changed_rects
from madoguchi.host.encode.encoder import Encoder, OpenEncoder, Packet
from madoguchi.host.encode.heat import Heat
from madoguchi.wire.conversation import VIDEO_LIMIT, Video
from madoguchi.wire.vocabulary import VideoCoding

REST_SECONDS: Final = 0.2
FRAME_SECONDS: Final = 1 / 31
CRF: Final = 26
COARSER: Final = 8  # when a picture of a film does not fit into a message
COARSEST: Final = 45
PICTURES_SECOND: Final = 15  # that a film should have at least, whatever the line
SHARE: Final = 0.7  # of the line
HALVING: Final = 6  # of CRF, about, for half the bytes
STEP: Final = 5  # of CRF that is worth a new film
LEARNT: Final = 8  # pictures after which a film's size is known


class Film:
    """Belongs to the picture's thread. ``wake`` is called, from other threads, when there is something to do."""

    def __init__(self, width: int, height: int, open_encoder: OpenEncoder, wake: Callable[[], None]) -> None:
        self._heat = Heat(width, height)
        self._open = open_encoder
        self._wake = wake
        self._encoder: Encoder | None = None
        self._shown: Pixels | None = None  # the last picture that was submitted
        self._changed_at = Tick(0.0)
        self._fed_at = Tick(0.0)
        self._timer: Timer | None = None
        self._crf = CRF
        self._sizes: deque[int] = deque(maxlen=LEARNT)
        self.due = False  # the region may have changed since it was last fed
        self.region: Rect | None = None  # while a film runs
        self.forbidden = False

    def close(self) -> None:
        """No film any more."""
        if self._timer is not None:
            self._timer.cancel()
        if self._encoder is not None:
            self._encoder.close()
        self._encoder = self._shown = self.region = self._timer = None
        self.due = False

    def look(self, changed: Sequence[Rect], now: Tick) -> Rect | None:
        """These pixels outside a film changed. Where a film begins now, which may be the one that ran and has grown; else None."""
        if not changed or self.forbidden:
            return None
        self._heat.changed(changed, now)
        found = self._heat.region(changed, self.region)
        if found is None:
            return None
        self.region = found
        self._changed_at = now
        self.restart()
        return found

    def restart(self) -> None:
        """A film that needs nothing of what went before."""
        if self.region is None:
            return
        if self._encoder is not None:
            self._encoder.close()
        self._encoder = self._open(self.region.width, self.region.height, self._crf, self._wake)
        self._shown, self.due = None, True
        self._sizes.clear()
        self._watch()

    def suit(self, bandwidth: float) -> None:
        """Coarser or finer, so that PICTURES_SECOND fit into SHARE of a line that carries so many bytes a second (0: not known)."""
        if bandwidth <= 0 or len(self._sizes) < LEARNT or self._encoder is None or self._encoder.busy:
            return
        wanted = bandwidth * SHARE / PICTURES_SECOND
        mean = sum(self._sizes) / len(self._sizes)
        crf = min(COARSEST, max(CRF, round(self._crf + HALVING * math.log2(mean / wanted))))
        if abs(crf - self._crf) >= STEP:
            self._crf = crf
            self.restart()

    def lost(self, *, again: bool) -> None:
        """The viewer lost it."""
        self.forbidden = not again
        self.restart()

    def is_ready(self, now: Tick) -> bool:
        """Whether the next picture may be fed."""
        return self.due and self._encoder is not None and not self._encoder.busy and now - self._fed_at >= FRAME_SECONDS

    def feed(self, pixels: Pixels, now: Tick) -> None:
        """The region as it is now, masked."""
        assert self._encoder is not None
        self.due = False
        if self._shown is not None and not changed_rects(pixels, self._shown):
            return
        self._changed_at = self._fed_at = now
        self._shown = pixels
        self._encoder.submit(np.ascontiguousarray(pixels))
        self._watch()

    def take(self) -> Video | None:
        """The next message, if its packet is there. A codec that fails ends films for good."""
        if self._encoder is None or self.region is None:
            return None
        try:
            packet: Packet | None = self._encoder.take()
        except (OSError, ValueError):
            self.forbidden = True
            return None
        if packet is None:
            return None
        if len(packet.data) > VIDEO_LIMIT:
            self._crf += COARSER
            self.forbidden = self._crf > COARSEST
            self.restart()
            return None
        one = self.region
        if not packet.key:
            self._sizes.append(len(packet.data))
        return Video(one.x, one.y, one.width, one.height, VideoCoding.H264, packet.key, packet.data)

    def ended(self, now: Tick) -> Rect | None:
        """The region that is owed in tiles, if the film is over now."""
        if self.region is None or self._encoder is None:
            return None
        rests = now - self._changed_at >= REST_SECONDS and not self._encoder.busy
        if not rests and not self.forbidden:
            self._watch()
            return None
        region = self.region
        self._heat.cool(region)
        self.close()
        return region

    def _watch(self) -> None:
        """Be woken when the region may have come to rest."""
        if self._timer is None:
            self._timer = Timer(REST_SECONDS + 0.01, self._ring)
            self._timer.daemon = True
            self._timer.start()

    def _ring(self) -> None:
        self._timer = None
        self._wake()
