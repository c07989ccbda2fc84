"""Statements: signed, in order, in their time; durable before the receipt; the same one gives the same receipt."""

from __future__ import annotations

import json
from typing import Any

import pytest

from madoguchi.base.canonical import canonical
from madoguchi.base.words import Language, Words
from madoguchi.ledger.record import first_broken
from madoguchi.office.refusals import (
    NotConfirmed,
    NotNow,
    NumberNotValid,
    OutOfOrder,
    Refusal,
    StatementMalformed,
    TermsNotInForce,
)
from madoguchi.office.sessions.service import SessionFile
from madoguchi.office.sessions.timeline import timeline
from madoguchi.seal.signing import Domain, check, from_base64url
from madoguchi.wire.vocabulary import Ending, Phase
from tests.office_world import ScriptedHost, World, agreed_body, got, terms_body, whole_dialogue


@pytest.mark.article("P.1", "P.2")
def test_the_whole_dialogue_from_start_to_end(world: World) -> None:
    actor = world.operator().operator
    terms = world.publish()
    session, host = world.session(actor, world.case(actor))
    receipts = [receipt(world, host, kind, body) for kind, body in whole_dialogue(terms)]
    for given in receipts:
        unsigned = {name: value for name, value in given.items() if name != "signature"}
        check(world.keys.provider_public, Domain.RECEIPT, canonical(unsigned), from_base64url(given["signature"]))
    numbers = [given["entry"]["number"] for given in receipts]
    assert numbers == sorted(set(numbers))
    file = got(SessionFile, world.desk.sessions.get(actor, session.id))
    assert file.session.phase is Phase.ENDED
    assert file.session.ending is Ending.CUSTOMER_STOPPED
    assert (file.session.bytes_used, file.session.seconds) == (123_456, 61)
    assert file.session.terms_sha256 == terms.sha256
    told = timeline(file.written, Words(Language.JA))
    assert [row.kind for row in told][:3] == ["number:issued", "number:tried", "confirmed"]
    assert [row.kind for row in told][3:] == [
        "started", "shown", "agreed", "connected", "grant:allowed", "file:accepted", "grant:withdrawn",
        "session:ended", "ended",
    ]  # fmt: skip
    assert any("田中 一郎様が約款 2026-01 に同意しました" in row.text for row in told)
    assert world.desk.consent.first_broken() is None


@pytest.mark.article("P.2")
def test_the_same_statement_gives_the_same_receipt(world: World) -> None:
    actor = world.operator().operator
    world.publish()
    _, host = world.session(actor, world.case(actor))
    started = host.sign("started", {})
    first = state(world, host, started)
    world.clock.advance(5)
    assert state(world, host, started) == first
    receipt(world, host, "shown", terms_body(world.publish("2026-02")))
    assert state(world, host, started) == first


def test_another_statement_under_a_used_number_is_out_of_order(world: World) -> None:
    actor = world.operator().operator
    terms = world.publish()
    _, host = world.session(actor, world.case(actor))
    receipt(world, host, "started", {})
    twin = ScriptedHost(host.token, host.attempt, host.session, host.key)
    assert state(world, twin, twin.sign("started", {"build": "another"})) == OutOfOrder()
    ahead = host.sign("shown", terms_body(terms), number=7)
    assert state(world, host, ahead) == OutOfOrder()
    forked = host.sign("shown", terms_body(terms), number=1, previous="0" * 64)
    assert state(world, host, forked) == OutOfOrder()


@pytest.mark.article("P.1")
@pytest.mark.parametrize("missing", range(4))
def test_no_step_can_be_left_out(world: World, missing: int) -> None:
    actor = world.operator().operator
    terms = world.publish()
    _, host = world.session(actor, world.case(actor))
    steps = whole_dialogue(terms)[:4]
    for kind, body in steps[:missing]:
        receipt(world, host, kind, body)
    for kind, body in steps[missing + 1 :]:
        assert ScriptedTry(world, host).refusal(kind, body) == NotNow()
    if missing < 3:
        assert ScriptedTry(world, host).refusal(*whole_dialogue(terms)[4]) == NotNow()


