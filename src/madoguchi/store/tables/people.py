"""The provider's people and how they sign in. Article: 8.1"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, LargeBinary, String, Table

from madoguchi.office.operators.ports import OperatorRole
from madoguchi.store.tables.metadata import metadata
from madoguchi.store.types import InstantText, Word

operators = Table(
    "operators",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("login", String(64), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("organisation", String(200), nullable=False),
    Column("subcontractor", Boolean, nullable=False),
    Column("role", Word(OperatorRole), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("totp_sealed", LargeBinary, nullable=False),  # AES-256-GCM under the key file
    Column("totp_last_step", Integer, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_at", InstantText, nullable=False),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("code_sha256", String(64), primary_key=True),
    Column("operator_id", ForeignKey("operators.id"), nullable=False, index=True),
    Column("used_at", InstantText),
)

sign_in_links = Table(
    "sign_in_links",
    metadata,
    Column("token_sha256", String(64), primary_key=True),
    Column("operator_id", ForeignKey("operators.id"), nullable=False),
    Column("expires_at", InstantText, nullable=False),
    Column("used_at", InstantText),
)

web_sessions = Table(
    "web_sessions",
    metadata,
    Column("token_sha256", String(64), primary_key=True),
    Column("operator_id", ForeignKey("operators.id"), nullable=False, index=True),
    Column("created_at", InstantText, nullable=False),
    Column("seen_at", InstantText, nullable=False),
    Column("ended_at", InstantText),
)
