"""The offline check: a real receipt holds; whatever is changed in it is found and named."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from madoguchi.base.canonical import canonical
from madoguchi.ledger.record import Entry, commit, entry_hash
from madoguchi.office.sessions.service import SessionFile
from madoguchi.seal.signing import Domain, from_base64url, public_bytes, sign, to_base64url
from madoguchi.verify.check import Fault, Holds, Wrong, check_receipt
from madoguchi.wire.vocabulary import Ending
from tests.office_world import TERMS, World, got, whole_dialogue

Document = dict[str, Any]


@pytest.mark.article("P.2", "10.1")
def test_a_real_receipt_holds(world: World) -> None:
    raw = receipt(world)
    holds = got(Holds, check_receipt(raw, world.keys.provider_public, TERMS))
    assert (holds.terms, holds.ending, holds.statements) == ("2026-01 (ja)", "customer_stopped", 8)
    assert holds.agreed_at == "2026-01-05T01:00:00.000Z"


def test_another_text_of_the_terms_is_found_out(world: World) -> None:
    assert check_receipt(receipt(world), world.keys.provider_public, TERMS + " ") == Fault(Wrong.TERMS_TEXT)


def test_a_receipt_of_a_running_session_holds(world: World) -> None:
    actor = world.operator().operator
    world.publish()
    session, _ = world.session(actor, world.case(actor))
    file = got(SessionFile, world.desk.sessions.get(actor, session.id))
    raw = canonical(world.desk.consent.receipt_of(file, world.now))
    assert got(Holds, check_receipt(raw, world.keys.provider_public)).ending == ""


def test_a_receipt_with_other_sessions_between_holds(world: World) -> None:
    actor = world.operator().operator
    terms = world.publish()
    case = world.case(actor)
    pairs = [world.session(actor, case) for _ in range(2)]
    for kind, body in whole_dialogue(terms):
        for _, host in pairs:
            said = host.sign(kind, body)
            world.desk.consent.state(host.token, said["statement"], said["signature"], said["host_key"], world.now)
    document = world.desk.consent.receipt_for_host(pairs[0][1].token, world.now)
    got(Holds, check_receipt(canonical(got(dict, document)), world.keys.provider_public))


@pytest.mark.article("P.2")
def test_any_changed_character_is_found(world: World) -> None:
    raw = receipt(world)
    public = world.keys.provider_public
    for at in range(0, len(raw), 97):
        changed = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        assert isinstance(check_receipt(changed, public), Fault), at
    for cut in range(0, len(raw), 501):
        assert check_receipt(raw[:cut], public) == Fault(Wrong.NOT_A_RECEIPT)


def test_the_wrong_provider_is_found(world: World) -> None:
    raw = receipt(world)
    assert check_receipt(raw, b"\x01" * 32) == Fault(Wrong.SIGNATURE)
    assert check_receipt(raw, b"short") == Fault(Wrong.SIGNATURE)


def change_body(document: Document) -> None:
    document["entries"][3]["payload"]["address"] = "192.0.2.99"


def change_time(document: Document) -> None:
    document["entries"][3]["at"] = "2027-01-01T00:00:00.000Z"


def drop_statement(document: Document) -> None:
    del document["entries"][2]
    del document["ledger"]["inclusion"][2]


def swap(document: Document) -> None:
    entries = document["entries"]
    entries[3], entries[4] = entries[4], entries[3]


def say_other_terms(document: Document) -> None:
    document["terms"]["version"] = "1999"


def say_other_person(document: Document) -> None:
    document["said_by"]["name"] = "別人"


def say_other_ending(document: Document) -> None:
    document["ending"] = Ending.RESOLVED.word


def another_key_for_the_ledger(document: Document) -> None:
    other = Ed25519PrivateKey.generate()
    document["ledger"]["key"] = to_base64url(public_bytes(other))


def a_head_that_nobody_signed(document: Document) -> None:
    document["ledger"]["checkpoint"] = document["ledger"]["checkpoint"].replace("\n", "\n1", 1)


def a_path_to_elsewhere(document: Document) -> None:
    path = document["ledger"]["inclusion"][2]
    path[0] = "00" * 32


def a_path_too_few(document: Document) -> None:
    document["ledger"]["inclusion"].pop()


def no_ledger(document: Document) -> None:
    del document["ledger"]


def other_session(document: Document) -> None:
    document["entries"][0]["about"] = "0" * 32


def forge_statement(document: Document) -> None:
    """A provider that rewrites what the customer said, and hashes everything anew."""
    entry = document["entries"][2]
    entry["payload"]["statement"] = entry["payload"]["statement"].replace("2026-01", "2026-02")
    entry["commitment"] = commit(from_base64url(entry["salt"]), entry["payload"])
    fields = {name: entry[name] for name in Entry.__slots__ if name != "hash"}
    entry["hash"] = entry_hash(Entry(hash="", **fields))


@pytest.mark.article("P.2")
@pytest.mark.parametrize(
    ("spoil", "wrong"),
    [
        (change_body, Wrong.COMMITMENT),
        (change_time, Wrong.ENTRY_HASH),
        (drop_statement, Wrong.STATEMENT_CHAIN),
        (swap, Wrong.CHAIN),
        (say_other_terms, Wrong.SUMMARY),
        (say_other_person, Wrong.SUMMARY),
        (say_other_ending, Wrong.SUMMARY),
        (other_session, Wrong.OTHER_SESSION),
        (another_key_for_the_ledger, Wrong.LEDGER_KEY),
        (a_head_that_nobody_signed, Wrong.HEAD),
        (a_path_to_elsewhere, Wrong.INCLUSION),
        (a_path_too_few, Wrong.INCLUSION),
        (no_ledger, Wrong.NOT_A_RECEIPT),
    ],
)
def test_a_provider_that_signs_a_changed_receipt_is_found_out(
    world: World, spoil: Callable[[Document], None], wrong: Wrong
) -> None:
    found = got(Fault, check_receipt(signed_again(world, spoil), world.keys.provider_public))
    assert found.wrong is wrong


@pytest.mark.article("P.2")
def test_nobody_can_write_a_statement_for_the_customer(world: World) -> None:
    found = got(Fault, check_receipt(signed_again(world, forge_statement), world.keys.provider_public))
    assert found.wrong in {Wrong.STATEMENT_SIGNATURE, Wrong.CHAIN}


@pytest.mark.parametrize("raw", [b"", b"null", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"format": 1}'])
def test_what_is_no_receipt_is_told_so(world: World, raw: bytes) -> None:
    assert check_receipt(raw, world.keys.provider_public) == Fault(Wrong.NOT_A_RECEIPT)


def receipt(world: World) -> bytes:
    actor = world.operator().operator
    terms = world.publish()
    _, host = world.session(actor, world.case(actor))
    for kind, body in whole_dialogue(terms):
        said = host.sign(kind, body)
        world.desk.consent.state(host.token, said["statement"], said["signature"], said["host_key"], world.now)
    return canonical(got(dict, world.desk.consent.receipt_for_host(host.token, world.now)))


def signed_again(world: World, spoil: Callable[[Document], None]) -> bytes:
    document = json.loads(receipt(world))
    del document["signature"]
    spoil(document)
    signature = sign(world.keys.provider, Domain.RECEIPT, canonical(document))
    return canonical(document | {"signature": to_base64url(signature)})
