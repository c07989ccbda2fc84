"""The ledger. Article: P.2"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table, Text

from madoguchi.store.tables.metadata import metadata
from madoguchi.store.types import InstantText

ledger = Table(
    "ledger",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("previous_hash", String(64), nullable=False, unique=True),
    Column("hash", String(64), nullable=False, unique=True),
    Column("at", String(24), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("by", String(16), nullable=False),
    Column("about", String(64), nullable=False, index=True),
    Column("statement_sha256", String(64), nullable=False, index=True),
    Column("commitment", String(64), nullable=False),
)

ledger_bodies = Table(
    "ledger_bodies",
    metadata,
    Column("number", ForeignKey("ledger.number"), primary_key=True),
    Column("salt", LargeBinary(32), nullable=False),
    Column("payload", Text, nullable=False),  # canonical JSON
)

ledger_nodes = Table(
    "ledger_nodes",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("hash", String(64), nullable=False),
)

ledger_heads = Table(
    "ledger_heads",
    metadata,
    Column("size", Integer, primary_key=True, autoincrement=False),
    Column("root", String(64), nullable=False),
    Column("note", Text, nullable=False),  # C2SP signed note
    Column("at", InstantText, nullable=False),
)
