"""The default support hours, to the second, in Japan time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from madoguchi.base.clock import JAPAN
from madoguchi.rules.hours import DEFAULT, Calendar, WeekPattern, day_as_of, is_off_hours, next_change

MONDAY = datetime(2026, 1, 5, tzinfo=JAPAN)


@pytest.mark.article("3.2")
@pytest.mark.parametrize(
    ("clock", "off"),
    [
        ("00:00:00", True), ("08:59:59", True), ("09:00:00", False), ("11:59:59", False), ("12:00:00", True),
        ("12:59:59", True), ("13:00:00", False), ("17:59:59", False), ("18:00:00", True), ("23:59:59", True),
    ],
)  # fmt: skip
def test_a_weekday(clock: str, off: bool) -> None:
    hours, minutes, seconds = (int(part) for part in clock.split(":"))
    for weekday in range(5):
        at = MONDAY + timedelta(days=weekday, hours=hours, minutes=minutes, seconds=seconds)
        assert is_off_hours(at.astimezone(UTC)) is off


@pytest.mark.article("3.2")
def test_weekends_are_off_all_day() -> None:
    for hour in range(48):
        assert is_off_hours((MONDAY + timedelta(days=5, hours=hour)).astimezone(UTC))


def test_the_pattern_that_held_then_is_the_one_that_counts() -> None:
    closed = WeekPattern(datetime(2026, 2, 1, tzinfo=UTC), ((),) * 7)
    at = (MONDAY + timedelta(hours=10)).astimezone(UTC)
    assert not is_off_hours(at, Calendar((DEFAULT, closed)))
    assert is_off_hours(at + timedelta(days=28), Calendar((DEFAULT, closed)))
    assert next_change(at + timedelta(days=28), Calendar((DEFAULT, closed))) is None


@pytest.mark.parametrize(
    ("at", "change"),
    [
        (MONDAY + timedelta(hours=8), MONDAY + timedelta(hours=9)),
        (MONDAY + timedelta(hours=9), MONDAY + timedelta(hours=12)),
        (MONDAY + timedelta(hours=12), MONDAY + timedelta(hours=13)),
        # Friday evening: Monday the 12th is Coming of Age Day (成人の日), so Tuesday.
        (MONDAY + timedelta(days=4, hours=18), MONDAY + timedelta(days=8, hours=9)),
    ],
)
def test_when_it_changes_next(at: datetime, change: datetime) -> None:
    assert next_change(at.astimezone(UTC)) == change


def test_a_day_has_two_openings() -> None:
    assert len(list(day_as_of(MONDAY.date(), MONDAY).spans())) == 2


@pytest.mark.article("3.2")
@pytest.mark.parametrize(
    ("day", "off"),
    [
        ("2026-11-23", True),  # 勤労感謝の日, a Monday
        ("2026-05-06", True),  # 振替休日: the 3rd fell on a Sunday
        ("2026-09-22", True),  # 国民の休日, between two holidays
        ("2026-11-24", False),
        ("2026-05-07", False),
    ],
)
def test_national_holidays_are_off(day: str, off: bool) -> None:
    at = datetime.fromisoformat(f"{day}T10:00:00").replace(tzinfo=JAPAN)
    assert is_off_hours(at.astimezone(UTC)) is off


def test_a_provider_may_work_on_holidays() -> None:
    at_work = WeekPattern(DEFAULT.since, DEFAULT.days, closed_on_holidays=False)
    at = datetime(2026, 11, 23, 10, tzinfo=JAPAN).astimezone(UTC)
    assert not is_off_hours(at, Calendar((at_work,)))
