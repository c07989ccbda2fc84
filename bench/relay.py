"""What a relay costs: sessions at 2 Mbit/s a core, idle memory a connection, bytes a second when saturated.

    python -m bench.relay [--sessions 20] [--seconds 5] [--idle 500] [--tls]

Bounded in count and time. The relay is a process of its own; its processor time and memory are read from /proc, so the
load generator beside it does not count (but on a machine with few cores it does get in the way). Prints JSON lines, then a
table. Goals: DESIGN, "What must hold"."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import datetime as dt
import ipaddress
import json
import os
import ssl
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from madoguchi.relay.admission import PROGRAM
from madoguchi.wire.envelope import ENVELOPE, Attach, Attached, Carry, PeerJoined
from madoguchi.wire.vocabulary import Channel, Role
from tests.integration.relay.ends import NODE, Office, new_route, resident

FRAMES = 60  # pictures a second
FRAME_BYTES = 4_166  # 2 Mbit/s
INPUTS = 20  # messages a second the other way
TICKS = os.sysconf("SC_CLK_TCK")
SHARE = 0.7  # of a core that may be used, to leave room for bursts


@dataclass(frozen=True, slots=True)
class Bench:
    office: Office
    url: str
    pid: int
    tls: ssl.SSLContext | None

    def cpu(self) -> float:
        """Seconds of processor time that the relay has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    async def end(self, route: str, role: Role) -> ClientConnection:
        socket = await connect(
            self.url,
            ssl=self.tls,
            subprotocols=[Subprotocol(PROGRAM)],
            compression=None,
            max_size=None,
            ping_interval=None,
            close_timeout=0.1,
        )
        await socket.send(ENVELOPE.send(Attach(self.office.ticket(route, role))))
        assert await socket.recv() == ENVELOPE.send(Attached())
        return socket

    async def pair(self) -> tuple[ClientConnection, ClientConnection]:
        route = new_route()
        host, console = await self.end(route, Role.HOST), await self.end(route, Role.CONSOLE)
        for socket in (host, console):
            assert await socket.recv() == ENVELOPE.send(PeerJoined())
        return host, console


SERVE = """
import asyncio, sys
from pathlib import Path
from madoguchi.relay.serve import serve
from madoguchi.relay.settings import Limits, RelaySettings
key, node, folder = sys.argv[1:]
files = {"ssl_certfile": Path(folder, "cert.pem"), "ssl_keyfile": Path(folder, "key.pem")} if folder else {}
settings = RelaySettings(bytes.fromhex(key), node, frozenset(), Limits(drain_seconds=0.5))
asyncio.run(serve("127.0.0.1", 0, settings, on_ready=lambda port: print(port, flush=True), **files))
"""


@contextlib.asynccontextmanager
async def relay(folder: str) -> AsyncIterator[Bench]:
    office = Office()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SERVE, office.public.hex(), NODE, folder, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        port = int(await asyncio.wait_for(process.stdout.readline(), 20))
        tls = None
        if folder:
            tls = ssl.create_default_context(cafile=f"{folder}/cert.pem")
        yield Bench(office, f"{'wss' if folder else 'ws'}://127.0.0.1:{port}/relay", process.pid, tls)
    finally:
        process.terminate()
        await process.wait()


