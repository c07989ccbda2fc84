"""Sessions. Article: P.1"""

from __future__ import annotations

from sqlalchemy import and_, insert, or_, select, update

from madoguchi.base.clock import Instant
from madoguchi.office.ids import AttemptId, CaseId, CustomerId, NumberId, OperatorId, SessionId
from madoguchi.office.sessions.ports import Session
from madoguchi.store.records.cases import cases_of
from madoguchi.store.records.rows import Register, values_of
from madoguchi.store.tables.register import cases
from madoguchi.store.tables.sessions import sessions
from madoguchi.wire.vocabulary import Phase

_RUNNING = tuple(
    phase for phase in Phase if phase is not Phase.ENDED
)  # each by its word: "is not" would read every row


class Sessions(Register):
    def add(self, session: Session) -> None:
        self._do(insert(sessions).values(**values_of(session)))

    def change(self, session: Session) -> None:
        self._do(update(sessions).where(sessions.c.id == session.id).values(**values_of(session)))

    def by_id(self, session_id: SessionId) -> Session | None:
        return self._one(Session, select(sessions).where(sessions.c.id == session_id))

    def of_attempt(self, attempt_id: AttemptId) -> Session | None:
        return self._one(Session, select(sessions).where(sessions.c.attempt_id == attempt_id))

    def of_number(self, number_id: NumberId) -> Session | None:
        return self._one(Session, select(sessions).where(sessions.c.number_id == number_id))

    def of_case(self, case_id: CaseId) -> list[Session]:
        query = select(sessions).where(sessions.c.case_id == case_id).order_by(sessions.c.created_at.desc())
        return self._many(Session, query)

    def of_operator(self, operator_id: OperatorId, limit: int) -> list[Session]:
        query = select(sessions).where(sessions.c.operator_id == operator_id)
        return self._many(Session, query.order_by(sessions.c.created_at.desc()).limit(limit))

    def latest(self, limit: int) -> list[Session]:
        return self._many(Session, select(sessions).order_by(sessions.c.created_at.desc()).limit(limit))

    def agreed_before(self, session: Session) -> str:
        customer = select(cases.c.customer_id).where(cases.c.id == session.case_id).scalar_subquery()
        query = (
            select(sessions.c.terms_version)
            .join(cases, cases.c.id == sessions.c.case_id)
            .where(
                cases.c.customer_id == customer,
                sessions.c.connected_at.is_not(None),  # agreed to, and durably so
                sessions.c.created_at < session.created_at,
                sessions.c.id != session.id,
            )
            .order_by(sessions.c.created_at.desc())
            .limit(1)
        )
        return str(self._connection.execute(query).scalar() or "")

    def of_customer(self, customer_id: CustomerId, since: Instant) -> list[Session]:
        still = or_(sessions.c.ended_at.is_(None), sessions.c.ended_at >= since)
        query = select(sessions).join(cases, cases.c.id == sessions.c.case_id)
        return self._many(
            Session, query.where(cases.c.customer_id == customer_id, sessions.c.connected_at.is_not(None), still)
        )

    def after(
        self, member: OperatorId | None, case_id: CaseId | None, last: Session | None, limit: int
    ) -> list[Session]:
        query = select(sessions).order_by(sessions.c.created_at.desc(), sessions.c.id.desc()).limit(limit)
        if member is not None:
            query = query.where(sessions.c.case_id.in_(cases_of(member)))
        if case_id is not None:
            query = query.where(sessions.c.case_id == case_id)
        if last is not None:
            at = sessions.c.created_at
            earlier = and_(at == last.created_at, sessions.c.id < last.id)
            query = query.where(or_(at < last.created_at, earlier))
        return self._many(Session, query)

    def running(self) -> list[Session]:
        return self._many(Session, select(sessions).where(sessions.c.phase.in_(_RUNNING)))

    def saw(self, session_id: SessionId, now: Instant) -> None:
        self._do(update(sessions).where(sessions.c.id == session_id).values(seen_at=now))
