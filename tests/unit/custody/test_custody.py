"""Received files: who may do what, what is written down of it, and that destruction destroys. Article: 5.6, 8.3, 8.4, 8.5"""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest

from madoguchi.base.errors import BrokenProof, Unavailable
from madoguchi.office.actor import Actor
from madoguchi.office.cases.ports import Case, EntryKind
from madoguchi.office.cases.service import Purpose
from madoguchi.office.consent.service import ReceiptFile
from madoguchi.office.custody.keyring import CUSTODY_FILE, WINDOW
from madoguchi.office.custody.ports import CustodyFile, CustodyRule, Holding, Scanned, Verdict
from madoguchi.office.custody.service import DepositFacts, Given, Held, HeldFile
from madoguchi.office.custody.vault import Writing
from madoguchi.office.ids import CustodyId
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.office.refusals import BadField, NoSuchThing
from madoguchi.seal.at_rest import open_stream, unwrap
from tests.office_world import World, got, make_world, vault_in, whole_dialogue

MAIL = DepositFacts("台帳.xlsx", "email", "印刷が崩れる原因を調べるため", "1月5日のメール")


class Says:
    """A scanner that says what it is told to."""

    def __init__(self) -> None:
        self.verdict = Verdict.CLEAN
        self.seen: list[bytes] = []

    def scan(self, pieces: Iterable[bytes]) -> Scanned:
        self.seen.append(b"".join(pieces))
        return Scanned(self.verdict, "Eicar-Test" if self.verdict is Verdict.NOT_CLEAN else "")


class Desk:
    """A case with an operator on it, and a scanner that can be told."""

    def __init__(self, folder: Path) -> None:
        self.scanner = Says()
        self.world: World = make_world(folder, self.scanner)
        self.actor: Actor = self.world.operator().operator
        self.case: Case = self.world.case(self.actor)
        self.custody = self.world.desk.custody

    def deposit(self, plain: bytes = b"hello", facts: DepositFacts = MAIL, case: Case | None = None) -> CustodyFile:
        case = case or self.case
        writing = got(Writing, self.custody.begin(self.actor, case.id, facts))
        writing.write(plain)
        return got(CustodyFile, self.custody.keep(self.actor, case.id, facts, writing, self.world.now))

    def open(self, file: CustodyFile, purpose: str = "調べるため", *, actor: Actor | None = None) -> bytes:
        given = self.custody.open(actor or self.actor, file.id, purpose, sure=False, now=self.world.now)
        return b"".join(got(Given, given).pieces)

    def end(self, file: CustodyFile, how: Holding = Holding.DESTROYED) -> CustodyFile:
        return got(CustodyFile, self.custody.end(self.actor, file.id, how, "済んだ", sure=True, now=self.world.now))

    def ledger(self) -> list[tuple[str, dict[str, object]]]:
        with self.world.shelf.reading() as books:
            items = books.ledger.about([self.case.id])
        return [
            (item.entry.kind, dict(item.payload["body"]))  # type: ignore[arg-type] # the office's own words have one
            for item in items
            if item.entry.kind.startswith("custody:")
        ]

    def told(self) -> list[EntryKind]:
        with self.world.shelf.reading() as books:
            entries = books.cases.entries(self.case.id)
        return sorted(entry.kind for entry in entries if entry.kind.value.startswith("custody"))


@pytest.fixture
def desk(tmp_path: Path):
    made = Desk(tmp_path)
    yield made
    made.world.close()


@pytest.mark.article("5.6", "8.4")
def test_a_deposit_is_sealed_checked_and_written_down_without_its_name(desk: Desk):
    plain = secrets.token_bytes(200_000)
    made = desk.deposit(plain)
    assert desk.scanner.seen == [plain]
    assert (made.number, made.size, made.verdict) == (1, 200_000, Verdict.CLEAN)
    (held,) = got(list, desk.custody.of_case(desk.actor, desk.case.id, Purpose.SUPPORT))
    assert isinstance(held, Held)
    assert held.details is not None
    assert (held.details.name, held.details.reason) == ("台帳.xlsx", "印刷が崩れる原因を調べるため")
    assert held.file.keep_until == desk.world.now + timedelta(days=90)
    assert [kind for kind, _ in desk.ledger()] == ["custody:deposited", "custody:checked"]
    assert "台帳" not in repr(desk.ledger())
    assert desk.ledger()[0][1]["sha256"] == made.sha256
    assert desk.told() == [EntryKind.CUSTODY_DEPOSITED]
    assert desk.deposit(b"").number == 2


