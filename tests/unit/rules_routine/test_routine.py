"""Routine work is noticed at the limit and not before it: by one request, by one second."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from madoguchi.rules.routine import ManyHours, RoutineRules, SameAgain, beginning, month_in_japan, routine

NOW = datetime(2026, 1, 31, 3, 0, tzinfo=UTC)  # noon in Japan
DAY = timedelta(days=1)
pytestmark = pytest.mark.article("1.2")


def test_the_third_of_a_kind_is_noticed_the_second_is_not() -> None:
    rules = RoutineRules(times=3, days=30, hours=0)
    two = [("fault", NOW - DAY), ("fault", NOW), ("operation", NOW)]
    assert routine(rules, two, [], NOW) == ()
    assert routine(rules, [*two, ("fault", NOW - 2 * DAY)], [], NOW) == (SameAgain("fault", 3, 3, 30),)


@pytest.mark.parametrize(("before", "counts"), [(timedelta(0), False), (timedelta(milliseconds=1), True)])
def test_a_request_counts_for_so_many_days_and_not_a_moment_longer(before: timedelta, counts: bool) -> None:
    rules = RoutineRules(times=1, days=30, hours=0)
    at = NOW - 30 * DAY + before
    assert bool(routine(rules, [("fault", at)], [], NOW)) is counts
    assert routine(rules, [("fault", NOW + DAY)], [], NOW) == ()


@pytest.mark.parametrize(("seconds", "is_noticed"), [(35_999, False), (36_000, True)])
def test_the_hours_of_a_month_are_noticed_to_the_second(seconds: int, is_noticed: bool) -> None:
    rules = RoutineRules(times=0, days=0, hours=10)
    start = NOW - timedelta(seconds=seconds)
    found = routine(rules, [], [(start, NOW)], NOW)
    assert found == ((ManyHours(date(2026, 1, 1), seconds, 10),) if is_noticed else ())


def test_work_over_the_edge_of_a_month_counts_on_each_side_of_it() -> None:
    month = beginning(date(2026, 1, 1))
    assert month == datetime(2025, 12, 31, 15, 0, tzinfo=UTC)
    rules = RoutineRules(times=0, days=0, hours=1)
    span = (month - timedelta(hours=2), month + timedelta(seconds=3_599))
    assert routine(rules, [], [span], NOW) == ()
    longer = (span[0], span[1] + timedelta(seconds=1))
    assert routine(rules, [], [longer], NOW) == (ManyHours(date(2026, 1, 1), 3_600, 1),)
    assert month_in_japan(month) == date(2026, 1, 1)
    assert month_in_japan(month - timedelta(seconds=1)) == date(2025, 12, 1)


def test_work_that_goes_on_counts_up_to_now() -> None:
    rules = RoutineRules(times=0, days=0, hours=1)
    assert routine(rules, [], [(NOW - timedelta(hours=1), NOW + DAY)], NOW) == (ManyHours(date(2026, 1, 1), 3_600, 1),)


def test_a_limit_of_nothing_is_not_asked_about() -> None:
    many = [("fault", NOW)] * 100
    assert routine(RoutineRules(0, 0, 0), many, [(NOW - 20 * DAY, NOW)], NOW) == ()
