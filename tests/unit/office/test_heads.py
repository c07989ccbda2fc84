"""Signed heads of the ledger: what somebody with all rights over the database can do, and where it shows. [P.2]"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, select, update

from madoguchi.base.canonical import canonical
from madoguchi.base.errors import BrokenProof
from madoguchi.ledger.record import Entry, entry_hash
from madoguchi.ledger.tree import grow, leaf_hash
from madoguchi.signer.keeper import MEMORY_FILE
from madoguchi.store.records.rows import record_of
from madoguchi.store.tables.proofs import ledger, ledger_bodies, ledger_heads, ledger_nodes
from madoguchi.verify.check import Holds, check_receipt
from madoguchi.verify.forks import Together, compare
from tests.office_world import ScriptedHost, World, got, whole_dialogue, with_all_rights


def agreed(world: World) -> ScriptedHost:
    """A session with everything said."""
    actor = world.operator().operator
    terms = world.publish()
    _, host = world.session(actor, world.case(actor))
    for kind, body in whole_dialogue(terms):
        said = host.sign(kind, body)
        world.desk.consent.state(host.token, said["statement"], said["signature"], said["host_key"], world.now)
    return host


def receipt(world: World, host: ScriptedHost) -> dict[str, Any]:
    return json.loads(canonical(got(dict, world.desk.consent.receipt_for_host(host.token, world.now))))


def rewrite(connection: Connection) -> None:
    """Entry 2 says another time; every hash after it and the whole tree are made anew, so that all of it fits again."""
    nodes: dict[tuple[int, int], bytes] = {}
    previous = ""
    connection.execute(delete(ledger_nodes))
    rows = connection.execute(select(ledger).order_by(ledger.c.number)).mappings().all()
    for row in rows:
        entry = replace(record_of(Entry, row), previous_hash=previous)
        if entry.number == 2:
            entry = replace(entry, at="2020-01-01T00:00:00.000Z")
        entry = replace(entry, hash=entry_hash(entry))
        changed = update(ledger).where(ledger.c.number == entry.number)
        connection.execute(changed.values(at=entry.at, hash=entry.hash, previous_hash=entry.previous_hash))
        for one in grow(entry.number - 1, leaf_hash(entry.hash), lambda level, index: nodes[level, index]):
            nodes[one.level, one.index] = one.hash
            connection.execute(insert(ledger_nodes).values(level=one.level, place=one.index, hash=one.hash.hex()))
        previous = entry.hash


def truncate(connection: Connection) -> None:
    """The last entry never was."""
    last = connection.execute(select(ledger.c.number).order_by(ledger.c.number.desc()).limit(1)).scalar_one()
    connection.execute(delete(ledger_bodies).where(ledger_bodies.c.number == last))
    for one in connection.execute(select(ledger_nodes)).mappings().all():
        if (one["place"] + 1) << one["level"] >= last and one["place"] << one["level"] <= last - 1:
            here = (ledger_nodes.c.level == one["level"]) & (ledger_nodes.c.place == one["place"])
            connection.execute(delete(ledger_nodes).where(here))
    connection.execute(delete(ledger).where(ledger.c.number == last))


@pytest.mark.article("P.2")
def test_one_head_serves_until_something_new_is_written(world: World) -> None:
    host = agreed(world)
    first, again = receipt(world, host), receipt(world, host)
    assert first["ledger"] == again["ledger"]
    world.publish("2026-02")
    assert receipt(world, host)["ledger"] == first["ledger"]  # nothing new of this session
    assert receipt(world, another(world))["ledger"]["checkpoint"] != first["ledger"]["checkpoint"]
    found = world.desk.consent.examine()
    assert (found.wrong, found.heads) == ("", 2)


@pytest.mark.article("P.2")
@pytest.mark.parametrize("tamper", [rewrite, truncate])
def test_who_rewrites_the_database_gets_no_further_signature(
    world: World, tamper: Callable[[Connection], None]
) -> None:
    host = agreed(world)
    before = receipt(world, host)
    with_all_rights(world, tamper)
    later = another(world) if tamper is rewrite else None
    assert world.desk.consent.examine().wrong
    if later is not None:
        assert world.desk.consent.first_broken() is None  # the chain by itself would show nothing
        with pytest.raises(BrokenProof):
            world.desk.consent.receipt_for_host(later.token, world.now)
    got(Holds, check_receipt(canonical(before), world.keys.provider_public))


@pytest.mark.article("P.2")
def test_who_also_forgets_what_was_signed_is_contradicted_by_every_receipt(world: World) -> None:
    host = agreed(world)
    before = receipt(world, host)

    def thoroughly(connection: Connection) -> None:
        rewrite(connection)
        connection.execute(delete(ledger_heads))

    with_all_rights(world, thoroughly)
    later = another(world)
    with pytest.raises(BrokenProof):
        world.desk.consent.receipt_for_host(later.token, world.now)  # the signer remembers outside the database
    (world.folder / MEMORY_FILE).unlink()
    assert receipt(world, later)  # the key, the database and the memory in one hand: signed
    holds = got(Holds, check_receipt(canonical(before), world.keys.provider_public))
    assert not world.desk.consent.examine().wrong
    assert world.desk.consent.examine(holds.head).wrong  # but the customer's receipt is of another ledger
    forged = got(Holds, check_receipt(canonical(receipt(world, later)), world.keys.provider_public))
    assert compare(holds, forged) is Together.CONTRADICT  # and two customers need no server to see it
    assert compare(forged, holds) is Together.CONTRADICT


@pytest.mark.article("P.2")
def test_receipts_of_one_ledger_never_contradict_each_other(world: World) -> None:
    host = agreed(world)
    first = got(Holds, check_receipt(canonical(receipt(world, host)), world.keys.provider_public))
    second = got(Holds, check_receipt(canonical(receipt(world, another(world))), world.keys.provider_public))
    assert first.head.size < second.head.size
    assert compare(first, second) is compare(second, first) is Together.AGREE
    assert compare(first, first) is Together.AGREE


def another(world: World) -> ScriptedHost:
    """One more session, so that the ledger goes on."""
    actor = world.operator(login="second").operator
    return world.session(actor, world.case(actor))[1]
