"""The provider's people and how they sign in. Article: 8.1"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from madoguchi.office.deeds.ports import Act
from madoguchi.office.operators.passkey_ports import CeremonyPurpose
from madoguchi.office.operators.ports import InvitationPurpose, OperatorRole
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
    Column("totp_sealed", LargeBinary, nullable=False),  # AES-256-GCM under the key file; empty: passkeys alone
    Column("totp_last_step", Integer, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_at", InstantText, nullable=False),
    Column("subcontractor_id", String(32), index=True),  # of one of theirs
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
    Column("network", String(64), nullable=False),
    Column("proven_at", InstantText),
)

invitations = Table(
    "invitations",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("token_sha256", String(64), nullable=False, unique=True),
    Column("operator_id", String(32), nullable=False),  # of somebody who may not be there yet
    Column("purpose", Word(InvitationPurpose), nullable=False),
    Column("login", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("organisation", String(200), nullable=False),
    Column("role", Word(OperatorRole), nullable=False),
    Column("made_by", ForeignKey("operators.id"), nullable=False),
    Column("made_at", InstantText, nullable=False),
    Column("expires_at", InstantText, nullable=False),
    Column("over_at", InstantText),
    Column("subcontractor_id", String(32)),
)

passkeys = Table(
    "passkeys",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("operator_id", ForeignKey("operators.id"), nullable=False, index=True),
    Column("credential_id", String(1400), nullable=False, unique=True),  # base64url
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("name", String(100), nullable=False),
    Column("added_at", InstantText, nullable=False),
    Column("used_at", InstantText),
)

ceremonies = Table(
    "ceremonies",
    metadata,
    Column("challenge_sha256", String(64), primary_key=True),
    Column("purpose", Word(CeremonyPurpose), nullable=False),
    Column("about", String(64), nullable=False),
    Column("expires_at", InstantText, nullable=False),
)

identities = Table(
    "identities",
    metadata,
    Column("issuer", String(500), primary_key=True),
    Column("subject", String(255), primary_key=True),
    Column("operator_id", ForeignKey("operators.id"), nullable=False, index=True),
    Column("linked_at", InstantText, nullable=False),
    Column("linked_by", ForeignKey("operators.id"), nullable=False),
)

deeds = Table(
    "deeds",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", InstantText, nullable=False),
    Column("actor_id", ForeignKey("operators.id")),
    Column("login", String(64), nullable=False),  # as it was
    Column("act", Word(Act), nullable=False),
    Column("about", String(200), nullable=False),
    Column("address", String(64), nullable=False),
    Index("ix_deeds_actor_id", "actor_id", "number"),
)
