"""What lies between the two ends and the relay: a relay that runs by itself, and a line to it that can be cut.

Everything that passes is written down, so that a test can look for what must never be readable on the way."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import Coroutine
from dataclasses import dataclass
from threading import Event, Thread
from typing import Any, TypeVar

from tests.journeys.customer import until
from tests.journeys.world import World

T = TypeVar("T")


class OwnLoop:
    """An event loop on a thread of its own: the test itself is in the browser's hands."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._running = Event()
        self._thread = Thread(target=self._run, name="between", daemon=True)
        self._thread.start()
        self._running.wait(5)

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.call_soon(self._running.set)
        self.loop.run_forever()
        self.loop.close()

    def call(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(20)

    def close(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(5)


class RelayProxy:
    """A line to the relay at ``target``. ``cut`` tears every connection and lets none in until ``mend``."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._own = OwnLoop()
        self._whole = True
        self._writers: set[asyncio.StreamWriter] = set()
        self._cut_at: int | None = None
        self.carried = 0  # bytes, both ways; what goes from end to end counts twice
        self.cuts = 0
        self.refused = 0  # connections that were tried while it was cut
        self._server = self._own.call(asyncio.start_server(self._meet, "127.0.0.1", 0))
        self.port = int(self._server.sockets[0].getsockname()[1])

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/relay"

    def cut(self) -> None:
        self._own.call(self._cut())

    def cut_after(self, size: int) -> None:
        """Cut by itself as soon as ``size`` more bytes have passed."""
        self._cut_at = self.carried + size

    def mend(self) -> None:
        self._whole = True

    def close(self) -> None:
        self._own.call(self._cut())
        self._own.call(self._shut())
        self._own.close()

    async def _shut(self) -> None:
        self._server.close()

    async def _cut(self) -> None:
        self._whole = False
        self._cut_at = None
        self.cuts += 1
        for writer in list(self._writers):
            writer.transport.abort()

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._whole:
            self.refused += 1
            writer.transport.abort()
            return
        try:
            there, away = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, away}
        await asyncio.gather(self._pass_on(reader, away), self._pass_on(there, writer))
        self._writers -= {writer, away}

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65_536):
                self.carried += len(data)
                if self._cut_at is not None and self.carried >= self._cut_at:
                    await self._cut()
                    return
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.transport.abort()


class LoneRelay:
    """``madoguchi relay`` by itself; killed and started again at the same address."""

    def __init__(self, stage: World, port: int) -> None:
        self._stage, self._port = stage, port
        self._config = stage.folder / "relay.toml"
        key = json.dumps(str(stage.settings.data_dir / "ticket.pub"))
        self._config.write_text(
            f'ticket_public_key_file = {key}\norigins = ["{stage.base}"]\nlisten_port = {port}\n', encoding="utf-8"
        )
        self.pid = 0

    def start(self) -> None:
        command = [sys.executable, "-m", "madoguchi.cli", "relay", "--config", self._config]
        self.pid = self._stage.processes.start("relay", command)
        until("the relay listens", lambda: is_open(self._port))

    def kill(self) -> None:
        """As a crash would: nothing is said to anybody."""
        os.kill(self.pid, signal.SIGKILL)
        until("the relay is gone", lambda: not is_open(self._port))


@dataclass(frozen=True, slots=True)
class Line:
    """A stage, the line between its ends and the relay, and the relay."""

    stage: World
    proxy: RelayProxy
    relay: LoneRelay


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
