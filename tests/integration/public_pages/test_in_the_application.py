"""The public pages within the whole application: its guard, its headers, its database; over a real socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from madoguchi.app import Application, open_office
from madoguchi.base.words import Language, catalogue
from madoguchi.demo.office import make_office
from madoguchi.web.settings import Settings
from tests.integration.public_pages.conftest import BUILD
from tests.integration.public_pages.serving import served

SIZE = 24_000_000  # more than the socket's buffers hold, so a reader who goes away leaves some of it unsent


@pytest.fixture
async def visitor(tmp_path: Path) -> AsyncIterator[tuple[httpx.AsyncClient, Application]]:
    settings = Settings(data_dir=tmp_path / "data", public_url="http://127.0.0.1:9", demo=True)
    make_office(settings, with_number=False)
    settings.builds_dir.mkdir(exist_ok=True)
    (settings.builds_dir / BUILD).write_bytes(b"x" * SIZE)
    application = Application(settings, open_office(settings))
    async with served(application) as address, httpx.AsyncClient(base_url=address) as client:
        yield client, application
    application._shelf.close()


def fetched(application: Application) -> bool:
    with application._shelf.reading() as books:
        return books.downloads.latest_from("127.0.0.1", application.desk.clock.now().replace(year=2000)) is not None


@pytest.mark.article("P.1")
async def test_a_whole_download_is_written_down_and_a_cut_one_is_not(
    visitor: tuple[httpx.AsyncClient, Application],
):
    client, application = visitor
    async with client.stream("GET", "/download/host") as answer:
        assert answer.status_code == 200
        async for _ in answer.aiter_bytes():
            break
    assert not fetched(application)
    whole = await client.get("/download/host")
    assert len(whole.content) == SIZE
    # The reader may have the last byte before the server has written it down: that it does is what counts.
    async with asyncio.timeout(10):
        while not fetched(application):  # noqa: ASYNC110  # the record is a row in the database, which tells nobody
            await asyncio.sleep(0.02)


@pytest.mark.article("1.1", "12.1")
async def test_the_guide_and_the_terms_in_force_are_there_for_anybody(
    visitor: tuple[httpx.AsyncClient, Application],
):
    client, _ = visitor
    for language in Language:
        words = catalogue(language)
        page = await client.get("/", params={"language": language.value})
        assert words["portal.title"] in page.text
        assert "content-security-policy" in page.headers
        terms = await client.get("/terms")
        assert words["portal.terms_in_force"] in terms.text  # the cookie remembers the language
        assert "{" not in terms.text
