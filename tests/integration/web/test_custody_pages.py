"""Received files on the office's pages: taken in, opened, erased; and nothing of them lies about in clear. Article: 5.6, 8.3, 8.4, 8.5"""

from __future__ import annotations

import base64
import io
import json
import logging
import secrets
import tempfile
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
import zstandard
from pypdf import PdfReader

from madoguchi.office.operators.ports import OperatorRole
from madoguchi.store.backup import backup
from madoguchi.store.engine import open_engine
from madoguchi.store.sealed_file import read_sealed
from madoguchi.verify.certificate import Erased, check_certificate
from tests.integration.web.office_site import Browser, Site
from tests.office_world import PASSWORD, got

FACTS = {"name": "台帳.xlsx", "source": "email", "reason": "調べるため", "origin": "田中様のメール"}


def body_of(plain: bytes, **changed: object) -> bytes:
    head = json.dumps(FACTS | changed).encode()
    return len(head).to_bytes(4, "big") + head + plain


async def deposit(browser: Browser, case: str, body: bytes, **headers: str) -> httpx.Response:
    await browser.get("/office/cases")
    await browser.get("/office/cases/new")
    own = {"origin": browser.origin, "x-csrf-token": browser.csrf, "sec-fetch-site": "same-origin"} | headers
    return await browser.post(f"/api/v1/console/cases/{case}/custody", content=body, headers=own)


async def deposited(browser: Browser, case: str, plain: bytes, **changed: object) -> str:
    """The address of the new file's page."""
    await browser.get(f"/office/cases/{case}")
    own = {"origin": browser.origin, "x-csrf-token": browser.csrf, "sec-fetch-site": "same-origin"}
    content = body_of(plain, **changed)
    answer = await browser.post(f"/api/v1/console/cases/{case}/custody", content=content, headers=own)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["address"]).partition("?")[0]


async def opened_case(site: Site) -> tuple[Browser, str]:
    browser = await site.signed_in("kantoku", OperatorRole.SUPERVISOR)
    return browser, await browser.open_case(await browser.register())


@pytest.mark.article("5.6", "8.4", "8.5")
async def test_from_deposit_to_certificate(site: Site) -> None:
    browser, case = await opened_case(site)
    plain = secrets.token_bytes(300_000)
    hostile = "../<script>alert(1)</script>\u202etxt.exe"
    address = await deposited(browser, case, plain, name=hostile)
    assert "alert(1)&lt;/script&gt;" in (await browser.get(f"/office/cases/{case}")).text
    page = (await browser.get(f"{address}?done=custody_kept")).text
    assert "<script>alert" not in page
    assert "検査できていません" in page, "no scanner is no clean bill"
    for fields, trouble in (({"purpose": ""}, "purpose-trouble"), ({"purpose": "調べる"}, "sure-trouble")):
        refused = await browser.submit(f"{address}/open", **fields)
        assert (refused.status_code, trouble in refused.text) == (422, True)
    given = await browser.submit(f"{address}/open", purpose="復旧の確認", sure="yes")
    assert given.content == plain
    assert given.headers["content-disposition"].startswith("attachment;")
    assert quote("_txt.exe") in given.headers["content-disposition"]
    assert "/" not in given.headers["content-disposition"].partition("UTF-8''")[2]
    assert given.headers["content-type"] == "application/octet-stream"
    assert given.headers["cache-control"] == "no-store"
    assert "復旧の確認" in (await browser.get(address)).text
    for door in ("certificate", "certificate.pdf"):
        assert (await browser.get(f"{address}/{door}")).status_code == 404, "it is still here"
    unsure = await browser.submit(f"{address}/end", how="returned", reason="案件が終わった")
    assert unsure.status_code == 422
    assert "end_sure-trouble" in unsure.text
    assert "案件が終わった" in unsure.text
    ended = await browser.submit(f"{address}/end", how="returned", reason="案件が終わった", end_sure="yes")
    assert ended.status_code == 303
    assert (await browser.submit(f"{address}/open", purpose="x", sure="yes")).status_code == 404
    assert "消去証明書" in (await browser.get(address)).text
    for language, words in (("ja", "データ消去証明書"), ("en", "Certificate of erasure")):
        paper = await browser.get(f"{address}/certificate.pdf?language={language}")
        text = "".join(one.extract_text() for one in PdfReader(io.BytesIO(paper.content)).pages)
        assert words in text
        assert "案件が終わった" in text
        attached = PdfReader(io.BytesIO(paper.content)).attachments["certificate.json"][0]
        erased = got(Erased, check_certificate(attached, site.app.desk.keys.provider_public))
        assert (erased.sha256, erased.was_returned) == (sha256(plain).hexdigest(), True)
        assert str(erased.entry) in text
    assert (await browser.get(f"{address}/certificate")).content == attached
    case_page = (await browser.get(f"/office/cases/{case}?language=ja")).text
    assert "第1号をお返しし" in case_page


