"""The terms: versions, their texts, what was withdrawn before it began, and the drafts. Article: 12.1"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text

from madoguchi.base.words import Language
from madoguchi.office.terms.ports import DraftState
from madoguchi.store.tables.metadata import metadata
from madoguchi.store.types import InstantText, Word

terms_versions = Table(
    "terms_versions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("version", String(40), nullable=False, unique=True),
    Column("published_at", InstantText, nullable=False),
    Column("effective_at", InstantText, nullable=False),
    Column("author_id", ForeignKey("operators.id")),  # NULL: from the server's command line
    Column("confirmed_by", ForeignKey("operators.id")),
)

terms_wordings = Table(
    "terms_wordings",
    metadata,
    Column("number", ForeignKey("terms_versions.number"), primary_key=True, autoincrement=False),
    Column("language", Word(Language), primary_key=True),
    Column("title", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("notice", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("signature", String(88), nullable=False),
)

terms_withdrawals = Table(
    "terms_withdrawals",
    metadata,
    Column("number", ForeignKey("terms_versions.number"), primary_key=True, autoincrement=False),
    Column("at", InstantText, nullable=False),
    Column("by", ForeignKey("operators.id"), nullable=False),
    Column("reason", String(200), nullable=False),
)

terms_drafts = Table(
    "terms_drafts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("version", String(40), nullable=False),
    Column("effective_on", String(10), nullable=False),  # 2026-04-01, in Japan; empty is the instant of publishing
    Column("state", Word(DraftState), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_at", InstantText, nullable=False),
    Column("changed_at", InstantText, nullable=False),
    Column("changed_by", ForeignKey("operators.id"), nullable=False),
    Column("proposed_by", ForeignKey("operators.id")),
    Column("confirmed_by", ForeignKey("operators.id")),
)

terms_draft_wordings = Table(
    "terms_draft_wordings",
    metadata,
    Column("draft_id", ForeignKey("terms_drafts.id"), primary_key=True),
    Column("language", Word(Language), primary_key=True),
    Column("text", Text, nullable=False),
    Column("notice", Text, nullable=False),
)

terms_draft_authors = Table(
    "terms_draft_authors",
    metadata,
    Column("draft_id", ForeignKey("terms_drafts.id"), primary_key=True),
    Column("operator_id", ForeignKey("operators.id"), primary_key=True),
)
