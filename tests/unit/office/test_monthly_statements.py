"""A month's statements: drafts that follow the records, numbers without a gap, corrections that are documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from madoguchi.base.errors import BrokenProof
from madoguchi.office.actor import Actor
from madoguchi.office.fees.ports import SetFreeTime
from madoguchi.office.refusals import BadField
from madoguchi.office.statements.document import paper_of
from madoguchi.office.statements.months import beginning, is_over, moved
from madoguchi.office.statements.ports import InvoiceSettings, StatementKind
from madoguchi.office.statements.service import Draft, Issued, NotIssued, SettingsFacts
from madoguchi.store.engine import open_engine, writing
from madoguchi.wire.vocabulary import Phase
from tests import postgres
from tests.charged_world import charged_session, set_invoices, set_prices
from tests.office_world import World, got

MONTH = "2026-01"
EVENING = datetime(2026, 1, 6, 9, 0, tzinfo=UTC)  # Tuesday 18:00 in Japan
FEBRUARY = datetime(2026, 1, 31, 15, 0, tzinfo=UTC)  # midnight in Japan


@pytest.fixture
def actor(world: World) -> Actor:
    found = world.operator().operator
    world.desk.provider.introduce(world.now, name="株式会社まど", name_en="Mado Inc.", phone="03-0000-0000")
    set_prices(world.desk, found, world.now)
    set_invoices(world.desk, found, world.now)
    world.publish()
    return found


def held(world: World, actor: Actor, *starts: datetime, minutes: int = 20) -> str:
    """The customer of sessions at these instants."""
    case = world.case(actor)
    for start in starts:
        charged_session(world.desk, world.shelf, actor, case, start, timedelta(minutes=minutes))
    return case.customer_id


def issue(world: World, actor: Actor, customer: str, now: datetime = FEBRUARY) -> Issued:
    draft = got(Draft, world.desk.statements.draft(customer, MONTH, now))  # type: ignore[arg-type]
    return got(Issued, world.desk.statements.issue(actor, customer, MONTH, draft.paper.seen, now))  # type: ignore[arg-type]


@pytest.mark.article("3.4")
def test_a_draft_follows_the_records_until_it_is_issued(world: World, actor: Actor) -> None:
    case = world.case(actor)
    charged_session(world.desk, world.shelf, actor, case, EVENING, timedelta(minutes=20))
    first = got(Draft, world.desk.statements.draft(case.customer_id, MONTH, FEBRUARY))
    assert (first.paper.totals.yen, first.paper.totals.tax, first.hindrance) == (4_000, 400, None)
    charged_session(world.desk, world.shelf, actor, case, EVENING + timedelta(days=1), timedelta(minutes=5))
    stale = world.desk.statements.issue(actor, case.customer_id, MONTH, first.paper.seen, FEBRUARY)
    assert stale == NotIssued("statements.refusal.changed")
    made = issue(world, actor, case.customer_id)
    assert (made.statement.number, made.paper.totals.total, len(made.paper.lines)) == (1, 6_600, 2)
    assert made.paper.issuer.registration == "T7000012050002"
    again = world.desk.statements.issue(actor, case.customer_id, MONTH, first.paper.seen, FEBRUARY)
    assert again == NotIssued("statements.refusal.issued")


@pytest.mark.article("3.3")
def test_what_was_not_agreed_stands_in_no_statement(world: World, actor: Actor) -> None:
    case = world.case(actor)
    charged_session(world.desk, world.shelf, actor, case, EVENING, timedelta(hours=1), agreed=False)
    draft = got(Draft, world.desk.statements.draft(case.customer_id, MONTH, FEBRUARY))
    assert draft.paper.lines == ()
    assert draft.hindrance == "statements.refusal.nothing"
    assert world.desk.statements.month(MONTH, FEBRUARY) == []


@pytest.mark.article("3.4")
def test_a_session_over_the_end_of_the_month_stands_in_one_statement(world: World, actor: Actor) -> None:
    customer = held(world, actor, FEBRUARY - timedelta(minutes=10), FEBRUARY - timedelta(minutes=40))
    january = got(Draft, world.desk.statements.draft(customer, MONTH, FEBRUARY))  # type: ignore[arg-type]
    february = got(Draft, world.desk.statements.draft(customer, "2026-02", FEBRUARY))  # type: ignore[arg-type]
    assert [len(january.sessions), len(february.sessions)] == [1, 1]
    assert february.hindrance == "statements.refusal.month_not_over"


@pytest.mark.article("3.4")
def test_what_ends_after_a_month_was_closed_is_charged_in_the_next_and_once(world: World, actor: Actor) -> None:
    case = world.case(actor)
    charged_session(world.desk, world.shelf, actor, case, EVENING, timedelta(minutes=20))
    late = charged_session(
        world.desk, world.shelf, actor, case, FEBRUARY - timedelta(minutes=50), timedelta(minutes=50, seconds=1)
    )
    january = issue(world, actor, case.customer_id)
    assert late.id not in {line.work.session for line in january.paper.lines}
    march = beginning("2026-03")
    draft = got(Draft, world.desk.statements.draft(case.customer_id, "2026-02", march))
    february = got(Issued, world.desk.statements.issue(actor, case.customer_id, "2026-02", draft.paper.seen, march))
    assert {line.work.session for line in february.paper.lines} == {late.id}
    again = got(tuple, world.desk.statements.correct(actor, 1, frozenset({late.id}), "誤り", march))
    assert [one.statement.kind for one in again] == [StatementKind.CANCELLATION], "a month takes only its own sessions"


@pytest.mark.article("3.4")
def test_a_month_is_not_closed_while_a_session_of_it_runs(world: World, actor: Actor) -> None:
    case = world.case(actor)
    charged_session(world.desk, world.shelf, actor, case, EVENING, timedelta(minutes=20))
    running = charged_session(world.desk, world.shelf, actor, case, FEBRUARY - timedelta(hours=1), timedelta(minutes=5))
    with world.shelf.writing() as books:
        books.sessions.change(replace(running, phase=Phase.CONNECTED, ending=None, ended_at=None))
    draft = got(Draft, world.desk.statements.draft(case.customer_id, MONTH, FEBRUARY))
    assert draft.hindrance == "statements.refusal.session_runs"
    assert world.desk.statements.issue(actor, case.customer_id, MONTH, draft.paper.seen, FEBRUARY) == NotIssued(
        "statements.refusal.session_runs"
    )


@pytest.mark.article("3.4")
def test_a_session_left_out_by_a_correction_comes_back_by_the_next(world: World, actor: Actor) -> None:
    made = issue(world, actor, held(world, actor, EVENING, EVENING + timedelta(days=1)))
    both = {line.work.session for line in made.paper.lines}
    left = frozenset({made.paper.lines[0].work.session})
    got(tuple, world.desk.statements.correct(actor, 1, left, "誤り", FEBRUARY))
    *_, new = got(tuple, world.desk.statements.correct(actor, 3, frozenset(both), "やはり含める", FEBRUARY))
    assert (new.statement.number, new.paper.totals.total) == (5, made.paper.totals.total)
    totals = [one.paper.totals.total for one in world.desk.statements.all_of(MONTH)]
    assert sum(totals) == made.paper.totals.total


@pytest.mark.article("3.3")
def test_free_time_is_used_once_in_the_order_of_the_sessions(world: World, actor: Actor) -> None:
    case = world.case(actor)
    got(SetFreeTime, world.desk.fees.set_free(actor, case.customer_id, MONTH, "30", world.now))
    for day in (2, 1, 0):
        charged_session(world.desk, world.shelf, actor, case, EVENING + timedelta(days=day), timedelta(minutes=20))
    draft = got(Draft, world.desk.statements.draft(case.customer_id, MONTH, FEBRUARY))
    assert [(one.work.reference, one.free_seconds, one.yen) for one in draft.paper.lines] == [
        (case.reference, 600, 2_000),
        (case.reference, 0, 4_000),
    ]


@pytest.mark.article("3.4")
def test_a_correction_is_two_documents_and_the_first_stays(world: World, actor: Actor) -> None:
    customer = held(world, actor, EVENING, EVENING + timedelta(days=1))
    made = issue(world, actor, customer)
    stays = made.paper.lines[1].work.session
    red, new = got(tuple, world.desk.statements.correct(actor, 1, frozenset({stays}), "作業のやり直しのため", FEBRUARY))
    assert (red.statement.number, red.statement.kind, red.statement.cancels) == (2, StatementKind.CANCELLATION, 1)
    assert red.paper.totals.total == -made.paper.totals.total
    assert (new.statement.number, new.paper.replaces, new.paper.totals.total) == (3, 1, 4_400)
    assert got(Issued, world.desk.statements.get(1)) == made
    assert world.desk.statements.correct(actor, 1, frozenset(), "再び", FEBRUARY) == NotIssued(
        "statements.refusal.not_standing"
    )
    last = got(tuple, world.desk.statements.correct(actor, 3, frozenset(), "全額", FEBRUARY))
    assert [one.statement.number for one in last] == [4]
    row = world.desk.statements.month(MONTH, FEBRUARY)[0]
    assert row.standing is None
    assert sum(one.paper.totals.total for one in row.issued) == 0


def test_a_correction_needs_a_reason(world: World, actor: Actor) -> None:
    issue(world, actor, held(world, actor, EVENING))
    wrong = world.desk.statements.correct(actor, 1, frozenset(), " ", FEBRUARY)
    assert wrong == BadField("reason", "office.field.needed")
    assert len(world.desk.statements.all_of(MONTH)) == 1


@pytest.mark.article("3.4")
def test_numbers_have_no_gap_although_issuing_fails_in_between(world: World, actor: Actor) -> None:
    customers = [held(world, actor, EVENING) for _ in range(3)]
    issue(world, actor, customers[0])
    assert isinstance(world.desk.statements.issue(actor, customers[1], MONTH, "0" * 64, FEBRUARY), NotIssued)  # type: ignore[arg-type]
    assert [issue(world, actor, one).statement.number for one in customers[1:]] == [2, 3]


@pytest.mark.article("3.4", "P.2")
def test_what_was_issued_can_be_neither_changed_nor_dropped(world: World, actor: Actor) -> None:
    issue(world, actor, held(world, actor, EVENING))
    engine = open_engine(postgres.place(world.folder))
    for words in ("UPDATE statements SET text = 'x'", "DELETE FROM statements", "DELETE FROM invoice_settings"):
        with pytest.raises(IntegrityError, match="append-only"), writing(engine) as connection:
            connection.execute(text(words))
    engine.dispose()


def test_what_changes_later_changes_nothing_that_was_issued(world: World, actor: Actor) -> None:
    made = issue(world, actor, held(world, actor, EVENING))
    facts = SettingsFacts("", "大阪", "", "up")
    got(InvoiceSettings, world.desk.statements.set_up(actor, facts, FEBRUARY))
    world.desk.provider.introduce(FEBRUARY, name="別の名前", name_en="", phone="")
    found = got(Issued, world.desk.statements.get(1))
    assert found.paper == made.paper
    assert found.statement.text.encode() == found.paper.text()


def test_a_statement_that_was_tampered_with_is_not_read() -> None:
    with pytest.raises(BrokenProof):
        paper_of('{"format":"madoguchi/other/1"}')


def test_a_tampered_sum_is_not_read(world: World, actor: Actor) -> None:
    made = issue(world, actor, held(world, actor, EVENING))
    with pytest.raises(BrokenProof):
        paper_of(made.statement.text.replace('"total":4400', '"total":4401'))


@pytest.mark.article("P.2")
def test_each_is_written_into_the_ledger(world: World, actor: Actor) -> None:
    made = issue(world, actor, held(world, actor, EVENING))
    with world.shelf.reading() as books:
        (written,) = books.ledger.about(["statement:1"])
    assert written.payload["body"] == {"number": 1, "sha256": made.statement.sha256}


def test_without_settings_nothing_is_issued(world: World) -> None:
    actor = world.operator().operator
    set_prices(world.desk, actor, world.now)
    world.publish()
    customer = held(world, actor, EVENING)
    draft = got(Draft, world.desk.statements.draft(customer, MONTH, FEBRUARY))  # type: ignore[arg-type]
    assert draft.hindrance == "statements.refusal.no_settings"


def test_settings_say_what_is_wrong_beside_the_field(world: World, actor: Actor) -> None:
    service = world.desk.statements
    before = service.settings(FEBRUARY)
    wrong = service.set_up(actor, SettingsFacts("T1234567890123", "東京", "", "down"), FEBRUARY)
    assert wrong == BadField("registration", "statements.field.registration")
    assert got(BadField, service.set_up(actor, SettingsFacts("", "東" * 401, "", "down"), FEBRUARY)).field == "address"
    assert got(BadField, service.set_up(actor, SettingsFacts("", "", "", "sideways"), FEBRUARY)).field == "rounding"
    assert service.settings(FEBRUARY) == before


def test_months_end_where_japans_do() -> None:
    assert beginning("2026-02") == FEBRUARY
    assert is_over(MONTH, FEBRUARY)
    assert not is_over(MONTH, FEBRUARY - timedelta(microseconds=1))
    assert [moved("2026-01", -1), moved("2026-12", 1)] == ["2025-12", "2027-01"]