@pytest.mark.article("8.4")
def test_an_opening_asks_what_for_and_is_a_row_before_the_first_byte(desk: Desk):
    made = desk.deposit(b"secret figures")
    for purpose in ("", "   ", "x" * 501, "a\nb"):
        refused = desk.custody.open(desk.actor, made.id, purpose, sure=True, now=desk.world.now)
        assert got(BadField, refused).field == "purpose"
    assert len(desk.ledger()) == 2
    given = got(Given, desk.custody.open(desk.actor, made.id, "復旧の確認", sure=False, now=desk.world.now))
    assert desk.ledger()[-1][0] == "custody:opened"
    assert desk.ledger()[-1][1]["purpose"] == "復旧の確認"
    assert (given.name, b"".join(given.pieces)) == ("台帳.xlsx", b"secret figures")
    file = got(HeldFile, desk.custody.get(desk.actor, made.id, Purpose.SUPPORT))
    assert [(one.purpose, name) for one, name in file.openings] == [("復旧の確認", "山田 花子")]


@pytest.mark.article("8.3")
def test_who_is_not_on_the_case_meets_nothing(desk: Desk):
    made = desk.deposit()
    now, nowhere = desk.world.now, CustodyId("0" * 32)
    outsider = desk.world.operator("suzuki").operator
    auditor = desk.world.operator("kansa", OperatorRole.AUDITOR).operator
    admin = desk.world.operator("kanri", OperatorRole.ADMIN).operator
    custody = desk.custody
    for actor in (outsider, auditor, admin):
        for file_id in (made.id, nowhere):
            assert custody.open(actor, file_id, "見たい", sure=True, now=now) == NoSuchThing()
            assert custody.end(actor, file_id, Holding.DESTROYED, "x", sure=True, now=now) == NoSuchThing()
            assert custody.check(actor, file_id, now) == NoSuchThing()
        assert custody.begin(actor, desk.case.id, MAIL) == NoSuchThing()
        assert custody.of_case(actor, desk.case.id, Purpose.SUPPORT) == NoSuchThing()
    for actor in (outsider, admin):
        assert custody.get(actor, made.id, Purpose.EVIDENCE) == NoSuchThing()
        assert custody.due(actor, now + timedelta(days=365)) == []
    assert got(HeldFile, custody.get(auditor, made.id, Purpose.EVIDENCE)).held.file == made
    assert len(desk.ledger()) == 2


@pytest.mark.article("8.3")
def test_who_leaves_the_case_while_a_file_comes_in_deposits_nothing(desk: Desk, tmp_path: Path):
    colleague = desk.world.operator("suzuki").operator
    desk.world.desk.cases.add_member(desk.actor, desk.case.id, "suzuki", desk.world.now)
    writing = got(Writing, desk.custody.begin(colleague, desk.case.id, MAIL))
    writing.write(b"half")
    desk.world.desk.work.remove_member(desk.actor, desk.case.id, colleague.id, desk.world.now)
    assert desk.custody.keep(colleague, desk.case.id, MAIL, writing, desk.world.now) == NoSuchThing()
    assert list((tmp_path / "custody").iterdir()) == []


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (DepositFacts("", "email", "r", "o"), "name"),
        (DepositFacts("a\x00b", "email", "r", "o"), "name"),
        (DepositFacts("n", "thief", "r", "o"), "source"),
        (DepositFacts("n", "email", " ", "o"), "reason"),
        (DepositFacts("n", "medium", "r", ""), "origin"),
    ],
)
def test_a_deposit_says_how_it_came_and_why(desk: Desk, facts: DepositFacts, field: str, tmp_path: Path):
    assert got(BadField, desk.custody.begin(desk.actor, desk.case.id, facts)).field == field
    assert not (tmp_path / "custody").exists()


