"""Subcontractors, what they signed, and the cases that their people are given. Article: 9.1, 9.2"""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, String, Table, Text

from madoguchi.rules.subcontracting import PaperKind
from madoguchi.store.tables.metadata import metadata
from madoguchi.store.types import InstantText, Word

subcontractors = Table(
    "subcontractors",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("corporate_number", String(13), nullable=False),
    Column("contact", String(200), nullable=False),
    Column("note", Text, nullable=False),
    Column("created_at", InstantText, nullable=False),
    Column("created_by", ForeignKey("operators.id"), nullable=False),
)

subcontractor_papers = Table(
    "subcontractor_papers",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("subcontractor_id", ForeignKey("subcontractors.id"), nullable=False, index=True),
    Column("kind", Word(PaperKind), nullable=False),
    Column("reference", String(200), nullable=False),
    Column("signed_on", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("expires_at", InstantText, nullable=False),
    Column("added_at", InstantText, nullable=False),
    Column("added_by", ForeignKey("operators.id"), nullable=False),
    Column("withdrawn_at", InstantText),
    Column("noted_at", InstantText),
)

case_assignments = Table(
    "case_assignments",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("operator_id", ForeignKey("operators.id"), nullable=False),
    Column("accesses", String(64), nullable=False),
    Column("starts_at", InstantText, nullable=False),
    Column("ends_at", InstantText, nullable=False),
    Column("given_by", ForeignKey("operators.id"), nullable=False),
    Column("ended_at", InstantText),
    Column("ended_for", String(32), nullable=False),
    Index("ix_case_assignments_operator_id", "operator_id", "ended_at"),
)
