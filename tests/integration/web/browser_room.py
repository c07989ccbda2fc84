"""An application on a socket of its own and a real browser with people in it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from madoguchi.office.operators.service import SignedIn
from madoguchi.relay.serve import DrainingServer
from tests.integration.web.office_site import Site, make_site
from tests.office_world import got

CHROMIUM = "/usr/bin/chromium"


@dataclass
class Room:
    site: Site
    browser: Browser
    base: str

    async def operator(self, login: str) -> BrowserContext:
        """Signed in, by the demo's door: what is tested here is not the sign-in."""
        operators, now = self.site.app.desk.operators, self.site.clock.now()
        link = operators.make_link(self.site.person(login).operator.id, now)
        token = got(SignedIn, operators.use_link(link, now)).token
        context = await self.browser.new_context(locale="ja-JP")
        await context.add_cookies([{"name": "madoguchi-session", "value": token, "url": self.base}])
        return context

    async def customer(self) -> Page:
        page = await (await self.browser.new_context(locale="ja-JP")).new_page()
        await page.goto(f"{self.base}/support")
        return page


@asynccontextmanager
async def opened(folder: Path, name: str = "127.0.0.1") -> AsyncIterator[Room]:
    """``name``: of the computer in the page's address; for a bare number browsers make no passkeys."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        base = f"http://{name}:{listening.getsockname()[1]}"
        site = make_site(folder, public_url=base)
        config = uvicorn.Config(site.app, log_level="critical", lifespan="off")
        server = DrainingServer(config, site.app.drain, None)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            async with async_playwright() as played:
                browser = await played.chromium.launch(
                    executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--no-first-run"]
                )
                yield Room(site, browser, base)
                await browser.close()
        finally:
            server.should_exit = True
            await serving
            site.close()
