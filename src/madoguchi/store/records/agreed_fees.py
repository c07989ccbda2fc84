"""Quotes, answers, and the times without work: added and read. The triggers refuse the rest. Article: 3.3"""

from __future__ import annotations

from sqlalchemy import func, insert, select

from madoguchi.office.agreed_fees.ports import FeeAnswer, IssuedQuote, WorkTurn
from madoguchi.office.ids import CustomerId, SessionId
from madoguchi.rules.fees import Answer
from madoguchi.store.records.rows import Register, values_of
from madoguchi.store.tables.agreed_fees import fee_agreements, fee_quotes, work_turns
from madoguchi.store.tables.register import cases
from madoguchi.store.tables.sessions import sessions


class AgreedFees(Register):
    def issue(self, quote: IssuedQuote) -> None:
        if self.issued(quote.session_id, quote.sha256) is None:
            self._do(insert(fee_quotes).values(**values_of(quote)))

    def issued(self, session_id: SessionId, sha256: str) -> IssuedQuote | None:
        query = select(fee_quotes).where(fee_quotes.c.session_id == session_id, fee_quotes.c.sha256 == sha256)
        return self._one(IssuedQuote, query)

    def last_issued(self, session_id: SessionId) -> IssuedQuote | None:
        query = select(fee_quotes).where(fee_quotes.c.session_id == session_id)
        return self._one(IssuedQuote, query.order_by(fee_quotes.c.issued_at.desc()).limit(1))

    def answer(self, answer: FeeAnswer) -> None:
        self._do(insert(fee_agreements).values(**values_of(answer)))

    def answers(self, session_id: SessionId) -> list[FeeAnswer]:
        query = select(fee_agreements).where(fee_agreements.c.session_id == session_id)
        return self._many(FeeAnswer, query.order_by(fee_agreements.c.number))

    def agreed_sessions(self, customer_id: CustomerId) -> list[SessionId]:
        query = (
            select(fee_agreements.c.session_id)
            .join(sessions, sessions.c.id == fee_agreements.c.session_id)
            .join(cases, cases.c.id == sessions.c.case_id)
            .where(cases.c.customer_id == customer_id, fee_agreements.c.answer == Answer.YES)
            .group_by(fee_agreements.c.session_id)
            .order_by(func.min(fee_agreements.c.number))
        )
        return [SessionId(found) for found in self._connection.execute(query).scalars()]

    def turn(self, turn: WorkTurn) -> None:
        self._do(insert(work_turns).values(**values_of(turn)))

    def turns(self, session_id: SessionId) -> list[WorkTurn]:
        query = select(work_turns).where(work_turns.c.session_id == session_id)
        return self._many(WorkTurn, query.order_by(work_turns.c.number))
