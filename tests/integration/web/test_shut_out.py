"""Somebody at work is shut out: page, live stream, console and the customer's connection are let go of within two seconds.

Real processes: the server, the command line beside it, a relay of its own. Article: 5.3, 8.1, 9.1
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from madoguchi.base.clock import SystemClock
from madoguchi.demo.run import free_port
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.office.operators.service import CreatedOperator
from madoguchi.relay.admission import BROWSER, PROGRAM
from madoguchi.wire.codec import FROM_RELAY, Reader
from madoguchi.wire.envelope import ENVELOPE, Attach, Attached
from tests import postgres
from tests.integration.relay.ends import NODE, ORIGIN, ROOT
from tests.integration.web.test_server import prepared, running
from tests.office_world import PASSWORD, ScriptedHost, totp, whole_dialogue

AT_MOST = 2.0  # seconds
PATIENCE = 20.0
KEY = "A" * 43


@dataclass
class Scene:
    """An office with an administrator, an operator and a session that runs, and a server over it."""

    data: Path
    admin: CreatedOperator
    operator: CreatedOperator
    session: str
    host: ScriptedHost
    base: str = ""
    origin: str = ""
    more: dict[str, str] = field(default_factory=dict)

    def madoguchi(self, *arguments: str) -> None:
        """The command line, beside the server."""
        environment = os.environ | {"MADOGUCHI_DATA_DIR": str(self.data)} | postgres.settings(self.data) | self.more
        command = [sys.executable, "-m", "madoguchi.cli", *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr


@contextmanager
def relay_elsewhere(data: Path) -> Iterator[dict[str, str]]:
    """A relay in a process of its own; the settings that make a server use it."""
    ticket = (data / "ticket.pub").read_text(encoding="ascii").strip()
    command = [sys.executable, "-m", "tests.integration.relay.alone", as_hex(ticket), "30"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as relay:
        try:
            assert relay.stdout is not None
            address = f"ws://127.0.0.1:{int(relay.stdout.readline())}/relay"
            yield {
                "MADOGUCHI_RELAY_INSIDE": "false",
                "MADOGUCHI_RELAY_URL": address,
                "MADOGUCHI_RELAY_NODE": NODE,
            }
        finally:
            relay.terminate()
            relay.wait(10)


def as_hex(ticket_key: str) -> str:
    from madoguchi.seal.signing import from_base64url

    return from_base64url(ticket_key).hex()


@pytest.fixture
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    data = tmp_path / "data"
    world = prepared(data)
    admin, operator = world.operator("kanri", OperatorRole.ADMIN), world.operator("yamada")
    terms = world.publish()
    session, host = world.session(operator.operator, world.case(operator.operator))
    for kind, body in whole_dialogue(terms)[:4]:
        said = host.sign(kind, body, said_at=world.now)
        world.desk.consent.state(host.token, said["statement"], said["signature"], said["host_key"], world.now)
    world.close()
    made = Scene(data, admin, operator, session.id, host)
    port = free_port()
    made.base = made.origin = f"http://127.0.0.1:{port}"
    made.more = {"MADOGUCHI_LISTEN_PORT": str(port), "MADOGUCHI_PUBLIC_URL": made.base}
    if getattr(request, "param", "inside") == "inside":
        with running(data, **made.more):
            yield made
        return
    with relay_elsewhere(data) as settings:
        made.more |= settings
        made.origin = ORIGIN
        with running(data, **made.more):
            yield made


@dataclass
class AtWork:
    """The operator's browser, with everything that it holds open, and the customer's program."""

    browser: httpx.AsyncClient
    stream: httpx.Response
    lines: AsyncIterator[str]
    console: ClientConnection
    host: ClientConnection

    async def is_signed_in(self) -> bool:
        return (await self.browser.get("/office")).status_code == 200


@asynccontextmanager
async def browser_of(scene: Scene, person: CreatedOperator) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=scene.base, timeout=PATIENCE) as browser:
        answer = await submit(
            browser,
            "/sign-in",
            "/sign-in",
            login=person.operator.login,
            password=PASSWORD,
            code=totp(person, SystemClock().now()),
        )
        assert answer.status_code == 303, answer.text
        yield browser


async def submit(browser: httpx.AsyncClient, form: str, path: str, **fields: str) -> httpx.Response:
    """The form on one page, sent to its action."""
    page = await browser.get(form)
    found = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert found, page.text
    return await browser.post(
        path, data={"csrf": found[1]} | fields, headers={"origin": str(browser.base_url).rstrip("/")}
    )


@asynccontextmanager
async def at_the_relay(place: dict[str, str], origin: str | None) -> AsyncIterator[ClientConnection]:
    """One end, attached."""
    async with connect(
        place["relay_url"],
        subprotocols=[Subprotocol(BROWSER if origin else PROGRAM)],
        origin=Origin(origin) if origin else None,
        compression=None,
    ) as socket:
        await socket.send(ENVELOPE.send(Attach(place["ticket"].encode())))
        data = await asyncio.wait_for(socket.recv(), PATIENCE)
        assert isinstance(data, bytes)
        assert Reader(ENVELOPE, FROM_RELAY).receive(data)[0] == Attached()
        yield socket


@asynccontextmanager
async def working(scene: Scene) -> AsyncIterator[AtWork]:
    async with AsyncExitStack() as stack:
        browser = await stack.enter_async_context(browser_of(scene, scene.operator))
        page = await browser.get("/office")
        csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)
        assert csrf
        asked = await browser.post(
            f"/api/v1/console/sessions/{scene.session}/ticket",
            json={"console_key": KEY},
            headers={"origin": scene.base, "x-csrf-token": csrf[1], "sec-fetch-site": "same-origin"},
        )
        assert asked.status_code == 200, asked.text
        console = await stack.enter_async_context(at_the_relay(asked.json(), scene.origin))
        place = await host_ticket(browser, scene)
        assert place.status_code == 200, place.text
        host = await stack.enter_async_context(at_the_relay(place.json(), None))
        stream = await stack.enter_async_context(browser.stream("GET", "/office/live"))
        assert stream.status_code == 200
        lines = stream.aiter_lines()
        assert await asyncio.wait_for(anext(lines), PATIENCE) == "event: listening"
        yield AtWork(browser, stream, lines, console, host)


async def host_ticket(browser: httpx.AsyncClient, scene: Scene) -> httpx.Response:
    return await browser.post("/api/v1/host/ticket", headers={"authorization": f"Bearer {scene.host.token}"})


async def until_closed(socket: ClientConnection) -> float:
    """When it was closed by the other side; beats and news of the peer may come before."""
    async with asyncio.timeout(PATIENCE):
        try:
            while True:
                await socket.recv()
        except ConnectionClosed:
            return time.monotonic()


async def until_over(lines: AsyncIterator[str]) -> float:
    """When the stream ended."""
    async with asyncio.timeout(PATIENCE):
        async for _ in lines:
            pass
    return time.monotonic()


Act: TypeAlias = Callable[[Scene], Awaitable[None]]


async def by_the_people_page(scene: Scene) -> None:
    async with browser_of(scene, scene.admin) as browser:
        person = f"/office/people/{scene.operator.operator.id}"
        ended = await submit(browser, person, f"{person}/close")
        assert ended.status_code == 303, ended.text
        assert "done=account_closed" in ended.headers["location"]


async def by_the_command_line(scene: Scene) -> None:
    await asyncio.to_thread(scene.madoguchi, "admin", "close-account", "yamada")


@pytest.mark.article("5.3", "8.1", "9.1")
@pytest.mark.parametrize(
    ("scene", "act"),
    [("inside", by_the_people_page), ("inside", by_the_command_line), ("elsewhere", by_the_command_line)],
    indirect=["scene"],
)
async def test_everything_of_theirs_is_closed(scene: Scene, act: Act) -> None:
    async with working(scene) as there:
        assert await there.is_signed_in()
        ends = [
            asyncio.create_task(until_closed(there.console)),
            asyncio.create_task(until_closed(there.host)),
            asyncio.create_task(until_over(there.lines)),
        ]
        await act(scene)
        shut_at = time.monotonic()  # the act is durable from here on, or a little before
        closed_at = await asyncio.gather(*ends)
        assert max(closed_at) - shut_at < AT_MOST, [moment - shut_at for moment in closed_at]
        assert not await there.is_signed_in()
        assert (await there.browser.get("/office/live")).status_code == 303
        told = await host_ticket(there.browser, scene)
        assert told.status_code == 410
        assert told.json()["refusal"] == "session_ended"
        assert told.json()["ending"] == "supervisor_ended"


@pytest.mark.article("8.1")
async def test_signing_out_closes_the_page_and_leaves_the_session_to_come_back_to(scene: Scene) -> None:
    async with working(scene) as there:
        console = asyncio.create_task(until_closed(there.console))
        stream = asyncio.create_task(until_over(there.lines))
        assert (await submit(there.browser, "/office", "/sign-out")).status_code == 303
        signed_out_at = time.monotonic()
        assert await console - signed_out_at < AT_MOST
        assert await stream - signed_out_at < AT_MOST
        assert not await there.is_signed_in()
        back = await host_ticket(there.browser, scene)  # the customer's program waits for them
        assert back.status_code == 200, back.text
        async with at_the_relay(back.json(), None) as waiting, browser_of(scene, scene.admin) as other:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(until_closed(waiting), 1.5)
            assert (await other.get("/office")).status_code == 200
