"""The sign-in over HTTP: cookies, the one flow with both factors, what is typed stays, where one may go on to."""

from __future__ import annotations

from pathlib import Path

import pytest

from madoguchi.web.settings import Settings, SettingsWrong
from tests.integration.web.office_site import ORIGIN, Site, make_site
from tests.office_world import PASSWORD, totp


async def test_the_cookie_is_a_random_reference_that_scripts_cannot_read(site: Site) -> None:
    person = site.person("yamada")
    browser = site.browser()
    await browser.get("/sign-in")
    answer = await browser.submit("/sign-in", login="yamada", password=PASSWORD, code=totp(person, site.clock.now()))
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert len(browser.cookies["madoguchi-session"]) == 43


async def test_over_https_cookies_are_bound_to_the_host(tmp_path: Path) -> None:
    made = make_site(tmp_path, public_url="https://support.example.jp")
    answer = await made.browser().get("/sign-in?language=en")
    cookies = answer.headers.get_list("set-cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        assert "Secure" in cookie
        assert "Domain" not in cookie
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    made.close()


async def test_a_refused_sign_in_keeps_the_name_and_never_the_password(site: Site) -> None:
    browser = site.browser()
    await browser.get("/sign-in?next=/office/customers")
    answer = await browser.submit(
        "/sign-in", login='"><b>山田', password=PASSWORD, code="000000", next="/office/customers"
    )
    assert answer.status_code == 403
    assert "&#34;&gt;&lt;b&gt;山田" in answer.text
    assert PASSWORD not in answer.text
    assert 'value="/office/customers"' in answer.text
    assert "サインインできませんでした" in answer.text


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.test/",
        "//evil.test",
        "/\\evil.test",
        "/office/../sign-out",
        "/office\n/x",
        "javascript:alert(1)",
        "/sign-out",
    ],
)
async def test_the_way_on_is_always_a_page_of_ours(site: Site, elsewhere: str) -> None:
    person = site.person("yamada")
    browser = site.browser()
    await browser.get("/sign-in")
    code = totp(person, site.clock.now())
    answer = await browser.submit("/sign-in", login="yamada", password=PASSWORD, code=code, next=elsewhere)
    assert answer.headers["location"] == "/office"


async def test_signing_out_ends_the_session_on_the_server(site: Site) -> None:
    browser = await site.signed_in("yamada")
    token = browser.cookies["madoguchi-session"]
    await browser.get("/office")
    assert (await browser.submit("/sign-out")).status_code == 303
    again = site.browser()
    again.cookies.set("madoguchi-session", token)
    assert (await again.get("/office")).status_code == 303


async def test_a_page_without_the_second_factor_opens_nothing(site: Site) -> None:
    site.person("yamada")
    browser = site.browser()
    await browser.get("/sign-in")
    answer = await browser.submit("/sign-in", login="yamada", password=PASSWORD)
    assert answer.status_code == 403
    assert "madoguchi-session" not in browser.cookies


async def test_the_one_time_link_signs_in_by_a_form_once(tmp_path: Path) -> None:
    made = make_site(tmp_path, demo=True)
    person = made.person("yamada")
    link = made.app.desk.operators.make_link(person.operator.id, made.clock.now())
    browser = made.browser()
    for _ in range(3):  # looking at it, or a preview of it, uses nothing up
        page = await browser.get(f"/sign-in/link/{link}?next=/console/{'a' * 32}")
        assert page.status_code == 200
    assert "<script src=" in page.text
    answer = await browser.submit(f"/sign-in/link/{link}", next=f"/console/{'a' * 32}")
    assert answer.headers["location"] == f"/console/{'a' * 32}"
    assert (await browser.get("/office")).status_code == 200
    assert (await made.browser().get("/office")).status_code == 303
    other = made.browser()
    await other.get(f"/sign-in/link/{link}")
    assert (await other.submit(f"/sign-in/link/{link}")).status_code == 410
    made.close()


async def test_without_the_demo_there_is_no_link(site: Site) -> None:
    link = site.app.desk.operators.make_link(site.person("yamada").operator.id, site.clock.now())
    browser = site.browser()
    assert (await browser.get(f"/sign-in/link/{link}")).status_code == 404
    assert (await browser.submit(f"/sign-in/link/{link}")).status_code == 404


@pytest.mark.parametrize("where", [{"listen_host": "0.0.0.0"}, {"public_url": "https://support.example.jp"}])
def test_a_demo_stays_on_this_computer(tmp_path: Path, where: dict[str, str]) -> None:
    with pytest.raises(SettingsWrong, match="demo"):
        Settings(data_dir=tmp_path, demo=True, **where)  # type: ignore[arg-type]


async def test_the_language_is_asked_for_chosen_and_remembered(site: Site) -> None:
    browser = site.browser()
    assert 'lang="ja"' in (await browser.get("/sign-in")).text
    assert 'lang="en"' in (await browser.get("/sign-in", headers={"accept-language": "fr;q=0.9, en;q=0.8"})).text
    assert 'lang="en"' in (await browser.get("/sign-in?language=en")).text
    assert 'lang="en"' in (await browser.get("/sign-in")).text
    assert 'lang="ja"' in (await browser.get("/sign-in?language=ja")).text
    assert "set-cookie" not in (await site.browser().get("/healthz?language=xx")).headers


async def test_every_answer_carries_the_security_headers(site: Site) -> None:
    browser = await site.signed_in("yamada")
    paths = [
        "/",
        "/terms",
        "/sign-in",
        "/office",
        "/nothing",
        "/static/css/madoguchi.css",
        "/static/none",
        "/office/cases",
    ]
    for path in [*paths, "/api/v1/host/provider", "/api/v1/none", "/api/v1/console/sessions/x", "/a%00b"]:
        answer = await browser.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe-inline" not in policy
        assert f"connect-src 'self' ws://{ORIGIN.split('//')[1]};" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["cross-origin-embedder-policy"] == "require-corp"
        assert "cache-control" in answer.headers


async def test_static_files_are_kept_for_ever_only_when_named_by_their_content(site: Site) -> None:
    browser = site.browser()
    page = await browser.get("/")
    import re

    named = re.search(r'href="(/static/css/madoguchi\.css\?v=\w+)"', page.text)
    assert named
    assert "immutable" in (await browser.get(named[1])).headers["cache-control"]
    bare = await browser.get("/static/css/madoguchi.css")
    assert bare.headers["cache-control"] == "no-cache"
    again = await browser.get("/static/css/madoguchi.css", headers={"if-none-match": bare.headers["etag"]})
    assert again.status_code == 304
    assert (await browser.get("/static/css/madoguchi.css?v=000000000000")).headers["cache-control"] == "no-cache"
    for outside in ("/static/../render.py", "/static/css", "/static/.hidden", "/static/css/%2e%2e/%2e%2e/render.py"):
        assert (await browser.get(outside)).status_code == 404


@pytest.mark.parametrize("path", ["/office/customers", "/api/v1/console/sessions/" + "0" * 32])
async def test_a_mistake_of_ours_says_nothing_of_itself(
    site: Site, path: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    browser = await site.signed_in("yamada")

    def break_down(*_: object) -> None:
        raise RuntimeError("山田商店の秘密")

    monkeypatch.setattr(type(site.app.desk.customers), "page", break_down)
    monkeypatch.setattr(type(site.app.desk.sessions), "get", break_down)
    answer = await browser.get(path)
    assert answer.status_code == 500
    assert "サーバーで問題が起きました" in answer.text
    assert "content-security-policy" in answer.headers
    assert "秘密" not in answer.text + caplog.text
    assert "RuntimeError at" in caplog.text
