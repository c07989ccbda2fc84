"""The stage of a journey: server, office, the customer's desktop with the host on it, the operator's browser."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Page

from madoguchi.app import open_office
from madoguchi.demo.office import DemoOffice, make_office
from madoguchi.demo.processes import Processes
from madoguchi.demo.run import free_port, start_server
from madoguchi.office.desk import Desk
from madoguchi.store.engine import open_engine, reading
from madoguchi.web.settings import Settings
from tests import postgres
from tests.journeys.customer import Customer, until
from tests.journeys.screen import Screen, start_screen

ROOT = Path(__file__).resolve().parents[2]


@dataclass(slots=True)
class World:
    """One stage. ``browser`` outlives it."""

    folder: Path
    processes: Processes
    settings: Settings
    office: DemoOffice
    screen: Screen
    browser: Browser
    server_pid: int
    trouble: list[str] = field(default_factory=list)  # what the operator's page complained of

    @property
    def base(self) -> str:
        return self.settings.public_url

    def host(self, number: str | None = None, language: str = "ja") -> Customer:
        """Start the customer's program; the office's number is typed in unless another is given."""
        spoken = self.office.spoken.spoken if number is None and self.office.spoken else number or ""
        door = self.folder / f"inspect-{time.monotonic_ns()}.sock"
        pid = self.processes.start(
            "host",
            [
                sys.executable,
                "-m",
                "tests.journeys.host_under_test",
                "--build",
                self.office.build_file,
                "--inspect",
                door,
                "--number",
                spoken,
                "--language",
                language,
            ],
            {**self.screen.desktop.environment(), "PYTHONPATH": str(ROOT)},
        )
        customer = Customer(self.screen, door, pid)
        until("the customer's program", lambda: door.exists() and customer.widgets())
        # A press before the window manager has put the window into its place would miss.
        until("its window", lambda: "リモートサポート" in self.screen.in_front()[1] or language != "ja")
        return customer

    def page(self, language: str = "ja-JP") -> Page:
        """A browser window of the operator's, nobody signed in."""
        context = self.browser.new_context(
            locale=language, viewport={"width": 1440, "height": 900}, accept_downloads=True
        )
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: self.trouble.append(f"page: {error}"))
        page.on("console", lambda said: self.trouble.append(f"console: {said.text}") if said.type == "error" else None)
        return page

    def operator(self, language: str = "ja-JP") -> Page:
        """The operator at the waiting console, signed in by the one-time link, with the office's number."""
        assert self.office.number is not None
        assert self.office.spoken is not None
        page = self.page(language)
        page.goto(
            f"{self.base}{self.office.sign_in_link}?next=/console/{self.office.number.id}#secret={self.office.spoken.secret}"
        )
        page.wait_for_url("**/console/**")
        return page

    def open_session(self) -> tuple[Customer, Page]:
        """A session that is open, with nothing allowed but to see."""
        page = self.operator()
        customer = self.host()
        customer.type_number()
        customer.agree()
        customer.sees("画面を見ています")
        return customer, page

    def public_key(self) -> str:
        """The provider's public key, as the office tells it to everybody."""
        told = httpx.get(f"{self.base}/api/v1/host/provider", timeout=10)
        return str(told.json()["public_key"])

    def freeze_server(self) -> None:
        """The server hangs: it neither answers nor closes anything."""
        os.kill(self.server_pid, signal.SIGSTOP)

    def thaw_server(self) -> None:
        os.kill(self.server_pid, signal.SIGCONT)

    def log(self, name: str) -> str:
        """What a program has said; nothing when it was never started."""
        file = self.folder / "logs" / f"{name}.log"
        return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """The office's own services over the same books, as the command line uses them beside a running server."""
        opened = open_office(self.settings)
        try:
            yield opened.desk
        finally:
            opened.shelf.close()

    def ledger(self) -> list[tuple[str, dict[str, Any]]]:
        """Kind and body of every entry in the office's ledger, in order."""
        engine = open_engine(self.settings.database_at)
        with reading(engine) as books:
            rows = books.exec_driver_sql(
                "select l.kind, b.payload from ledger l left join ledger_bodies b on b.number = l.number order by l.number"
            ).all()
        engine.dispose()
        return [(kind, json.loads(payload) if payload else {}) for kind, payload in rows]

    def kinds(self) -> list[str]:
        """The kinds of entry, in order."""
        return [kind for kind, _ in self.ledger()]

    def said(self, kind: str) -> list[dict[str, Any]]:
        """The bodies of all entries of one kind: of the host's statements what it stated, of the others what was written."""
        found = []
        for one, payload in self.ledger():
            if one == kind:
                found.append(json.loads(payload["statement"])["body"] if "statement" in payload else payload["body"])
        return found

    def wrote(self, kind: str, seconds: float = 20, **body: object) -> dict[str, Any]:
        """Wait until the ledger has an entry of this kind whose body has these values."""

        def look() -> list[dict[str, Any]]:
            return [one for one in self.said(kind) if all(one.get(key) == body[key] for key in body)]

        return until(f"the ledger has {kind} {body}; it has {self.kinds()}", look, seconds)[0]


@contextmanager
def world(folder: Path, browser: Browser, *, with_number: bool = True, relay_url: str = "") -> Iterator[World]:
    """A new stage; everything on it ends with it. ``relay_url``: a relay outside of the server, at this address."""
    logs = folder / "logs"
    logs.mkdir()
    processes = Processes(logs)
    port = free_port()
    settings = Settings(
        data_dir=folder / "data",
        database=postgres.address(folder / "data") if postgres.IS_ASKED else "",
        public_url=f"http://127.0.0.1:{port}",
        listen_port=port,
        relay_inside=not relay_url,
        relay_url=relay_url,
        demo=True,
    )
    try:
        office = make_office(settings, with_number=with_number)
        server = start_server(settings, folder, processes)
        screen = start_screen(processes, folder)
        yield World(folder, processes, settings, office, screen, browser, server)
    finally:
        processes.end()
