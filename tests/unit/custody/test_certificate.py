"""The certificate of erasure: it holds by itself, and whatever is changed in it is found and named. Article: 8.5, P.2"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from madoguchi.base.canonical import canonical
from madoguchi.commands.line import app
from madoguchi.office.cases.service import Purpose
from madoguchi.office.custody.ports import CustodyFile, Holding
from madoguchi.office.custody.service import HeldFile
from madoguchi.seal.signing import Domain, sign, to_base64url
from madoguchi.verify.certificate import Erased, check_certificate
from madoguchi.verify.check import Fault, Holds, Wrong, check_receipt
from madoguchi.verify.forks import Together, compare
from tests.office_world import got, whole_dialogue
from tests.unit.custody.test_custody import Desk

Document = dict[str, Any]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.world.close()


def certificate(desk: Desk, file: CustodyFile) -> Document | None:
    found = got(HeldFile, desk.custody.get(desk.actor, file.id, Purpose.SUPPORT))
    return desk.world.desk.certificates.of(found, desk.world.now)


def erased(desk: Desk, how: Holding = Holding.DESTROYED) -> Document:
    desk.deposit(b"another one, which stays")
    file = desk.deposit(b"hello")
    desk.open(file)
    desk.end(file, how)
    return got(dict, certificate(desk, file))


@pytest.mark.article("8.5", "P.2")
@pytest.mark.parametrize("how", [Holding.DESTROYED, Holding.RETURNED])
def test_it_holds_and_says_what_the_ledger_says(desk: Desk, how: Holding) -> None:
    document = erased(desk, how)
    holds = got(Erased, check_certificate(canonical(document), desk.world.keys.provider_public))
    assert (holds.case, holds.number, holds.size) == (desk.case.reference, 2, 5)
    assert (holds.was_returned, holds.reason, holds.by) == (how is Holding.RETURNED, "済んだ", desk.actor.name)
    assert holds.entry == document["entries"][-1]["number"]
    assert "台帳.xlsx" not in json.dumps(document, ensure_ascii=False)
    assert "印刷" not in json.dumps(document, ensure_ascii=False), "what was erased is not told by its certificate"


def test_there_is_none_while_we_still_have_it(desk: Desk) -> None:
    assert certificate(desk, desk.deposit()) is None


def another_hash(document: Document) -> None:
    document["sha256"] = "0" * 64


def another_case(document: Document) -> None:
    document["case"] = "X-1"


def no_end(document: Document) -> None:
    del document["entries"][1]
    del document["ledger"]["inclusion"][1]


def another_reason(document: Document) -> None:
    document["entries"][1]["payload"]["body"]["reason"] = "別の理由"


def another_day(document: Document) -> None:
    document["entries"][1]["at"] = "2020-01-01T00:00:00.000Z"


def another_subject(document: Document) -> None:
    document["case_id"] = "0" * 32


def another_path(document: Document) -> None:
    document["ledger"]["inclusion"][1][0] = "00" * 32


def no_number(document: Document) -> None:
    del document["number"]


@pytest.mark.article("8.5", "P.2")
@pytest.mark.parametrize(
    ("spoil", "wrong"),
    [
        (another_hash, Wrong.SUMMARY),
        (another_case, Wrong.SUMMARY),
        (no_end, Wrong.SUMMARY),
        (another_reason, Wrong.COMMITMENT),
        (another_day, Wrong.ENTRY_HASH),
        (another_subject, Wrong.OTHER_SESSION),
        (another_path, Wrong.INCLUSION),
        (no_number, Wrong.NOT_A_RECEIPT),
    ],
)
def test_a_provider_that_signs_a_changed_one_is_found_out(
    desk: Desk, spoil: Callable[[Document], None], wrong: Wrong
) -> None:
    document = erased(desk)
    del document["signature"]
    spoil(document)
    signature = sign(desk.world.keys.provider, Domain.CERTIFICATE, canonical(document))
    raw = canonical(document | {"signature": to_base64url(signature)})
    assert got(Fault, check_certificate(raw, desk.world.keys.provider_public)).wrong is wrong


@pytest.mark.article("8.5")
def test_any_changed_character_is_found(desk: Desk) -> None:
    raw = canonical(erased(desk))
    for at in range(0, len(raw), 41):
        changed = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        assert isinstance(check_certificate(changed, desk.world.keys.provider_public), Fault), at


@pytest.mark.article("P.2", "10.1")
def test_the_command_takes_it_and_holds_it_against_a_receipt(desk: Desk, tmp_path: Path) -> None:
    world = desk.world
    terms = world.publish()
    _, host = world.session(desk.actor, desk.case)
    for kind, body in whole_dialogue(terms):
        said = host.sign(kind, body)
        world.desk.consent.state(host.token, said["statement"], said["signature"], said["host_key"], world.now)
    receipt = canonical(got(dict, world.desk.consent.receipt_for_host(host.token, world.now)))
    document = canonical(erased(desk))
    key = world.keys.provider_public
    holds, gone = got(Holds, check_receipt(receipt, key)), got(Erased, check_certificate(document, key))
    assert compare(holds, gone) is Together.AGREE
    paths = {name: tmp_path / name for name in ("receipt.json", "certificate.json", "provider.pub", "terms.md")}
    paths["receipt.json"].write_bytes(receipt)
    paths["certificate.json"].write_bytes(document)
    paths["provider.pub"].write_text(to_base64url(key), encoding="ascii")

    def verify(*names: str, json_: bool = False) -> tuple[int, str]:
        words = ["verify", *(str(paths[name]) for name in names), "--public-key", str(paths["provider.pub"])]
        told = CliRunner().invoke(app, [*words, *(["--json"] if json_ else [])])
        return told.exit_code, told.output

    code, told = verify("certificate.json")
    assert (code, "The certificate of erasure holds." in told, gone.sha256 in told) == (0, True, True)
    code, told = verify("receipt.json", "certificate.json")
    assert (code, "agrees with the first" in told) == (0, True)
    assert json.loads(verify("certificate.json", "receipt.json", json_=True)[1])["together"] == "agree"
    paths["certificate.json"].write_bytes(document.replace(b'"size":5', b'"size":6'))
    assert json.loads(verify("receipt.json", "certificate.json", json_=True)[1])["wrong"] == "signature"
    assert verify("receipt.json", "certificate.json")[0] == 1
