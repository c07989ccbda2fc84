"""Appointments and the invitations that were sent for them. Article: 3.2"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table, UniqueConstraint

from madoguchi.base.words import Language
from madoguchi.office.appointments.ports import InvitationKind
from madoguchi.office.statements.ports import MailState
from madoguchi.store.tables.metadata import metadata
from madoguchi.store.types import InstantText, Word

appointments = Table(
    "appointments",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("starts_at", InstantText, nullable=False, index=True),
    Column("ends_at", InstantText, nullable=False),
    Column("note", String(200), nullable=False),
    Column("made_at", InstantText, nullable=False),
    Column("by", ForeignKey("operators.id"), nullable=False),
    Column("cancelled_at", InstantText),
    Column("sequence", Integer, nullable=False),  # of the invitation: grows with every change
    Column("changed_at", InstantText),
    Column("email", String(254), nullable=False),
    Column("language", Word(Language), nullable=False),
)

appointment_mails = Table(
    "appointment_mails",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("appointment_id", ForeignKey("appointments.id"), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("kind", Word(InvitationKind), nullable=False),
    Column("starts_at", InstantText, nullable=False),
    Column("ends_at", InstantText, nullable=False),
    Column("note", String(200), nullable=False),
    Column("recipient", String(254), nullable=False),
    Column("language", Word(Language), nullable=False),
    Column("state", Word(MailState), nullable=False, index=True),
    Column("message_id", String(200), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("answer", String(500), nullable=False),
    Column("created_at", InstantText, nullable=False),
    Column("created_by", ForeignKey("operators.id"), nullable=False),
    Column("changed_at", InstantText, nullable=False),
    UniqueConstraint("appointment_id", "sequence", name="uq_appointment_mails_step"),  # one message for each step
)
