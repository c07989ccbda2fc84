"""The version in force, every earlier one, and what changed between any two. Article: 12.1, P.2"""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from madoguchi.base.words import Language, catalogue
from madoguchi.office.ids import OperatorId
from madoguchi.office.terms.ports import TermsVersion, Withdrawal
from madoguchi.rules.terms import sha256
from madoguchi.web.markdown import rendered
from tests.integration.public_pages.desk import BEGIN, Desk, published

pytestmark = pytest.mark.article("12.1")
JA = catalogue(Language.JA)


@pytest.mark.article("P.2")
async def test_the_version_in_force_stands_with_the_hash_of_its_very_text(desk: Desk, site: httpx.AsyncClient):
    page = (await site.get("/terms")).text
    current = await desk.current()
    assert current is not None
    assert current.version == "2026-03"
    assert sha256(current.binding.text) in page
    assert JA["portal.terms_in_force"] in page
    for number in range(1, 13):
        assert f'id="article-{number}"' in page
        assert f'href="#article-{number}"' in page


async def test_every_version_is_listed_with_its_change(site: httpx.AsyncClient):
    page = (await site.get("/terms")).text
    for address in (
        "/terms/2026-01",
        "/terms/2026-02",
        "/terms/2026-03",
        "/terms/2026-01..2026-02",
        "/terms/2026-02..2026-03",
    ):
        assert f'href="{address}"' in page
        assert (await site.get(address)).status_code == 200


async def test_an_earlier_version_says_that_it_is_earlier(site: httpx.AsyncClient):
    page = (await site.get("/terms/2026-01")).text
    assert JA["portal.terms_earlier"] in page
    assert "30分ごとに5,500円" in page
    assert 'href="/terms/2026-01..2026-03"' in page


async def test_what_changed_is_marked_to_the_character(site: httpx.AsyncClient):
    page = re.sub(r'<span class="visually-hidden">[^<]*</span>', "", (await site.get("/terms/2026-01..2026-03")).text)
    assert "当社は<del>30</del><ins>15</ins>分ごとに<del>5,500</del><ins>3,300</ins>円（税込）" in page
    assert "<ins>4. 文字による会話（チャット）</ins>" in page
    assert "変更 2 か所、追加 1 か所、削除 1 か所" in page


def with_notice(terms: TermsVersion, notice: str) -> TermsVersion:
    return replace(terms, wordings=tuple(replace(wording, notice=notice) for wording in terms.wordings))


@pytest.mark.article("P.2")
async def test_a_translation_says_that_it_is_one_and_names_the_text_that_binds(desk: Desk, site: httpx.AsyncClient):
    page = html.unescape((await site.get("/terms", params={"language": "en"})).text)
    current = await desk.current()
    assert current is not None
    assert catalogue(Language.EN)["terms.translation"] in page
    assert [current.wordings[1].sha256 in page, current.sha256 in page] == [True, True]
    assert 'href="/terms/2026-03/ja"' in page
    binding = html.unescape((await site.get("/terms/2026-03/ja", params={"language": "en"})).text)
    assert 'class="document-text" lang="ja"' in binding
    assert catalogue(Language.EN)["terms.translation"] not in binding


async def test_each_text_of_each_version_has_its_own_lasting_address(desk: Desk, site: httpx.AsyncClient):
    for terms in desk.versions:
        for wording in terms.wordings:
            page = (await site.get(f"/terms/{terms.version}/{wording.language.value}")).text
            assert wording.sha256 in page
            assert f'class="document-text" lang="{wording.language.value}"' in page
    for nowhere in ("/terms/2026-01/fr", "/terms/9/ja", "/terms/2026-01/JA"):
        assert (await site.get(nowhere)).status_code == 404


async def test_what_is_announced_stands_beside_what_is_in_force_until_its_instant(desk: Desk, site: httpx.AsyncClient):
    coming = desk.clock.now() + timedelta(days=10)
    desk.versions[2] = with_notice(replace(desk.versions[2], effective_at=coming), "料金の表を新しくします。")
    page = (await site.get("/terms")).text
    assert "30分ごとに5,500円" not in page
    assert "チャット" not in page  # the third version's
    assert JA["terms.announced"] in page
    assert 'href="/terms/2026-02..2026-03"' in page
    announced = (await site.get("/terms/2026-03")).text
    assert "料金の表を新しくします。" in announced
    assert JA["terms.announced_text"].split("{")[0] in announced
    desk.clock.advance((coming - desk.clock.now()).total_seconds() - 1)
    assert "チャット" not in (await site.get("/terms")).text
    desk.clock.advance(1)
    now = (await site.get("/terms")).text
    assert "チャット" in now
    assert JA["terms.announced"] not in now


