"""Customers and cases. Article: 1.2, 2.1"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from madoguchi.office.cases.ports import CaseStatus, Category, EntryKind
from madoguchi.office.customers.ports import CustomerKind, CustomerStatus, SystemUse
from madoguchi.store.tables.metadata import metadata
from madoguchi.store.types import InstantText, Word

customers = Table(
    "customers",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("organisation", String(200), nullable=False),
    Column("kind", Word(CustomerKind), nullable=False),
    Column("status", Word(CustomerStatus), nullable=False),
    Column("created_at", InstantText, nullable=False),
    Column("created_by", ForeignKey("operators.id"), nullable=False),
    Column("kana", String(200), nullable=False, index=True),
    Column("corporate_number", String(13), nullable=False, index=True),  # empty when nobody said
    Column("suspended_for", Text, nullable=False),  # the reason; empty when not suspended
    Column("search", Text, nullable=False),  # rules.search_text of all names and numbers
)

customer_systems = Table(
    "customer_systems",
    metadata,
    Column("customer_id", ForeignKey("customers.id"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("name", String(200), nullable=False),
    Column("use", Word(SystemUse), nullable=False),
)

customer_notes = Table(
    "customer_notes",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("at", InstantText, nullable=False),
    Column("by", ForeignKey("operators.id"), nullable=False),
)

contacts = Table(
    "contacts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("name", String(200), nullable=False),
    Column("phone", String(40), nullable=False),
    Column("email", String(254), nullable=False),
    Column("kana", String(200), nullable=False),
    Column("removed_at", InstantText),  # no longer a contact; old cases still name them
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
    Column("assignee_id", String(32), nullable=False),
    Column("declined_for", Text, nullable=False),  # the reason that the customer is told; empty when not declined
    UniqueConstraint("year", "sequence", name="uq_cases_reference"),
)

case_members = Table(
    "case_members",
    metadata,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("operator_id", ForeignKey("operators.id"), primary_key=True, index=True),
    Column("added_at", InstantText, nullable=False),
)

case_entries = Table(
    "case_entries",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("at", InstantText, nullable=False),
    Column("kind", Word(EntryKind), nullable=False),
    Column("text", Text, nullable=False),
    Column("by", ForeignKey("operators.id"), nullable=False),
    Column("word", String(32), nullable=False),  # of a closed list that goes with the kind
)

scope_items = Table(
    "scope_items",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("in_scope", Boolean, nullable=False),
    Column("ja", String(200), nullable=False),
    Column("en", String(200), nullable=False),
    Column("since", InstantText, nullable=False),
    Column("until", InstantText),
)

routine_rules = Table(
    "routine_rules",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("since", InstantText, nullable=False),
    Column("times", Integer, nullable=False),
    Column("days", Integer, nullable=False),
    Column("hours", Integer, nullable=False),
    Column("by", ForeignKey("operators.id"), nullable=False),
)
