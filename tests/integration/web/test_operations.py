"""What is told to those who watch the server: counts alone, readiness that is true, on a port of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from madoguchi.web.operations import Beat
from madoguchi.web.settings import Settings, SettingsWrong
from tests import postgres
from tests.integration.web.test_server import prepared
from tests.office_world import whole_dialogue

PLANTED = ("株式会社客先", "田中", "tanaka@", "印刷できない", "yamada", "203.0.113")


@contextmanager
def watched(data: Path) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """A server, its address and that of its port for operations."""
    environment = os.environ | postgres.settings(data)
    environment |= {"MADOGUCHI_DATA_DIR": str(data), "MADOGUCHI_LISTEN_PORT": "0"}
    environment |= {"MADOGUCHI_OPERATIONS_LISTEN": "127.0.0.1:0", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "madoguchi.cli", "serve"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as server:
        try:
            found: dict[str, str] = {}
            assert server.stdout is not None
            for line in server.stdout:
                if seen := re.search(r"operations on port (\d+)|Ready: .*port (\d+)", line):
                    found["operations" if seen[1] else "web"] = seen[1] or seen[2]
                if len(found) == 2:
                    break
            yield server, f"http://127.0.0.1:{found['web']}", f"http://127.0.0.1:{found['operations']}"
        finally:
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=20)


def values(text: str) -> dict[tuple[str, tuple[str, ...]], float]:
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.mark.article("8.1")
def test_counts_alone_and_readiness(tmp_path: Path) -> None:
    data = tmp_path / "data"
    world = prepared(data)
    actor, terms = world.operator().operator, world.publish()
    session, host = world.session(actor, world.case(actor))
    for kind, body in whole_dialogue(terms)[:4]:
        posted = host.sign(kind, body)
        world.desk.consent.state(host.token, posted["statement"], posted["signature"], posted["host_key"], world.now)
    number = world.number(actor, world.case(actor))
    with world.shelf.reading() as books:
        last = books.ledger.last()
    assert last is not None
    world.close()
    with watched(data) as (_, web, operations), httpx.Client(timeout=20) as http:
        assert http.get(f"{operations}/readyz").text == "ready\n"
        assert http.get(f"{web}/office/customers", headers={"cookie": "x=株".encode()}).status_code == 303
        assert http.get(f"{web}/{number.id}/nothing").status_code == 404
        told = http.get(f"{operations}/metrics")
        assert told.headers["content-type"].startswith("text/plain")
        seen = values(told.text)
        assert seen["madoguchi_sessions_running", ("connected",)] == 1
        assert seen["madoguchi_numbers_live", ()] == 1
        assert seen["madoguchi_ledger_entries", ()] == last.number
        assert seen["madoguchi_relay_connections", ()] == 0
        assert seen["madoguchi_request_seconds_count", ("GET", "office", "3xx")] == 1
        assert seen["madoguchi_request_seconds_count", ("GET", "other", "4xx")] == 1
        for secret in (*PLANTED, session.id, number.id, actor.id, number.routing + " "):
            assert secret not in told.text
        assert http.post(f"{operations}/metrics").status_code == 405
        assert http.get(f"{operations}/office").status_code == 404
        for path in ("/metrics", "/readyz"):  # never where the world looks
            assert http.get(f"{web}{path}").status_code == 404


def test_a_database_that_cannot_be_written_is_not_ready(tmp_path: Path) -> None:
    data = tmp_path / "data"
    prepared(data).close()
    with watched(data) as (_, web, operations), httpx.Client(timeout=60) as http:
        if postgres.IS_ASKED:
            postgres.shut(data)
        else:
            (data / "madoguchi.sqlite3").write_bytes(b"not a database" * 1000)
        answer = http.get(f"{operations}/readyz")
        assert (answer.status_code, answer.text) == (503, "not ready: database\n")
        assert http.get(f"{web}/healthz").status_code == 200  # it lives, and is not to be restarted for that


def test_a_loop_that_stands_still_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("madoguchi.web.operations.time.monotonic", lambda: now[0])
    beat = Beat()
    now[0] += 9
    assert beat.is_alive()
    now[0] += 2
    assert not beat.is_alive()
    beat.beat()
    assert beat.is_alive()


@pytest.mark.parametrize(
    "place", ["0.0.0.0:9464", "[::]:9464", "8.8.8.8:9464", "127.0.0.1", "somewhere:1", "127.0.0.1:99999", "127.0.0.1:x"]
)
def test_the_port_is_for_this_house_alone(tmp_path: Path, place: str) -> None:
    with pytest.raises(SettingsWrong, match="operations_listen"):
        Settings(data_dir=tmp_path, operations_listen=place)


def test_a_private_address_is_this_house(tmp_path: Path) -> None:
    assert Settings(data_dir=tmp_path, operations_listen="10.1.2.3:9464").operations_place == ("10.1.2.3", 9464)
    assert Settings(data_dir=tmp_path, operations_listen="[::1]:9464").operations_place == ("::1", 9464)
