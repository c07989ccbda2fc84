"""Hours, rates, tax and free time: dated, only added to; the plan of a customer as it was known at an instant."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from madoguchi.office.fees.ports import SetFreeTime, SetRates, SetTax
from madoguchi.office.fees.service import RatesFacts
from madoguchi.office.hours.ports import SetDay, SetWeek
from madoguchi.office.hours.service import DayFacts, WeekFacts
from madoguchi.office.refusals import BadField
from madoguchi.rules.fees import OFF_HOURS_KINDS, free_in
from madoguchi.store.engine import open_engine, writing
from tests import postgres
from tests.office_world import World, got

RATES = RatesFacts("2026-01-05", "15", "up", "2", dict.fromkeys(OFF_HOURS_KINDS, "2000"))
WEEK = WeekFacts("2026-01-06", ["9:00-17:00"] * 5 + ["", ""], closed_on_holidays=False)


@pytest.mark.article("3.3")
def test_a_plan_knows_what_was_known_then_later_dates_included(world: World) -> None:
    actor = world.operator().operator
    customer = world.customer(actor).customer.id
    fees, before = world.desk.fees, world.now
    world.clock.advance(60)
    now = got(SetRates, fees.set_rates(actor, RATES, world.now))
    assert now.rates.since == world.now
    later = got(SetRates, fees.set_rates(actor, replace(RATES, since="2026-04-01"), world.now))
    got(SetTax, fees.set_tax(actor, "2026-01-05", "10", world.now))
    got(SetFreeTime, fees.set_free(actor, customer, "2026-02", "90", world.now))
    plan = fees.plan(customer, world.now)
    assert plan.rates == (now.rates, later.rates)
    assert plan.tax_at(world.now) == 1_000
    assert (free_in("2026-01", plan), free_in("2026-02", plan), free_in("2027-12", plan)) == (0, 5_400, 5_400)
    assert fees.plan(None, world.now).free == ()
    unknown = fees.plan(customer, before)
    assert (unknown.rates, unknown.taxes, unknown.free) == ((), (), ())


@pytest.mark.article("3.3")
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"since": "2026-01-04"}, "since"),
        ({"since": "yesterday"}, "since"),
        ({"unit_minutes": "0"}, "unit_minutes"),
        ({"rounding": "sideways"}, "rounding"),
        ({"minimum_units": "-1"}, "minimum_units"),
        ({"night_from": "24:00"}, "night_from"),
        ({"night_until": "5"}, "night_until"),
        ({"yen": {}}, "lunch"),
    ],
)
def test_rates_that_cannot_be_are_told_beside_their_field(world: World, changed: dict[str, str], field: str) -> None:
    actor = world.operator().operator
    refused = got(BadField, world.desk.fees.set_rates(actor, replace(RATES, **changed), world.now))  # type: ignore[arg-type]
    assert refused.field == field
    assert world.desk.fees.rates() == []


@pytest.mark.article("3.2")
def test_what_was_entered_later_holds_where_dates_are_the_same(world: World) -> None:
    actor = world.operator().operator
    hours = world.desk.hours
    got(SetWeek, hours.set_week(actor, WEEK, world.now))
    second = got(SetWeek, hours.set_week(actor, replace(WEEK, days=["10:00-17:00"] * 5 + ["", ""]), world.now))
    assert hours.calendar().patterns[-1] == second.pattern
    tomorrow_nine = world.now + timedelta(hours=23)
    assert hours.is_off_hours(tomorrow_nine)
    assert hours.next_change(tomorrow_nine) == tomorrow_nine + timedelta(hours=1)


@pytest.mark.article("3.2", "3.3")
@pytest.mark.parametrize("table", ["week_patterns", "own_days", "fee_rates", "tax_rates", "free_times"])
def test_what_was_set_can_be_neither_changed_nor_dropped(world: World, table: str) -> None:
    actor = world.operator().operator
    got(SetWeek, world.desk.hours.set_week(actor, WEEK, world.now))
    got(SetDay, world.desk.hours.set_day(actor, DayFacts("2026-01-06", ""), world.now))
    got(SetRates, world.desk.fees.set_rates(actor, RATES, world.now))
    got(SetTax, world.desk.fees.set_tax(actor, "2026-01-05", "10", world.now))
    got(SetFreeTime, world.desk.fees.set_free(actor, world.customer(actor).customer.id, "2026-01", "9", world.now))
    engine = open_engine(postgres.place(world.folder))
    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET number = number"):
        with pytest.raises(IntegrityError, match="append-only"), writing(engine) as connection:
            connection.exec_driver_sql(statement)
    engine.dispose()
