"""Copies while sessions run, getting them back, moving: whole and compared, or not at all. Article: P.2"""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine
from typer.testing import CliRunner

from madoguchi.base.errors import BrokenProof, Unavailable
from madoguchi.commands import keeping
from madoguchi.commands.line import app
from madoguchi.commands.saying import Sorry
from madoguchi.ledger.checkpoint import Checkpoint, note, origin_of
from madoguchi.office.actor import Actor
from madoguchi.office.operators.service import SignedIn
from madoguchi.seal.signing import public_bytes, save_key, sign_note
from madoguchi.store import sealed_file
from madoguchi.store.backup import backup, restore
from madoguchi.store.copying import move, tallies_of
from madoguchi.store.engine import open_engine, reading, writing
from madoguchi.store.migrate import go_back, migrate, version_of
from tests import postgres
from tests.office_world import PASSWORD, World, got, open_world, totp, whole_dialogue

pytestmark = pytest.mark.article("P.2")


@pytest.fixture(autouse=True)
def cheap_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed_file, "_COST", {"time": 1, "memory": 64, "lanes": 1})


@pytest.fixture
def kept(world: World) -> Iterator[Engine]:
    """An office with a past, and its database."""
    made = world.operator()
    actor, terms = made.operator, world.publish()
    world.desk.provider.introduce(world.now, name="株式会社まど", name_en="", phone="")
    world.desk.consent.record_fetched("host.tar.gz", "a" * 64, 5 << 30, "203.0.113.7", world.now)
    converse(world, actor)
    world.case(actor)
    assert terms.version
    engine = open_engine(postgres.place(world.folder))
    yield engine
    engine.dispose()


def converse(world: World, actor: Actor) -> None:
    session, host = world.session(actor, world.case(actor))
    terms = world.desk.terms.versions()[0]
    for kind, body in whole_dialogue(terms):
        posted = host.sign(kind, body)
        given = world.desk.consent.state(
            host.token, posted["statement"], posted["signature"], posted["host_key"], world.now
        )
        assert isinstance(given, dict), (session, given)


def held(engine: Engine) -> dict[str, list[object]]:
    with reading(engine) as connection:
        return {name: tally.facts() for name, tally in tallies_of(connection).items()}


@pytest.mark.parametrize("passphrase", [None, "an old grey heron"])
def test_a_restored_office_is_the_same_office(
    world: World, kept: Engine, engine: Engine, tmp_path: Path, passphrase: str | None
) -> None:
    """From either database into either."""
    file = tmp_path / "copy.backup"
    backup(kept, file, world.now, secrets.token_bytes, passphrase)
    assert file.stat().st_mode & 0o077 == 0
    assert not list(tmp_path.glob("*.part"))
    told = restore(engine, file, world.now, passphrase)
    assert held(engine) == held(kept)
    assert held(engine)["ledger"][0] == told.ledger > 8
    with pytest.raises(Exception, match="append-only"), writing(engine) as connection:
        connection.exec_driver_sql("DELETE FROM ledger_bodies")
    assert ("田中" in file.read_bytes().decode("utf-8", "replace")) is False


def test_nobody_is_signed_in_after_a_restore(world: World, engine: Engine, tmp_path: Path) -> None:
    made = world.operator()
    world.clock.advance(30)
    signed = world.desk.operators.sign_in("yamada", PASSWORD, totp(made, world.now), "203.0.113.7", world.now)
    token = got(SignedIn, signed).token
    assert world.desk.operators.who(token, world.now)
    kept = open_engine(postgres.place(world.folder))
    backup(kept, tmp_path / "copy", world.now, secrets.token_bytes)
    kept.dispose()
    restore(engine, tmp_path / "copy", world.now)
    with reading(engine) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM web_sessions WHERE ended_at IS NULL").scalar_one() == 0
        assert connection.exec_driver_sql("SELECT count(*) FROM web_sessions").scalar_one() == 1


