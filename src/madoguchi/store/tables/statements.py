"""Invoice settings, issued statements, and their sending. Article: 3.4"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from madoguchi.base.words import Language
from madoguchi.office.statements.ports import MailState, StatementKind
from madoguchi.rules.statements import TaxRounding
from madoguchi.store.tables.metadata import metadata
from madoguchi.store.types import InstantText, Word

invoice_settings = Table(
    "invoice_settings",
    metadata,
    Column("since", InstantText, primary_key=True),
    Column("registration", String(14), nullable=False),
    Column("address", Text, nullable=False),
    Column("bank", Text, nullable=False),
    Column("rounding", Word(TaxRounding), nullable=False),
    Column("entered_by", ForeignKey("operators.id"), nullable=False),
)

statements = Table(
    "statements",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", Word(StatementKind), nullable=False),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("month", String(7), nullable=False, index=True),
    Column("cancels", ForeignKey("statements.number"), unique=True),
    Column("text", Text, nullable=False),  # canonical JSON
    Column("sha256", String(64), nullable=False),
    Column("issued_at", InstantText, nullable=False),
    Column("issued_by", ForeignKey("operators.id"), nullable=False),
    Index("ix_statements_customer_month", "customer_id", "month"),
)

statement_mails = Table(
    "statement_mails",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("statement", ForeignKey("statements.number"), nullable=False, index=True),
    Column("recipient", String(254), nullable=False),
    Column("language", Word(Language), nullable=False),
    Column("state", Word(MailState), nullable=False, index=True),
    Column("message_id", String(200), nullable=False, unique=True),
    Column("tries", Integer, nullable=False),
    Column("answer", String(500), nullable=False),
    Column("created_at", InstantText, nullable=False),
    Column("created_by", ForeignKey("operators.id"), nullable=False),
    Column("changed_at", InstantText, nullable=False),
)
