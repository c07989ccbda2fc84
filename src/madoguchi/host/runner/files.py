"""Files, joined to the session: the engine's work on a thread of its own, its wishes carried out on the line's loop.

Disks can be slow, so nothing of the engine runs on the loop: one worker thread does its calls one after another, in the
order in which they came. Article: 5.5, 5.6
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from madoguchi.base.clock import Clock
from madoguchi.base.errors import PeerError
from madoguchi.host.files.effects import Effect, Record, Show, Tell
from madoguchi.host.files.transfers import Transfers
from madoguchi.host.port import (
    AcceptFile,
    CancelFile,
    Done,
    HideFileQuestion,
    PutBack,
    RefuseFile,
    SendFile,
    ShowFileProgress,
    ShowFileQuestion,
    Shown,
    ShowPutBack,
)
from madoguchi.host.runner.law import Law
from madoguchi.host.runner.outlet import Outlet
from madoguchi.host.runner.records import Records
from madoguchi.wire.codec import Message
from madoguchi.wire.vocabulary import Access

log = logging.getLogger(__name__)
EXPIRE_SECONDS: Final = 1.0

Work = Callable[[], list[Effect]]


class SessionFiles:
    """The session's files. ``records`` must be set before the first file is asked about; ``passed`` counts whole ones."""

    def __init__(
        self,
        law: Law,
        outlet: Outlet,
        show: Callable[[Shown], None],
        clock: Clock,
        breach: Callable[[PeerError], None],
    ) -> None:
        self._law = law
        self._outlet = outlet
        self._show = show
        self._clock = clock
        self._breach = breach
        self._engine = Transfers(received_folder, lambda: law.allows(Access.FILES))
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="files")
        self._closed = False
        self._jobs: asyncio.Queue[Work] = asyncio.Queue()
        self._asked: set[int] = set()
        self._cuts = 0
        self._said_again = -1  # the cut after which everything was said again: between the two, words are void
        self.records: Records | None = None
        self.passed = 0

    # --- on the loop --------------------------------------------------------------------------------------------------

    def heard(self, message: Message) -> None:
        """A message of the FILES channel."""
        now = self._clock.tick()
        self._jobs.put_nowait(lambda: self._engine.receive(message, now))

    def done(self, value: Done) -> bool:
        """Something the customer did; False when it is nothing to do with files."""
        now = self._clock.tick()
        work: Work
        match value:
            case AcceptFile(transfer=transfer, path=path):
                work = lambda: self._engine.accept(transfer, path, now)  # noqa: E731  # a job for the worker
            case RefuseFile(transfer=transfer):
                work = lambda: self._engine.refuse(transfer)  # noqa: E731
            case CancelFile(transfer=transfer):
                work = lambda: self._engine.cancel(transfer)  # noqa: E731
            case PutBack(transfer=transfer):
                work = lambda: self._engine.put_back(transfer)  # noqa: E731
            case SendFile(path=path):
                work = lambda: self._engine.send(path)  # noqa: E731
            case _:
                return False
        self._jobs.put_nowait(work)
        return True

    def resumed(self) -> None:
        """A handshake succeeded: what the other end must know is said (again), and everything after it."""
        now, cut = self._clock.tick(), self._cuts

        def say_again() -> list[Effect]:
            self._said_again = cut
            return self._engine.resumed(now)

        self._jobs.put_nowait(say_again)

    def access_withdrawn(self) -> None:
        """The FILES access is gone."""
        self._jobs.put_nowait(self._engine.access_withdrawn)

    async def next_chunk(self) -> list[Message]:
        """What to send when nothing more urgent waits; empty when there is nothing."""
        if not self._talking:
            return []
        now = self._clock.tick()
        return self._carry_out(await self._on_worker(lambda: self._engine.next_chunk(now)))

    def went_down(self) -> None:
        """The link is gone: no more bytes until the receiver says from where, no word before the next handshake."""
        self._cuts += 1
        self._jobs.put_nowait(self._hold)

    def _hold(self) -> list[Effect]:
        self._engine.went_down()
        return []

    async def run(self) -> None:
        """Work until cancelled; once a second, however busy, let time act on the questions."""
        loop = asyncio.get_running_loop()
        looked_at = loop.time()
        while True:
            work = await self._next_job(looked_at + EXPIRE_SECONDS - loop.time())
            if work is None or loop.time() - looked_at >= EXPIRE_SECONDS:
                looked_at = loop.time()
                await self._work(self._expire)
            if work is not None:
                await self._work(work)

    async def _next_job(self, seconds: float) -> Work | None:
        try:
            async with asyncio.timeout(max(seconds, 0.0)):
                return await self._jobs.get()
        except TimeoutError:
            return None

    async def _work(self, work: Work) -> None:
        try:
            effects = await self._on_worker(work)
        except PeerError as breach:
            self._breach(breach)
        else:
            self._outlet.file(self._carry_out(effects))

    def _expire(self) -> list[Effect]:
        return self._engine.expire(self._clock.tick())

    async def stop_all(self) -> None:
        """The session is over: every file stops, every part is removed."""
        self._outlet.file(self._carry_out(await self._on_worker(self._engine.stop_all)))

    def close(self) -> None:
        """Let the worker go once its last job is done. What is still asked of it, by a line that is being closed, is nothing."""
        self._closed = True
        self._worker.shutdown(wait=False)

    @property
    def _talking(self) -> bool:
        return self._said_again == self._cuts

    # --- inside -------------------------------------------------------------------------------------------------------

    async def _on_worker(self, work: Work) -> list[Effect]:
        if self._closed:
            return []
        return await asyncio.get_running_loop().run_in_executor(self._worker, work)

    def _carry_out(self, effects: list[Effect]) -> list[Message]:
        """Show and record; returns what is to be said, in order: nothing while the link is cut, for it is said again after."""
        words: list[Message] = []
        for effect in effects:
            match effect:
                case Tell(message=message):
                    if self._talking:
                        words.append(message)
                case Show(shown=shown):
                    self._watch(shown)
                    self._show(shown)
                case Record():
                    self._record(effect)
        return words

    def _watch(self, shown: ShowFileQuestion | HideFileQuestion | ShowFileProgress | ShowPutBack) -> None:
        """An open question makes the operator's input wait."""
        match shown:
            case ShowFileQuestion(transfer=transfer):
                if transfer not in self._asked:
                    self._asked.add(transfer)
                    self._law.file_question(opened=True)
            case HideFileQuestion(transfer=transfer):
                if transfer in self._asked:
                    self._asked.discard(transfer)
                    self._law.file_question(opened=False)
            case ShowFileProgress(finished=True, stopped=None):
                self.passed += 1
            case _:
                pass

    def _record(self, record: Record) -> None:
        assert self.records is not None, "no file moves before the session is on record"
        durable = self.records.put(record.kind, record.body)
        if record.awaited:
            durable.add_done_callback(lambda written: self._written(record.transfer, written))

    def _written(self, transfer: int, written: asyncio.Future[bool]) -> None:
        durable = not written.cancelled() and written.result()
        now = self._clock.tick()
        self._jobs.put_nowait(lambda: self._engine.recorded(transfer, durable, now))


def received_folder() -> Path:
    """The desktop's own folder for downloads (xdg-user-dirs), else ``~/Downloads``; made when it is missing."""
    home = Path.home()
    folder = home / "Downloads"
    config = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "user-dirs.dirs"
    try:
        lines = config.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        lines = []
    for line in lines:
        name, _, value = line.partition("=")
        if name.strip() == "XDG_DOWNLOAD_DIR" and value:
            place = value.strip().strip('"')
            folder = home / place.removeprefix("$HOME/") if place.startswith("$HOME/") else Path(place)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
