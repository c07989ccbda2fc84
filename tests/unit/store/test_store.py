"""The store: proofs cannot be changed, one writer, durable settings, migrations that make what the program sees."""

from __future__ import annotations

import subprocess
import sys
import threading
import traceback
from datetime import date
from importlib import resources
from itertools import pairwise
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import IntegrityError

from madoguchi.base.clock import Instant
from madoguchi.base.errors import Unavailable
from madoguchi.ledger.record import first_broken
from madoguchi.office.agreed_fees.ports import Answer, FeeAnswer, IssuedQuote, WorkTurn
from madoguchi.office.cases.ports import CaseEntry, EntryKind, SetRoutineRules
from madoguchi.office.custody.ports import CustodyFile, CustodyRule, Holding, Opening, Source, Verdict
from madoguchi.office.fees.ports import SetFreeTime, SetRates, SetTax
from madoguchi.office.hours.ports import Dated, SetDay, SetWeek
from madoguchi.office.ids import CaseId, CustodyId, OperatorId
from madoguchi.office.statements.ports import InvoiceSettings, Statement, StatementKind
from madoguchi.office.terms.ports import Withdrawal
from madoguchi.rules.fees import FreeTime, Rates, Rounding, TaxRate
from madoguchi.rules.hours import OwnDay, WeekPattern
from madoguchi.rules.statements import TaxRounding
from madoguchi.store.engine import open_engine, reading, writing
from madoguchi.store.migrate import go_back, head, migrate, version_of
from madoguchi.store.tables import APPEND_ONLY, metadata
from tests import postgres
from tests.office_world import World, open_world, whole_dialogue

DATABASE = "madoguchi.sqlite3"


def received_file(file_id: CustodyId, case_id: CaseId, by: OperatorId, now: Instant) -> CustodyFile:
    return CustodyFile(
        id=file_id,
        case_id=case_id,
        number=1,
        size=2**40,
        sha256="a" * 64,
        source=Source.EMAIL,
        session_id=None,
        wrapped=b"w",
        details=b"d",
        deposited_at=now,
        deposited_by=by,
        keep_until=now,
        holding=Holding.KEPT,
        verdict=Verdict.UNKNOWN,
        finding="",
        checked_at=None,
        ended_at=None,
        ended_by="",
        ended_for="",
    )


