"""A passkey in a real browser, whose authenticator is made by the browser itself: made, used, taken away. Article: 8.1"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.integration.web.browser_room import opened

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


async def put_authenticator(page: Page) -> None:
    """A device with a finger's print, which the person touches at once."""
    tools = await page.context.new_cdp_session(page)
    await tools.send("WebAuthn.enable")
    await tools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


@pytest.mark.article("8.1")
async def test_a_passkey_is_made_signs_in_alone_and_is_taken_away(tmp_path: Path) -> None:
    async with opened(tmp_path, "localhost") as room:
        context = await room.operator("yamada")
        page = await context.new_page()
        await put_authenticator(page)
        await page.goto(f"{room.base}/office/me")
        await page.get_by_label("名前（例: 会社のノートPC）").fill("仕事のノート")
        await page.get_by_role("button", name="パスキーを追加する").click()
        await expect(page.locator(".row-name", has_text="仕事のノート")).to_be_visible()
        await page.get_by_role("button", name="退出").click()
        await page.goto(f"{room.base}/sign-in")
        room.site.clock.advance(1)
        await page.get_by_role("button", name="パスキーでサインインする").click()
        await page.wait_for_url("**/office")
        await page.goto(f"{room.base}/office/me")
        await page.get_by_role("button", name="パスキー「仕事のノート」を外す").click()
        await expect(page.locator(".row-name", has_text="仕事のノート")).to_have_count(0)
        await context.clear_cookies()
        await page.goto(f"{room.base}/sign-in")
        await page.get_by_role("button", name="パスキーでサインインする").click()
        await expect(page.get_by_role("alert").filter(visible=True)).to_be_visible()
        assert "/office" not in page.url
