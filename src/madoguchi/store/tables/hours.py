"""Hours, own days, rates, tax, free time: dated, only ever added to. Article: 3.2, 3.3"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text

from madoguchi.office.hours.ports import Dated
from madoguchi.rules.fees import Rounding
from madoguchi.store.tables.metadata import metadata
from madoguchi.store.types import InstantText, Word


def _entry() -> tuple[Column[int], Column[object], Column[str]]:
    """Which, when, by whom: of every row. The number is the order in which they were entered."""
    return (
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("entered_at", InstantText, nullable=False),
        Column("entered_by", ForeignKey("operators.id"), nullable=False),
    )


week_patterns = Table(
    "week_patterns",
    metadata,
    *_entry(),
    Column("since", InstantText, nullable=False),
    Column("days", Text, nullable=False),  # JSON: seven lists of openings "09:00-12:00"
    Column("closed_on_holidays", Boolean, nullable=False),
)

own_days = Table(
    "own_days",
    metadata,
    *_entry(),
    Column("on", String(10), nullable=False),  # 2026-01-05, in Japan
    Column("openings", String(200), nullable=False),  # "09:00-12:00 13:00-18:00"; empty is closed
    Column("note", String(200), nullable=False),
    Column("withdrawn", Boolean, nullable=False),
)

fee_rates = Table(
    "fee_rates",
    metadata,
    *_entry(),
    Column("since", InstantText, nullable=False),
    Column("unit_seconds", Integer, nullable=False),
    Column("rounding", Word(Rounding), nullable=False),
    Column("minimum_units", Integer, nullable=False),
    Column("yen", Text, nullable=False),  # JSON: kind of time to yen
    Column("night_from", String(5), nullable=False),
    Column("night_until", String(5), nullable=False),
)

tax_rates = Table(
    "tax_rates",
    metadata,
    *_entry(),
    Column("since", InstantText, nullable=False),
    Column("basis_points", Integer, nullable=False),
)

withdrawn_changes = Table(
    "withdrawn_changes",
    metadata,
    Column("what", Word(Dated), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("entered_at", InstantText, nullable=False),
    Column("entered_by", ForeignKey("operators.id"), nullable=False),
)

free_times = Table(
    "free_times",
    metadata,
    *_entry(),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("since", String(10), nullable=False),  # the first of a month
    Column("seconds", Integer, nullable=False),
)