@pytest.mark.article("P.2")
@pytest.mark.parametrize("table", APPEND_ONLY)
def test_proofs_can_be_neither_changed_nor_dropped(world: World, table: str) -> None:
    actor = world.operator().operator
    terms = world.publish()
    world.desk.provider.introduce(world.now, name="株式会社まど", name_en="", phone="")
    world.desk.consent.record_fetched("host.tar.gz", "a" * 64, 5, "203.0.113.7", world.now)
    case = world.case(actor)
    session, host = world.session(actor, case)
    posted = host.sign(*whole_dialogue(terms)[0])
    world.desk.consent.state(host.token, posted["statement"], posted["signature"], posted["host_key"], world.now)
    assert isinstance(world.desk.consent.receipt_for_host(host.token, world.now), dict)
    with world.shelf.writing() as books:
        books.terms.withdraw(1, Withdrawal(world.now, actor.id, "誤り"))
        week = WeekPattern(world.now, ((),) * 7)
        books.hours.add_week(SetWeek(week, world.now, actor.id))
        books.hours.add_day(SetDay(OwnDay(date(2026, 1, 6), (), world.now), actor.id))
        books.hours.withdraw(Dated.WEEK, 1, actor.id, world.now)
        books.fees.add_rates(SetRates(Rates(world.now, 1800, Rounding.UP, 1, {}), world.now, actor.id))
        books.fees.add_tax(SetTax(TaxRate(world.now, 1000), world.now, actor.id))
        books.fees.add_free(SetFreeTime(case.customer_id, FreeTime(date(2026, 2, 1), 60), world.now, actor.id))
        books.statements.set_up(InvoiceSettings(world.now, "", "", "", TaxRounding.DOWN, actor.id))
        books.statements.add(
            Statement(
                1, StatementKind.STATEMENT, case.customer_id, "2026-01", None, "{}", "d" * 64, world.now, actor.id
            )
        )
        books.agreed_fees.issue(IssuedQuote(session.id, "b" * 64, "{}", world.now))
        books.agreed_fees.answer(FeeAnswer(1, session.id, Answer.YES, "b" * 64, None, world.now))
        books.agreed_fees.turn(WorkTurn(1, session.id, working=False, at=world.now))
        file_id = CustodyId("e" * 32)
        books.custody.add(received_file(file_id, case.id, actor.id, world.now))
        books.custody.add_opening(Opening("f" * 32, file_id, world.now, actor.id, "調べる", Verdict.CLEAN))
        books.custody.add_rule(CustodyRule(world.now, 90, 14, actor.id))
        books.cases.add_entry(CaseEntry("c" * 32, case.id, world.now, EntryKind.NOTE, "電話した", actor.id))
        books.cases.add_routine_rules(SetRoutineRules(1, world.now, 5, 30, 10, actor.id))
    engine = open_engine(postgres.place(world.folder))
    with writing(engine) as connection:
        before = connection.exec_driver_sql(f"SELECT * FROM {table}").all()
        columns = [column["name"] for column in inspect(connection).get_columns(table)]
    assert before
    forbidden = [f"DELETE FROM {table}", *(f'UPDATE {table} SET "{column}" = "{column}"' for column in columns)]
    if engine.dialect.name == "sqlite":
        forbidden.append(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    else:
        forbidden.append(f"TRUNCATE {table} CASCADE")
    for statement in forbidden:
        with pytest.raises(IntegrityError, match="append-only"), writing(engine) as connection:
            connection.exec_driver_sql(statement)
    with reading(engine) as connection:
        assert connection.exec_driver_sql(f"SELECT * FROM {table}").all() == before
    engine.dispose()


def test_the_migrations_make_what_the_program_sees(engine: Engine) -> None:
    migrate(engine)
    migrate(engine)  # again changes nothing
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_every_migration_can_be_undone_and_done_again(engine: Engine) -> None:
    """Each by itself, so that a later one does not hide what an earlier one leaves behind."""
    script = ScriptDirectory(str(resources.files("madoguchi.store").joinpath("migrations")))
    versions = [found.revision for found in reversed(list(script.walk_revisions()))]
    seen = {"base": things(engine)}
    for version in versions:
        migrate(engine, version)
        seen[version] = things(engine)
    for before, version in reversed(list(pairwise(["base", *versions]))):
        go_back(engine, before)
        assert things(engine) == seen[before], f"what {version} did is not undone"
    migrate(engine)
    assert things(engine) == seen[versions[-1]]
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert version_of(connection) == head()


def things(engine: Engine) -> set[tuple[str, ...]]:
    """Tables, columns, indexes and triggers, by name."""
    with engine.connect() as connection:
        seen = inspect(connection)
        names = [name for name in seen.get_table_names() if name != "alembic_version"]
        found = {(table, column["name"], str(column["type"])) for table in names for column in seen.get_columns(table)}
        found |= {(table, "index", str(index["name"])) for table in names for index in seen.get_indexes(table)}
        triggers = (
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            if engine.dialect.name == "sqlite"
            else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal UNION ALL "
            "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        )
        return found | {("trigger", name) for name in connection.exec_driver_sql(triggers).scalars()}


def test_it_is_opened_durable(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / DATABASE)
    with reading(engine) as connection:
        pragmas = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "trusted_schema", "recursive_triggers")
        }
    engine.dispose()
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0, "recursive_triggers": 1}
    assert pragmas == wanted
    assert (tmp_path / DATABASE).stat().st_mode & 0o077 == 0


def test_a_failed_transaction_leaves_nothing(world: World) -> None:
    actor = world.operator().operator

    class Halt(Exception):
        pass

    with pytest.raises(Halt), world.shelf.writing() as books:
        books.operators.set_active(actor.id, active=False)
        raise Halt
    with world.shelf.reading() as books:
        row = books.operators.by_id(actor.id)
    assert row is not None
    assert row.active