@pytest.mark.article("8.1", "8.5")
async def test_who_erases_proves_again_who_they_are(site: Site) -> None:
    browser, case = await opened_case(site)
    address = await deposited(browser, case, b"hello")
    await browser.get(address)
    site.clock.advance(600)
    fields = {"how": "destroyed", "reason": "済んだ", "end_sure": "yes"}
    asked = await browser.submit(f"{address}/end", **fields)
    assert asked.status_code == 403
    assert 'name="again"' in asked.text
    assert (await browser.get(f"{address}/certificate")).status_code == 404, "nothing was erased yet"
    assert (await browser.submit(f"{address}/end", **fields, again=PASSWORD)).status_code == 303
    assert (await browser.get(f"{address}/certificate")).status_code == 200


@pytest.mark.article("8.3")
async def test_who_is_not_on_the_case_gets_the_answer_for_nothing(site: Site) -> None:
    browser, case = await opened_case(site)
    address = await deposited(browser, case, b"hello")
    outsider = await site.signed_in("suzuki")
    nothing = f"/office/custody/{'0' * 32}"

    def same(answer: httpx.Response) -> bytes:
        """Byte for byte, but for the address that was asked for, which the language switch repeats."""
        return answer.content.replace(address.encode(), nothing.encode())

    for door in ("", "/certificate", "/certificate.pdf"):
        there, absent = await outsider.get(address + door), await outsider.get(nothing + door)
        assert (there.status_code, absent.status_code) == (404, 404)
        assert same(there) == absent.content
    await outsider.get("/office/cases/new")
    await outsider.get("/office/me")
    for door in ("/open", "/check", "/end"):
        fields = {"purpose": "x", "reason": "x", "sure": "yes", "end_sure": "yes"}
        there, absent = await outsider.submit(address + door, **fields), await outsider.submit(nothing + door, **fields)
        assert (there.status_code, same(there)) == (404, absent.content)
    own = {"origin": outsider.origin, "x-csrf-token": outsider.csrf, "sec-fetch-site": "same-origin"}
    for content in (body_of(b"x"), b"", b"\xff" * 9):
        answers = [
            await outsider.post(f"/api/v1/console/cases/{one}/custody", content=content, headers=own)
            for one in (case, "0" * 32)
        ]
        assert [one.status_code for one in answers] == [404, 404]
        assert answers[0].content == answers[1].content
    assert "第1号" not in (await outsider.get("/office/custody")).text


