"""A real relay on 127.0.0.1 and plain ends for it, for these tests, the hostile ones and bench/relay.py."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from madoguchi.base.clock import SystemClock
from madoguchi.relay.admission import PROGRAM
from madoguchi.relay.app import Relay, relay_app
from madoguchi.relay.serve import DrainingServer, options
from madoguchi.relay.settings import Limits, RelaySettings
from madoguchi.seal.tickets import Ticket, issue
from madoguchi.wire.codec import FROM_RELAY, Message, Reader
from madoguchi.wire.envelope import ENVELOPE, Attach, Beat, Carry
from madoguchi.wire.vocabulary import Channel, Role

NODE = "node-1"
ORIGIN = "https://support.example.jp"
ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 5.0  # seconds that a test waits for something that must come


class Office:
    """Writes tickets."""

    def __init__(self) -> None:
        self.key = Ed25519PrivateKey.generate()
        self._generations = itertools.count(1)

    @property
    def public(self) -> bytes:
        return self.key.public_key().public_bytes_raw()

    def ticket(
        self,
        route: str,
        role: Role,
        *,
        holder: str | None = None,
        generation: int | None = None,
        node: str = NODE,
        expires_in: int = 30,
    ) -> bytes:
        now = int(SystemClock().now().timestamp())
        return issue(
            Ticket(
                route=route,
                role=role,
                holder=holder or secrets.token_hex(16),
                generation=next(self._generations) if generation is None else generation,
                node=node,
                nonce=secrets.token_hex(16),
                expires_at=now + expires_in,
            ),
            self.key,
        ).encode()


@dataclass(frozen=True, slots=True)
class Running:
    relay: Relay
    office: Office
    port: int
    server: DrainingServer

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/relay"


@asynccontextmanager
async def running(limits: Limits | None = None) -> AsyncIterator[Running]:
    office = Office()
    app = relay_app(RelaySettings(office.public, NODE, frozenset({ORIGIN}), limits or Limits(drain_seconds=1.0)))
    ready: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    config = uvicorn.Config(app, host="127.0.0.1", port=0, lifespan="off", **options())
    server = DrainingServer(config, app.state.relay.drain, ready.set_result)
    task = asyncio.create_task(server.serve())
    await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED)
    try:
        yield Running(app.state.relay, office, ready.result(), server)
    finally:
        server.should_exit = True
        await task


class End:
    """One connection to a relay."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self._reader = Reader(ENVELOPE, FROM_RELAY)
        self._heard: list[Message] = []

    async def send(self, *messages: Message) -> None:
        await self.socket.send(ENVELOPE.send(*messages))

    async def carry(self, sealed: bytes, channel: Channel = Channel.PICTURE) -> None:
        await self.send(Carry(channel, sealed))

    async def hear(self) -> Message | None:
        """The next record, beats left out; None when the connection is closed."""
        while True:
            while self._heard:
                message = self._heard.pop(0)
                if not isinstance(message, Beat):
                    return message
            try:
                data = await asyncio.wait_for(self.socket.recv(), PATIENCE)
            except ConnectionClosed:
                return None
            assert isinstance(data, bytes)
            self._heard += self._reader.receive(data)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[End]:
    async with connect(
        url, subprotocols=[Subprotocol(PROGRAM)], compression=None, max_size=None, ping_interval=None, close_timeout=0.5
    ) as socket:
        yield End(socket)


@asynccontextmanager
async def attached(
    there: Running | Alone, route: str, role: Role, *, ticket: bytes | None = None
) -> AsyncIterator[End]:
    async with opened(there.url) as end:
        await end.send(Attach(ticket or there.office.ticket(route, role)))
        yield end


def new_route() -> str:
    return secrets.token_hex(16)


def resident(pid: int) -> int:
    """Resident bytes of a process."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("no VmRSS")


@contextmanager
def grown(pid: int, at_most: int) -> Iterator[None]:
    before = resident(pid)
    yield
    assert resident(pid) - before <= at_most, f"{(resident(pid) - before) / 1e6:.1f} MB more"


@dataclass(frozen=True, slots=True)
class Alone:
    """A relay in a process of its own; ``attached`` takes it too."""

    office: Office
    port: int
    process: asyncio.subprocess.Process

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/relay"

    @property
    def pid(self) -> int:
        return self.process.pid


@asynccontextmanager
async def alone(stall_seconds: float = 30.0) -> AsyncIterator[Alone]:
    office = Office()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.integration.relay.alone",
        office.public.hex(),
        str(stall_seconds),
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdout is not None
    try:
        yield Alone(office, int(await asyncio.wait_for(process.stdout.readline(), 20)), process)
    finally:
        process.terminate()
        await asyncio.wait_for(process.wait(), 10)
