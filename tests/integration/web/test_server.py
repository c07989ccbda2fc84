"""The real server in a process of its own: it starts, answers, carries the relay, ends cleanly; killed, it has lost nothing."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import websockets

from madoguchi.app import initialise
from madoguchi.base.words import Language
from madoguchi.ledger.record import first_broken
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.office.operators.service import NewOperator
from madoguchi.wire.codec import Reader, Sender
from madoguchi.wire.envelope import ENVELOPE, Attach, Attached
from tests import postgres
from tests.office_world import PASSWORD, ScriptedHost, World, got, open_world, whole_dialogue

HOST = "/api/v1/host/"


@contextmanager
def running(data: Path, **more: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The server's process and port, once it is ready."""
    environment = os.environ | {"MADOGUCHI_DATA_DIR": str(data), "MADOGUCHI_LISTEN_PORT": "0"}
    environment |= postgres.settings(data) | more
    command = [sys.executable, "-m", "madoguchi.cli", "serve"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            ready = re.search(r"port (\d+)", server.stdout.readline())
            assert ready, server.stderr.read() if server.stderr else ""
            yield server, int(ready[1])
        finally:
            if server.poll() is None:
                server.kill()


def prepared(folder: Path) -> World:
    """An office with its real clock's time, so that the server agrees on what is live."""
    from madoguchi.base.clock import SystemClock

    initialise(folder)
    world = open_world(folder)
    world.clock.advance((SystemClock().now() - world.clock.now()).total_seconds())
    return world


def test_it_serves_carries_the_relay_and_ends_cleanly(tmp_path: Path) -> None:
    data = tmp_path / "data"
    world = prepared(data)
    actor = world.operator().operator
    world.publish()
    number = world.number(actor, world.case(actor))
    world.close()
    with running(data) as (server, port):
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as http:
            assert http.get("/healthz").text == "ok"
            body = {"routing": number.routing, "build": "b", "platform": "p", "language": "ja"}
            begun = http.post(HOST + "attempts", json=body)
            assert begun.status_code == 201, begun.text
        attached = attach(port, begun.json()["ticket"].encode())
        assert attached == [Attached()]
        server.send_signal(signal.SIGTERM)
        _, errors = server.communicate(timeout=20)
        assert server.returncode in {0, -signal.SIGTERM}
        assert "Traceback" not in errors
        assert "127.0.0.1" not in errors  # the log names no address


def attach(port: int, ticket: bytes) -> Any:
    """Show a ticket to the relay inside, as a program."""
    import asyncio

    async def show() -> Any:
        async with websockets.connect(
            f"ws://127.0.0.1:{port}/relay",
            subprotocols=["madoguchi.host.1"],
            compression=None,  # type: ignore[list-item]
        ) as socket:
            await socket.send(ENVELOPE.send(Attach(ticket)))
            return Reader(ENVELOPE, [Sender.RELAY, Sender.BOTH]).receive(got(bytes, await socket.recv()))

    return asyncio.run(show())


@pytest.mark.article("P.2")
@pytest.mark.parametrize("receipts_before_the_kill", [1, 7, 23])
def test_killed_in_the_middle_it_has_lost_no_receipt(tmp_path: Path, receipts_before_the_kill: int) -> None:
    """T-53: whatever was answered with a receipt is in the ledger, and the ledger has no gap."""
    data = tmp_path / "data"
    world = prepared(data)
    new = NewOperator("yamada", "山田", "株式会社まど", OperatorRole.OPERATOR, PASSWORD)
    actor = got(object, world.desk.operators.create(new, "", world.now)).operator  # type: ignore[attr-defined]
    terms = world.publish()
    _, host = world.session(actor, world.case(actor))
    world.close()
    given: list[dict[str, Any]] = []
    enough = threading.Event()
    with running(data) as (server, port):
        talker = threading.Thread(
            target=talk, args=(port, host, terms, given, enough), kwargs={"count": receipts_before_the_kill}
        )
        talker.start()
        assert enough.wait(60)
        server.kill()
        server.wait(20)
        talker.join(20)
        assert not talker.is_alive()
    after = open_world(data)
    with after.shelf.reading() as books:
        entries = books.ledger.entries()
        session = books.sessions.by_id(type(terms.version)(host.session))  # type: ignore[arg-type]
    assert first_broken(entries) is None
    by_number = {entry.number: entry for entry in entries}
    assert len(given) >= receipts_before_the_kill
    for receipt in given:
        entry = by_number[receipt["entry"]["number"]]
        assert (entry.hash, entry.statement_sha256) == (receipt["entry"]["hash"], receipt["statement_sha256"])
    # what the session knows and what the ledger holds were written together
    stated = [entry for entry in entries if entry.about == host.session and entry.statement_sha256]
    assert session is not None
    assert (session.last_number, session.last_sha256) == (len(stated) - 1, stated[-1].statement_sha256)
    assert len(stated) in {len(given), len(given) + 1}  # one may have been written whose receipt never left
    after.close()


def talk(
    port: int, host: ScriptedHost, terms: Any, given: list[dict[str, Any]], enough: threading.Event, *, count: int
) -> None:
    """State things until nobody answers any more."""
    steps = whole_dialogue(terms)[:4] + [("grant:withdrawn", {"access": "control"})] * 10_000
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"authorization": f"Bearer {host.token}"}) as http:
        for kind, body in steps:
            try:
                answer = http.post(HOST + "statements", json=host.sign(kind, body))
            except httpx.HTTPError:
                return
            assert answer.status_code == 201, answer.text
            given.append(answer.json()["receipt"])
            if len(given) == count:
                enough.set()


