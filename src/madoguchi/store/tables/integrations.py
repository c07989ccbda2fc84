"""API keys with the answers they were given, receivers of webhooks and what they are told. Article: 8.3"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from madoguchi.office.hooks.ports import HookEvent, MessageState
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.store.tables.metadata import metadata
from madoguchi.store.types import InstantText, Word

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("operator_id", ForeignKey("operators.id"), nullable=False, index=True),
    Column("role", Word(OperatorRole), nullable=False),
    Column("name", String(100), nullable=False),
    Column("prefix", String(16), nullable=False),
    Column("token_sha256", String(64), nullable=False, unique=True),
    Column("scopes", String(400), nullable=False),
    Column("made_at", InstantText, nullable=False),
    Column("expires_at", InstantText, nullable=False),
    Column("used_at", InstantText),
    Column("revoked_at", InstantText),
)

api_replies = Table(
    "api_replies",
    metadata,
    Column("key_id", ForeignKey("api_keys.id"), primary_key=True),
    Column("call", String(200), primary_key=True),
    Column("request_sha256", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("reply", LargeBinary, nullable=False),  # AES-256-GCM under the key file
    Column("at", InstantText, nullable=False, index=True),
)

hooks = Table(
    "hooks",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("url", String(500), nullable=False),
    Column("secret_sealed", LargeBinary, nullable=False),  # AES-256-GCM under the key file
    Column("events", String(400), nullable=False),
    Column("made_at", InstantText, nullable=False),
    Column("made_by", ForeignKey("operators.id"), nullable=False),
    Column("is_on", Boolean, nullable=False),
    Column("removed_at", InstantText),
    Column("former_sealed", LargeBinary),
    Column("former_until", InstantText),
)

hook_messages = Table(
    "hook_messages",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("hook_id", ForeignKey("hooks.id"), nullable=False),
    Column("event", Word(HookEvent), nullable=False),
    Column("text", Text, nullable=False),  # canonical JSON: ids alone
    Column("state", Word(MessageState), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due_at", InstantText, nullable=False),
    Column("made_at", InstantText, nullable=False),
    Column("changed_at", InstantText, nullable=False),
    Column("answer", String(60), nullable=False),
    Index("ix_hook_messages_hook_made", "hook_id", "made_at"),
    Index("ix_hook_messages_state_due", "state", "due_at"),
)
