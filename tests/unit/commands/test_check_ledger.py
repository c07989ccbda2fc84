"""`madoguchi check-ledger` holds the ledger against itself and against a receipt. [P.2]"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from madoguchi.base.canonical import canonical
from madoguchi.commands.line import run
from madoguchi.store.tables.proofs import ledger_nodes
from tests import postgres
from tests.office_world import World, got, make_world, whole_dialogue, with_all_rights


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    (folder := tmp_path / "data").mkdir()
    made = make_world(folder)
    yield made
    made.close()


@pytest.fixture
def receipt(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MADOGUCHI_DATA_DIR", str(world.folder))
    monkeypatch.setenv("MADOGUCHI_PUBLIC_URL", "https://support.example.jp")
    if postgres.IS_ASKED:
        monkeypatch.setenv("MADOGUCHI_DATABASE", postgres.address(world.folder))
    actor = world.operator().operator
    terms = world.publish()
    _, host = world.session(actor, world.case(actor))
    for kind, body in whole_dialogue(terms):
        said = host.sign(kind, body)
        world.desk.consent.state(host.token, said["statement"], said["signature"], said["host_key"], world.now)
    file = tmp_path / "receipt.json"
    file.write_bytes(canonical(got(dict, world.desk.consent.receipt_for_host(host.token, world.now))))
    return file


@pytest.mark.article("P.2", "10.1")
def test_a_ledger_and_a_receipt_that_hold(receipt: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check-ledger", "--receipt", str(receipt)]) == 0
    assert "1 signed heads" in capsys.readouterr().out


@pytest.mark.article("P.2")
def test_what_does_not_hold_is_told_without_a_trace(
    receipt: Path, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    (changed := receipt.with_name("changed.json")).write_text(receipt.read_text().replace("2026-01", "2026-02", 1))
    assert run(["check-ledger", "--receipt", str(changed)]) == 1
    assert run(["check-ledger", "--receipt", str(receipt.with_name("nowhere"))]) != 0
    here = update(ledger_nodes).where(ledger_nodes.c.level == 1, ledger_nodes.c.place == 0)
    with_all_rights(world, lambda connection: connection.execute(here.values(hash="0" * 64)))
    assert run(["check-ledger"]) == 1
    told = capsys.readouterr().err
    assert "the tree over entry 2 was changed" in told
    assert "Traceback" not in told
