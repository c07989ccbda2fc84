"""A change of hours, rates or tax that is still to come can be withdrawn; what was decided, when and by whom is in the ledger."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from madoguchi.office.fees.ports import SetFreeTime, SetRates, SetTax
from madoguchi.office.fees.service import RatesFacts
from madoguchi.office.hours.ports import Dated, SetDay, SetWeek
from madoguchi.office.hours.service import DayFacts, WeekFacts
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.office.refusals import NoSuchThing
from madoguchi.rules.fees import OFF_HOURS_KINDS
from tests.office_world import World, got

OPEN_LATE = WeekFacts("2026-02-01", ["9:00-20:00"] * 5 + ["", ""], closed_on_holidays=True)
FEBRUARY = datetime(2026, 1, 31, 15, tzinfo=UTC)  # its first midnight in Japan
MONDAY_EVENING = datetime(2026, 2, 2, 10, tzinfo=UTC)  # 19:00 in Japan


def rates(since: str = "2026-02-01") -> RatesFacts:
    return RatesFacts(since, "30", "up", "1", dict.fromkeys(OFF_HOURS_KINDS, "4000"))


def told(world: World) -> list[tuple[str, str, str, str]]:
    """Kind, what it is about, from when on, by whom."""
    with world.shelf.reading() as books:
        written = books.ledger.about(["week", "day", "rates", "tax", "free"])
    bodies = [(item.entry.kind, item.payload["body"]) for item in written]
    return [(kind, body["about"], body["effective"], body["by"]) for kind, body in bodies if isinstance(body, dict)]


@pytest.mark.article("3.2")
def test_a_coming_pattern_is_withdrawn_and_never_holds(world: World) -> None:
    admin = world.operator("kanri", OperatorRole.ADMIN).operator
    hours = world.desk.hours
    got(SetWeek, hours.set_week(admin, OPEN_LATE, world.now))
    assert not hours.is_off_hours(MONDAY_EVENING)
    world.clock.advance(60)
    withdrawn = got(SetWeek, hours.withdraw_week(admin, 1, world.now))
    assert withdrawn.withdrawn_at == world.now
    assert hours.is_off_hours(MONDAY_EVENING)
    assert [week.withdrawn_at for week in hours.weeks()] == [world.now]  # it stays on record
    assert hours.withdraw_week(admin, 1, world.now) == NoSuchThing()
    since = "2026-01-31T15:00:00.000Z"
    assert told(world) == [("hours:published", "week", since, admin.id), ("hours:withdrawn", "week", since, admin.id)]


@pytest.mark.article("3.2", "3.3")
def test_what_holds_already_cannot_be_withdrawn_not_even_in_its_first_instant(world: World) -> None:
    admin = world.operator("kanri", OperatorRole.ADMIN).operator
    got(SetWeek, world.desk.hours.set_week(admin, OPEN_LATE, world.now))
    got(SetRates, world.desk.fees.set_rates(admin, rates(), world.now))
    for at in (FEBRUARY, FEBRUARY + timedelta(seconds=1)):
        assert world.desk.hours.withdraw_week(admin, 1, at) == NoSuchThing()
        assert world.desk.fees.withdraw(admin, Dated.RATES, 1, at) == NoSuchThing()
    got(SetWeek, world.desk.hours.withdraw_week(admin, 1, FEBRUARY - timedelta(milliseconds=1)))


@pytest.mark.article("3.3")
def test_coming_rates_and_tax_are_withdrawn_and_what_was_known_before_stays_known(world: World) -> None:
    admin = world.operator("kanri", OperatorRole.ADMIN).operator
    fees = world.desk.fees
    entered = world.now
    got(SetRates, fees.set_rates(admin, rates(), entered))
    got(SetTax, fees.set_tax(admin, "2026-02-01", "10", entered))
    world.clock.advance(60)
    got(SetRates, fees.withdraw(admin, Dated.RATES, 1, world.now))
    got(SetTax, fees.withdraw(admin, Dated.TAX, 1, world.now))
    now, then = fees.plan(None, world.now), fees.plan(None, entered)
    assert (now.rates_at(FEBRUARY), now.tax_at(FEBRUARY)) == (None, 0)
    assert then.rates_at(FEBRUARY) is not None
    assert then.tax_at(FEBRUARY) == 1_000
    assert fees.withdraw(admin, Dated.TAX, 1, world.now) == NoSuchThing()
    assert fees.withdraw(admin, Dated.RATES, 7, world.now) == NoSuchThing()


@pytest.mark.article("3.2", "3.3", "P.2")
def test_every_decision_is_in_the_ledger_with_who_and_from_when(world: World) -> None:
    admin = world.operator("kanri", OperatorRole.ADMIN).operator
    customer = world.customer(world.operator().operator).customer.id
    hours, fees = world.desk.hours, world.desk.fees
    got(SetDay, hours.set_day(admin, DayFacts("2026-01-09", "", "棚卸し"), world.now))
    got(SetDay, hours.withdraw_day(admin, datetime(2026, 1, 9, tzinfo=UTC).date(), world.now))
    got(SetRates, fees.set_rates(admin, rates(), world.now))
    got(SetTax, fees.set_tax(admin, "2026-02-01", "10", world.now))
    got(SetFreeTime, fees.set_free(admin, customer, "2026-02", "60", world.now))
    since = "2026-01-31T15:00:00.000Z"
    assert told(world) == [
        ("hours:published", "day", "2026-01-09", admin.id),
        ("hours:withdrawn", "day", "2026-01-09", admin.id),
        ("fees:published", "rates", since, admin.id),
        ("fees:published", "tax", since, admin.id),
        ("fees:published", "free", "2026-02", admin.id),
    ]
    assert world.desk.consent.first_broken() is None