def test_postgresql_is_opened_durable() -> None:
    engine = open_engine(postgres.empty("durable"))
    with reading(engine) as connection:
        assert (
            connection.exec_driver_sql("SHOW synchronous_commit").scalar_one() == "on"
        )  # whatever the server's own is
        assert connection.exec_driver_sql("SHOW transaction_read_only").scalar_one() == "on"
    engine.dispose()


def test_a_database_that_sorts_otherwise_is_refused() -> None:
    """Lists would stand in another order than on SQLite, and instants are compared as text."""
    postgres.server().run(
        "CREATE DATABASE sorted TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'ja' LOCALE 'C'"
    )
    with pytest.raises(Unavailable, match="LOCALE 'C'"):
        open_engine(postgres.server().address("sorted"))


def test_a_database_that_is_not_there_is_told_without_its_password() -> None:
    where = postgres.server().address("nowhere").replace("madoguchi@", "madoguchi:geheim@")
    with pytest.raises(Unavailable) as refused:
        open_engine(where)
    assert "nowhere" in str(refused.value)
    assert "geheim" not in "".join(traceback.format_exception(refused.value))


def test_what_no_text_can_hold_finds_nobody(world: World) -> None:
    """PostgreSQL refuses NUL in text: a sign-in with it is a wrong one, not a fault of ours."""
    world.operator("yamada")
    assert world.desk.operators.by_login("yamada\0") is None
    assert world.desk.customers.find("\0") == []


def test_writers_take_turns(engine: Engine) -> None:
    """Read, then write what follows from it: with a writer at a time no number is given twice."""
    with writing(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE counts (n INTEGER)")
        connection.exec_driver_sql("INSERT INTO counts VALUES (0)")

    def count() -> None:
        for _ in range(25):
            with writing(engine) as connection:
                seen = connection.exec_driver_sql("SELECT n FROM counts").scalar_one()
                connection.exec_driver_sql(f"UPDATE counts SET n = {seen + 1}")

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as connection:
        assert connection.exec_driver_sql("SELECT n FROM counts").scalar_one() == 200


def test_two_processes_write_one_ledger_without_a_gap(world: World) -> None:
    """Two offices over one database, both writing at once. Article: P.2"""
    actor = world.operator().operator
    world.publish()
    case = world.case(actor)
    began = world.shelf
    with began.reading() as books:
        before = len(books.ledger.entries())
    where = str(postgres.place(world.folder))
    command = [sys.executable, "-m", "tests.unit.store.write_numbers", where, str(world.folder), actor.login, case.id]
    writers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for writer in writers:  # both are open before either begins
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    told: tuple[list[str], list[str]] = ([], [])
    both = threading.Event()

    def listen(mine: int) -> None:
        for line in writers[mine].stdout or ():
            told[mine].append(line.strip())
            if all(len(heard) >= 20 for heard in told):
                both.set()

    listeners = [threading.Thread(target=listen, args=[mine]) for mine in (0, 1)]
    for listener in listeners:
        listener.start()
    assert both.wait(60), [len(heard) for heard in told]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.close()
        writer.wait(30)
    for listener in listeners:
        listener.join()
    for writer in writers:
        assert writer.stdout is not None
        writer.stdout.close()
    assert [writer.returncode for writer in writers] == [0, 0]
    with began.reading() as books:
        entries = books.ledger.entries()
    assert [entry.number for entry in entries] == list(range(entries[0].number, entries[0].number + len(entries)))
    assert first_broken(entries) is None
    written = {entry.about for entry in entries[before:]}
    assert written == {*told[0], *told[1]}


def test_everything_is_there_after_opening_again(world: World) -> None:
    actor = world.operator().operator
    terms = world.publish()
    session, host = world.session(actor, world.case(actor))
    for kind, body in whole_dialogue(terms):
        posted = host.sign(kind, body)
        world.desk.consent.state(host.token, posted["statement"], posted["signature"], posted["host_key"], world.now)
    before = world.desk.sessions.get(actor, session.id)
    other = open_world(world.folder, clock=world.clock)
    assert other.desk.sessions.get(actor, session.id) == before
    assert other.desk.consent.first_broken() is None
    other.close()