async def paced(bench: Bench, sessions: int, seconds: float) -> dict[str, float]:
    """So many sessions of 2 Mbit/s and 20 inputs a second each."""
    pairs = [await bench.pair() for _ in range(sessions)]
    picture = ENVELOPE.send(Carry(Channel.PICTURE, bytes(FRAME_BYTES)))
    keys = ENVELOPE.send(Carry(Channel.INPUT, bytes(84)))
    counted = [0, 0]

    async def say(socket: ClientConnection, data: bytes, rate: int) -> None:
        begun = time.perf_counter()
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
            await socket.send(data)

    async def hear(socket: ClientConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for data in socket:
                counted[0] += 1
                counted[1] += len(data)

    hearing = [asyncio.create_task(hear(socket)) for pair in pairs for socket in pair]
    before, begun = bench.cpu(), time.perf_counter()
    await asyncio.gather(
        *(say(host, picture, FRAMES) for host, _ in pairs), *(say(end, keys, INPUTS) for _, end in pairs)
    )
    lasted, used = time.perf_counter() - begun, bench.cpu() - before
    await asyncio.gather(*(socket.close() for pair in pairs for socket in pair))
    await asyncio.gather(*hearing)
    each = used / lasted / sessions
    return {
        "sessions": sessions,
        "seconds": round(lasted, 2),
        "messages_per_s": round(counted[0] / lasted),
        "mbit_per_s": round(counted[1] * 8 / lasted / 1e6, 1),
        "cpu_share": round(used / lasted, 3),
        "us_per_message": round(used / counted[0] * 1e6, 1),
        "sessions_per_core_at_70_percent": round(SHARE / each),
    }


async def saturated(bench: Bench, seconds: float, size: int) -> dict[str, float]:
    """One session as fast as it goes."""
    host, console = await bench.pair()
    data = ENVELOPE.send(Carry(Channel.FILES, bytes(size)))
    end = time.perf_counter() + seconds

    async def pour() -> None:
        while time.perf_counter() < end:
            await host.send(data)
        await host.close()

    before, begun, received = bench.cpu(), time.perf_counter(), 0
    pouring = asyncio.create_task(pour())
    with contextlib.suppress(ConnectionClosed, TimeoutError):
        while time.perf_counter() < end:
            received += len(await asyncio.wait_for(console.recv(), seconds))
    lasted, used = time.perf_counter() - begun, bench.cpu() - before
    await console.close()
    await pouring
    return {
        "message_bytes": size,
        "mb_per_s": round(received / lasted / 1e6, 1),
        "mb_per_s_per_core": round(received / used / 1e6, 1),
    }


async def idle(bench: Bench, count: int) -> dict[str, float]:
    """Attached and joined, and nobody says anything."""
    before = resident(bench.pid)
    pairs = [await bench.pair() for _ in range(count // 2)]
    grown = resident(bench.pid) - before
    cpu, begun = bench.cpu(), time.perf_counter()
    await asyncio.sleep(3)
    used = (bench.cpu() - cpu) / (time.perf_counter() - begun)
    await asyncio.gather(*(socket.close() for pair in pairs for socket in pair))
    return {
        "connections": count,
        "kb_each": round(grown / count / 1e3, 1),
        "mb_for_10000": round((before + grown / count * 10_000) / 1e6),
        "cpu_share": round(used, 4),
    }


def certificate(folder: str) -> None:
    """A key and a certificate for 127.0.0.1, for one run."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "bench")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    Path(folder, "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    Path(folder, "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


async def measure(options: argparse.Namespace, folder: str) -> list[dict[str, object]]:
    lines: list[dict[str, object]] = []
    for name, run in {
        "idle": lambda bench: idle(bench, min(options.idle, 4_000)),
        "paced": lambda bench: paced(bench, min(options.sessions, 200), min(options.seconds, 30)),
        "saturated 16 kB": lambda bench: saturated(bench, min(options.seconds, 30) / 2, 16_384),
        "saturated 64 kB": lambda bench: saturated(bench, min(options.seconds, 30) / 2, 65_536),
    }.items():
        async with relay(folder) as bench:
            lines.append({"bench": "relay", "case": name, "tls": bool(folder), **await run(bench)})
            print(json.dumps(lines[-1]), flush=True)
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description="What a relay costs.")
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--idle", type=int, default=500)
    parser.add_argument("--tls", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        if options.tls:
            certificate(made)
        lines = asyncio.run(measure(options, made if options.tls else ""))
    print()
    for line in lines:
        rest = "  ".join(f"{key} {value}" for key, value in line.items() if key not in {"bench", "case", "tls"})
        print(f"{line['case']!s:<18}{rest}")


if __name__ == "__main__":
    main()
