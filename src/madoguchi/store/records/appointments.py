"""Appointments and their invitations. Article: 3.2, 8.3"""

from __future__ import annotations

from sqlalchemy import func, insert, select, update

from madoguchi.base.clock import Instant
from madoguchi.office.appointments.ports import Appointment, Invitation
from madoguchi.office.ids import CaseId, OperatorId
from madoguchi.office.statements.ports import MailState
from madoguchi.store.records.cases import cases_of
from madoguchi.store.records.rows import Register, values_of
from madoguchi.store.tables.appointments import appointment_mails, appointments
from madoguchi.store.tables.register import cases


class Appointments(Register):
    def add(self, appointment: Appointment) -> None:
        self._do(insert(appointments).values(**values_of(appointment)))

    def change(self, appointment: Appointment) -> None:
        query = update(appointments).where(appointments.c.id == appointment.id)
        self._do(query.values(**values_of(appointment)))

    def by_id(self, appointment_id: str) -> Appointment | None:
        return self._one(Appointment, select(appointments).where(appointments.c.id == appointment_id))

    def of_case(self, case_id: CaseId) -> list[Appointment]:
        query = select(appointments).where(appointments.c.case_id == case_id)
        return self._many(Appointment, query.order_by(appointments.c.starts_at, appointments.c.id))

    def coming(self, member: OperatorId | None, since: Instant, limit: int) -> list[Appointment]:
        query = select(appointments).where(appointments.c.cancelled_at.is_(None), appointments.c.ends_at > since)
        if member is not None:
            query = query.where(appointments.c.case_id.in_(cases_of(member)))
        return self._many(Appointment, query.order_by(appointments.c.starts_at, appointments.c.id).limit(limit))

    def of_assignee(self, assignee_id: str, starts_at: Instant, ends_at: Instant) -> list[Appointment]:
        query = (
            select(appointments)
            .join(cases, cases.c.id == appointments.c.case_id)
            .where(cases.c.assignee_id == assignee_id, appointments.c.cancelled_at.is_(None))
            .where(appointments.c.starts_at < ends_at, appointments.c.ends_at > starts_at)
        )
        return self._many(Appointment, query.order_by(appointments.c.starts_at, appointments.c.id))


class Invitations(Register):
    def add(self, invitation: Invitation) -> None:
        self._do(insert(appointment_mails).values(**values_of(invitation)))

    def by_id(self, invitation_id: str) -> Invitation | None:
        return self._one(Invitation, select(appointment_mails).where(appointment_mails.c.id == invitation_id))

    def of_appointment(self, appointment_id: str) -> list[Invitation]:
        query = select(appointment_mails).where(appointment_mails.c.appointment_id == appointment_id)
        return self._many(Invitation, query.order_by(appointment_mails.c.sequence))

    def latest(self, appointment_ids: set[str]) -> dict[str, Invitation]:
        mails = appointment_mails.c
        last = (
            select(mails.appointment_id, func.max(mails.sequence).label("sequence"))
            .where(mails.appointment_id.in_(appointment_ids))
            .group_by(mails.appointment_id)
            .subquery()
        )
        query = select(appointment_mails).join(
            last, (mails.appointment_id == last.c.appointment_id) & (mails.sequence == last.c.sequence)
        )
        return {one.appointment_id: one for one in self._many(Invitation, query)}

    def in_state(self, state: MailState) -> list[Invitation]:
        query = select(appointment_mails).where(appointment_mails.c.state == state)
        order = (appointment_mails.c.created_at, appointment_mails.c.sequence, appointment_mails.c.id)
        return self._many(Invitation, query.order_by(*order))

    def move(self, invitation: Invitation, before: MailState) -> bool:
        here = (appointment_mails.c.id == invitation.id, appointment_mails.c.state == before)
        return self._do(update(appointment_mails).where(*here).values(**values_of(invitation))) == 1
