"""One browser for all journeys, a new world for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

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
        failed = getattr(request.node, "failed", False)
        if failed:
            made.screen.picture(tmp_path / "customer.png")
            for context in browser.contexts:
                for number, page in enumerate(context.pages):
                    page.screenshot(path=tmp_path / f"operator-{number}.png")
            print(f"pictures in {tmp_path}")
            for name in ("host", "server"):
                print(f"--- {name}\n{made.log(name)[-3000:]}")
            print("--- page\n" + "\n".join(made.trouble[-20:]))
    for context in browser.contexts:
        context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    report = yield
    if report.when == "call" and report.failed:
        item.failed = True  # type: ignore[attr-defined]
    return report
