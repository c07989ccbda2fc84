"""The guide says what remote support is and is not, warns, and shows how to begin; whatever it is given, it stays itself."""

from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser

import httpx
import pytest

from madoguchi.base.words import Language, catalogue
from madoguchi.web.pages.public import HoursNow
from madoguchi.web.render import Flash, ProviderNames, Renderer, RequestFacts, Tone
from tests.integration.public_pages.conftest import BUILD, CONTENT
from tests.integration.public_pages.desk import Desk

JA = catalogue(Language.JA)
EN = catalogue(Language.EN)
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}{% raw %}",
    "</title><svg onload=alert(1)>",
    "' autofocus onfocus=alert(1) x='",
    "\u202efdp.exe",
]


class Parsed(HTMLParser):
    """The elements and attributes of a page, and its visible text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.extend(attrs)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.article("1.1", "1.2")
async def test_the_guide_says_what_support_is_and_is_not(site: httpx.AsyncClient):
    page = (await site.get("/")).text
    for key in ("portal.is_fault", "portal.is_operation", "portal.is_not_work", "portal.is_not_always"):
        assert JA[key] in page


async def test_the_warning_against_scams_stands_before_the_download(site: httpx.AsyncClient):
    page = (await site.get("/")).text
    assert JA["portal.scam_stop"] in page
    assert JA["portal.scam_never_money"] in page
    assert page.index(JA["portal.scam_stop"]) < page.index("/download/")


@pytest.mark.article("3.2")
async def test_open_or_closed_is_said_in_words_and_with_the_time_it_changes(desk: Desk, site: httpx.AsyncClient):
    page = (await site.get("/")).text
    assert JA["portal.open_now"] in page
    assert "2026年1月5日（月） 18:00" in page
    desk.hours = HoursNow(False, desk.hours.text, None)
    page = (await site.get("/")).text
    assert JA["portal.closed_now"] in page
    assert JA["portal.open_now"] not in page


@pytest.mark.article("3.3", "5.3", "6.2", "7.1")
async def test_fees_stopping_costs_and_backups_are_told_beforehand(site: httpx.AsyncClient):
    page = (await site.get("/")).text
    for key in ("portal.off_hours_note", "portal.cost_text", "portal.asked_backup_text", "portal.asked_hide_text"):
        assert JA[key] in page
    assert "Ctrl+Alt+Q" in page


async def test_the_program_stands_with_its_size_hash_and_time(site: httpx.AsyncClient):
    page = (await site.get("/")).text
    assert f'href="/download/{BUILD}"' in page
    assert "1.0 MB" in page
    assert JA["portal.build_others"] in page
    assert f"tar -xf {BUILD}\n./madoguchi-host-0.1.0-linux-x86_64/madoguchi-host</code>" in page
    assert (await site.get("/download/host")).content == CONTENT


async def test_without_a_program_and_without_terms_the_guide_says_so(desk: Desk, site: httpx.AsyncClient):
    next(desk.folder.iterdir()).unlink()
    desk.versions = []
    page = (await site.get("/")).text
    assert JA["portal.build_none"] in page
    assert JA["portal.terms_none"] in page
    answer = await site.get("/download/host")
    assert answer.status_code == 404
    assert JA["portal.build_none"] in answer.text


@pytest.mark.parametrize(
    "path", ["/", "/terms", "/terms/2026-01", "/terms/2026-01..2026-03", "/terms/none", "/download/none"]
)
async def test_english_pages_have_no_japanese_of_ours(site: httpx.AsyncClient, path: str):
    answer = await site.get(path, params={"language": "en"})
    assert answer.headers["content-language"] == "en"
    words = "".join(Parsed(answer.text).words).replace("日本語", "")
    assert not re.findall(r"[\u3040-\u30ff\u4e00-\u9fff]+", words)
    assert '<html lang="en">' in answer.text


@pytest.mark.parametrize("path", ["/", "/terms", "/terms/2026-01..2026-03", "/download/none"])
@pytest.mark.parametrize("language", ["ja", "en"])
async def test_no_page_has_script_or_style_of_its_own(site: httpx.AsyncClient, path: str, language: str):
    page = Parsed((await site.get(path, params={"language": language})).text)
    assert not {"script", "style", "iframe", "object", "base"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name == "style" or name.startswith("on")]
    outside = [
        value for name, value in page.attributes if name in {"href", "src", "action"} and value and "//" in value
    ]
    assert outside == [value for value in outside if value.startswith("https://support.minato.example/")]


def scripts_of_others(page: Parsed) -> list[str]:
    """Whatever would run beside the one script that the pages of signed-in people have."""
    ours = [
        value
        for name, value in page.attributes
        if name == "src" and re.match(r"/static/(\S+/)?js/menu\.\S*js\S*$", value or "")
    ]
    return ["script"] * (page.tags.count("script") - len(ours))


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_a_hostile_name_is_only_text(desk: Desk, site: httpx.AsyncClient, hostile: str):
    plain = Parsed((await site.get("/")).text)
    desk.names = ProviderNames(hostile, hostile, hostile)
    desk.hours = HoursNow(True, hostile, None)
    desk.versions = [
        dataclasses.replace(
            terms, wordings=tuple(dataclasses.replace(text, title=hostile, notice=hostile) for text in terms.wordings)
        )
        for terms in desk.versions
    ]
    desk.operator = hostile
    page = Parsed((await site.get("/")).text)
    assert page.tags.count("img") == 0
    assert scripts_of_others(page) == []
    assert page.tags.count("svg") >= plain.tags.count("svg")  # the signed-in operator's own icons
    assert not [name for name, _ in page.attributes if name.startswith("on") or name == "autofocus"]
    assert any(hostile in word for word in page.words)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_messages_and_tokens_stay_in_their_place(hostile: str):
    facts = RequestFacts(
        Language.JA,
        f"/{hostile}",
        ProviderNames("みなと", "", ""),
        hostile,
        hostile,
        True,
        messages=(Flash(Tone.WARNING, hostile),),
    )
    page = Parsed(Renderer().text(facts, "error.html", heading=hostile, text=hostile))
    assert ("value", hostile) in page.attributes
    assert "img" not in page.tags
    assert scripts_of_others(page) == []
    assert not [name for name, _ in page.attributes if name.startswith("on") or name == "autofocus"]
    assert JA["portal.demo_text"] in page.words
