"""The API for other programs, as programs meet it: keys and roles, refusals in words, pages by cursor, changes that meet, calls done once."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from madoguchi.office.api_keys.ports import Scope
from madoguchi.office.api_keys.service import KeyFacts, MadeKey
from madoguchi.office.deeds.ports import DeedsWanted
from madoguchi.office.deeds.service import Asking
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.web.api_doors import API_DOORS, scopes_of
from tests.integration.web.office_site import ORIGIN, Browser, Site
from tests.office_world import got

NOBODYS = "0" * 32
CUSTOMER = {
    "organisation": "株式会社客先",
    "kind": "company",
    "status": "active",
    "systems": ["販売管理"],
    "contact": {"name": "田中 一郎", "phone": "03-1111-2222"},
}
BODIES: dict[str, Any] = {
    "/customers": CUSTOMER,
    "/customers/{customer}": {key: CUSTOMER[key] for key in ("organisation", "kind", "status")},
    "/customers/{customer}/suspend": {"reason": "お支払い待ち"},
    "/customers/{customer}/contacts": {"name": "佐藤"},
    "/customers/{customer}/contacts/{contact}": {"name": "佐藤"},
    "/customers/{customer}/notes": {"text": "メモ"},
    "/cases": {"customer": NOBODYS, "contact": NOBODYS, "category": "fault", "subject": "印刷"},
    "/cases/{case}/status": {"status": "closed"},
    "/statements/drafts/{customer}/{month}/issue": {"seen": "0" * 64},
    "/statements/{number}/correct": {"reason": "誤り", "keep": []},
}


def key_of(site: Site, login: str, role: OperatorRole = OperatorRole.OPERATOR, *scopes: str) -> str:
    actor = site.person(login, role).operator
    chosen = frozenset(scopes or {scope.value for scope in scopes_of(role)})
    facts = KeyFacts("試験", chosen, "30")
    asking = Asking(actor, "192.0.2.1", site.clock.now())
    return got(MadeKey, site.app.desk.api_keys.make(asking, facts, scopes_of(role))).token


def program(site: Site, token: str = "", **headers: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(site.app, client=("192.0.2.20", 50_000))
    given = {"authorization": f"Bearer {token}"} if token else {}
    return httpx.AsyncClient(transport=transport, base_url=f"{ORIGIN}/api/v1", headers=given | headers)


def filled(path: str) -> str:
    parameters = {"month": "2026-01", "form": "generic", "version": "none"}
    path = path.replace("/statements/{number}", "/statements/1").removeprefix("/api/v1")
    return re.sub(r"\{(\w+)\}", lambda name: parameters.get(name[1], NOBODYS), path)


async def ask(client: httpx.AsyncClient, method: str, path: str) -> httpx.Response:
    body = BODIES.get(path.removeprefix("/api/v1")) if method in {"POST", "PUT"} else None
    query = "?month=2026-01" if path.endswith("/statements") else ""
    return await client.request(method, filled(path) + query, json=body)


def is_problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    told = answer.json()
    assert told["code"] == code
    assert told["status"] == status
    assert set(told) == {"code", "errors", "status", "title", "type"}
    return dict(told)


@pytest.mark.article("8.3")
async def test_every_door_lets_in_whom_the_page_lets_in_and_nobody_else(site: Site) -> None:
    nobody, wrong = program(site), program(site, "mdg_" + "A" * 43)
    keys = {role: program(site, key_of(site, role.value, role)) for role in OperatorRole if scopes_of(role)}
    assert OperatorRole.SUBCONTRACTOR not in keys  # they have none to make. Article: 9.2
    for (method, path), door in API_DOORS.items():
        if door.scope is None:
            assert (await ask(nobody, method, path)).status_code in {200, 404}
            continue
        is_problem(await ask(nobody, method, path), 401, "key_needed")
        for role, client in keys.items():
            answer = await ask(client, method, path)
            if not door.lets_in(role):
                is_problem(answer, 404, "not_found")
            else:
                assert answer.status_code not in {401, 403, 405, 500}, (path, role, answer.text)
    is_problem(await ask(wrong, "GET", "/customers"), 401, "key_needed")


@pytest.mark.article("8.3")
async def test_a_scope_narrows_and_a_lost_right_is_lost_at_once(site: Site) -> None:
    client = program(site, key_of(site, "yamada", OperatorRole.OPERATOR, Scope.CASES_READ.value))
    assert (await client.get("/cases")).status_code == 200
    refused = await client.get("/customers")
    is_problem(refused, 403, "insufficient_scope")
    assert "customers:read" in refused.headers["www-authenticate"]
    site.app.desk.people.close_login("yamada", site.clock.now())
    is_problem(await client.get("/cases"), 401, "key_needed")


async def test_a_cookie_opens_no_door_of_the_api_and_a_key_none_of_a_page(site: Site) -> None:
    browser: Browser = await site.signed_in("yamada")
    is_problem(await browser.get("/api/v1/cases"), 401, "key_needed")
    token = key_of(site, "yamada")
    async with program(site, token) as client:
        assert (await client.get(f"{ORIGIN}/office/cases")).status_code == 303
        preflight = await client.options("/cases", headers={"origin": "https://evil.test"})
        assert preflight.status_code == 404
        answer = await client.get("/cases", headers={"origin": "https://evil.test"})
        assert not [name for name in answer.headers if name.startswith("access-control-")]


async def test_wrong_keys_are_slowed_down(site: Site) -> None:
    client = program(site, "mdg_" + "A" * 43)
    for _ in range(20):
        await client.get("/cases")
    told = await client.get("/cases")
    is_problem(told, 429, "too_many_tries")
    assert int(told.headers["retry-after"]) > 0


async def test_a_customer_from_first_to_last(site: Site) -> None:
    client = program(site, key_of(site, "yamada"))
    made = await client.post("/customers", json=CUSTOMER)
    assert made.status_code == 201
    address = made.headers["location"].removeprefix("/api/v1")
    found = await client.get(address)
    assert found.json() == made.json()
    facts = {**BODIES["/customers/{customer}"], "organisation": "客先ホールディングス", "planned": ["会計"]}
    is_problem(await client.put(address, json=facts), 428, "if_match_needed")
    is_problem(await client.put(address, json=facts, headers={"if-match": '"old"'}), 412, "changed_meanwhile")
    changed = await client.put(address, json=facts, headers={"if-match": found.headers["etag"]})
    assert changed.json()["organisation"] == "客先ホールディングス"
    assert (changed.json()["systems"], changed.json()["planned"]) == ([], ["会計"])
    again = await client.put(address, json=facts, headers={"if-match": found.headers["etag"]})
    is_problem(again, 412, "changed_meanwhile")

    contact = await client.post(f"{address}/contacts", json={"name": "佐藤"})
    assert contact.status_code == 201
    assert (await client.delete(f"{address}/contacts/{contact.json()['id']}")).status_code == 204
    last = made.json()["contacts"][0]["id"]
    is_problem(await client.delete(f"{address}/contacts/{last}"), 409, "last_contact")
    assert (await client.post(f"{address}/notes", json={"text": "電話済み"})).status_code == 201
    assert [note["text"] for note in (await client.get(f"{address}/notes")).json()["items"]] == ["電話済み"]
    suspended = await client.post(f"{address}/suspend", json={"reason": "お支払い待ち"})
    assert (suspended.json()["status"], suspended.json()["reason"]) == ("suspended", "お支払い待ち")
    case = {"customer": made.json()["id"], "contact": last, "category": "fault", "subject": "印刷"}
    is_problem(await client.post("/cases", json=case), 403, "customer_suspended")
    deeds = site.app.desk.deeds.page(DeedsWanted()).deeds
    assert [deed.act.value for deed in deeds].count("customer_changed") == 5
    assert all("(mdg_" in deed.about for deed in deeds if deed.act.value.startswith("customer_"))


async def test_what_cannot_be_used_is_said_for_each_field_in_both_languages(site: Site) -> None:
    token = key_of(site, "yamada")
    wrong = {**CUSTOMER, "organisation": 7, "kind": "club", "colour": "red", "contact": {"name": ""}}
    for language, needed in (("ja", "文字列を入れてください。"), ("en", "Please give a text.")):
        client = program(site, token, **{"accept-language": language})
        errors = is_problem(await client.post("/customers", json=wrong), 422, "bad_field")["errors"]
        assert {error["field"] for error in errors} == {"organisation", "kind", "colour"}
        assert {"field": "organisation", "message": needed} in errors
        own = await client.post("/customers", json={**CUSTOMER, "contact": {"name": ""}})
        assert [error["field"] for error in is_problem(own, 422, "bad_field")["errors"]] == ["contact.name"]
    is_problem(
        await client.post("/customers", content=b"{", headers={"content-type": "application/json"}), 400, "unreadable"
    )
    is_problem(await client.post("/customers", content=b"x" * 70_000), 413, "too_large")
    is_problem(await client.get("/nothing"), 404, "not_found")
    is_problem(await client.get("/customers?words=%00"), 422, "bad_field")
    is_problem(await client.get("/hours?at=yesterday"), 422, "bad_field")


async def test_a_named_call_is_done_once(site: Site) -> None:
    client = program(site, key_of(site, "yamada"))
    named = {"idempotency-key": "order-4711"}
    first = await client.post("/customers", json=CUSTOMER, headers=named)
    second = await client.post("/customers", json=CUSTOMER, headers=named)
    assert (second.status_code, second.json()) == (201, first.json())
    assert second.headers["idempotency-replayed"] == "true"
    assert second.headers["location"] == first.headers["location"]
    other = await client.post("/customers", json={**CUSTOMER, "organisation": "別"}, headers=named)
    is_problem(other, 422, "idempotency_key_reused")
    assert len((await client.get("/customers")).json()["items"]) == 1
    refused = {"idempotency-key": "order-4712"}
    is_problem(
        await client.post("/customers", json={**CUSTOMER, "organisation": ""}, headers=refused), 422, "bad_field"
    )
    assert (await client.post("/customers", json=CUSTOMER, headers=refused)).status_code == 201
    is_problem(
        await client.post("/customers", json=CUSTOMER, headers={"idempotency-key": "a b"}), 400, "bad_idempotency_key"
    )


@pytest.mark.article("8.3")
async def test_lists_go_on_behind_the_last_and_show_no_trace_of_others(site: Site) -> None:
    mine, others = program(site, key_of(site, "yamada")), program(site, key_of(site, "suzuki"))
    customer = (await mine.post("/customers", json=CUSTOMER)).json()
    case = {"customer": customer["id"], "contact": customer["contacts"][0]["id"], "category": "fault"}
    for number in range(5):
        await mine.post("/customers", json={**CUSTOMER, "organisation": f"株式会社{number}"})
        assert (await mine.post("/cases", json={**case, "subject": f"件名{number}"})).status_code == 201
    for path, wanted in (("/customers", 6), ("/cases", 5)):
        seen, cursor = [], ""
        while True:
            page = (await mine.get(f"{path}?limit=2{cursor}")).json()
            seen += [item["id"] for item in page["items"]]
            if page["next"] is None:
                break
            cursor = f"&cursor={page['next']}"
        assert len(seen) == len(set(seen)) == wanted, path
    hidden = (await mine.get("/cases")).json()["items"][0]["id"]
    assert (await others.get("/cases")).json() == {"items": [], "next": None}
    assert (await others.get(f"/cases?customer={customer['id']}")).json()["items"] == []
    missing, absent = await others.get(f"/cases/{hidden}"), await others.get(f"/cases/{NOBODYS}")
    assert missing.content == absent.content
    hidden_cursor, no_cursor = await others.get(f"/cases?cursor={hidden}"), await others.get(f"/cases?cursor={NOBODYS}")
    assert hidden_cursor.content == no_cursor.content
    is_problem(hidden_cursor, 422, "bad_field")


async def test_numbers_hours_fees_and_terms(site: Site) -> None:
    site.publish()
    client = program(site, key_of(site, "yamada"))
    customer = (await client.post("/customers", json=CUSTOMER)).json()
    facts = {
        "customer": customer["id"],
        "contact": customer["contacts"][0]["id"],
        "category": "fault",
        "subject": "印刷",
    }
    case = (await client.post("/cases", json=facts)).json()
    number = await client.post(f"/cases/{case['id']}/numbers")
    assert number.status_code == 201
    assert number.json()["console"] == f"{ORIGIN}/console/{number.json()['id']}"
    assert (await client.post(f"/numbers/{number.json()['id']}/cancel")).status_code == 204
    assert (await client.post(f"/cases/{case['id']}/status", json={"status": "closed"})).json()["status"] == "closed"
    is_problem(await client.post(f"/cases/{case['id']}/numbers"), 409, "case_closed")

    inside = (await client.get("/hours", params={"at": "2026-01-05T10:00:00+09:00"})).json()
    assert (inside["is_off_hours"], inside["next_change"]) == (False, "2026-01-05T03:00:00.000Z")
    days = (await client.get("/hours/months/2026-01")).json()["days"]
    assert len(days) == 31
    assert (days[0]["kind"], days[4]["openings"][0]) == ("holiday", {"opens": "09:00", "closes": "12:00"})
    quote = (await client.get("/fees/quote", params={"at": "2026-01-05T20:00:00+09:00"})).json()
    assert (quote["is_off_hours"], quote["is_free"]) == (True, True)  # no rates were set
    async with program(site) as anybody:
        listed = (await anybody.get("/terms")).json()["items"]
        assert [(one["version"], one["in_force"]) for one in listed] == [("2026-01", True)]
        assert "本文" in (await anybody.get("/terms/2026-01")).json()["text"]
        is_problem(await anybody.get("/terms/2026-01?language=en"), 404, "not_found")


async def test_the_pages_of_keys_and_documentation(site: Site) -> None:
    browser = await site.signed_in("yamada")
    page = await browser.get("/office/me/keys")
    assert "statements:write" not in page.text
    assert "cases:write" in page.text
    empty = await browser.submit("/office/me/keys", key_name="会計", days="30")
    assert empty.status_code == 422
    assert 'value="会計"' in empty.text
    made = await browser.submit("/office/me/keys", key_name="会計", days="30", **{"scope_cases:read": "yes"})
    token = re.search(r">(mdg_[^<]+)</textarea>", made.text)
    assert token, made.text
    assert (await program(site, token[1]).get("/cases")).status_code == 200
    listed = await browser.get("/office/me/keys")
    assert token[1] not in listed.text
    assert token[1][:10] in listed.text
    revoke = re.search(r'action="(/office/me/keys/[0-9a-f]{32}/revoke)"', listed.text)
    assert revoke
    assert (await browser.submit(revoke[1])).status_code == 303
    is_problem(await program(site, token[1]).get("/cases"), 401, "key_needed")
    docs = await browser.get("/office/api")
    assert "/api/v1/customers/{customer}" in docs.text
    assert "http://" not in re.sub(re.escape(ORIGIN), "", re.sub(r'xmlns="[^"]+"', "", docs.text))
    document = (await browser.get("/office/api/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    named = {(method.upper(), path) for path, found in document["paths"].items() for method in found}
    assert named == set(API_DOORS)
