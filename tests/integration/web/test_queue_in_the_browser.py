"""A customer's page and two operators' pages, open at once in a real browser: what one does, the others see without reloading."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Page

from tests.integration.web.browser_room import opened


async def asks(page: Page, organisation: str, about: str) -> None:
    await page.get_by_label("会社名・屋号").fill(organisation)
    await page.get_by_label("お名前").fill("田中 一郎")
    await page.get_by_label("お電話番号").fill("03-1111-2222")
    await page.get_by_label("お困りの内容").fill(about)
    await page.get_by_role("button", name="申し込む").click()
    await page.wait_for_url("**/support/*")


@pytest.mark.article("2.2", "5.4", "8.3")
async def test_from_the_public_page_to_a_case_and_to_a_no(tmp_path: Path) -> None:
    async with opened(tmp_path) as room:
        first, second = (
            await (await room.operator("yamada")).new_page(),
            await (await room.operator("suzuki")).new_page(),
        )
        for page in (first, second):
            await page.goto(f"{room.base}/office/queue")
            await page.get_by_text("お待ちのお客様はいません。").wait_for()
        wrongs: list[str] = []
        for page in (first, second):
            page.on("pageerror", lambda wrong: wrongs.append(str(wrong)))

        # asked: both desks see it come
        customer = await room.customer()
        await asks(customer, "客先商店", "見積書を印刷できません。\n昨日からです。")
        await customer.get_by_text("次にご連絡します。").wait_for()
        for page in (first, second):
            await page.get_by_role("link", name="客先商店").wait_for()
            assert (await page.title()).startswith("(1) ")

        # taken by one: the other, who had it open, is told who was faster
        await second.get_by_role("link", name="客先商店").click()
        await first.get_by_role("link", name="客先商店").click()
        await first.get_by_role("button", name="受けて案件にする").click()
        await first.wait_for_url("**/office/cases/*")
        await first.get_by_text("見積書を印刷できません。").first.wait_for()
        await second.get_by_role("button", name="受けて案件にする").click()
        await second.get_by_text("yamada の担当が先に対応しました").wait_for()
        await second.get_by_role("link", name="受付の状況へ").click()
        await second.get_by_text("お待ちのお客様はいません。").wait_for()
        await customer.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # sooner than in ten seconds
        await customer.get_by_text("yamada の担当がお受けしました").wait_for()

        # declined: the customer reads the reason
        other = await room.customer()
        await asks(other, "別の客先", "表計算の入力を代わりにしてください。")
        await second.get_by_role("link", name="別の客先").click()
        await second.get_by_label("お断りの理由").fill("お仕事の代行はお受けしていません。")
        await second.get_by_role("button", name="理由を伝えて断る").click()
        await second.get_by_text("ご依頼をお断りしました").wait_for()
        await other.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        await other.get_by_text("お仕事の代行はお受けしていません。").wait_for()

        # the keyboard stays where it was, when the list below it changes
        third = await room.customer()
        await asks(third, "三番目商事", "画面が開きません。")
        link = second.get_by_role("link", name="三番目商事")
        await link.focus()
        await asks(await room.customer(), "四番目商事", "音が出ません。")
        await second.get_by_role("link", name="四番目商事").wait_for()
        assert await link.evaluate("(it) => it === document.activeElement")

        # the server goes: the page says that it no longer follows
        assert await second.get_by_text("自動更新が止まっています").is_hidden()
        await room.site.app.drain()
        await second.get_by_text("自動更新が止まっています").wait_for()
        assert wrongs == []


async def test_the_list_of_other_rooms_closes_as_people_expect(tmp_path: Path) -> None:
    async with opened(tmp_path) as room:
        page = await (await room.operator("yamada")).new_page()
        await page.goto(f"{room.base}/office")
        rooms, summary = page.locator("details.more-rooms"), page.locator("details.more-rooms summary")
        for close in ("Escape", "press", "Tab"):
            await summary.focus()
            await page.keyboard.press("Enter")
            await page.wait_for_function("document.querySelector('details.more-rooms').open")
            match close:
                case "Escape":
                    await page.keyboard.press("Tab")
                    await page.keyboard.press("Escape")
                    assert await summary.evaluate("one => one === document.activeElement")
                case "press":
                    await page.mouse.click(640, 600)
                case "Tab":
                    for _ in range(await rooms.locator("a").count() + 1):
                        await page.keyboard.press("Tab")
            await page.wait_for_function("!document.querySelector('details.more-rooms').open")
