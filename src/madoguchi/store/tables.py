"""The tables, as the present version of the program sees them. The migrations make them; a test compares the two.

Append-only are ``ledger``, ``ledger_bodies``, ``terms_versions``, ``provider_versions`` and ``downloads``: triggers refuse
UPDATE and DELETE. Article: P.2, 12.2
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from madoguchi.base.words import Language
from madoguchi.office.cases.ports import CaseStatus, Category
from madoguchi.office.customers.ports import CustomerKind, CustomerStatus
from madoguchi.office.numbers.ports import NumberState
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.store.types import InstantText, ListedWord, Word
from madoguchi.wire.vocabulary import Ending, Phase

APPEND_ONLY: Final = ("ledger", "ledger_bodies", "terms_versions", "provider_versions", "downloads")

metadata = MetaData()

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

customers = Table(
    "customers",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("organisation", String(200), nullable=False),
    Column("kind", Word(CustomerKind), nullable=False),
    Column("status", Word(CustomerStatus), nullable=False),
    Column("systems", Text, nullable=False),
    Column("created_at", InstantText, nullable=False),
    Column("created_by", ForeignKey("operators.id"), nullable=False),
)

contacts = Table(
    "contacts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("name", String(200), nullable=False),
    Column("phone", String(40), nullable=False),
    Column("email", String(254), nullable=False),
)

cases = Table(
    "cases",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("year", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("contact_id", ForeignKey("contacts.id"), nullable=False),
    Column("category", Word(Category), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("description", Text, nullable=False),
    Column("status", Word(CaseStatus), nullable=False),
    Column("created_at", InstantText, nullable=False),
    Column("created_by", ForeignKey("operators.id"), nullable=False),
    UniqueConstraint("year", "sequence", name="uq_cases_reference"),
)

case_members = Table(
    "case_members",
    metadata,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("operator_id", ForeignKey("operators.id"), primary_key=True, index=True),
    Column("added_at", InstantText, nullable=False),
)

numbers = Table(
    "numbers",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("routing", String(8), nullable=False),
    Column("route", LargeBinary(16), nullable=False, unique=True),
    Column("operator_id", ForeignKey("operators.id"), nullable=False),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("issued_at", InstantText, nullable=False),
    Column("expires_at", InstantText, nullable=False),
    Column("state", Word(NumberState), nullable=False),
    Column("wrong", Integer, nullable=False),
    Column(
        "console_key", String(64), nullable=False
    ),  # base64url of the page's public key; empty before the first ticket
    Column("console_holder", LargeBinary(16), nullable=False),
    Column("console_gen", Integer, nullable=False),
    Index("ix_numbers_routing_state", "routing", "state"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("number_id", ForeignKey("numbers.id"), nullable=False, index=True),
    Column("token_sha256", String(64), nullable=False, unique=True),
    Column("build", String(100), nullable=False),
    Column("platform", String(100), nullable=False),
    Column("language", Word(Language), nullable=False),
    Column("address", String(64), nullable=False),
    Column("at", InstantText, nullable=False),
    Column("gen", Integer, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("number_id", ForeignKey("numbers.id"), nullable=False, unique=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("operator_id", ForeignKey("operators.id"), nullable=False, index=True),
    Column("attempt_id", ForeignKey("attempts.id"), nullable=False, unique=True),
    Column("phase", ListedWord(Phase), nullable=False),
    Column("ending", ListedWord(Ending)),
    Column("note", Text, nullable=False),
    Column("off_hours", Boolean, nullable=False),
    Column("created_at", InstantText, nullable=False),
    Column("connected_at", InstantText),
    Column("ended_at", InstantText),
    Column("seen_at", InstantText, nullable=False),  # the last sign of life of either end
    Column("host_key", String(64), nullable=False),  # base64url; empty before the first statement
    Column("last_number", Integer, nullable=False),
    Column("last_sha256", String(64), nullable=False),
    Column("terms_version", String(40), nullable=False),
    Column("terms_language", String(2), nullable=False),
    Column("terms_sha256", String(64), nullable=False),
    Column("seconds", Integer),
    Column("bytes_used", Integer),
    Index("ix_sessions_phase", "phase"),
)

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

terms_versions = Table(
    "terms_versions",
    metadata,
    Column("version", String(40), primary_key=True),
    Column("language", Word(Language), primary_key=True),
    Column("title", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("published_at", InstantText, nullable=False),
    Column("signature", String(88), nullable=False),
)

provider_versions = Table(
    "provider_versions",
    metadata,
    Column("since", InstantText, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("name_en", String(200), nullable=False),
    Column("phone", String(40), nullable=False),
    Column("hotkey", String(40), nullable=False),
    Column("minimum_build", String(40), nullable=False),
)

downloads = Table(
    "downloads",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("file", String(200), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("address", String(64), nullable=False, index=True),
    Column("at", InstantText, nullable=False),
)