def test_what_goes_wrong_is_one_sentence(tmp_path: Path) -> None:
    def told(*arguments: str, **more: str) -> tuple[int, str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("MADOGUCHI_")} | more
        done = subprocess.run(
            [sys.executable, "-m", "madoguchi.cli", *arguments],
            env=environment,
            capture_output=True,
            check=False,
            text=True,
            timeout=60,
        )
        return done.returncode, done.stderr.strip()

    where = {"MADOGUCHI_DATA_DIR": str(tmp_path / "none")}
    for code, (returned, said) in [
        (2, told("serve")),
        (2, told("config-check", MADOGUCHI_NONSENSE="1", **where)),
        (1, told("serve", **where)),
        (1, told("admin", "provider", "--name", "まど", **where)),
    ]:
        assert returned == code, said
        assert said
        assert "Traceback" not in said
        assert len(said.splitlines()) == 1, said


@pytest.mark.article("10.1")
def test_verify_on_the_command_line(tmp_path: Path) -> None:
    data = tmp_path / "data"
    world = prepared(data)
    actor = world.operator().operator
    terms = world.publish()
    _, host = world.session(actor, world.case(actor))
    for kind, body in whole_dialogue(terms):
        said = host.sign(kind, body)
        world.desk.consent.state(host.token, said["statement"], said["signature"], said["host_key"], world.now)
    from madoguchi.base.canonical import canonical

    receipt = tmp_path / "receipt.json"
    receipt.write_bytes(canonical(got(dict, world.desk.consent.receipt_for_host(host.token, world.now))))
    text = tmp_path / "terms.md"
    text.write_bytes(terms.binding.text.encode())
    world.close()
    command = [
        sys.executable,
        "-m",
        "madoguchi.cli",
        "verify",
        str(receipt),
        "--public-key",
        str(data / "provider.pub"),
    ]
    good = subprocess.run([*command, "--terms", str(text)], capture_output=True, check=False, text=True, timeout=60)
    assert good.returncode == 0, good.stderr
    assert f"2026-01 ({Language.JA.value})" in good.stdout
    receipt.write_bytes(receipt.read_bytes().replace(b"customer_stopped", b"resolved"))
    bad = subprocess.run(command, capture_output=True, check=False, text=True, timeout=60)
    assert bad.returncode == 1
    assert "The receipt does not hold: the provider did not sign this document as it is." in bad.stderr