@pytest.mark.article("8.4")
@pytest.mark.parametrize("verdict", [Verdict.NOT_CLEAN, Verdict.UNKNOWN])
def test_what_is_not_clean_is_opened_by_a_supervisor_alone_who_says_so_twice(desk: Desk, verdict: Verdict):
    desk.scanner.verdict = verdict
    made = desk.deposit()
    now = desk.world.now
    refused = desk.custody.open(desk.actor, made.id, "調べる", sure=True, now=now)
    assert refused == BadField("purpose", "custody.field.supervisor")
    supervisor = desk.world.operator("kantoku", OperatorRole.SUPERVISOR).operator
    once = desk.custody.open(supervisor, made.id, "調べる", sure=False, now=now)
    assert once == BadField("sure", "custody.field.sure")
    given = got(Given, desk.custody.open(supervisor, made.id, "調べる", sure=True, now=now))
    assert b"".join(given.pieces) == b"hello"
    assert desk.ledger()[-1][1]["verdict"] == verdict.value
    desk.scanner.verdict = Verdict.CLEAN
    assert got(CustodyFile, desk.custody.check(desk.actor, made.id, now)).verdict is Verdict.CLEAN
    assert desk.open(made) == b"hello"


@pytest.mark.article("5.6")
def test_a_file_of_a_session_is_the_one_that_the_customers_program_signed_for(desk: Desk):
    plain = b"sent end to end"
    facts = DepositFacts("a.txt", "session", "調べるため")
    writing = got(Writing, desk.custody.begin(desk.actor, desk.case.id, facts))
    writing.write(plain)
    now = desk.world.now
    refused = desk.custody.keep(desk.actor, desk.case.id, facts, writing, now)
    assert refused == BadField("source", "custody.field.not_stated")
    terms = desk.world.publish()
    session, host = desk.world.session(desk.actor, desk.case)
    body = {"direction": "from_customer", "name": "a.txt", "sha256": writing.sha256, "size": len(plain)}
    for kind, said in [*whole_dialogue(terms)[:4], ("file:sent", body)]:
        posted = host.sign(kind, said)
        words = (posted["statement"], posted["signature"], posted["host_key"])
        assert isinstance(desk.world.desk.consent.state(host.token, *words, now), dict | ReceiptFile)
    assert desk.deposit(plain, facts).session_id == session.id
    assert not desk.custody.due(desk.actor, now)


@pytest.mark.article("8.5")
@pytest.mark.parametrize("how", [Holding.DESTROYED, Holding.RETURNED])
def test_its_end_is_an_end_for_it_and_for_nothing_else(desk: Desk, how: Holding, tmp_path: Path):
    made, other = desk.deposit(b"to go"), desk.deposit(b"to stay")
    unsure = desk.custody.end(desk.actor, made.id, how, "済んだ", sure=False, now=desk.world.now)
    assert unsure == BadField("sure", "custody.field.sure")
    unsaid = desk.custody.end(desk.actor, made.id, how, " ", sure=True, now=desk.world.now)
    assert got(BadField, unsaid).field == "reason"
    kept = desk.custody.end(desk.actor, made.id, Holding.KEPT, "x", sure=True, now=desk.world.now)
    assert kept == NoSuchThing()
    gone = desk.end(made, how)
    assert (gone.wrapped, gone.details, gone.holding) == (None, None, how)
    assert [path.name for path in (tmp_path / "custody").iterdir()] == [other.id]
    again = desk.custody.open(desk.actor, made.id, "調べる", sure=True, now=desk.world.now)
    assert again == NoSuchThing()
    assert desk.custody.check(desk.actor, made.id, desk.world.now) == NoSuchThing()
    assert desk.open(other) == b"to stay"
    assert f"custody:{how.value}" in [kind for kind, _ in desk.ledger()]
    held = got(HeldFile, desk.custody.get(desk.actor, made.id, Purpose.SUPPORT)).held
    assert (held.details, held.ended_by) == (None, "山田 花子")


