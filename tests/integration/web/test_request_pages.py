"""The provider's sentences in the office's pages and on the operator's page, and what was asked on the case's page."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from madoguchi.office.operators.ports import OperatorRole
from madoguchi.web.pages import console
from tests.integration.web.held import held_session
from tests.integration.web.office_site import Site
from tests.office_world import got


@pytest.mark.article("5.7")
async def test_sentences_are_kept_by_the_administrator_and_reach_the_operators_page(site: Site) -> None:
    admin = await site.signed_in("kanri", OperatorRole.ADMIN)
    assert "まだ文がありません" in (await admin.get("/office/requests")).text
    wrong = await admin.submit("/office/requests", ja="", en="<b>Save</b>")
    assert wrong.status_code == 422
    assert "ja-trouble" in wrong.text
    assert "&lt;b&gt;Save&lt;/b&gt;" in wrong.text, "what was typed stays"
    for ja, en in (("保存してください。<script>", ""), ("再起動してください。", "Please restart.")):
        site.clock.advance(1)
        assert (await admin.submit("/office/requests", ja=ja, en=en)).status_code == 303
    page = (await admin.get("/office/requests?done=sentence_added")).text
    assert "文を加えました" in page
    assert "保存してください。&lt;script&gt;" in page
    operator = await site.signed_in("yamada")
    seen = (await operator.get("/office/requests")).text
    assert "再起動してください。" in seen
    assert 'class="fields"' not in seen
    assert (await operator.submit("/office/requests", ja="文", en="")).status_code == 404
    found = re.search(r"/office/requests/([0-9a-f]{32})/remove", page)
    assert found
    removed = [found[1], "0" * 32, "x"]
    await admin.get("/office/requests")
    answers = [(await admin.submit(f"/office/requests/{one}/remove")).status_code for one in removed]
    assert answers == [303, 404, 404]
    sentences = site.app.desk.requests.sentences()
    assert [one.ja for one in sentences] == ["再起動してください。"]


@pytest.mark.article("5.7")
async def test_the_operators_page_gets_the_sentences_in_both_languages(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.publish()
    admin = site.person("kanri", OperatorRole.ADMIN).operator
    now = site.clock.now()
    site.app.desk.requests.add_sentence(admin, "保存してください。</script>", "", now)
    later = now + timedelta(seconds=1)
    site.app.desk.requests.add_sentence(admin, "再起動してください。", "Please restart.", later)
    monkeypatch.setattr(console, "find_viewer", lambda _static: console.Viewer("/static/viewer/a.js", ()))
    browser = await site.signed_in("yamada")
    number = await browser.issue(await browser.open_case(await browser.register()))
    page = (await browser.get(f"/console/{number}")).text
    found = re.search(r'<script type="application/json" id="console-facts">(.*?)</script>', page, re.DOTALL)
    assert found
    ja = "保存してください。</script>"
    assert json.loads(found[1])["sentences"] == [
        {"ja": ja, "en": ja},
        {"ja": "再起動してください。", "en": "Please restart."},
    ]


@pytest.mark.article("5.7")
async def test_what_was_asked_stands_on_the_cases_page_and_in_the_sessions_timeline(site: Site) -> None:
    held = await held_session(site)
    empty = (await held.browser.get(f"/office/cases/{held.case}")).text
    assert "お客様へのお願い" not in empty
    text = "<b>再起動</b>してください"
    for kind, body in (
        ("request:asked", {"request": 7, "text": text}),
        ("request:cannot", {"request": 7, "text": text, "word": "鍵が<i>ない"}),
    ):
        said = held.host.sign(kind, body)
        now = site.clock.now()
        state = site.app.desk.consent.state
        got(dict, state(held.token, said["statement"], said["signature"], said["host_key"], now))
    page = (await held.browser.get(f"/office/cases/{held.case}")).text
    assert "お客様へのお願い" in page
    assert "&lt;b&gt;再起動&lt;/b&gt;してください" in page
    assert "お客様はできないとのことです" in page
    assert "ひとこと：鍵が&lt;i&gt;ない" in page
    session = (await held.browser.get(f"/office/sessions/{held.session}")).text
    assert (
        "お客様はお願いができませんでした：「&lt;b&gt;再起動&lt;/b&gt;してください」（ひとこと：鍵が&lt;i&gt;ない）"
        in session
    )
