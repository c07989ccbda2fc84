"""The press: data is never markup, the same paper twice is the same, what hangs is ended, a missing font is said."""

from __future__ import annotations

import io
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from madoguchi.base.canonical import Value, canonical
from madoguchi.base.errors import Misuse, Unavailable
from madoguchi.base.words import Language, Words
from madoguchi.host.runner.receipts import proven_paper
from madoguchi.web.pdf import press as room
from madoguchi.web.pdf.press import FontMissing, Press
from madoguchi.web.pdf.receipt import receipt_pdf
from tests.office_world import World, make_world, whole_dialogue

AT = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
HOSTILE = [
    '#read("paper.typ")',
    "#panic(1)",
    "$ x^2 $ *bold* _slant_ = heading <label> @reference `raw` // gone /* gone */",
    '"] #set page(fill: red) #[',
    "\\u{41} \\ \\#",
    "{{ 7 * 7 }} <script>alert(1)</script>",
]


def read(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def squeezed(text: str) -> str:
    """Without what line breaks add."""
    return "".join(text.split()).replace("\u200b", "")


def told(**more: Any) -> dict[str, Value]:
    """The least that the receipt's template takes."""
    return {
        "addressee": "株式会社客先 御中",
        "attachment": "控え",
        "author": "株式会社まど",
        "contact": "田中 一郎 様",
        "events": {"header": ["日時", "できごと", "番号"], "rows": [], "title": "記録"},
        "footer": "株式会社まど",
        "id": "0" * 32,
        "intro": "下記のとおりです。",
        "issued": "作成",
        "lang": "ja",
        "provider": {"name": "株式会社まど", "phone": ""},
        "sections": [],
        "title": "控え",
        "verify": {"rows": [], "text": "確かめ方", "title": "確かめる"},
    } | more


@pytest.fixture
def world(tmp_path: Path) -> Any:
    made = make_world(tmp_path)
    yield made
    made.close()


def receipt(world: World, press: Press, language: Language, name: str = "田中 一郎") -> tuple[bytes, dict[str, Value]]:
    """The PDF of a whole session, and the document in it."""
    actor = world.operator().operator
    terms = world.publish()
    world.desk.provider.introduce(world.now, name="株式会社まど", name_en="Mado Inc.", phone="03-0000-0000")
    session, host = world.session(actor, world.case(actor))
    for kind, body in whole_dialogue(terms):
        if kind == "agreed":
            body["said_by"]["name"] = name
        said = host.sign(kind, body)
        world.desk.consent.state(host.token, said["statement"], said["signature"], said["host_key"], world.now)
        world.clock.advance(67)
    file = world.desk.sessions.get(actor, session.id)
    document = world.desk.consent.receipt_of(file, world.now)  # type: ignore[arg-type]
    return receipt_pdf(press, file, document, Words(language)), document  # type: ignore[arg-type]


@pytest.mark.parametrize("words", HOSTILE)
def test_what_somebody_typed_is_set_and_never_run(press: Press, words: str) -> None:
    made = press.render("receipt", told(addressee=words, intro=words), AT, b"{}")
    plain = read(press.render("receipt", told(addressee="甲", intro="乙"), AT, b"{}"))
    assert squeezed(read(made)).count(squeezed(words)) == 2
    assert len(PdfReader(io.BytesIO(made)).pages) == len(
        PdfReader(io.BytesIO(press.render("receipt", told(), AT))).pages
    )
    assert "甲" in plain


def test_signs_that_turn_the_writing_are_shown_as_signs(press: Press) -> None:
    text = read(press.render("receipt", told(addressee="abc\u202edef\u0007"), AT, b"{}"))
    assert "\u202e" not in text
    assert "abc" in text
    assert "def" in text


def test_the_same_data_gives_the_same_bytes(press: Press) -> None:
    first = press.render("receipt", told(), AT, b"{}")
    other = Press()
    try:
        assert other.render("receipt", told(), AT, b"{}") == first
    finally:
        other.close()


def test_a_paper_says_what_it_is_to_programs(press: Press) -> None:
    found = PdfReader(io.BytesIO(press.render("receipt", told(), AT, b"{}")))
    assert found.metadata is not None
    assert (found.metadata.title, found.metadata.author) == ("控え", "株式会社まど")
    assert found.metadata.creation_date == AT
    catalogue: Any = found.trailer["/Root"]
    assert catalogue["/Lang"] == "ja-JP"
    assert catalogue["/MarkInfo"]["/Marked"]


def test_without_the_font_no_paper_with_holes_is_made(tmp_path: Path) -> None:
    bare = Press((tmp_path,))
    try:
        with pytest.raises(FontMissing, match="fonts-noto-cjk"):
            bare.render("receipt", told(), AT, b"{}")
    finally:
        bare.close()


def never_answers(line: Any, folders: Any) -> None:
    threading.Event().wait()


def test_what_takes_too_long_is_ended_and_the_next_paper_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Press(limit=0.2)
    monkeypatch.setattr(room, "set_papers", never_answers)
    try:
        with pytest.raises(Unavailable, match="too long"):
            slow.render("receipt", told(), AT, b"{}")
        assert slow._process is None
        monkeypatch.undo()
        slow._limit = 60.0
        assert slow.render("receipt", told(), AT, b"{}").startswith(b"%PDF")
    finally:
        slow.close()


def test_a_typesetter_that_was_killed_is_started_again(press: Press) -> None:
    press.render("receipt", told(), AT, b"{}")
    assert press._process is not None
    press._process.kill()
    press._process.join()
    assert press.render("receipt", told(), AT, b"{}").startswith(b"%PDF")


def test_only_our_templates_are_set(press: Press) -> None:
    for name in ("none", "../press", "/etc/passwd"):
        with pytest.raises(Misuse):
            press.render(name, told(), AT)


@pytest.mark.article("P.3")
@pytest.mark.parametrize("language", Language)
def test_a_receipt_says_what_was_agreed_and_carries_its_proof(world: World, press: Press, language: Language) -> None:
    pdf, document = receipt(world, press, language)
    text = squeezed(read(pdf))
    terms: Any = document["terms"]
    for wanted in (terms["version"], terms["sha256"], "田中一郎", "株式会社客先", "203.0.113.7", "123kB", "2026-0001"):
        assert wanted in text, wanted
    agreed = "2026年1月5日（月）10:02:14" if language is Language.JA else "Monday,5January2026,10:02:14"
    assert agreed in text
    found = PdfReader(io.BytesIO(pdf))
    assert found.attachments["receipt.json"] == [canonical(document)]
    assert (
        proven_paper(pdf, canonical(document), world.desk.keys.provider_public) == pdf
    )  # as the customer's program reads it
    assert str(document["entries"][-1]["hash"]) in text  # type: ignore[index,call-overload]


def test_a_hostile_name_is_only_a_name(world: World, press: Press) -> None:
    pdf, _ = receipt(world, press, Language.JA, '#panic("x") *太郎*')
    assert '#panic("x")*太郎*' in squeezed(read(pdf))


@pytest.mark.article("3.2")
def test_in_and_off_hours_are_told_to_the_second(tmp_path: Path, press: Press) -> None:
    made = make_world(tmp_path)
    made.clock.advance(2 * 3600 - 67 * 3 - 30)  # connected 30 s before noon
    try:
        text = squeezed(read(receipt(made, press, Language.JA)[0]))
    finally:
        made.close()
    assert "うち営業時間内0分30秒" in text
    assert "うち営業時間外3分58秒" in text
    assert "料金（税込）0円" in text
