"""The store: proofs cannot be changed, one writer, durable settings, migrations that make what the program sees."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from madoguchi.store.engine import open_engine, reading, writing
from madoguchi.store.migrate import migrate
from madoguchi.store.tables import APPEND_ONLY, metadata
from tests.office_world import World, open_world, whole_dialogue

DATABASE = "madoguchi.sqlite3"


@pytest.mark.article("P.2")
@pytest.mark.parametrize("table", APPEND_ONLY)
def test_proofs_can_be_neither_changed_nor_dropped(world: World, table: str) -> None:
    actor = world.operator().operator
    terms = world.publish()
    world.desk.provider.introduce(world.now, name="株式会社まど", name_en="", phone="")
    world.desk.consent.record_fetched("host.tar.gz", "a" * 64, 5, "203.0.113.7", world.now)
    _, host = world.session(actor, world.case(actor))
    posted = host.sign(*whole_dialogue(terms)[0])
    world.desk.consent.state(host.token, posted["statement"], posted["signature"], posted["host_key"], world.now)
    raw = sqlite3.connect(world.folder / DATABASE)
    raw.execute("PRAGMA recursive_triggers=ON")
    try:
        columns = [row[1] for row in raw.execute(f"PRAGMA table_info({table})")]
        before = raw.execute(f"SELECT * FROM {table}").fetchall()
        assert before
        for forbidden in (
            f"DELETE FROM {table}",
            *(f"UPDATE {table} SET {column} = {column}" for column in columns),
            f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                raw.execute(forbidden)
            raw.rollback()
        assert raw.execute(f"SELECT * FROM {table}").fetchall() == before
    finally:
        raw.close()


def test_the_migrations_make_what_the_program_sees(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / DATABASE)
    migrate(engine)
    migrate(engine)  # again changes nothing
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_it_is_opened_durable(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / DATABASE)
    migrate(engine)
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


def test_writers_take_turns(tmp_path: Path) -> None:
    """Read, then write what follows from it: with a writer at a time no number is given twice."""
    engine = open_engine(tmp_path / DATABASE)
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
    engine.dispose()


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
