"""The pages in a real browser, on a desk and on a telephone: nothing runs off the side, nothing is too small to touch,
every text stands out from its ground, and the security policy has nothing to complain of."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.integration.public_pages import rooms
from tests.integration.public_pages.desk import Desk
from tests.integration.public_pages.serving import served

CHROMIUM = Path("/usr/bin/chromium")
POLICY = b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; require-trusted-types-for 'script'"
PATHS = ["/", "/terms", "/terms/2026-01", "/terms/2026-01..2026-03", "/terms/none", "/download/none"]

# WCAG 2: 4.5 for text, 3 for large text. Every text's colour against the nearest ground painted behind it.
FAINT = """() => {
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((v) => (v /= 255, v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const parse = (text) => (text.match(/[0-9.]+/g) || []).map(Number);
  const faint = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    const box = element.getBoundingClientRect();
    if (!own || box.width <= 1 || element.closest(".visually-hidden, .skip")) continue;
    let ground = element, painted = [];
    while (ground && !(painted.length && (painted[3] ?? 1) > 0)) {
      painted = parse(getComputedStyle(ground).backgroundColor);
      if ((painted[3] ?? 1) === 0) painted = [];
      ground = ground.parentElement;
    }
    const style = getComputedStyle(element);
    const [a, b] = [luminance(parse(style.color).slice(0, 3)), luminance(painted.slice(0, 3))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) faint.push(`${element.tagName}.${element.className} ${ratio.toFixed(2)}: ${element.textContent.trim().slice(0, 30)}`);
  }
  return faint;
}"""
SMALL = """() => [...document.querySelectorAll(".button, .rooms a, input, select, textarea, summary, .language")]
  .map((element) => element.matches("[type=radio], [type=checkbox]") ? element.closest("label") ?? element : element)
  .filter((element) => element.getBoundingClientRect().height > 0 && element.getBoundingClientRect().height < 43.5)
  .map((element) => element.outerHTML.slice(0, 80))"""


def guarded(app: ASGIApp) -> ASGIApp:
    async def outer(scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"content-security-policy", POLICY)]
            await send(message)

        await app(scope, receive, sending)

    return outer


@pytest.fixture
async def address(desk: Desk) -> AsyncIterator[str]:
    desk.demo = True
    desk.operator = "山田 花子"
    async with served(guarded(desk.app())) as where:
        yield where


@pytest.fixture(
    params=[(1280, "light"), (390, "light"), (390, "dark")], ids=["desk", "telephone", "telephone at night"]
)
async def page(request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    width, scheme = request.param
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield await browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
        await browser.close()


async def look_at(page: Page, address: str, paths: list[str]) -> None:
    complaints: list[str] = []
    page.on(
        "console",
        lambda said: complaints.append(f"{said.location.get('url')}: {said.text}") if "404" not in said.text else None,
    )
    for path in paths:
        for language in ("ja", "en"):
            await page.goto(f"{address}{path}?language={language}")
            where = f"{path} in {language}"
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
                f"{where} runs off the side"
            )
            assert await page.evaluate(FAINT) == [], where
            assert await page.evaluate(SMALL) == [], where
    assert complaints == []


async def test_every_page_fits_is_readable_and_keeps_the_policy(address: str, page: Page):
    await look_at(page, address, PATHS)


async def test_every_room_of_the_office_does_too(page: Page):
    # The script of the one-time link presses its button; here it would only lead away from the page that is looked at.
    await page.route("**/sign_in_link.js*", lambda route: route.fulfill(body="", content_type="text/javascript"))
    async with served(guarded(rooms.app())) as address:
        await look_at(page, address, [f"/{room.__name__}" for room in rooms.ROOMS])


async def test_the_eye_of_these_tests_sees_what_is_faint_and_what_is_small(address: str, page: Page):
    await page.goto(f"{address}/terms/none")
    await page.evaluate("document.querySelector('h1').style.color = 'rgb(125, 125, 125)'")
    await page.evaluate("document.querySelector('main .button').style.cssText = 'min-height: 20px; padding: 0'")
    assert len(await page.evaluate(FAINT)) == 1
    assert len(await page.evaluate(SMALL)) == 1


async def test_the_keyboard_comes_first_to_the_text(address: str, page: Page):
    await page.goto(address)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    assert await page.evaluate("document.activeElement.id") == "main"