def test_nothing_is_written_over(world: World, kept: Engine, engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "copy"
    backup(kept, file, world.now, secrets.token_bytes)
    before, bytes_before = held(kept), file.read_bytes()
    with pytest.raises(FileExistsError):
        backup(kept, file, world.now, secrets.token_bytes)
    assert file.read_bytes() == bytes_before
    with pytest.raises(Unavailable, match="data already"):
        restore(kept, file, world.now)
    migrate(engine)
    restore(engine, file, world.now)  # made by the migrations and empty: that is empty
    with pytest.raises(Unavailable, match="data already"):
        move(kept, engine)
    assert held(kept) == before == held(engine)


def test_a_foreign_database_is_left_alone(kept: Engine, engine: Engine) -> None:
    with writing(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE ledgers (n INTEGER)")
    with pytest.raises(Unavailable, match="not Madoguchi's"):
        move(kept, engine)


@pytest.mark.parametrize("passphrase", [None, "an old grey heron"])
def test_a_damaged_copy_restores_nothing(
    world: World, kept: Engine, engine: Engine, tmp_path: Path, passphrase: str | None
) -> None:
    """One bit anywhere, an end too early, something behind it."""
    whole = tmp_path / "whole"
    backup(kept, whole, world.now, secrets.token_bytes, passphrase)
    good = whole.read_bytes()
    head = good.index(b"\n") + 1
    places = [head + 2, head + 4, (head + len(good)) // 2, len(good) - 1]
    broken = [good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :] for at in places]
    broken += [good[:-1], good[: len(good) // 2], good[:head], b"", good + b"x"]
    for number, content in enumerate(broken):
        file = tmp_path / f"broken{number}"
        file.write_bytes(content)
        with pytest.raises(BrokenProof):
            restore(engine, file, world.now, passphrase)
        with reading(engine) as connection:
            assert not any(tally.rows for tally in tallies_of(connection).values()), number
    restore(engine, whole, world.now, passphrase)


def test_a_sealed_copy_opens_with_its_passphrase_alone(
    world: World, kept: Engine, engine: Engine, tmp_path: Path
) -> None:
    file = tmp_path / "copy"
    backup(kept, file, world.now, secrets.token_bytes, "an old grey heron")
    for wrong in (None, "", "an old grey herring"):
        with pytest.raises(BrokenProof, match="passphrase"):
            restore(engine, file, world.now, wrong)


def test_a_copy_whose_ledger_was_rewritten_is_refused(world: World, engine: Engine, tmp_path: Path) -> None:
    """Whoever makes a wrong copy by hand, with right sums, still cannot make the chain hold."""
    kept = open_engine(tmp_path / "tampered.sqlite3")
    migrate(kept)
    with writing(kept) as connection:
        connection.exec_driver_sql(
            "INSERT INTO ledger VALUES (1, '', 'f', '2026-01-05T01:00:00.000Z', 'number:issued', 'office', 'x', '', 'c')"
        )
    backup(kept, tmp_path / "copy", world.now, secrets.token_bytes)
    with pytest.raises(BrokenProof, match="entry 1"):
        restore(engine, tmp_path / "copy", world.now)
    with pytest.raises(BrokenProof, match="entry 1"):
        move(kept, engine)
    kept.dispose()


def test_an_older_copy_is_brought_to_the_present_version(world: World, engine: Engine, tmp_path: Path) -> None:
    old = open_engine(tmp_path / "old.sqlite3")
    migrate(old, "0001")
    with writing(old) as connection:
        connection.exec_driver_sql(
            "INSERT INTO provider_versions VALUES ('2026-01-05T01:00:00.000Z', '株式会社まど', '', '', '', '')"
        )
    backup(old, tmp_path / "copy", world.now, secrets.token_bytes)
    old.dispose()
    restore(engine, tmp_path / "copy", world.now)
    migrate(engine)
    with reading(engine) as connection:
        assert version_of(connection) != "0001"
        assert connection.exec_driver_sql("SELECT name FROM provider_versions").scalar_one() == "株式会社まど"


def test_moving_takes_everything_and_leaves_the_source(world: World, kept: Engine, engine: Engine) -> None:
    before = held(kept)
    moved = move(kept, engine)
    assert moved["ledger"] == before["ledger"][0]
    assert held(engine) == before == held(kept)


def test_a_copy_made_while_sessions_run_is_one_moment(world: World, engine: Engine, tmp_path: Path) -> None:
    """Each session's rows are all in it or none, and the ledger in the copy ends where its sessions end."""
    actor = world.operator().operator
    world.publish()
    converse(world, actor)
    began, over = threading.Event(), threading.Event()
    wrong: list[BaseException] = []

    def work() -> None:
        other = open_world(world.folder, clock=world.clock)
        try:
            while not over.is_set():
                converse(other, actor)
                began.set()
        except BaseException as trouble:  # noqa: BLE001 - told below
            wrong.append(trouble)
            began.set()
        finally:
            other.close()

    thread = threading.Thread(target=work)
    thread.start()
    kept = open_engine(postgres.place(world.folder))
    try:
        assert began.wait(60)
        for number in range(3):
            backup(kept, tmp_path / f"copy{number}", world.now, secrets.token_bytes)
    finally:
        over.set()
        thread.join()
    assert not wrong
    last = restore(engine, tmp_path / "copy2", world.now)
    assert last.ledger < held(kept)["ledger"][0] or held(kept)["ledger"] == held(engine)["ledger"]
    kept.dispose()
    with reading(engine) as connection:
        # each entry of a customer's program moved its session on in the same transaction
        said = "SELECT count(*) FROM ledger WHERE statement_sha256 <> ''"
        moved_on = "SELECT sum(last_number + 1) FROM sessions"
        assert connection.exec_driver_sql(said).scalar_one() == connection.exec_driver_sql(moved_on).scalar_one() > 0


@pytest.mark.article("P.2")
def test_a_copy_older_than_what_was_signed_says_why_no_receipt_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a copy that is as long as what the signer remembers there is nothing to say."""
    key = Ed25519PrivateKey.generate()
    save_key(tmp_path / "ledger.pem", key)

    def said(signed: int, entries: int) -> str:
        head = Checkpoint(origin_of(public_bytes(key)), signed, bytes(32))
        text = note(head, public_bytes(key), sign_note(key, head.text()))
        (tmp_path / "ledger.head").write_text(text, encoding="utf-8")
        keeping._tell_of_the_memory(tmp_path, entries)
        return capsys.readouterr().out

    assert said(5, 5) == ""
    assert "older copy on purpose" in said(8, 5)
    (tmp_path / "ledger.head").write_text("nothing", encoding="utf-8")
    keeping._tell_of_the_memory(tmp_path, 5)
    assert "cannot be read" in capsys.readouterr().out
    (tmp_path / "ledger.head").unlink()
    keeping._tell_of_the_memory(tmp_path, 5)
    assert capsys.readouterr().out == ""


def test_the_commands(world: World, kept: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*words: object) -> str:
        done = CliRunner().invoke(app, [str(word) for word in words])
        if isinstance(done.exception, Sorry):
            return f"sorry: {done.exception.sentence}"
        assert done.exit_code == 0, (done.output, done.exception)
        return done.output

    secret, data = tmp_path / "secret", tmp_path / "other"
    secret.write_text("an old grey heron\n", encoding="utf-8")
    monkeypatch.setenv("MADOGUCHI_DATA_DIR", str(world.folder))
    if postgres.IS_ASKED:
        monkeypatch.setenv("MADOGUCHI_DATABASE", postgres.address(world.folder))
    file = tmp_path / "copy"
    assert "rows" in run("backup", file, "--passphrase-file", secret)
    assert "already" in run("backup", file, "--passphrase-file", secret)
    assert "data already" in run("restore", file, "--passphrase-file", secret)
    data.mkdir()
    monkeypatch.setenv("MADOGUCHI_DATA_DIR", str(data))
    monkeypatch.delenv("MADOGUCHI_DATABASE", raising=False)
    assert "sorry" in run("backup", tmp_path / "nothing")
    assert list(data.iterdir()) == [], "a copy of nothing makes no database"
    assert "passphrase is needed" in run("restore", file)
    assert "the ledger holds" in run("restore", file, "--passphrase-file", secret)
    target = postgres.empty(f"moved{secrets.token_hex(4)}")
    told = run("admin", "move-database", data / "madoguchi.sqlite3", target)
    assert re.search(r"Moved \d+ rows", told)
    assert "data already" in run("admin", "move-database", data / "madoguchi.sqlite3", target)
    moved = open_engine(target)
    assert held(moved).keys() == held(kept).keys()
    go_back(moved, "base")
    moved.dispose()
