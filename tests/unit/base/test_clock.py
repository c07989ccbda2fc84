"""Instants have one spelling; a manual clock moves when it is moved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.base.clock import JAPAN, ManualClock, SystemClock, from_iso, iso

AT = datetime(2026, 1, 5, 3, 4, 5, 678_000, tzinfo=UTC)


def test_one_spelling():
    assert iso(AT) == "2026-01-05T03:04:05.678Z"
    assert iso(AT.astimezone(JAPAN)) == "2026-01-05T03:04:05.678Z"
    assert from_iso("2026-01-05T03:04:05.678Z") == AT
    assert from_iso("2026-01-05T03:04:05.678Z").tzinfo is UTC


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(1000, 1, 1)))  # noqa: DTZ001  # hypothesis adds the zone
def test_round_trip_to_the_millisecond(at: datetime):
    assert from_iso(iso(at)) == at.replace(microsecond=at.microsecond // 1000 * 1000)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-01-05T03:04:05Z",
        "2026-01-05T03:04:05.678",
        "2026-01-05T03:04:05.678+09:00",
        "2026-01-05T03:04:05.678901Z",
        "2026-01-05 03:04:05.678Z",
        "2026-01-05T03:04:05.678z",
        "20260105T030405.678Z",
        "2026-W02-1Z",
        "2026-13-05T03:04:05.678Z",
        "2026-01-05T24:04:05.678Z",
        "2026-01-05T03:04:05.678Z\n",
        "２026-01-05T03:04:05.678Z",
    ],
)
def test_no_other_spelling(text: str):
    with pytest.raises(ValueError):
        from_iso(text)


def test_an_instant_knows_its_time_zone():
    with pytest.raises(ValueError, match="time zone"):
        iso(datetime(2026, 1, 5))  # noqa: DTZ001  # that is the mistake


def test_a_manual_clock_moves_both_readings():
    clock = ManualClock(AT)
    clock.advance(1.5)
    assert clock.now() == AT + timedelta(seconds=1.5)
    assert clock.tick() == 1.5


def test_the_systems_clock():
    clock = SystemClock()
    before, tick = clock.now(), clock.tick()
    assert before.tzinfo is UTC
    assert clock.now() >= before
    assert clock.tick() >= tick


def test_japan_is_nine_hours_ahead():
    assert AT.astimezone(JAPAN).utcoffset() == timedelta(hours=9) == timezone(timedelta(hours=9)).utcoffset(None)
