"""Signing in by OpenID Connect, against a real service in a process of its own: T-14 and T-33 of the plan of hostile answers."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from madoguchi.base.clock import SystemClock
from madoguchi.office.deeds.ports import Act, DeedsWanted
from madoguchi.office.deeds.service import Asking
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.web.settings import Settings, SettingsWrong
from tests.integration.relay.ends import ROOT
from tests.integration.web.office_site import Browser, Site, make_site
from tests.integration.web.sign_in_provider import CLIENT, SECRET
from tests.office_world import PASSWORD, totp

pytestmark = pytest.mark.article("8.1")


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    """The issuer."""
    command = [sys.executable, "-m", "tests.integration.web.sign_in_provider"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as running:
        assert running.stdout is not None
        yield f"http://127.0.0.1:{int(running.stdout.readline())}"
        running.terminate()
        running.wait(10)


@pytest.fixture
def office(service: str, tmp_path: Path) -> Iterator[Site]:
    made = make_site(
        tmp_path, oidc_issuer=service, oidc_client_id=CLIENT, oidc_client_secret=SECRET, oidc_name="まど社員認証"
    )
    made.clock.advance((SystemClock().now() - made.clock.now()).total_seconds())  # the service has the real time
    yield made
    made.close()


def link(office: Site, login: str, subject: str) -> None:
    """An administrator writes the subject down beforehand."""
    admin = office.person("kanri", OperatorRole.ADMIN).operator
    person = office.person(login).operator
    asking = Asking(admin, "192.0.2.1", office.clock.now())
    assert office.app.desk.people.link(asking, person.id, office.app.settings.oidc_issuer, subject) is None


async def to_the_service(browser: Browser, next_path: str = "/office/customers") -> str:
    """The address that the browser is sent to."""
    page = await browser.get("/sign-in")
    assert "まど社員認証でサインインする" in page.text
    sent = await browser.get(f"/sign-in/identity?next={next_path}")
    assert sent.status_code == 303
    return sent.headers["location"]


async def signed_in_there(address: str, subject: str) -> str:
    """Sign in at the service; the path that it sends the browser back to."""
    async with httpx.AsyncClient() as there:
        assert (await there.get(address)).status_code == 200
        answer = await there.post(address, data={"user": subject})
    assert answer.status_code == 302
    back = urlsplit(answer.headers["location"])
    return f"{back.path}?{back.query}"


async def came_back(browser: Browser, subject: str) -> httpx.Response:
    return await browser.get(await signed_in_there(await to_the_service(browser), subject))


def refusals(office: Site) -> int:
    return len(office.app.desk.deeds.page(DeedsWanted(act=Act.SIGN_IN_REFUSED)).deeds)


async def test_a_linked_person_signs_in_with_the_second_factor(office: Site) -> None:
    link(office, "yamada", "248289761001")
    browser = office.browser()
    answer = await came_back(browser, "248289761001")
    assert answer.headers["location"] == "/sign-in/identity/factor"
    assert (await browser.get("/office")).status_code == 303  # not in yet
    form = await browser.get("/sign-in/identity/factor")
    assert "サインインサービスでの確認が済みました" in form.text
    wrong = await browser.submit("/sign-in/identity/factor", code="000000")
    assert wrong.status_code == 403
    code = totp(office.people["yamada"], office.clock.now())
    inside = await browser.submit("/sign-in/identity/factor", code=code)
    assert inside.headers["location"] == "/office/customers"
    assert (await browser.get("/office")).status_code == 200
    told = office.app.desk.deeds.page(DeedsWanted(act=Act.SIGNED_IN)).deeds[0]
    assert (told.login, told.about) == ("yamada", "identity")
    again = office.browser()  # the code of the app was used
    await came_back(again, "248289761001")
    await again.get("/sign-in/identity/factor")
    assert (await again.submit("/sign-in/identity/factor", code=code)).status_code == 403


async def test_nobody_comes_to_be_by_signing_in(office: Site) -> None:
    office.person("yamada")  # whose e-mail address the service would name
    before = len(office.app.desk.people.everybody(office.clock.now()).people)
    answer = await came_back(office.browser(), "a-stranger<b>")
    assert answer.status_code == 403
    assert "a-stranger&lt;b&gt;" in answer.text  # for the administrator who may link it
    assert "set-cookie" not in answer.headers
    assert len(office.app.desk.people.everybody(office.clock.now()).people) == before
    assert refusals(office) == 1


async def test_a_closed_account_and_one_that_is_linked_no_more_stay_outside(office: Site) -> None:
    link(office, "yamada", "sub-1")
    desk, now = office.app.desk, office.clock.now()
    browser = office.browser()
    await came_back(browser, "sub-1")
    await browser.get("/sign-in/identity/factor")
    desk.people.close_login("yamada", now)
    code = totp(office.people["yamada"], now)
    assert (await browser.submit("/sign-in/identity/factor", code=code)).status_code == 403
    admin = Asking(office.people["kanri"].operator, "", now)
    desk.people.open(admin, office.people["yamada"].operator.id)
    desk.people.unlink(admin, office.people["yamada"].operator.id)
    assert (await came_back(office.browser(), "sub-1")).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        "wrong-issuer",
        "wrong-audience",
        "wrong-audiences",
        "wrong-party",
        "wrong-nonce",
        "wrong-time",
        "wrong-future",
        "wrong-email",
        "wrong-subject",
        "wrong-none",
        "wrong-hmac",
        "wrong-key",
    ],
)
async def test_a_token_that_is_not_for_this_errand_opens_nothing(office: Site, wrong: str) -> None:
    link(office, "yamada", wrong)
    browser = office.browser()
    answer = await came_back(browser, wrong)
    assert answer.status_code == 502
    assert "確かめられませんでした" in answer.text
    assert (await browser.get("/sign-in/identity/factor")).status_code == 410


async def test_begun_in_one_browser_finished_in_another_is_refused(office: Site) -> None:
    link(office, "yamada", "sub-1")
    mallory, victim = office.browser(), office.browser()
    back = await signed_in_there(await to_the_service(mallory), "sub-1")
    await victim.get("/sign-in")
    assert (await victim.get(back)).status_code == 410
    assert (await office.browser().get(back)).status_code == 410
    assert (await mallory.get(back)).status_code == 303  # it was not spent by the others
    assert (await mallory.get(back)).status_code == 410  # and is good once
    sealed = mallory.cookies["madoguchi-identity"]
    victim.cookies.set("madoguchi-identity", sealed)
    assert (await victim.get("/sign-in/identity/factor")).status_code == 410


async def test_an_errand_is_over_after_a_while(office: Site) -> None:
    link(office, "yamada", "sub-1")
    browser = office.browser()
    back = await signed_in_there(await to_the_service(browser), "sub-1")
    office.clock.advance(600)
    assert (await browser.get(back)).status_code == 410
    await came_back(browser, "sub-1")
    office.clock.advance(300)
    assert (await browser.get("/sign-in/identity/factor")).status_code == 410


async def test_what_is_sent_is_code_with_pkce_state_and_nonce(office: Site) -> None:
    browser = office.browser()
    first, second = [parse_qs(urlsplit(await to_the_service(browser)).query) for _ in range(2)]
    assert first["response_type"] == ["code"]
    assert first["code_challenge_method"] == ["S256"]
    assert first["redirect_uri"] == ["http://127.0.0.1:8080/sign-in/identity/back"]
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]
        assert len(first[name][0]) >= 43


@pytest.mark.parametrize("query", ["", "?code=x", "?code=x&state=y", "?state=" + "y" * 9_000, "?error=access_denied"])
async def test_nonsense_that_comes_back_is_over(office: Site, query: str) -> None:
    assert (await office.browser().get(f"/sign-in/identity/back{query}")).status_code == 410


async def test_who_cancels_there_is_told_so(office: Site) -> None:
    answer = await came_back(office.browser(), "nobody")
    assert answer.status_code == 403
    assert "完了しませんでした" in answer.text


async def test_another_services_answer_is_refused(office: Site) -> None:
    browser = office.browser()
    back = await signed_in_there(await to_the_service(browser), "sub-1")
    shown = back.replace("iss=http", "iss=https")
    assert (await browser.get(shown)).status_code == 502


async def test_new_keys_of_the_service_are_looked_for(office: Site, service: str) -> None:
    link(office, "yamada", "sub-1")
    browser = office.browser()
    assert (await came_back(browser, "sub-1")).status_code == 303
    async with httpx.AsyncClient() as there:
        await there.get(f"{service}/turn-the-keys")
    assert (await came_back(browser, "sub-1")).status_code == 502  # looked a moment ago
    office.clock.advance(60)
    assert (await came_back(browser, "sub-1")).status_code == 303


async def test_a_service_that_is_away_leaves_the_password(tmp_path: Path) -> None:
    away = make_site(tmp_path, oidc_issuer="http://127.0.0.1:9", oidc_client_id=CLIENT)
    person, browser = away.person("yamada"), away.browser()
    answer = await browser.get("/sign-in/identity")
    assert answer.status_code == 502
    assert "つながりません" in answer.text
    await browser.get("/sign-in")
    code = totp(person, away.clock.now())
    assert (await browser.submit("/sign-in", login="yamada", password=PASSWORD, code=code)).status_code == 303
    away.close()


async def test_without_the_setting_there_is_no_such_door(site: Site) -> None:
    browser = site.browser()
    assert "/sign-in/identity" not in (await browser.get("/sign-in")).text
    for path in ("/sign-in/identity", "/sign-in/identity/back?code=x&state=y"):
        assert (await browser.get(path)).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"oidc_issuer": "http://id.example.jp", "oidc_client_id": "x"},
        {"oidc_issuer": "https://id.example.jp?x=1", "oidc_client_id": "x"},
        {"oidc_issuer": "https://id.example.jp"},
        {"oidc_client_id": "x"},
    ],
)
def test_settings_that_cannot_be(tmp_path: Path, wrong: dict[str, str]) -> None:
    with pytest.raises(SettingsWrong, match="oidc"):
        Settings(data_dir=tmp_path, **wrong)  # type: ignore[arg-type]