@pytest.mark.article("8.5")
def test_an_old_copy_and_todays_keys_do_not_open_what_was_destroyed(desk: Desk, tmp_path: Path):
    """With the old row, the old sealed bytes and everything that the office has now; then also after the window, with all of the
    old database."""
    made, _ = desk.deposit(b"to go"), desk.deposit(b"to stay")
    blob = (tmp_path / "custody" / made.id).read_bytes()
    with desk.world.shelf.reading() as books:
        old_row, old_key = books.custody.by_id(made.id), books.custody.case_key(desk.case.id)
    assert old_row is not None
    assert old_row.wrapped is not None
    assert old_key is not None
    keys = vault_in(tmp_path).keys
    desk.end(made)
    with desk.world.shelf.reading() as books:
        new_key = books.custody.case_key(desk.case.id)
    assert new_key is not None
    today = keys.unwrap(new_key.generation, new_key.wrapped, desk.case.id)
    with pytest.raises(BrokenProof):
        unwrap(today, old_row.wrapped, made.id)
    file_key = unwrap(keys.unwrap(old_key.generation, old_key.wrapped, desk.case.id), old_row.wrapped, made.id)
    assert b"".join(open_stream(io.BytesIO(blob), file_key, made.id)) == b"to go", "within the window a backup opens"
    ended = desk.world.now
    while desk.world.now < ended + WINDOW:
        desk.world.clock.advance(86_400)
        desk.custody.keep_house(desk.world.now)
    with pytest.raises(BrokenProof):
        keys.unwrap(old_key.generation, old_key.wrapped, desk.case.id)
    (held,) = [one for one in got(list, desk.custody.of_case(desk.actor, desk.case.id, Purpose.SUPPORT)) if one.details]
    assert desk.open(held.file) == b"to stay"


@pytest.mark.article("8.5")
def test_a_lost_custody_key_is_said_and_never_hidden_by_a_new_one(desk: Desk, tmp_path: Path):
    made = desk.deposit()
    (tmp_path / CUSTODY_FILE).unlink()
    desk.custody.keep_house(desk.world.now)
    assert not (tmp_path / CUSTODY_FILE).exists()
    with pytest.raises(Unavailable):
        desk.custody.begin(desk.actor, desk.case.id, MAIL)
    with pytest.raises(Unavailable):
        desk.open(made)
    (held,) = got(list, desk.custody.of_case(desk.actor, desk.case.id, Purpose.SUPPORT))
    assert (held.file, held.details) == (made, None), "the case's page is there, and says what is wrong"
    assert [kind for kind, _ in desk.ledger()] == ["custody:deposited", "custody:checked"]


@pytest.mark.article("8.5")
def test_the_rule_is_for_what_comes_and_reminds_those_on_the_case(desk: Desk):
    first = desk.deposit()
    admin = desk.world.operator("kanri", OperatorRole.ADMIN).operator
    now = desk.world.now
    for days, remind, field in (("0", "0", "days"), ("x", "0", "days"), ("3651", "0", "days"), ("10", "11", "remind")):
        assert got(BadField, desk.custody.set_rule(admin, days, remind, now)).field == field
    got(CustodyRule, desk.custody.set_rule(admin, "10", "3", now))
    second = desk.deposit(b"2")
    assert (second.keep_until - now, first.keep_until - now) == (timedelta(days=10), timedelta(days=90))
    assert desk.custody.due(desk.actor, now + timedelta(days=6)) == []
    (due,) = desk.custody.due(desk.actor, now + timedelta(days=7))
    assert (due.held.file.id, due.is_over) == (second.id, False)
    (due,) = desk.custody.due(desk.actor, now + timedelta(days=10))
    assert due.is_over
    desk.end(second)
    assert desk.custody.due(desk.actor, now + timedelta(days=10)) == []
