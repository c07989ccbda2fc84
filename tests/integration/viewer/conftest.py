"""The built worker in a real Chromium, under the server's own security headers, with a real relay in between."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.async_api import Page, async_playwright
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from madoguchi.base.clock import SystemClock
from madoguchi.relay.app import Relay, relay_route
from madoguchi.relay.serve import DrainingServer, options
from madoguchi.relay.settings import Limits, RelaySettings
from madoguchi.seal.tickets import Ticket, issue
from madoguchi.web.headers import SecureHeaders
from madoguchi.web.settings import Settings
from madoguchi.wire.vocabulary import Role
from tests.integration.viewer.far_end import FarEnd

ROOT = Path(__file__).resolve().parents[3]
HERE = Path(__file__).resolve().parent
CHROMIUM = "/usr/bin/chromium"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The viewer, built into a folder of its own."""
    folder = tmp_path_factory.mktemp("viewer")
    command = [sys.executable, "tools/setup.py", "npm", "run", "--silent", "build", "--", "--outDir", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=100)
    return folder


@dataclass(frozen=True, slots=True)
class Desk:
    """An operator's page and the customer's end of the same session."""

    page: Page
    host: FarEnd
    attach: Callable[[], Awaitable[None]]

    async def do(self, what: str, *arguments: object) -> Any:
        """Call one of the page's own functions (page.js)."""
        script = f"([arguments]) => window.viewer.{what}(...arguments)"
        return await asyncio.wait_for(self.page.evaluate(script, [list(arguments)]), 30)


@pytest.fixture
async def desk(built: Path, tmp_path: Path) -> AsyncIterator[Desk]:
    key = Ed25519PrivateKey.generate()
    route = secrets.token_bytes(16)
    generations = itertools.count(1)

    def ticket(role: Role) -> bytes:
        expires = int(SystemClock().now().timestamp()) + 29
        holder = f"{role.value:032x}"
        shown = Ticket(route.hex(), role, holder, next(generations), "node-1", secrets.token_hex(16), expires)
        return issue(shown, key).encode()

    with uvicorn.Config("", port=0).bind_socket() as socket:
        origin = f"http://127.0.0.1:{socket.getsockname()[1]}"
        settings = RelaySettings(
            key.public_key().public_bytes_raw(), "node-1", frozenset({origin}), Limits(drain_seconds=1)
        )
        relay = Relay(settings)
        app = SecureHeaders(_site(built, relay), Settings(tmp_path, public_url=origin))
        server = DrainingServer(uvicorn.Config(app, lifespan="off", **options()), relay.drain)
        task = asyncio.create_task(server.serve([socket]))
        try:
            async with async_playwright() as play:
                browser = await play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
                page = await browser.new_page()
                await page.goto(origin)
                await page.wait_for_selector("html[data-ready]", state="attached")
                url = f"ws{origin[4:]}/relay"
                host = FarEnd(url, route, ticket)

                async def attach() -> None:
                    shown = ticket(Role.CONSOLE).decode()
                    await page.evaluate("(given) => window.viewer.attach(...given)", [url, shown, route.hex()])

                yield Desk(page, host, attach)
                await host.cut()
                await browser.close()
        finally:
            server.should_exit = True
            await task


def _site(built: Path, relay: Relay) -> Starlette:
    worker = next(built.glob("worker-*.js")).name
    html = f'<!doctype html><html data-worker="/viewer/{worker}"><canvas></canvas><script type="module" src="/page.js"></script>'

    def page(_: Request) -> Response:
        return HTMLResponse(html)

    def script(_: Request) -> Response:
        return FileResponse(HERE / "page.js", media_type="text/javascript")

    def asset(request: Request) -> Response:
        return FileResponse(built / Path(request.path_params["name"]).name)

    return Starlette(
        routes=[relay_route(relay), Route("/", page), Route("/page.js", script), Route("/viewer/{name}", asset)]
    )
