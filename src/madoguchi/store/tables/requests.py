"""What customers were asked to do themselves, and the sentences to ask with. Article: 5.7"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, String, Table, Text, UniqueConstraint

from madoguchi.store.tables.metadata import metadata
from madoguchi.store.types import InstantText, ListedWord
from madoguchi.wire.vocabulary import RequestState

requests_to_customer = Table(
    "requests_to_customer",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("session_id", ForeignKey("sessions.id"), nullable=False),
    Column("number", BigInteger, nullable=False),  # the console's, of 32 bits
    Column("text", Text, nullable=False),
    Column("state", ListedWord(RequestState), nullable=False),
    Column("word", Text, nullable=False),
    Column("asked_at", InstantText, nullable=False),
    Column("asked_by", ForeignKey("operators.id"), nullable=False),
    Column("changed_at", InstantText, nullable=False),
    UniqueConstraint("session_id", "number", name="uq_requests_to_customer_session_id_number"),
)

request_sentences = Table(
    "request_sentences",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("ja", Text, nullable=False),
    Column("en", Text, nullable=False),
    Column("added_at", InstantText, nullable=False),
    Column("added_by", ForeignKey("operators.id"), nullable=False),
    Column("removed_at", InstantText),
)
