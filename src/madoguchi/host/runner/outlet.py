"""What leaves the host, in order of urgency: control, then file words, then pictures, then file bytes.

One frame is sealed at a time, at the moment it is sent, and the socket's own buffer is kept short (``Line.send`` waits for
it), so a control message never stands behind more than one frame of anything else. A picture that waits when the law
shuts the eyes is dropped unsent. Article: 5.3, 6.1
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final

from madoguchi.host.runner.line import Line
from madoguchi.host.trace import stage
from madoguchi.seal.keys import Keys
from madoguchi.wire.codec import Message
from madoguchi.wire.conversation import LANGUAGE_OF
from madoguchi.wire.vocabulary import Channel

FRAME_BYTES: Final = 131_072  # plaintext of one sealed frame, unless one record is larger
WAITING_LIMIT: Final = 1_000  # control messages that wait through a cut


class Outlet:
    """Sends for one session, over whichever line is up. ``next_chunk`` gives file bytes when nothing else waits."""

    def __init__(self, may_show: Callable[[], bool], next_chunk: Callable[[], Awaitable[list[Message]]]) -> None:
        self._may_show = may_show
        self._next_chunk = next_chunk
        self._loop = asyncio.get_running_loop()
        self._wake = asyncio.Event()
        self._lock = threading.Lock()
        self._control: deque[Message] = deque(maxlen=WAITING_LIMIT)
        self._files: deque[Message] = deque()
        self._picture: deque[list[bytes]] = deque()
        self._line: Line | None = None
        self._keys: Keys | None = None
        self._idle = asyncio.Event()

    def bind(self, line: Line, keys: Keys) -> None:
        """Send over this line from now on, under these keys."""
        self._line, self._keys = line, keys
        self._wake.set()

    def unbind(self) -> None:
        """No line for now. Pictures that wait are void: the next line begins with a whole one. So are words about files: the
        next line begins with all of them that still hold."""
        self._line, self._keys = None, None
        self._files.clear()
        with self._lock:
            self._picture.clear()

    def say(self, message: Message) -> None:
        """Queue a message of the control channel."""
        self._control.append(message)
        self._wake.set()

    def file(self, messages: list[Message]) -> None:
        """Queue messages of the files channel (words; bytes come from ``next_chunk``, which is asked anew)."""
        self._files.extend(messages)
        self._wake.set()

    def picture(self, messages: list[Message]) -> int:
        """Queue one frame's messages, from any thread. Returns their bytes."""
        frames = frames_of(Channel.PICTURE, messages)
        with self._lock:
            self._picture.append(frames)
        self._loop.call_soon_threadsafe(self._wake.set)
        return sum(map(len, frames))

    def drop_picture(self) -> None:
        """Forget the pictures that wait. From any thread."""
        with self._lock:
            self._picture.clear()

    async def drained(self) -> None:
        """Returns when everything of control and files that was queued has been handed to the socket."""
        self._idle.clear()
        self._wake.set()
        await self._idle.wait()

    async def run(self) -> None:
        """Send until cancelled. A line that fails is the receiver's business: it is unbound there."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._line is not None and self._keys is not None:
                line = self._line
                work = await self._next()
                if work is None:
                    break
                if self._line is not line:
                    continue  # what was taken belongs before the cut: words are said again, bytes are asked for again
                channel, frames = work
                for frame in frames:
                    if self._line is not line or (channel is Channel.PICTURE and not self._may_show()):
                        break
                    with stage("seal", len(frame)):
                        sealed = self._keys.seal(channel, frame)
                    with stage("send", len(sealed)):
                        await line.carry(channel, sealed)
            if not self._control and not self._files:
                self._idle.set()

    async def _next(self) -> tuple[Channel, list[bytes]] | None:
        """The most urgent plaintext that waits, in frames."""
        if self._control:
            return Channel.CONTROL, frames_of(Channel.CONTROL, _all(self._control))
        if self._files:
            return Channel.FILES, frames_of(Channel.FILES, _all(self._files))
        with self._lock:
            if self._picture:
                return Channel.PICTURE, self._picture.popleft()
        chunk = await self._next_chunk()
        return (Channel.FILES, frames_of(Channel.FILES, chunk)) if chunk else None


def frames_of(channel: Channel, messages: list[Message]) -> list[bytes]:
    """Plaintexts of about FRAME_BYTES, each of whole records: a frame that is dropped never leaves half a record behind."""
    frames: list[bytes] = []
    held: list[Message] = []
    size = 0
    for message in messages:
        if held and size + message.record_size() > FRAME_BYTES:
            frames.append(LANGUAGE_OF[channel].send(*held))
            held, size = [], 0
        held.append(message)
        size += message.record_size()
    return [*frames, LANGUAGE_OF[channel].send(*held)] if held else frames


def _all(waiting: deque[Message]) -> list[Message]:
    messages = list(waiting)
    waiting.clear()
    return messages