@pytest.mark.article("12.2")
def test_only_the_version_in_force_can_be_shown_and_only_what_was_shown_agreed(world: World) -> None:
    actor = world.operator().operator
    old = world.publish("1")
    world.clock.advance(60)
    new = world.publish("2", text="# 新しい約款\n")
    world.clock.advance(60)
    session, host = world.session(actor, world.case(actor))
    receipt(world, host, "started", {})
    assert ScriptedTry(world, host).refusal("shown", terms_body(old)) == TermsNotInForce()
    forged = terms_body(new) | {"sha256": "0" * 64}
    assert ScriptedTry(world, host).refusal("shown", forged) == TermsNotInForce()
    receipt(world, host, "shown", terms_body(new))
    assert ScriptedTry(world, host).refusal("agreed", agreed_body(old)) == TermsNotInForce()
    world.clock.advance(60)
    world.publish("3", text="# さらに新しい約款\n")  # while the customer reads: this session stays on its version
    receipt(world, host, "agreed", agreed_body(new))
    assert got(SessionFile, world.desk.sessions.get(actor, session.id)).session.terms_version == "2"


def test_terms_published_while_the_program_started_do_not_lock_the_customer_out(world: World) -> None:
    actor = world.operator().operator
    old = world.publish("1")
    world.clock.advance(60)
    _, host = world.session(actor, world.case(actor))
    receipt(world, host, "started", {})
    world.clock.advance(60)
    world.publish("2", text="# 新\n")
    receipt(world, host, "shown", terms_body(old))


@pytest.mark.article("5.3")
def test_after_the_end_nothing_opens_and_what_closes_is_still_written(world: World) -> None:
    actor = world.operator().operator
    terms = world.publish()
    session, host = world.session(actor, world.case(actor))
    for kind, body in whole_dialogue(terms)[:5]:
        receipt(world, host, kind, body)
    assert world.desk.sessions.end(actor, session.id, Ending.RESOLVED, "直りました", world.now) is Ending.RESOLVED
    allowed = {"access": "files", "minutes": 0, "purpose": ""}
    assert ScriptedTry(world, host).refusal("grant:allowed", allowed) == NotNow()
    assert ScriptedTry(world, host).refusal("connected", {}) == NotNow()
    receipt(world, host, "grant:withdrawn", {"access": "control"})
    receipt(world, host, "ended", {"bytes_used": 9, "ending": "customer_stopped", "seconds": 3})
    ended = got(SessionFile, world.desk.sessions.get(actor, session.id)).session
    assert (ended.ending, ended.bytes_used, ended.note) == (Ending.RESOLVED, 9, "直りました")


def test_declining_ends_the_session(world: World) -> None:
    actor = world.operator().operator
    terms = world.publish()
    session, host = world.session(actor, world.case(actor))
    receipt(world, host, "started", {})
    receipt(world, host, "shown", terms_body(terms))
    receipt(world, host, "declined", {"reason": "customer"})
    assert got(SessionFile, world.desk.sessions.get(actor, session.id)).session.ending is Ending.DECLINED


@pytest.mark.article("P.2")
@pytest.mark.parametrize(
    "spoil",
    [
        lambda posted: posted | {"signature": "A" * 86},
        lambda posted: posted | {"signature": ""},
        lambda posted: posted | {"host_key": "A" * 43},
        lambda posted: posted | {"statement": posted["statement"].replace("started", "connected")},
        lambda posted: posted | {"statement": " " + posted["statement"]},
        lambda posted: posted | {"statement": "null"},
        lambda posted: posted | {"statement": "[" * 20_000},
        lambda posted: posted | {"statement": "\ud800"},
    ],
)
def test_what_is_not_signed_as_it_stands_is_not_written(world: World, spoil: Any) -> None:
    actor = world.operator().operator
    world.publish()
    _, host = world.session(actor, world.case(actor))
    before = count(world)
    assert state(world, host, spoil(host.sign("started", {}))) == StatementMalformed()
    assert count(world) == before


