"""The operator's page on its stage (viewer/test/ui/stage): the real page and a worker that plays scenes, in a real Chromium, under the
server's own security headers."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.async_api import Browser, Page, async_playwright
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from madoguchi.web.headers import SecureHeaders
from madoguchi.web.settings import Settings

ROOT = Path(__file__).resolve().parents[3]
CHROMIUM = "/usr/bin/chromium"


@pytest.fixture(scope="session")
def built_stage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stage, built into a folder of its own."""
    folder = tmp_path_factory.mktemp("stage")
    command = [sys.executable, "tools/setup.py", "npm", "run", "--silent", "build", "--"]
    command += ["--config", "test/ui/stage/vite.config.ts", "--outDir", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=100)
    return folder


class Stage:
    """One page at a time, and everything that it complained of."""

    def __init__(self, browser: Browser, origin: str) -> None:
        self._browser = browser
        self._origin = origin
        self.complaints: list[str] = []

    async def open(self, scene: str, language: str = "ja", width: int = 1440, height: int = 900) -> Page:
        page = await self._browser.new_page(viewport={"width": width, "height": height})
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        await page.goto(f"{self._origin}/index.html?scene={scene}&lang={language}")
        await page.wait_for_selector(".console[data-screen]")
        return page


async def settled(page: Page) -> None:
    """Every animation frame that was asked for has run."""
    await page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


async def take(page: Page) -> str:
    """What the page sent as input since the last time, in short."""
    await settled(page)
    messages: list[dict[str, Any]] = await page.evaluate(
        """() => stage.worker.posted.splice(0).filter(one => one.kind === 'send').map(one => one.message)"""
    )
    return " ".join(_short(message) for message in messages if message["is"].startswith("input."))


def _short(message: dict[str, Any]) -> str:
    match message["is"]:
        case "input.Key":
            return f"{'+' if message['down'] else '-'}{message['usage']:x}"
        case "input.Type":
            return f"「{message['text']}」"
        case "input.Pointer":
            return f"to {message['x']},{message['y']}"
        case "input.Button":
            return f"{'+' if message['down'] else '-'}b{message['button']}@{message['x']},{message['y']}"
        case "input.Wheel":
            return f"wheel {message['dx']},{message['dy']}"
        case other:
            return str(other).removeprefix("input.")


@pytest.fixture
async def stage(built_stage: Path, tmp_path: Path) -> AsyncIterator[Stage]:
    with uvicorn.Config("", port=0).bind_socket() as socket:
        origin = f"http://127.0.0.1:{socket.getsockname()[1]}"
        site = Starlette(routes=[Mount("/", StaticFiles(directory=built_stage))])
        app = SecureHeaders(site, Settings(tmp_path, public_url=origin))
        server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="warning"))
        task = asyncio.create_task(server.serve([socket]))
        try:
            async with async_playwright() as play:
                browser = await play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
                yield Stage(browser, origin)
                await browser.close()
        finally:
            server.should_exit = True
            await task
