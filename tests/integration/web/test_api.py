"""The API of docs/protocol.md, section 5, by a scripted host and a scripted console."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from madoguchi.base.canonical import canonical
from madoguchi.seal.signing import Domain, check, from_base64url, public_bytes, to_base64url
from madoguchi.verify.check import Holds, check_receipt
from tests.integration.web.office_site import CONSOLE_KEY, Browser, Site
from tests.office_world import ScriptedHost, agreed_body, got

HOST = "/api/v1/host/"


class Program:
    """The customer's program, as far as the office sees it."""

    def __init__(self, site: Site) -> None:
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(site.app, client=("203.0.113.7", 40_000)),
            base_url="http://127.0.0.1:8080",
            headers={"accept-language": "ja"},
        )
        self.token = ""

    async def attempt(self, routing: str, **changed: Any) -> httpx.Response:
        body = {"routing": routing, "build": "test-1", "platform": "linux", "language": "ja"} | changed
        answer = await self.http.post(HOST + "attempts", json=body)
        if answer.status_code == 201:
            self.token = answer.json()["host_token"]
        return answer

    async def get(self, path: str) -> httpx.Response:
        return await self.http.get(HOST + path, headers={"authorization": f"Bearer {self.token}"})

    async def post(self, path: str, body: Any = None) -> httpx.Response:
        return await self.http.post(HOST + path, json=body, headers={"authorization": f"Bearer {self.token}"})


async def routing_of(browser: Browser, number: str, key: str = CONSOLE_KEY) -> dict[str, Any]:
    answer = await browser.call(f"numbers/{number}/ticket", {"console_key": key})
    assert answer.status_code == 200, answer.text
    return got(dict, answer.json())


@pytest.mark.article("P.1", "P.2", "P.3")
async def test_from_the_number_to_the_receipt(site: Site) -> None:
    site.publish()
    browser = await site.signed_in("yamada")
    case = await browser.open_case(await browser.register())
    number = await browser.issue(case)
    program = Program(site)

    provider = (await program.get("provider")).json()
    public = from_base64url(provider["public_key"])
    assert provider["name"] == "株式会社まど"
    assert provider["hotkey"] == "Ctrl+Alt+Q"
    terms = (await program.get("terms?language=ja")).json()
    names = ("binding_sha256", "effective_at", "language", "published_at", "sha256", "version")
    signed = {name: terms[name] for name in names} | {"kind": "terms"}
    check(public, Domain.TERMS, canonical(signed), from_base64url(terms["signature"]))

    place = await routing_of(browser, number)
    begun = (await program.attempt(place["routing"])).json()
    assert begun["route"] == place["route"]
    assert begun["relay_url"] == place["relay_url"] == "ws://127.0.0.1:8080/relay"
    check(public, Domain.CARD, place["card"].encode(), from_base64url(place["card_signature"]))
    card = json.loads(place["card"])
    assert (card["console_key"], card["route"], card["organisation"]) == (CONSOLE_KEY, place["route"], "株式会社まど")

    early = await program.get("session")
    assert (early.status_code, early.json()["refusal"]) == (409, "not_confirmed")
    confirmed = await browser.call(f"numbers/{number}/confirmed", {"attempt": begun["attempt"]})
    assert confirmed.status_code == 201
    session = confirmed.json()["session"]
    again = await browser.call(f"numbers/{number}/confirmed", {"attempt": begun["attempt"]})
    assert (again.status_code, again.json()["refusal"]) == (409, "already_used")

    facts = (await program.get("session")).json()
    assert facts["session"] == session
    assert facts["case"] == {"reference": "2026-0001", "category": "障害対応", "subject": "印刷できない"}
    assert facts["off_hours"] is False
    host = ScriptedHost(program.token, begun["attempt"], session)
    said = {
        "language": "ja",
        "sha256": terms["binding_sha256"],
        "shown_sha256": terms["sha256"],
        "version": terms["version"],
    }
    agreed = agreed_body(site.app.desk.terms.versions()[0])
    for kind, body in [("started", {}), ("shown", said), ("agreed", agreed), ("connected", {})]:
        posted = host.sign(kind, body)
        answer = await program.post("statements", posted)
        assert answer.status_code == 201, answer.text
        receipt = answer.json()["receipt"]
        signature = from_base64url(receipt.pop("signature"))
        check(public, Domain.RECEIPT, canonical(receipt), signature)
        assert (await program.post("statements", posted)).content == answer.content

    running = (await browser.get(f"/api/v1/console/sessions/{session}")).json()
    assert (running["phase"], running["ending"], running["receipt"]) == ("connected", None, None)
    assert "同意しました" in " ".join(row["text"] for row in running["timeline"])
    ended = await browser.call(f"sessions/{session}/end", {"ending": "resolved", "note": "直しました"})
    assert ended.json() == {"ending": "resolved"}
    posted = host.sign("ended", {"bytes_used": 5_000, "ending": "resolved", "seconds": 60})
    assert (await program.post("statements", posted)).status_code == 201

    whole = await program.get("receipt")
    holds = got(Holds, check_receipt(whole.content, public, terms["text"]))
    assert (holds.ending, holds.statements) == ("resolved", 5)
    downloaded = await browser.get(f"/office/sessions/{session}/receipt")
    got(Holds, check_receipt(downloaded.content, public, terms["text"]))
    assert "attachment" in downloaded.headers["content-disposition"]
    over = (await browser.get(f"/api/v1/console/sessions/{session}")).json()
    assert over["receipt"]["ending"] == "resolved"
    page = await browser.get(f"/office/sessions/{session}")
    assert "直しました" in page.text
    assert (await program.post("ticket")).json()["refusal"] == "session_ended"
    assert (await program.get("session")).status_code == 410


