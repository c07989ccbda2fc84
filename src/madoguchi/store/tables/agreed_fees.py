"""Quotes, the customer's answers to them, and the times without work. Article: 3.3"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text

from madoguchi.rules.fees import Answer
from madoguchi.store.tables.metadata import metadata
from madoguchi.store.types import InstantText, Word

fee_quotes = Table(
    "fee_quotes",
    metadata,
    Column("session_id", ForeignKey("sessions.id"), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("text", Text, nullable=False),  # canonical JSON
    Column("issued_at", InstantText, nullable=False),
)

fee_agreements = Table(
    "fee_agreements",
    metadata,
    Column("number", ForeignKey("ledger.number"), primary_key=True, autoincrement=False),
    Column("session_id", ForeignKey("sessions.id"), nullable=False, index=True),
    Column("answer", Word(Answer), nullable=False),
    Column("quote_sha256", String(64), nullable=False),
    Column("stop_at", Integer),  # yen with tax
    Column("start", InstantText, nullable=False),
)

work_turns = Table(
    "work_turns",
    metadata,
    Column("number", ForeignKey("ledger.number"), primary_key=True, autoincrement=False),
    Column("session_id", ForeignKey("sessions.id"), nullable=False, index=True),
    Column("working", Boolean, nullable=False),
    Column("at", InstantText, nullable=False),
)
