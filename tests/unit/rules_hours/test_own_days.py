"""Days of the provider's own, as they were known; hours as people type them; the year's edges."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from madoguchi.base.clock import JAPAN, Instant
from madoguchi.base.words import Language
from madoguchi.rules.hours import (
    DEFAULT,
    MIDNIGHT,
    Calendar,
    DayKind,
    Opening,
    OwnDay,
    WeekPattern,
    day_as_of,
    is_off_hours,
    national_holiday,
    next_change,
)
from madoguchi.rules.hours_text import openings_text, read_day, read_openings

TUESDAY = date(2026, 1, 6)


def at(hour: int, minute: int = 0, day: date = TUESDAY) -> Instant:
    return datetime.combine(day, time(hour, minute), JAPAN).astimezone(UTC)


@pytest.mark.article("3.2")
def test_a_day_closed_at_noon_was_open_in_the_morning() -> None:
    calendar = Calendar((DEFAULT,), (OwnDay(TUESDAY, (), at(11, 30)),))
    assert not is_off_hours(at(11, 29), calendar)
    assert is_off_hours(at(11, 30), calendar)
    assert next_change(at(10), calendar) == at(11, 30)
    assert day_as_of(TUESDAY, at(11, 30), calendar).kind is DayKind.CLOSED_DAY


@pytest.mark.article("3.2")
def test_a_withdrawn_day_is_as_the_week_says_from_then_on() -> None:
    days = (OwnDay(TUESDAY, (), at(8)), OwnDay(TUESDAY, (), at(10), withdrawn=True))
    calendar = Calendar((DEFAULT,), days)
    assert is_off_hours(at(9, 59), calendar)
    assert not is_off_hours(at(10), calendar)
    assert next_change(at(8), calendar) == at(10)


@pytest.mark.article("3.2")
def test_a_special_opening_opens_a_holiday_and_the_rest_of_it_stays_one() -> None:
    holiday = date(2026, 1, 12)
    opened = OwnDay(holiday, (Opening(time(10), time(12)),), at(8))
    calendar = Calendar((DEFAULT,), (opened,))
    assert not is_off_hours(at(10, day=holiday), calendar)
    assert is_off_hours(at(12, day=holiday), calendar)
    assert day_as_of(holiday, at(12, day=holiday), calendar).kind is DayKind.HOLIDAY


@pytest.mark.article("3.2")
def test_an_opening_may_last_to_the_end_of_the_day() -> None:
    calendar = Calendar((DEFAULT,), (OwnDay(TUESDAY, (Opening(time(20), MIDNIGHT),), at(8)),))
    assert not is_off_hours(at(23, 59), calendar)
    assert is_off_hours(at(0, day=TUESDAY + timedelta(days=1)), calendar)


def test_what_is_no_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match="end after"):
        Opening(time(12), time(9))
    with pytest.raises(ValueError, match="in order"):
        OwnDay(TUESDAY, (Opening(time(13), time(18)), Opening(time(9), time(12))), at(8))
    with pytest.raises(ValueError, match="seven days"):
        WeekPattern(at(8), ((),) * 6)
    with pytest.raises(ValueError, match="needs a week"):
        Calendar(())


def test_holidays_have_names_in_both_languages() -> None:
    assert national_holiday(date(2026, 1, 12)) == "成人の日"
    assert national_holiday(date(2026, 1, 12), Language.EN) == "Coming of Age Day"
    assert national_holiday(TUESDAY) is None


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("9:00-12:00, 13:00-18:00", "9:00–12:00, 13:00–18:00"),
        ("１３：００〜１８：００、９：００～１２：００", "9:00–12:00, 13:00–18:00"),
        ("09:00 – 24:00", "9:00–24:00"),
        ("", ""),
        (" , ", ""),
    ],
)
def test_hours_are_read_as_people_type_them(typed: str, read: str) -> None:
    openings = read_openings(typed)
    assert openings is not None
    assert openings_text(openings) == read
    assert read_openings(openings_text(openings)) == openings


@pytest.mark.parametrize(
    "typed",
    ["9-12", "9:00", "12:00-9:00", "9:00-12:00, 11:00-13:00", "9:00-12:00, 12:00-13:00", "25:00-26:00", "9:00-0:00"],
)
def test_hours_that_cannot_be_are_not_read(typed: str) -> None:
    assert read_openings(typed) is None


def test_days_are_read_or_not() -> None:
    assert read_day("２０２６/4/1") == date(2026, 4, 1)
    for typed in ("2026-02-29", "2026-13-01", "26-01-01", "", "2100-01-01", "2026-01-01x"):
        assert read_day(typed) is None
