"""Sensitive acts want password or second factor again: asked, refused, kept for ten minutes and not a second longer."""

from __future__ import annotations

import re
from html import unescape

import pytest
from fastapi.routing import APIRoute
from starlette.routing import Route

from madoguchi.office.operators.ports import OperatorRole
from madoguchi.web.doors import DOORS, ROLES, SENSITIVE
from tests.integration.web.office_site import Site
from tests.integration.web.test_doors import came_in, knock, routes_of
from tests.office_world import PASSWORD, totp

TEN_MINUTES = 600


@pytest.mark.article("8.1")
async def test_every_sensitive_door_asks_once_ten_minutes_are_over(site: Site) -> None:
    people = {role: await site.signed_in(role.value, role) for role in OperatorRole}
    for browser in people.values():
        await browser.get("/office")
    for route in routes_of(site):
        if isinstance(route, Route | APIRoute):
            route.app._app = came_in  # type: ignore[attr-defined]
    allowed = [
        (path, role)
        for method, path in sorted(SENSITIVE)
        for role in OperatorRole
        if role in ROLES[DOORS[method, path]]
    ]
    assert {path for path, _ in allowed} == {path for _, path in SENSITIVE}
    for path, role in allowed:
        assert (await knock(people[role], "POST", path)).status_code == 204, (path, role)
    site.clock.advance(TEN_MINUTES)
    for path, role in allowed:
        asked = await knock(people[role], "POST", path)
        assert asked.status_code == 403, (path, role)
        assert 'name="again"' in asked.text


@pytest.mark.article("8.1")
async def test_the_act_waits_for_the_proof_and_keeps_what_was_typed(site: Site) -> None:
    admin, person = await site.signed_in("kanri", OperatorRole.ADMIN), site.person("yamada")
    door = f"/office/people/{person.operator.id}/role"
    await admin.get("/office/me")
    site.clock.advance(TEN_MINUTES)
    asked = await admin.submit(door, role="supervisor", odd='"><b>山田')
    assert asked.status_code == 403
    assert kept(asked.text) == {"role": "supervisor", "odd": '"><b>山田'}
    assert f'action="{door}"' in asked.text
    assert role_of(site, "yamada") is OperatorRole.OPERATOR
    done = await admin.submit(door, **kept(asked.text), again=PASSWORD)
    assert done.status_code == 303
    assert role_of(site, "yamada") is OperatorRole.SUPERVISOR
    site.clock.advance(TEN_MINUTES - 1)
    assert (await admin.submit(door, role="auditor")).status_code == 303  # the proof holds
    site.clock.advance(1)
    assert (await admin.submit(door, role="operator")).status_code == 403
    assert role_of(site, "yamada") is OperatorRole.AUDITOR


async def test_what_proves_nothing_does_nothing(site: Site) -> None:
    admin, person, other = await site.signed_in("kanri", OperatorRole.ADMIN), site.person("yamada"), site.person("mori")
    door = f"/office/people/{person.operator.id}/close"
    await admin.get("/office/me")
    spent = totp(site.people["kanri"], site.clock.now())
    site.clock.advance(TEN_MINUTES)
    for wrong in (PASSWORD + "x", spent, totp(other, site.clock.now())):
        answer = await admin.submit(door, again=wrong)
        assert answer.status_code == 403
        assert "確認できませんでした" in answer.text
        assert wrong not in answer.text
    assert (await admin.submit(door, again_passkey="{}")).status_code == 403
    assert is_open(site, "yamada")
    code = totp(site.people["kanri"], site.clock.now())
    assert (await admin.submit(door, again=code)).status_code == 303
    assert not is_open(site, "yamada")


async def test_guessing_again_makes_one_wait_even_with_the_right_password(site: Site) -> None:
    admin, person = await site.signed_in("kanri", OperatorRole.ADMIN), site.person("yamada")
    door = f"/office/people/{person.operator.id}/close"
    await admin.get("/office/me")
    site.clock.advance(TEN_MINUTES)
    for _ in range(10):
        assert (await admin.submit(door, again="wrong")).status_code == 403
    told = await admin.submit(door, again=PASSWORD)
    assert told.status_code == 429
    assert "しばらくお待ちください" in told.text
    assert is_open(site, "yamada")


async def test_the_proof_of_one_browser_is_not_that_of_another(site: Site) -> None:
    first = await site.signed_in("kanri", OperatorRole.ADMIN)
    site.clock.advance(TEN_MINUTES)
    second = await site.signed_in("kanri", OperatorRole.ADMIN)
    door = f"/office/people/{site.person('yamada').operator.id}/close"
    await first.get("/office/me")
    await second.get("/office/me")
    assert (await first.submit(door)).status_code == 403
    assert is_open(site, "yamada")
    assert (await second.submit(door)).status_code == 303


def kept(page: str) -> dict[str, str]:
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in fields if name not in {"csrf", "again_passkey"}}


def role_of(site: Site, login: str) -> OperatorRole:
    found = site.app.desk.operators.by_login(login)
    assert found is not None
    return found.role


def is_open(site: Site, login: str) -> bool:
    with site.app._shelf.reading() as books:
        found = books.operators.by_login(login)
    assert found is not None
    return found.active
