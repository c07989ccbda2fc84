"""One film: pictures of one size in, compressed ones out, on a thread of its own (the codec holds no lock while it works).

H.264 by x264 ``ultrafast``: of what was measured the only one that encodes full-screen pictures at 60 a second on two cores;
VP9 takes three to eight times the processor for about a third fewer bytes of a film. 4:2:0, full range, BT.709: what the
browser shows in the very colour that was meant. Article: 6.1
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from threading import Condition, Thread
from typing import Final, Protocol, TypeAlias

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter

from madoguchi.host.capture.port import Pixels
from madoguchi.host.trace import stage

MILLISECONDS: Final = Fraction(1, 1_000)
FULL_RANGE: Final = 2  # these three are FFmpeg's numbers
BT709: Final = 1
SRGB: Final = 13


@dataclass(frozen=True, slots=True)
class Packet:
    """One compressed picture."""

    data: bytes
    key: bool


class Encoder(Protocol):
    """What a film is made with. ``submit`` and ``take`` belong to one thread."""

    @property
    def busy(self) -> bool:
        """A picture was submitted and its packet was not taken yet."""
        ...

    def submit(self, pixels: Pixels) -> None:
        """Encode this picture (it is ours from now on). Only when not busy."""
        ...

    def take(self) -> Packet | None:
        """The packet of the last picture, once. Raises OSError or ValueError when the codec failed."""
        ...

    def close(self) -> None:
        """Let go; what is being encoded is dropped."""
        ...


OpenEncoder: TypeAlias = Callable[
    [int, int, int, Callable[[], None]], Encoder
]  # width, height, crf, who hears of a packet


class X264:
    """See Encoder."""

    def __init__(self, width: int, height: int, crf: int, ready: Callable[[], None]) -> None:
        self._ready = ready
        self._changed = Condition()
        self._picture: Pixels | None = None
        self._packet: Packet | None = None
        self._fault: Exception | None = None
        self._busy = self._closed = False
        self._count = 0
        self._codec = _codec(width, height, crf)
        self._reformatter = VideoReformatter()
        Thread(target=self._run, name="film", daemon=True).start()

    @property
    def busy(self) -> bool:
        with self._changed:
            return self._busy or self._packet is not None

    def submit(self, pixels: Pixels) -> None:
        with self._changed:
            assert not self._busy
            assert self._packet is None
            self._picture, self._busy = pixels, True
            self._changed.notify()

    def take(self) -> Packet | None:
        with self._changed:
            if self._fault is not None:
                raise self._fault
            packet, self._packet = self._packet, None
            return packet

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._picture is not None)
                picture, self._picture = self._picture, None
                if self._closed or picture is None:
                    return
            packet: Packet | None = None
            fault: Exception | None = None
            try:
                with stage("encode film") as made:
                    packet = self._encode(picture)
                    made.size = len(packet.data)
            except (OSError, ValueError) as broken:  # what FFmpeg's errors are
                fault = broken
            with self._changed:
                self._packet, self._fault, self._busy = packet, fault, False
            self._ready()

    def _encode(self, pixels: Pixels) -> Packet:
        height, width = pixels.shape
        picture = VideoFrame.from_numpy_buffer(pixels.view(np.uint8).reshape(height, width, 4), format="bgra")
        picture = self._reformatter.reformat(
            picture,
            format="yuv420p",
            dst_colorspace=Colorspace.ITU709,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.JPEG,
            interpolation=Interpolation.POINT,
        )
        picture.pts, picture.time_base = self._count * 33, MILLISECONDS
        self._count += 1
        (packet,) = self._codec.encode(picture)  # one in, one out: nothing is held back
        return Packet(bytes(packet), packet.is_keyframe)


def _codec(width: int, height: int, crf: int) -> av.VideoCodecContext:
    codec = av.CodecContext.create("libx264", "w")
    codec.width, codec.height, codec.pix_fmt = width, height, "yuv420p"
    codec.time_base, codec.framerate = MILLISECONDS, Fraction(30)
    codec.color_range, codec.colorspace, codec.color_primaries, codec.color_trc = FULL_RANGE, BT709, BT709, SRGB
    codec.thread_count = 1
    codec.options = {"preset": "ultrafast", "tune": "zerolatency", "crf": str(crf), "g": "1000000", "forced-idr": "1"}
    return codec
