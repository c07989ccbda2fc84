"""Migrations 0011 to 0015 with rows in them, on both databases: up, down, up again. What the older tables can say is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from madoguchi.base.words import Language, Words
from madoguchi.office.appointments.ports import Appointment
from madoguchi.office.appointments.typed import InviteFacts, WhenFacts
from madoguchi.office.cases.ports import Case, CaseEntry, Category, EntryKind
from madoguchi.office.cases.service import Purpose
from madoguchi.office.cases.timeline import WrittenDown
from madoguchi.office.queue.service import Asked, RequestFacts, Taking
from madoguchi.store.engine import reading
from madoguchi.store.migrate import go_back, head, migrate, version_of
from madoguchi.web.case_timeline import timeline_lines
from tests import postgres
from tests.office_world import World, got, make_world

TABLES = ("cases", "case_entries", "appointments", "support_requests", "requests_to_customer", "ledger")


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """An office on each database."""
    where: Any = tmp_path / "x.sqlite3"
    if request.param == "postgresql":
        where = postgres.empty(f"d{abs(hash(tmp_path))}")
    monkeypatch.setattr(postgres, "place", lambda _folder: where)
    made = make_world(tmp_path)
    yield made
    made.close()


def counted(world: World) -> dict[str, int]:
    with reading(world.shelf._engine) as connection:
        return {name: int(connection.execute(text(f"SELECT count(*) FROM {name}")).scalar() or 0) for name in TABLES}


@pytest.mark.article("1.2", "3.2", "5.7")
def test_an_office_at_work_goes_back_and_comes_again(office: World) -> None:
    actor, desk, now = office.operator().operator, office.desk, office.now
    office.publish()
    facts = RequestFacts("客先", "田中", "03", "印刷できない", "tanaka@example.jp")
    asked = got(Asked, desk.queue.ask(facts, "203.0.113.7", now))
    got(Asked, desk.queue.ask(facts, "203.0.113.7", now))
    case = got(Case, desk.queue.take(actor, asked.request.id, Taking(None, None, Category.FAULT, "印刷"), now))
    got(CaseEntry, desk.work.write(actor, case.id, EntryKind.NOTE, "電話した", now))
    when = WhenFacts("2026-01-06", "14:00", "60", "印刷の設定")
    invite = InviteFacts(True, "tanaka@example.jp", Language.EN)
    made = got(Appointment, desk.appointments.make(actor, case.id, when, invite, now))
    session, host = office.session(actor, case)
    for kind, body in (
        ("started", {"build": "test-1", "language": "ja"}),
        ("request:asked", {"request": 7, "text": "紙"}),
    ):
        posted = host.sign(kind, body)
        desk.consent.state(host.token, posted["statement"], posted["signature"], posted["host_key"], now)
    before, engine = counted(office), office.shelf._engine
    assert min(before[name] for name in ("cases", "case_entries", "appointments", "support_requests")) > 0
    for revision in ("0014", "0012", "0011", "0010"):
        go_back(engine, revision)
        with reading(engine) as connection:
            assert version_of(connection) == revision
    kept = {name: count for name, count in counted(office).items() if name != "requests_to_customer"}
    assert kept == {name: count for name, count in before.items() if name != "requests_to_customer"}
    migrate(engine)
    with reading(engine) as connection:
        assert version_of(connection) == head()
    events = desk.work.timeline(actor, case.id, Purpose.SUPPORT)
    assert isinstance(events, list)
    assert {one.entry.kind for one in events if isinstance(one, WrittenDown)} >= {EntryKind.NOTE, EntryKind.OPENED}
    assert all(line.text for line in timeline_lines(events, Words(Language.JA)))
    (planned,) = desk.appointments.of_case(actor, case.id, Purpose.SUPPORT, now)
    assert (planned.appointment.starts_at, planned.appointment.note) == (made.starts_at, made.note)
    assert (planned.appointment.email, planned.appointment.language) == ("", Language.JA)
    assert [one.organisation for one in desk.queue.waiting()[0]] == ["客先"]
    assert session.case_id == case.id
    assert desk.consent.first_broken() is None