@pytest.mark.article("8.3")
async def test_numbers_that_are_not_valid_are_the_same_bytes(site: Site) -> None:
    site.publish()
    browser = await site.signed_in("yamada")
    case = await browser.open_case(await browser.register())
    routings = []
    for fate in ("cancel", "wrong", "used", "expired"):
        number = await browser.issue(case)
        await browser.get(f"/console/{number}")
        place = await routing_of(browser, number)
        routings.append(place["routing"])
        if fate == "cancel":
            assert (await browser.call(f"numbers/{number}/cancel")).status_code == 204
        if fate == "wrong":
            counts = [(await browser.call(f"numbers/{number}/wrong")).json() for _ in range(3)]
            assert counts[-1] == {"wrong": 3, "burnt": True}
            assert (await browser.call(f"numbers/{number}/wrong")).status_code == 410
        if fate == "used":
            begun = (await Program(site).attempt(place["routing"])).json()
            await browser.call(f"numbers/{number}/confirmed", {"attempt": begun["attempt"]})
    site.clock.advance(600)
    odd = ["000", "１２３", "12", "1234567", "abc", "12 3", "12\u00b2", "482\n", "' OR 1", "\x00\x00\x00", "\udc27"]
    seen = set()
    for index, routing in enumerate([*routings, *odd]):
        program = Program(site)
        program.http._transport.client = (f"10.0.{index}.1", 1)  # type: ignore[attr-defined]
        body = json.dumps({"routing": routing, "build": "b", "platform": "p", "language": "ja"}).encode()
        answer = await program.http.post(HOST + "attempts", content=body, headers={"content-type": "application/json"})
        seen.add((answer.status_code, answer.content, answer.headers["content-type"]))
    assert len(seen) == 1
    assert seen.pop()[0] == 404


async def test_guessing_is_answered_with_when_to_come_back(site: Site) -> None:
    program = Program(site)
    for _ in range(5):
        assert (await program.attempt("999")).status_code == 404
    answer = await program.attempt("999")
    assert answer.status_code == 429
    assert answer.json()["refusal"] == "too_many_tries"
    assert 1 <= answer.json()["retry_after"] <= 600
    assert answer.headers["retry-after"] == str(answer.json()["retry_after"])


async def test_two_pages_of_one_operator(site: Site) -> None:
    site.publish()
    browser = await site.signed_in("yamada")
    number = await browser.issue(await browser.open_case(await browser.register()))
    await routing_of(browser, number)
    other = await browser.call(f"numbers/{number}/ticket", {"console_key": "B" * 43})
    assert (other.status_code, other.json()["refusal"]) == (409, "busy_elsewhere")
    for key in ("", "A" * 42, "A" * 44, "A" * 42 + "=", "あ" * 43):
        assert (await browser.call(f"numbers/{number}/ticket", {"console_key": key})).status_code == 422


