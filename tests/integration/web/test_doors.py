"""The table of doors, walked: every route has a row; every row is kept, for everybody, with every odd spelling."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from madoguchi.base.errors import Misuse
from madoguchi.office.bus import Event, Topic
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.web.api_doors import API_DOORS
from madoguchi.web.application import flat_routes
from madoguchi.web.doors import DOORS, ROLES, Who
from tests.integration.web.office_site import CONSOLE_KEY, ORIGIN, Browser, Site

NOBODYS = "0" * 32
PARAMETERS = {
    "version": "2026-01",
    "old": "1",
    "new": "2",
    "build": "none",
    "name": "css/madoguchi.css",
    "token": "x" * 43,
}
BODIES = {
    "/api/v1/console/numbers/{number}/ticket": {"console_key": CONSOLE_KEY},
    "/api/v1/console/numbers/{number}/confirmed": {"attempt": NOBODYS},
    "/api/v1/console/sessions/{session}/ticket": {"console_key": CONSOLE_KEY},
    "/api/v1/console/sessions/{session}/end": {"ending": "resolved", "note": ""},
}


def routes_of(site: Site) -> list[BaseRoute]:
    return list(site.app._web._app._app.routes)  # type: ignore[attr-defined]


def test_every_route_is_in_the_table_and_every_row_is_a_route(site: Site) -> None:
    found = set()
    for route in routes_of(site):
        if isinstance(route, Route | APIRoute):
            found |= {(method, route.path) for method in route.methods or () if method != "HEAD"}
        else:
            assert route.path == "/relay"  # type: ignore[attr-defined]  # its gate is its own: origin, subprotocol, ticket
    assert found == set(DOORS) | set(API_DOORS)


def test_a_route_without_a_row_stops_the_start(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(DOORS, ("GET", "/office"))
    with pytest.raises(Misuse, match="/office has no row"):
        type(site.app)(site.app.settings, _opened(site))


def test_a_row_without_a_route_stops_the_start(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(DOORS, ("GET", "/office/backdoor"), Who.ADMIN)
    with pytest.raises(Misuse, match="backdoor"):
        type(site.app)(site.app.settings, _opened(site))


@pytest.mark.article("8.3")
async def test_everybody_at_every_door(site: Site) -> None:
    """Nobody, and everybody of each role, at each row; missing and forbidden are one answer."""
    site.publish()
    nobody = site.browser()
    people = {role: await site.signed_in(role.value, role) for role in OperatorRole}
    for (method, path), who in DOORS.items():
        if path == "/sign-out":
            continue
        if who in ROLES:
            answer = await knock(nobody, method, path)
            wanted = 401 if path.startswith("/api/") else 303
            assert answer.status_code == wanted, (method, path, answer.status_code)
            if wanted == 303:
                assert answer.headers["location"].startswith("/sign-in?next=/")
        for role, browser in people.items():
            if who in ROLES and role not in ROLES[who]:
                answer = await knock(browser, method, path)
                assert answer.status_code == 404, (method, path, role)
                missing = (
                    await knock(browser, "GET", path)
                    if path.startswith("/api/")
                    else await browser.get("/office/cases/" + NOBODYS)
                )
                assert plain(answer) == plain(missing)


@pytest.mark.article("8.3")
async def test_the_table_lets_in_whom_it_names_and_nobody_else(site: Site) -> None:
    """Every route × role, with each page replaced by one that only says that somebody came in."""
    people: dict[OperatorRole | None, Browser] = {role: await site.signed_in(role.value, role) for role in OperatorRole}
    people[None] = site.browser()
    for browser in people.values():
        await browser.get("/office" if browser is not people[None] else "/sign-in")
    for route in routes_of(site):
        if isinstance(route, Route | APIRoute):
            route.app._app = came_in  # type: ignore[attr-defined]
    for (method, path), who in DOORS.items():
        for role, browser in people.items():
            may_come = role in ROLES[who] if who in ROLES else who is not Who.DEMO
            if who is Who.VISITOR and role is not None:
                continue  # the form of somebody who is signed in has another token
            answer = await knock(browser, method, path)
            assert (answer.status_code == 204) == may_come, (method, path, role, answer.status_code)


async def came_in(scope: Scope, receive: Receive, send: Send) -> None:
    await Response(status_code=204)(scope, receive, send)


@pytest.mark.article("8.1")
@pytest.mark.parametrize("role", list(OperatorRole))
async def test_every_unsafe_door_wants_our_origin_and_the_forms_token(site: Site, role: OperatorRole) -> None:
    """T-16 for forms and calls, at every door that each role may use: a cookie alone changes nothing."""
    browser = await site.signed_in("yamada", role)
    origins = [
        None, "null", "", "http://evil.test", "http://127.0.0.1", "http://127.0.0.1:80800", "https://127.0.0.1:8080",
        "http://127.0.0.1:8080/", "http://127.0.0.1:8080.evil.test", "http://x@127.0.0.1:8080", "HTTP://127.0.0.1:8080",
        "http://localhost:8080", "http://127.0.0.1.:8080",
    ]  # fmt: skip
    if (
        role is not OperatorRole.SUPERVISOR
    ):  # every spelling at the doors of one role: the guard before all of them is one
        origins = origins[:4]
    for (method, path), who in DOORS.items():
        if method == "GET" or who is Who.HOST or (who in ROLES and role not in ROLES[who]):
            continue
        if who is Who.DEMO:
            assert (await knock(browser, method, path)).status_code == 404  # this is no demo
            continue
        await browser.get("/sign-in" if who is Who.VISITOR else "/office")
        for origin in origins:
            assert (await knock(browser, method, path, origin=origin)).status_code == 403, (path, origin)
        for site_header in ("cross-site", "same-site", "none"):
            assert (await knock(browser, method, path, fetch_site=site_header)).status_code == 403, path
        for token in ("", "x", "A" * 43, browser.csrf[:-1]):
            assert (await knock(browser, method, path, csrf=token)).status_code == 403, path
    assert (await browser.get("/office")).status_code == 200  # still signed in: even the sign-out was refused


async def test_the_hosts_api_is_for_programs(site: Site) -> None:
    site.publish()
    browser = site.browser()
    for (method, path), who in DOORS.items():
        if who is Who.HOST:
            for origin in ("http://evil.test", "null"):
                assert (await knock(browser, method, path, origin=origin)).status_code == 403, path
            assert (await knock(browser, method, path, origin=None)).status_code != 403, path


async def test_looking_changes_nothing(site: Site) -> None:
    """No state change by GET: the database has the same bytes of facts after every GET door was opened."""
    site.publish()
    browser = await site.signed_in("yamada")
    case = await browser.open_case(await browser.register())
    number = await browser.issue(case)
    before = dump(site)
    for method, path in DOORS:
        if method == "GET":
            filled = fill(path).replace(NOBODYS, number if "number" in path else case)
            if path == "/office/live":
                await until_it_ends(site, browser.get(filled))
                continue
            await browser.get(filled)
            await browser.head(filled)
    assert dump(site) == before


# What the policy would block, or what would need a hole in it: scripts and styles in the page, handlers and styles in its elements.
INLINE = re.compile(
    r"<script(?![^>]*(?:\ssrc=|\stype=\"application/json\"))|<style|<[a-z][^>]*\s(?:on[a-z]+|style)\s*=|(?:href|src|action)=\"javascript:",
    re.IGNORECASE,
)
NAMED = {  # what every answer carries, whoever made it
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
}


@pytest.mark.article("8.1")
async def test_every_page_keeps_to_the_strict_policy(site: Site) -> None:
    """At every GET door, as somebody who may come in: the headers stand, and nothing in the page needs a hole in the policy."""
    site.publish()
    people: dict[OperatorRole | None, Browser] = {role: await site.signed_in(role.value, role) for role in OperatorRole}
    people[None] = site.browser()
    desk = people[OperatorRole.OPERATOR]
    customer = await desk.register()
    case = await desk.open_case(customer)
    ids = {
        "case": case,
        "customer": customer,
        "number": await desk.issue(case),
        "person": site.person("operator").operator.id,
    }
    ids |= {"month": "2026-01", "language": "ja"}
    seen = 0
    for (method, path), who in DOORS.items():
        if method != "GET" or path == "/office/live":
            continue
        role = next((role for role in OperatorRole if role in ROLES.get(who, ())), None)
        answer = await people[role].get(filled(path, ids))
        directives = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
        assert directives["default-src"] == "'none'", path
        assert directives["script-src"] == "'self' 'wasm-unsafe-eval'", path
        assert directives["style-src"] == "'self'", path
        assert directives["frame-ancestors"] == directives["base-uri"] == "'none'", path
        assert {name: answer.headers[name] for name in NAMED} == NAMED, path
        if answer.headers.get("content-type", "").startswith("text/html"):
            seen += answer.status_code == 200
            assert not (found := INLINE.search(answer.text)), (path, found)
    assert seen >= 40, "the pages themselves, not refusals"


def filled(path: str, ids: dict[str, str]) -> str:
    """The address with what there is, else as ``fill`` does."""
    return fill(re.sub(r"{(\w+)}", lambda name: ids.get(name[1], name[0]), path))


@pytest.mark.parametrize(
    "bend",
    [
        lambda path: "/" + path,
        lambda path: path + "/",
        lambda path: path + "/x",
        lambda path: path + ";x",
        lambda path: path + "%00",
        lambda path: path + "%2f",
        lambda path: path + "%5c",
        lambda path: path + ".",
        lambda path: path + "%20",
        lambda path: path.upper(),
        lambda path: path.replace("/", "//"),
        lambda path: path.replace("/", "/./"),
        lambda path: "/x/.." + path,
        lambda path: path.replace("/", "/%2e/"),
    ],
)
async def test_odd_spellings_lead_nowhere(site: Site, bend) -> None:
    """T-04: no spelling of an address opens a door that the plain one would not."""
    browser = await site.signed_in("kanri", OperatorRole.ADMIN)
    for (method, path), who in DOORS.items():
        if who in ROLES or who is Who.DEMO:
            plain_path = fill(path)
            for someone in (site.browser(), browser):
                straight = await until_it_ends(site, raw(someone, method, plain_path))
                odd = await until_it_ends(site, raw(someone, method, bend(plain_path)))
                assert odd.status_code in {404, straight.status_code}, (path, bend(plain_path), odd.status_code)
                assert odd.status_code != 200 or straight.status_code == 200


async def test_there_is_no_set_up_and_no_documentation_on_the_web(site: Site) -> None:
    browser = await site.signed_in("kanri", OperatorRole.ADMIN)
    for path in ("setup", "install", "admin", "docs", "redoc", "openapi.json", "api", "api/v1", "metrics", "debug"):
        for method in ("GET", "POST"):
            assert (await raw(browser, method, f"/{path}")).status_code == 404, path
    assert not [path for _, path in DOORS if re.search("operator|user|admin|setup|password", path)]


async def test_the_schema_is_there_when_asked_for(tmp_path: Path) -> None:
    from tests.integration.web.office_site import make_site

    made = make_site(tmp_path, openapi=True)
    answer = await made.browser().get("/openapi.json")
    paths = {path for _, path in (*DOORS, *API_DOORS) if path.startswith("/api/")}
    assert set(json.loads(answer.text)["paths"]) == paths
    assert len(flat_routes(made.app._web._app._app)) == len(DOORS) + len(API_DOORS) + 1  # type: ignore[attr-defined,arg-type]
    made.close()


def fill(path: str) -> str:
    return re.sub(r"\{(\w+)(?::path)?\}", lambda name: PARAMETERS.get(name[1], NOBODYS), path)


async def knock(
    browser: Browser,
    method: str,
    path: str,
    *,
    origin: str | None = ORIGIN,
    fetch_site: str = "same-origin",
    csrf: str | None = None,
) -> httpx.Response:
    """As a page of ours would, except for what is named."""
    token = browser.csrf if csrf is None else csrf
    headers = {"sec-fetch-site": fetch_site} | ({} if origin is None else {"origin": origin})
    if method == "GET":
        return await httpx.AsyncClient.get(browser, fill(path), headers=headers)
    if path.startswith("/api/"):
        return await browser.post(fill(path), json=BODIES.get(path, {}), headers=headers | {"x-csrf-token": token})
    return await browser.post(fill(path), data={"csrf": token}, headers=headers)


async def raw(browser: Browser, method: str, path: str) -> httpx.Response:
    """Without the client's own tidying of the address."""
    url = httpx.URL(ORIGIN).copy_with(raw_path=path.encode("ascii"))
    return await browser.request(method, url)


def plain(answer: httpx.Response) -> str:
    """Without what follows from the address that was asked for: the language switch, the room that is lit."""
    return re.sub(r'href="[^"]*\?language', 'href="?language', answer.text).replace(' aria-current="page"', "")


def dump(site: Site) -> list[str]:
    with site.app._shelf._engine.connect() as connection:
        tables = (
            "operators",
            "customers",
            "contacts",
            "cases",
            "case_members",
            "numbers",
            "attempts",
            "sessions",
            "ledger",
        )
        return list(
            itertools.chain.from_iterable(
                (repr(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table}")) for table in tables
            )
        )


def _opened(site: Site):
    from madoguchi.app import Opened

    return Opened(site.app.desk, site.app._shelf, site.app.relay)


async def until_it_ends(site: Site, asked: Coroutine[Any, Any, httpx.Response]) -> httpx.Response:
    """The answer, also of the stream of live pages, which has no other end than the server's going."""
    answer = asyncio.ensure_future(asked)
    async with asyncio.timeout(10):
        while not answer.done():
            site.app.desk.bus.publish(Event(Topic.SHUTTING_DOWN, ""))
            await asyncio.sleep(0)
    return await answer
