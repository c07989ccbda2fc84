"""Received files, the wrapped keys of their cases, who opened them, and how long they are kept. Article: 5.6, 8.4, 8.5"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from madoguchi.office.custody.ports import Holding, Source, Verdict
from madoguchi.store.tables.metadata import metadata
from madoguchi.store.types import InstantText, Word

custody_files = Table(
    "custody_files",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("source", Word(Source), nullable=False),
    Column("session_id", ForeignKey("sessions.id")),
    Column("wrapped", LargeBinary),  # nothing once it is returned or destroyed, like the details
    Column("details", LargeBinary),
    Column("deposited_at", InstantText, nullable=False),
    Column("deposited_by", ForeignKey("operators.id"), nullable=False),
    Column("keep_until", InstantText, nullable=False),
    Column("holding", Word(Holding), nullable=False),
    Column("verdict", Word(Verdict), nullable=False),
    Column("finding", String(200), nullable=False),
    Column("checked_at", InstantText),
    Column("ended_at", InstantText),
    Column("ended_by", String(32), nullable=False),
    Column("ended_for", Text, nullable=False),
    UniqueConstraint("case_id", "number", name="uq_custody_files_case_id_number"),
    Index("ix_custody_files_holding", "holding", "keep_until"),
)

custody_case_keys = Table(
    "custody_case_keys",
    metadata,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("generation", Integer, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("made_at", InstantText, nullable=False),
)

custody_openings = Table(
    "custody_openings",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("file_id", ForeignKey("custody_files.id"), nullable=False, index=True),
    Column("at", InstantText, nullable=False),
    Column("by", ForeignKey("operators.id"), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("verdict", Word(Verdict), nullable=False),
)

custody_rules = Table(
    "custody_rules",
    metadata,
    Column("since", InstantText, primary_key=True),
    Column("days", Integer, nullable=False),
    Column("remind_days", Integer, nullable=False),
    Column("entered_by", ForeignKey("operators.id"), nullable=False),
)
