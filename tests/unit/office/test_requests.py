"""What the customer was asked to do: only their own program's signed word moves it, and the case's timeline tells it. Article: 5.7"""

from __future__ import annotations

from typing import Any

import pytest

from madoguchi.base.words import Language, Words
from madoguchi.office.cases.ports import Case, EntryKind
from madoguchi.office.cases.service import Purpose
from madoguchi.office.consent.service import ReceiptFile
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.office.refusals import BadField, NoSuchThing, NotNow, StatementMalformed
from madoguchi.office.requests.ports import RequestToCustomer, Sentence
from madoguchi.office.requests.service import MOST_SENTENCES
from madoguchi.office.sessions.timeline import timeline
from madoguchi.wire.vocabulary import RequestState
from tests.office_world import ScriptedHost, World, got, whole_dialogue

pytestmark = pytest.mark.article("5.7")
BODY = {"request": 4_294_967_295, "text": "再起動してください"}


def say(world: World, host: ScriptedHost, kind: str, body: dict[str, Any]) -> object:
    posted = host.sign(kind, body)
    return world.desk.consent.state(host.token, posted["statement"], posted["signature"], posted["host_key"], world.now)


class Running:
    """A case with a connected session under it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.actor = world.operator().operator
        terms = world.publish()
        self.case: Case = world.case(self.actor)
        self.session, self.host = world.session(self.actor, self.case)
        for kind, body in whole_dialogue(terms)[:4]:
            got(dict, say(world, self.host, kind, body))

    def says(self, kind: str, **more: Any) -> None:
        self.world.clock.advance(1)
        got(dict, say(self.world, self.host, kind, BODY | more))

    def asked(self) -> list[RequestToCustomer]:
        return got(list, self.world.desk.requests.of_case(self.actor, self.case.id, Purpose.SUPPORT))

    def told(self) -> list[tuple[EntryKind, str, str]]:
        with self.world.shelf.reading() as books:
            entries = books.cases.entries(self.case.id)
        kinds = [kind for kind in EntryKind if kind.value.startswith("request")]
        return [(entry.kind, entry.text, entry.word) for entry in entries if entry.kind in kinds]


@pytest.fixture
def running(world: World) -> Running:
    return Running(world)


def test_asked_and_done_stand_on_the_case_and_in_its_timeline(running: Running):
    running.says("request:asked")
    (one,) = running.asked()
    assert (one.number, one.text, one.state) == (4_294_967_295, "再起動してください", RequestState.ASKED)
    assert (one.session_id, one.asked_by) == (running.session.id, running.actor.id)
    running.says("request:done")
    (one,) = running.asked()
    assert one.state is RequestState.DONE
    assert one.changed_at > one.asked_at
    assert running.told() == [
        (EntryKind.REQUEST, "再起動してください", "asked"),
        (EntryKind.REQUEST_DONE, "再起動してください", "done"),
    ]


def test_it_cannot_be_done_and_the_word_is_kept_while_it_stands(running: Running):
    running.says("request:asked")
    running.says("request:cannot", word="鍵がない\x00")
    assert running.asked()[0].word == "鍵がない"
    running.says("request:reopened")
    assert (running.asked()[0].state, running.asked()[0].word) == (RequestState.ASKED, "")
    running.says("request:taken_back")
    assert running.asked()[0].state is RequestState.TAKEN_BACK
    assert [kind for kind, _, _ in running.told()] == [
        EntryKind.REQUEST,
        EntryKind.REQUEST_CANNOT,
        EntryKind.REQUEST_REOPENED,
        EntryKind.REQUEST_TAKEN_BACK,
    ]
    assert running.told()[1][1] == "再起動してください\n鍵がない"


def test_the_sessions_timeline_and_the_receipt_tell_it(running: Running):
    running.says("request:asked")
    running.says("request:cannot", word="")
    running.says("request:ticked_off")
    file = got(ReceiptFile, running.world.desk.consent.receipt_file_for_host(running.host.token, running.world.now))
    rows = [row.text for row in timeline(file.file.written, Words(Language.JA)) if row.kind.startswith("request:")]
    assert rows == [
        "お客様にお願いをしました：「再起動してください」",
        "お客様はお願いができませんでした：「再起動してください」（ひとこと：なし）",
        "オペレーターがお願いを済みにしました：「再起動してください」",
    ]
    entries = file.document["entries"]
    assert isinstance(entries, list)
    assert [one["kind"] for one in entries if isinstance(one, dict)][-3:] == [
        "request:asked",
        "request:cannot",
        "request:ticked_off",
    ]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("request:asked", {"request": 1, "text": ""}),
        ("request:asked", {"request": 1, "text": "a" * 1_201}),
        ("request:asked", {"request": -1, "text": "a"}),
        ("request:done", {"request": 1}),
        ("request:cannot", {"request": 1, "text": "a"}),
        ("request:done", {"request": 1, "text": "a", "word": "b"}),
        ("request:forged", {"request": 1, "text": "a"}),
    ],
)
def test_what_no_program_of_ours_says_is_refused(running: Running, kind: str, body: dict[str, Any]):
    assert isinstance(say(running.world, running.host, kind, body), StatementMalformed)
    assert running.asked() == []


def test_nothing_is_asked_before_the_agreement(world: World):
    actor = world.operator().operator
    world.publish()
    _, host = world.session(actor, world.case(actor))
    got(dict, say(world, host, "started", {}))
    assert isinstance(say(world, host, "request:asked", BODY), NotNow)


def test_the_requests_of_a_case_are_for_those_on_it(running: Running):
    running.says("request:asked")
    stranger = running.world.operator("suzuki").operator
    admin = running.world.operator("admin", OperatorRole.ADMIN).operator
    of_case = running.world.desk.requests.of_case
    assert of_case(stranger, running.case.id, Purpose.SUPPORT) == NoSuchThing()
    assert of_case(admin, running.case.id, Purpose.EVIDENCE) == NoSuchThing()
    auditor = running.world.operator("kansa", OperatorRole.AUDITOR).operator
    assert len(got(list, of_case(auditor, running.case.id, Purpose.EVIDENCE))) == 1


def test_sentences_are_added_taken_out_and_bounded(world: World):
    admin = world.operator("admin", OperatorRole.ADMIN).operator
    add = world.desk.requests.add_sentence
    first = got(Sentence, add(admin, " 保存してください。 ", "", world.now))
    assert first.in_language(Language.EN) == first.ja == "保存してください。"
    second = got(Sentence, add(admin, "再起動してください。", "Please restart.", world.now))
    assert (second.in_language(Language.EN), second.in_language(Language.JA)) == ("Please restart.", second.ja)
    assert got(BadField, add(admin, "保存してください。", "", world.now)).why == "requests.field.known"
    for ja, en, field in (("", "", "ja"), ("あ" * 401, "", "ja"), ("あ", "a" * 401, "en"), ("あ\x07", "", "ja")):
        assert got(BadField, add(admin, ja, en, world.now)).field == field
    assert world.desk.requests.remove_sentence(first.id, world.now) is None
    assert world.desk.requests.remove_sentence(first.id, world.now) == NoSuchThing()
    assert world.desk.requests.sentences() == [second]
    for number in range(MOST_SENTENCES - 1):
        got(Sentence, add(admin, f"文{number}", "", world.now))
    assert got(BadField, add(admin, "もう一つ", "", world.now)).why == "requests.field.too_many"