async def test_what_was_withdrawn_is_marked_and_never_in_force(desk: Desk, site: httpx.AsyncClient):
    withdrawn = Withdrawal(BEGIN, OperatorId("a" * 32), "誤字 <b>")
    desk.versions[2] = replace(desk.versions[2], withdrawn=withdrawn)
    page = (await site.get("/terms")).text
    assert "チャット" not in page
    assert JA["terms.withdrawn"] in page
    assert "誤字 &lt;b&gt;" in (await site.get("/terms/2026-03")).text


async def test_any_two_can_be_chosen_and_compared(site: httpx.AsyncClient):
    page = (await site.get("/terms")).text
    assert page.count("<option") == 6
    answer = await site.get("/terms", params={"old": "2026-01", "new": "2026-03"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/terms/2026-01..2026-03")
    hostile = await site.get("/terms", params={"old": "//evil.example", "new": "1"})
    assert hostile.status_code == 200


async def test_two_equal_versions_say_that_nothing_changed(site: httpx.AsyncClient):
    assert JA["portal.diff_nothing"] in (await site.get("/terms/2026-01..2026-01")).text


@pytest.mark.parametrize("version", ["9", "2026-01..9", "9..2026-01", "a%20b", "%3Cscript%3E", "1...2"])
async def test_a_version_that_never_was_is_a_page_that_leads_on(site: httpx.AsyncClient, version: str):
    answer = await site.get(f"/terms/{version}")
    assert answer.status_code == 404
    assert JA["portal.no_such_terms"] in answer.text
    assert "<script" not in answer.text


async def test_before_the_first_publication_the_page_says_so(desk: Desk, site: httpx.AsyncClient):
    desk.versions = []
    answer = await site.get("/terms")
    assert answer.status_code == 404
    assert JA["portal.terms_none"] in answer.text


async def test_a_text_in_one_language_alone_is_shown_and_the_page_says_so(desk: Desk, site: httpx.AsyncClient):
    desk.versions = [replace(terms, wordings=terms.wordings[:1]) for terms in desk.versions]
    answer = await site.get("/terms", params={"language": "en"})
    assert catalogue(Language.EN)["portal.terms_not_in_language"] in html.unescape(answer.text)
    assert 'class="document-text" lang="ja"' in answer.text


async def test_hostile_terms_stay_text_on_every_page(desk: Desk, site: httpx.AsyncClient):
    text = "# <img src=x onerror=alert(1)>\n\n<script>alert(1)</script>\n\n[a](javascript:alert(1)) ![p](https://x.example/p.png)\n"
    desk.versions = [
        published(1, "1", ja=text),
        with_notice(published(2, "2", desk.clock.now(), ja=text + "\n<b onclick=x>二</b>\n"), "<script>x</script>"),
    ]
    for path in ("/terms", "/terms/1", "/terms/1..2", "/"):
        page = (await site.get(path)).text
        assert "<script" not in page
        assert "<img" not in page
        assert "<b " not in page
        assert 'href="javascript' not in page


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//evil.example",
        "/terms",
        "vbscript:x",
        "mailto:a@b",
    ],
)
def test_links_lead_to_http_and_https_alone(address: str):
    assert "<a" not in rendered(f"[見る]({address})", "").html


def test_a_link_that_may_stand_says_nothing_of_where_it_came_from():
    assert rendered("[見る](https://a.example/x)", "").html == (
        '<p><a href="https://a.example/x" rel="noopener noreferrer nofollow">見る</a></p>\n'
    )


def test_the_title_is_not_said_twice_and_anchors_are_used_once():
    document = rendered("# 約款\n\n## 第1条（目的）\n\n## 第1条（再び）\n\n# 附則\n", "約款")
    assert [heading.anchor for heading in document.headings] == ["article-1", "section-2", "section-3"]
    assert "<h1" not in document.html


def test_a_table_is_aligned_by_class_and_not_by_style():
    document = rendered("| 品 | 円 |\n|---|---:|\n| 基本 | 5,500 |\n", "")
    assert 'class="align-right"' in document.html
    assert "style" not in document.html