async def test_what_cannot_be_taken_is_said_and_leaves_nothing(site: Site) -> None:
    browser, case = await opened_case(site)
    await browser.get(f"/office/cases/{case}")
    own = {"origin": browser.origin, "x-csrf-token": browser.csrf, "sec-fetch-site": "same-origin"}
    door = f"/api/v1/console/cases/{case}/custody"
    for content, field in (
        (b"", "file"),
        (b"\xff" * 40, "file"),
        (body_of(b"x", name=5), "file"),
        (body_of(b"x", reason=" "), "reason"),
        (body_of(b"x", source="session"), "source"),
        (body_of(b"x", origin=""), "origin"),
    ):
        answer = await browser.post(door, content=content, headers=own)
        assert (answer.status_code, answer.json()["field"]) == (422, field)
        assert answer.json()["message"]
    stale = await browser.post(door, content=body_of(b"x"), headers=own | {"x-csrf-token": "no"})
    assert stale.status_code == 403
    folder = site.app.settings.data_dir / "custody"
    assert [path for path in folder.rglob("*") if path.is_file()] == []


@pytest.mark.article("8.5")
async def test_the_administrator_sets_how_long_and_those_on_the_case_are_reminded(site: Site) -> None:
    admin = await site.signed_in("kanri", OperatorRole.ADMIN)
    await admin.get("/office/custody/rule")
    assert "days-trouble" in (await admin.submit("/office/custody/rule", days="0", remind="0")).text
    assert (await admin.submit("/office/custody/rule", days="5", remind="5")).status_code == 303
    browser, case = await opened_case(site)
    await deposited(browser, case, b"hello")
    page = (await browser.get("/office/custody")).text
    assert "まもなく期限です" in page
    assert "台帳.xlsx" in page
    assert (await browser.get("/office/custody/rule")).status_code == 404


@pytest.mark.article("8.5")
async def test_no_canary_lies_anywhere_in_clear_nor_opens_after_its_destruction(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Content, name, reason and origin: in the database's files, the folder of sealed bytes, the temporary folder, the log, a new
    backup: before the destruction in clear nowhere, after it not even sealed."""
    spool = tmp_path / "spool"
    spool.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(spool))
    caplog.set_level(logging.DEBUG)
    browser, case = await opened_case(site)
    canaries = {name: f"canary-{name}-{secrets.token_hex(8)}" for name in ("content", "name", "reason", "origin")}
    plain = (canaries["content"].encode() + bytes(1_000)) * 3_000
    typed = {name: canaries[name] for name in ("name", "reason", "origin")}
    address = await deposited(browser, case, plain, **typed)
    given = await browser.submit(f"{address}/open", purpose="調べる", sure="yes")
    assert given.content == plain, "the canary is there for those who may"
    file_id = address.rpartition("/")[2]
    with site.app._shelf.reading() as books:
        row = books.custody.by_id(file_id)  # type: ignore[arg-type]
    assert row is not None
    assert row.wrapped is not None
    assert row.details is not None
    folder = site.app.settings.data_dir

    def raw(round_: str) -> bytes:
        engine = open_engine(site.app.settings.database_at)
        copy = tmp_path / f"{round_}.backup"
        backup(engine, copy, site.clock.now(), secrets.token_bytes)
        with copy.open("rb") as file:
            text = unpressed(b"".join(read_sealed(file, None)))
        engine.dispose()
        files = [path for top in (folder, spool) for path in sorted(top.rglob("*")) if path.is_file()]
        return b"".join([text, caplog.text.encode(), *(path.read_bytes() for path in files)])

    before = raw("before")
    assert base64.b64encode(row.wrapped) in before, "the search finds what is there"
    assert [name for name, canary in canaries.items() if canary.encode() in before] == []
    await browser.get(address)
    ended = await browser.submit(f"{address}/end", how="destroyed", reason="済んだ", end_sure="yes")
    assert ended.status_code == 303
    after = raw("after")
    assert [name for name, canary in canaries.items() if canary.encode() in after] == []
    for sealed in (row.wrapped, row.details):
        assert sealed not in after, "the wrapped key is gone from every file, WAL and free pages too"
        assert base64.b64encode(sealed) not in after, "and from a new backup"
    assert not (folder / "custody" / file_id).exists()
    assert list(spool.iterdir()) == []


def unpressed(pressed: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompressobj().decompress(pressed)