@pytest.mark.parametrize(
    ("kind", "body", "changed"),
    [
        ("nonsense", {}, {}),
        ("confirmed", {}, {}),  # the office's own kind
        ("started", {"unknown": 1}, {}),
        ("started", {"build": 5}, {}),
        ("started", {}, {"session": "0" * 32}),
        ("started", {}, {"attempt": "0" * 32}),
        ("started", {}, {"number": "0"}),
        ("started", {}, {"number": True}),
        ("started", {}, {"at": "yesterday"}),
        ("started", {}, {"extra": 1}),
        ("ended", {"bytes_used": -1, "ending": "resolved", "seconds": 1}, {}),
        ("ended", {"bytes_used": 1, "ending": "exploded", "seconds": 1}, {}),
        ("grant:allowed", {"access": "shell", "minutes": 1, "purpose": ""}, {}),
    ],
)
def test_forms_that_no_program_of_ours_writes_are_refused(
    world: World, kind: str, body: dict[str, Any], changed: dict[str, Any]
) -> None:
    actor = world.operator().operator
    world.publish()
    _, host = world.session(actor, world.case(actor))
    assert state(world, host, host.sign(kind, body, **changed)) == StatementMalformed()


def test_the_first_key_is_the_only_one(world: World) -> None:
    actor = world.operator().operator
    terms = world.publish()
    _, host = world.session(actor, world.case(actor))
    receipt(world, host, "started", {})
    thief = ScriptedHost(host.token, host.attempt, host.session)
    thief.number, thief.previous = host.number, host.previous
    assert state(world, thief, thief.sign("shown", terms_body(terms))) == StatementMalformed()


def test_before_the_proof_and_without_a_token_nothing_is_written(world: World) -> None:
    actor = world.operator().operator
    world.publish()
    number = world.number(actor, world.case(actor))
    begun = world.attempt(number)
    host = ScriptedHost(begun.host_token, begun.attempt.id, "0" * 32)
    assert state(world, host, host.sign("started", {})) == NotConfirmed()
    stranger = ScriptedHost("", begun.attempt.id, "0" * 32)
    assert state(world, stranger, stranger.sign("started", {})) == NumberNotValid()


def test_a_fetched_program_is_part_of_the_story(world: World) -> None:
    actor = world.operator().operator
    world.publish()
    case = world.case(actor)
    world.desk.consent.record_fetched("host.tar.gz", "a" * 64, 5, "203.0.113.7", world.now)
    world.clock.advance(60)
    session, host = world.session(actor, case)
    assert session.phase is Phase.FETCHED
    receipt(world, host, "started", {})
    file = got(SessionFile, world.desk.sessions.get(actor, session.id))
    assert [item.entry.kind for item in file.written if item.entry.about == session.id][:2] == ["fetched", "confirmed"]


def test_the_ledger_is_one_chain_over_all_sessions(world: World) -> None:
    actor = world.operator().operator
    terms = world.publish()
    case = world.case(actor)
    hosts = [world.session(actor, case)[1] for _ in range(3)]
    for kind, body in whole_dialogue(terms):
        for host in hosts:
            receipt(world, host, kind, body)
    with world.shelf.reading() as books:
        entries = books.ledger.entries()
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
    assert first_broken(entries) is None


def state(world: World, host: ScriptedHost, posted: dict[str, str]) -> dict[str, Any] | Refusal:
    return world.desk.consent.state(  # type: ignore[return-value]
        host.token, posted["statement"], posted["signature"], posted["host_key"], world.now
    )


def receipt(world: World, host: ScriptedHost, kind: str, body: dict[str, Any]) -> dict[str, Any]:
    given = state(world, host, host.sign(kind, body))
    assert isinstance(given, dict), (kind, given)
    json.dumps(given)
    return given


class ScriptedTry:
    """Says something that is refused, and forgets that it said it."""

    def __init__(self, world: World, host: ScriptedHost) -> None:
        self.world, self.host = world, host

    def refusal(self, kind: str, body: dict[str, Any]) -> object:
        host = ScriptedHost(self.host.token, self.host.attempt, self.host.session, self.host.key)
        host.number, host.previous = self.host.number, self.host.previous
        return state(self.world, host, host.sign(kind, body))


def count(world: World) -> int:
    with world.shelf.reading() as books:
        return len(books.ledger.entries())
