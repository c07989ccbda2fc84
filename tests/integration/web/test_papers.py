"""Papers over the web: who may have them, in which language, and what is said when none can be made."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.integration.web.held import held_session
from tests.integration.web.office_site import Site


@pytest.mark.article("P.3")
async def test_the_receipt_as_a_paper_for_the_desk_and_for_the_customer(site: Site) -> None:
    held = await held_session(site)
    page = await held.browser.get(f"/office/sessions/{held.session}")
    assert f'href="/office/sessions/{held.session}/receipt.pdf"' in page.text
    mine = await held.browser.get(f"/office/sessions/{held.session}/receipt.pdf?language=ja")
    assert mine.headers["content-type"] == "application/pdf"
    assert mine.headers["cache-control"] == "no-store"
    assert PdfReader(io.BytesIO(mine.content)).metadata.title == "遠隔サポート控え"  # type: ignore[union-attr]
    bearer = {"authorization": f"Bearer {held.token}", "accept-language": "en"}
    theirs = await site.browser().get("/api/v1/host/receipt.pdf", headers=bearer)
    assert theirs.status_code == 200, theirs.text
    found = PdfReader(io.BytesIO(theirs.content))
    assert found.metadata.title == "Record of remote support"  # type: ignore[union-attr]
    assert "receipt.json" in found.attachments


@pytest.mark.article("8.3")
async def test_nobody_else_has_it(site: Site) -> None:
    held = await held_session(site)
    other = await site.signed_in("another")
    assert (await other.get(f"/office/sessions/{held.session}/receipt.pdf")).status_code == 404
    answer = await site.browser().get("/api/v1/host/receipt.pdf", headers={"authorization": "Bearer " + "x" * 43})
    assert answer.json()["refusal"] == "number_not_valid"


async def test_without_the_font_it_is_said_and_not_hidden(site: Site, tmp_path: Path) -> None:
    held = await held_session(site)
    site.app._press._folders = (str(tmp_path),)
    answer = await held.browser.get(f"/office/sessions/{held.session}/receipt.pdf")
    assert answer.status_code == 503
    assert "fonts-noto-cjk" in answer.text
    bearer = {"authorization": f"Bearer {held.token}"}
    told = await site.browser().get("/api/v1/host/receipt.pdf", headers=bearer)
    assert (told.status_code, told.json()["refusal"]) == (503, "not_now")
