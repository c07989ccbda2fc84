"""Numbers, attempts and sessions. Article: 1.1"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from madoguchi.base.words import Language
from madoguchi.office.numbers.ports import NumberState
from madoguchi.store.tables.metadata import metadata
from madoguchi.store.types import InstantText, ListedWord, Word
from madoguchi.wire.vocabulary import Ending, Phase

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
    Index("ix_numbers_state_expires_at", "state", "expires_at"),
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
    Column("terms_sha256", String(64), nullable=False),  # of the binding text
    Column("terms_shown_sha256", String(64), nullable=False, server_default=""),  # of the text that was shown
    Column("seconds", Integer),
    Column("bytes_used", BigInteger),
    Index("ix_sessions_phase", "phase"),
    Index("ix_sessions_operator_created", "operator_id", "created_at"),
)
