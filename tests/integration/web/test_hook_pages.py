"""Receivers of webhooks as an administrator keeps them: the secret is seen once, renewed, and never again. Article: 8.1, 8.3"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from madoguchi.office.operators.ports import OperatorRole
from tests.integration.hooks.test_receivers import receiver
from tests.integration.web.office_site import Browser, Site, make_site

pytestmark = pytest.mark.article("8.1", "8.3")
SECRET = re.compile(r"whsec_[A-Za-z0-9+/]{43}=")


async def made(admin: Browser, url: str = "http://127.0.0.1:9/in?key=1") -> tuple[str, str]:
    """The page of a new receiver, and its secret."""
    await admin.get("/office/hooks")
    answer = await admin.submit("/office/hooks", hook_name="在庫 <b>", url=url, **{"event_session.ended": "yes"})
    assert answer.status_code == 200, answer.text
    page = re.search(r'href="(/office/hooks/[0-9a-f]{32})"', answer.text)
    secret = SECRET.search(answer.text)
    assert page
    assert secret
    assert answer.headers["cache-control"] == "no-store"
    return page[1], secret[0]


@pytest.fixture
async def admin(tmp_path: Path):
    site = make_site(tmp_path, webhook_http_loopback=True)
    yield await site.signed_in("kanri", OperatorRole.ADMIN)
    site.close()


async def test_the_secret_is_shown_once_and_can_be_renewed(admin: Browser) -> None:
    page, secret = await made(admin)
    seen = await admin.get(page)
    assert not SECRET.search(seen.text)
    assert "在庫 &lt;b&gt;" in seen.text
    assert "前の秘密" not in seen.text
    answer = await admin.submit(f"{page}/renew")
    assert "署名用の秘密を作り直しました" in answer.text
    renewed = SECRET.search(answer.text)
    assert renewed
    assert renewed[0] != secret
    assert "2026年1月6日" in answer.text, "until when the former one signs too"
    assert "前の秘密" in (await admin.get(page)).text
    assert not SECRET.search((await admin.get(page)).text)
    assert (await admin.submit(f"/office/hooks/{'0' * 32}/renew")).status_code == 404


async def test_it_is_tried_stopped_and_removed(admin: Browser) -> None:
    page, _ = await made(admin)
    assert (await admin.submit(f"{page}/test")).status_code == 303
    seen = (await admin.get(page)).text
    assert "お試し" in seen
    assert "待っています" in seen
    for on, word in (("no", "停止中"), ("yes", "お知らせ中")):
        assert (await admin.submit(f"{page}/turn", on=on)).status_code == 303
        assert word in (await admin.get(page)).text
    assert (await admin.submit(f"{page}/remove")).status_code == 303
    assert (await admin.get(page)).status_code == 404


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"url": "http://example.com/in"}, "https:// で始まり"),
        ({"url": "https://10.0.0.1/in"}, "https:// で始まり"),
        ({"hook_name": ""}, "hook_name-trouble"),
        ({"event_session.ended": None}, "1つ以上"),
        ({"event_everything": "yes"}, "1つ以上"),
    ],
)
async def test_what_does_not_fit_is_said_beside_it_and_nothing_typed_is_lost(
    admin: Browser, fields: dict[str, str | None], said: str
) -> None:
    typed = {"hook_name": "在庫", "url": "https://example.com/in", "event_session.ended": "yes"} | fields
    await admin.get("/office/hooks")
    answer = await admin.submit("/office/hooks", **{name: value for name, value in typed.items() if value is not None})
    assert answer.status_code == 422
    assert said in answer.text
    if typed["hook_name"]:
        assert 'value="在庫"' in answer.text
    assert "まだありません" in (await admin.get("/office/hooks")).text


async def test_a_new_secret_is_a_sensitive_act(admin: Browser, tmp_path: Path) -> None:
    site = make_site(tmp_path / "second", webhook_http_loopback=True)
    try:
        browser = await site.signed_in("kanri", OperatorRole.ADMIN)
        page, _ = await made(browser)
        site.clock.advance(601)
        await browser.get(page)
        answer = await browser.submit(f"{page}/renew")
        assert answer.status_code == 403
        assert not SECRET.search(answer.text)
    finally:
        site.close()


async def test_the_running_server_tells_tries_again_and_shows_it(tmp_path: Path) -> None:
    """From a press on the page to a real receiver, which is out of order at first."""
    site = make_site(tmp_path, webhook_http_loopback=True)
    with receiver("500", "204") as (url, heard):
        async with running(site):
            admin = await site.signed_in("kanri", OperatorRole.ADMIN)
            page, _ = await made(admin, url)
            await admin.submit(f"{page}/test")
            first = await asyncio.wait_for(asyncio.to_thread(heard), 20)
            await shown(admin, page, "500")  # written down: from then on the next try has its time
            site.clock.advance(10)
            second = await asyncio.wait_for(asyncio.to_thread(heard), 20)
            assert first["headers"]["webhook-id"] == second["headers"]["webhook-id"]
            assert "届きました" in await shown(admin, page, "204")
    site.close()


async def shown(admin: Browser, page: str, answer: str) -> str:
    """The page once it says what the receiver answered: the sender writes that down on a thread of its own."""
    for _ in range(400):
        seen = (await admin.get(page)).text
        if f">{answer}<" in seen:
            return seen
        await asyncio.sleep(0.05)
    raise AssertionError(f"{answer} is not on the page")


@asynccontextmanager
async def running(site: Site) -> AsyncIterator[None]:
    """What the server does by itself, as it does it."""
    stop = asyncio.Event()
    began: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def receive() -> dict[str, str]:
        if not began.done():
            return {"type": "lifespan.startup"}
        await stop.wait()
        return {"type": "lifespan.shutdown"}

    async def send(message: dict[str, str]) -> None:
        if message["type"] == "lifespan.startup.complete":
            began.set_result(None)

    living = asyncio.create_task(site.app({"type": "lifespan"}, receive, send))
    await began
    yield
    stop.set()
    await living
