"""Requests for support from the public page. Article: 2.2, 3.1, 8.3"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text

from madoguchi.base.words import Language
from madoguchi.office.queue.ports import RequestState
from madoguchi.store.tables.metadata import metadata
from madoguchi.store.types import InstantText, Word

support_requests = Table(
    "support_requests",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("reference_sha256", String(64), nullable=False, unique=True),
    Column("organisation", String(200), nullable=False),
    Column("contact", String(200), nullable=False),
    Column("phone", String(40), nullable=False),
    Column("email", String(254), nullable=False),
    Column("about", Text, nullable=False),
    Column("language", Word(Language), nullable=False),
    Column("at", InstantText, nullable=False),
    Column("state", Word(RequestState), nullable=False),
    Column("answer", Text, nullable=False),  # the reason when it was declined
    Column("settled_at", InstantText),
    Column("settled_by", ForeignKey("operators.id")),
    Column("case_id", ForeignKey("cases.id"), index=True),
    Index("ix_support_requests_state_at", "state", "at"),
)