@pytest.mark.article("5.4")
async def test_an_ending_that_is_not_the_operators(site: Site) -> None:
    site.publish()
    browser = await site.signed_in("yamada")
    session, _ = await begin(site, browser)
    for ending in ("customer_stopped", "lost", "exploded", ""):
        answer = await browser.call(f"sessions/{session}/end", {"ending": ending, "note": ""})
        assert (answer.status_code, answer.json()["refusal"]) == (422, "ending_not_yours")
    declined = await browser.call(f"sessions/{session}/end", {"ending": "declined", "note": "対象外のため"})
    assert declined.json() == {"ending": "declined"}
    assert (await browser.call(f"sessions/{session}/end", {"ending": "resolved"})).json() == {"ending": "declined"}


async def test_refusals_speak_the_asked_language(site: Site) -> None:
    program = Program(site)
    english = await program.http.get(HOST + "session", headers={"accept-language": "en"})
    assert english.json() == {
        "refusal": "number_not_valid",
        "message": "This number is not valid. Please ask the operator for it again.",
    }
    assert "受付番号" in (await program.get("session")).json()["message"]


async def test_no_name_is_a_key(site: Site) -> None:
    """T-12: every string that one operator's browser ever sees opens nothing for another, nor as a token of a program."""
    site.publish()
    mine = await site.signed_in("yamada")
    session, texts = await begin(site, mine)
    seen: set[str] = set()
    for text in texts:
        seen |= set(re.findall(r"[0-9A-Za-z_.=-]{16,}", text))
    seen.discard(mine.cookies["madoguchi-session"])
    assert session in seen
    assert len(seen) > 20
    theirs = await site.signed_in("another")
    await theirs.get("/office/customers")
    for name in seen:
        stranger = site.browser()
        stranger.cookies.set("madoguchi-session", name)
        assert (await stranger.get("/office")).status_code == 303, name
        program = Program(site)
        program.token = name
        for path in ("session", "receipt"):
            assert (await program.get(path)).status_code == 404, name
        assert (await program.post("ticket")).status_code == 404, name
        for path in (f"numbers/{name}/ticket", f"sessions/{name}/ticket"):
            assert (await theirs.call(path, {"console_key": CONSOLE_KEY})).status_code == 404, name
        assert (await theirs.get(f"/api/v1/console/sessions/{name}")).status_code == 404, name
        own = theirs.csrf
        theirs.csrf = name
        assert (await theirs.call(f"numbers/{session}/cancel")).status_code == 403, name
        theirs.csrf = own


async def test_addresses_behind_a_proxy_are_believed_only_from_the_proxy(tmp_path) -> None:
    from tests.integration.web.office_site import make_site

    made = make_site(tmp_path, trusted_proxies=("203.0.113.0/24",))
    program = Program(made)  # its socket is the proxy's

    async def guess(forwarded: str) -> int:
        headers = {"x-forwarded-for": forwarded}
        body = {"routing": "999", "build": "b", "platform": "p", "language": "ja"}
        return (await program.http.post(HOST + "attempts", json=body, headers=headers)).status_code

    assert [await guess(f"10.0.{index}.1, 198.51.100.4") for index in range(6)] == [404] * 5 + [429]
    assert await guess("198.51.100.4, 192.0.2.1") == 404
    made.close()


async def begin(site: Site, browser: Browser) -> tuple[str, list[str]]:
    """A session under way, and the text of everything that the operator's browser was answered on the way."""
    texts: list[str] = []
    case = await browser.open_case(await browser.register())
    number = await browser.issue(case)
    texts.append((await browser.get(f"/console/{number}")).text)
    key = to_base64url(public_bytes(Ed25519PrivateKey.generate()))
    place = await routing_of(browser, number, key)
    begun = (await Program(site).attempt(place["routing"])).json()
    confirmed = await browser.call(f"numbers/{number}/confirmed", {"attempt": begun["attempt"]})
    session = confirmed.json()["session"]
    ticket = await browser.call(f"sessions/{session}/ticket", {"console_key": key})
    texts += [json.dumps(place), confirmed.text, ticket.text]
    for page in ("/office", f"/office/cases/{case}", f"/office/sessions/{session}", f"/console/session/{session}"):
        texts.append((await browser.get(page)).text)
    texts.append((await browser.get(f"/api/v1/console/sessions/{session}")).text)
    texts.append((await browser.get(f"/office/sessions/{session}/receipt")).text)
    return session, texts
