"""A made-up public site over ASGI: no socket, no server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.integration.public_pages.desk import Desk

BUILD = "madoguchi-host-0.1.0-linux-x86_64.tar.gz"
CONTENT = bytes(range(256)) * 4096  # 1 MiB: more than one piece


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    folder = tmp_path / "builds"
    folder.mkdir()
    (folder / BUILD).write_bytes(CONTENT)
    return Desk(folder)


@pytest.fixture
async def site(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=desk.app(), client=("203.0.113.7", 40000))
    async with httpx.AsyncClient(transport=transport, base_url="https://support.example") as client:
        yield client
