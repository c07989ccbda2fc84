"""Customers and cases. Article: 1.2, 2.1"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from madoguchi.office.cases.ports import CaseStatus, Category
from madoguchi.office.customers.ports import CustomerKind, CustomerStatus
from madoguchi.store.tables.metadata import metadata
from madoguchi.store.types import InstantText, Word

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
