"""One browser for all journeys, a new world for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from madoguchi.demo.run import free_port
from tests.journeys.relay_proxy import Line, LoneRelay, RelayProxy
from tests.journeys.world import World, world

CHROMIUM = "/usr/bin/chromium"
# No first-run calls to the outside; no GPU and no sandbox of its own, as tests often run as root in a container.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as played:
        found = played.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def stage(tmp_path: Path, browser: Browser, request: pytest.FixtureRequest) -> Iterator[World]:
    """A world; when the test fails, what was on the screens is left in the test's folder and the logs are shown."""
    with world(tmp_path, browser) as made:
        yield made
        show_failure(made, request)
    for context in browser.contexts:
        context.close()


@pytest.fixture
def line(tmp_path: Path, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Line]:
    """A world whose relay runs by itself, behind a line that can be cut."""
    port = free_port()
    proxy = RelayProxy(port)
    with world(tmp_path, browser, relay_url=proxy.url) as made:
        relay = LoneRelay(made, port)
        relay.start()
        yield Line(made, proxy, relay)
        show_failure(made, request)
    for context in browser.contexts:
        context.close()
    proxy.close()


def show_failure(made: World, request: pytest.FixtureRequest) -> None:
    """Leave the screens and the logs of a journey that failed."""
    if not getattr(request.node, "failed", False):
        return
    made.screen.picture(made.folder / "customer.png")
    for context in made.browser.contexts:
        for number, page in enumerate(context.pages):
            page.screenshot(path=made.folder / f"operator-{number}.png")
    print(f"pictures in {made.folder}")
    for name in ("host", "server"):
        print(f"--- {name}\n{made.log(name)[-3000:]}")
    print("--- page\n" + "\n".join(made.trouble[-20:]))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    report = yield
    if report.when == "call" and report.failed:
        item.failed = True  # type: ignore[attr-defined]
    return report
