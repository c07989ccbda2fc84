from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.integration.web.office_site import Browser, Site, make_site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = make_site(tmp_path)
    yield made
    made.close()


@pytest.fixture
async def operator(site: Site) -> AsyncIterator[Browser]:
    """A browser of a signed-in operator."""
    browser = await site.signed_in("yamada")
    yield browser
    await browser.aclose()
