"""Invoice settings, issued statements and the outbox. The triggers refuse what the ports do not have. Article: 3.4"""

from __future__ import annotations

from sqlalchemy import func, insert, select, update

from madoguchi.base.clock import Instant
from madoguchi.office.ids import CustomerId, SessionId
from madoguchi.office.statements.ports import InvoiceSettings, Mail, MailState, Statement
from madoguchi.rules.fees import Answer
from madoguchi.store.records.rows import Register, values_of
from madoguchi.store.tables.agreed_fees import fee_agreements
from madoguchi.store.tables.register import cases
from madoguchi.store.tables.sessions import sessions
from madoguchi.store.tables.statements import invoice_settings, statement_mails, statements


class Statements(Register):
    def set_up(self, settings: InvoiceSettings) -> None:
        self._do(insert(invoice_settings).values(**values_of(settings)))

    def settings(self, as_of: Instant) -> InvoiceSettings | None:
        query = select(invoice_settings).where(invoice_settings.c.since <= as_of)
        return self._one(InvoiceSettings, query.order_by(invoice_settings.c.since.desc()).limit(1))

    def settings_history(self) -> list[InvoiceSettings]:
        return self._many(InvoiceSettings, select(invoice_settings).order_by(invoice_settings.c.since.desc()))

    def add(self, statement: Statement) -> None:
        self._do(insert(statements).values(**values_of(statement)))

    def last_number(self) -> int:
        found = self._connection.execute(select(func.max(statements.c.number))).scalar()
        return int(found or 0)

    def by_number(self, number: int) -> Statement | None:
        return self._one(Statement, select(statements).where(statements.c.number == number))

    def of_month(self, month: str) -> list[Statement]:
        query = select(statements).where(statements.c.month == month).order_by(statements.c.number)
        return self._many(Statement, query)

    def of_customer(self, customer_id: CustomerId, month: str) -> list[Statement]:
        query = select(statements).where(statements.c.customer_id == customer_id, statements.c.month == month)
        return self._many(Statement, query.order_by(statements.c.number))

    def agreed_sessions(
        self, since: Instant, until: Instant, customer_id: CustomerId | None = None
    ) -> list[tuple[CustomerId, SessionId]]:
        said_yes = select(fee_agreements.c.session_id).where(fee_agreements.c.answer == Answer.YES)
        query = (
            select(cases.c.customer_id, sessions.c.id)
            .join(cases, cases.c.id == sessions.c.case_id)
            .where(sessions.c.ended_at >= since, sessions.c.ended_at < until, sessions.c.id.in_(said_yes))
            .order_by(sessions.c.connected_at, sessions.c.id)
        )
        if customer_id is not None:
            query = query.where(cases.c.customer_id == customer_id)
        return [(CustomerId(row[0]), SessionId(row[1])) for row in self._connection.execute(query)]

    def runs_since_before(self, customer_id: CustomerId, until: Instant) -> bool:
        query = (
            select(sessions.c.id)
            .join(cases, cases.c.id == sessions.c.case_id)
            .where(cases.c.customer_id == customer_id, sessions.c.ended_at.is_(None), sessions.c.connected_at < until)
        )
        return self._connection.execute(query.limit(1)).first() is not None


class Mails(Register):
    def add(self, mail: Mail) -> None:
        self._do(insert(statement_mails).values(**values_of(mail)))

    def by_id(self, mail_id: str) -> Mail | None:
        return self._one(Mail, select(statement_mails).where(statement_mails.c.id == mail_id))

    def of_statement(self, number: int) -> list[Mail]:
        query = select(statement_mails).where(statement_mails.c.statement == number)
        return self._many(Mail, query.order_by(statement_mails.c.created_at, statement_mails.c.id))

    def in_state(self, state: MailState) -> list[Mail]:
        query = select(statement_mails).where(statement_mails.c.state == state)
        return self._many(Mail, query.order_by(statement_mails.c.created_at, statement_mails.c.id))

    def move(self, mail: Mail, before: MailState) -> bool:
        query = update(statement_mails).where(statement_mails.c.id == mail.id, statement_mails.c.state == before)
        return self._do(query.values(**values_of(mail))) == 1
