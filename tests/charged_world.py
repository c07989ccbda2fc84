"""Sessions that cost something, put into the books as the rooms before would have written them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from madoguchi.base.clock import JAPAN
from madoguchi.base.words import Language
from madoguchi.office.actor import Actor
from madoguchi.office.agreed_fees.ports import Answer, FeeAnswer, IssuedQuote
from madoguchi.office.books import Shelf
from madoguchi.office.cases.ports import Case
from madoguchi.office.consent.book import write_event
from madoguchi.office.desk import Desk
from madoguchi.office.fees.ports import SetRates, SetTax
from madoguchi.office.fees.service import RatesFacts
from madoguchi.office.numbers.ports import Number
from madoguchi.office.numbers.service import BegunAttempt, TypedNumber
from madoguchi.office.sessions.ports import Session
from madoguchi.office.sessions.service import end_session
from madoguchi.office.statements.ports import InvoiceSettings
from madoguchi.office.statements.service import SettingsFacts
from madoguchi.rules.fees import OFF_HOURS_KINDS, quote
from madoguchi.session.roles import By
from madoguchi.wire.vocabulary import Ending, Phase
from tests.office_world import got

SALT = bytes(range(32))
REGISTRATION = "T7000012050002"  # the National Tax Agency's own number


def set_prices(desk: Desk, actor: Actor, now: datetime, yen: int = 2_000) -> None:
    """15 minutes for ``yen``, a unit begun is a unit, ten per cent."""
    prices = {kind: str(yen) for kind in OFF_HOURS_KINDS}
    got(
        SetRates,
        desk.fees.set_rates(actor, RatesFacts(f"{now.astimezone(JAPAN):%Y-%m-%d}", "15", "up", "1", prices), now),
    )
    got(SetTax, desk.fees.set_tax(actor, f"{now.astimezone(JAPAN):%Y-%m-%d}", "10", now))


def set_invoices(desk: Desk, actor: Actor, now: datetime) -> None:
    facts = SettingsFacts(REGISTRATION, "東京都千代田区1-1\nまどビル", "まど銀行 本店 普通 1234567", "down")
    got(InvoiceSettings, desk.statements.set_up(actor, facts, now))


def charged_session(
    desk: Desk, shelf: Shelf, actor: Actor, case: Case, start: datetime, length: timedelta, *, agreed: bool = True
) -> Session:
    """A session off hours, from ``start`` on, with a yes at its beginning."""
    number = got(Number, desk.numbers.issue(actor, case.id, start))
    typed = TypedNumber(number.routing, "test-1", "linux", Language.JA, "203.0.113.7")
    begun = got(BegunAttempt, desk.numbers.begin_attempt(typed, start))
    session = got(Session, desk.sessions.confirm(actor, number.id, begun.attempt.id, start))
    plan = desk.fees.plan(case.customer_id, start)
    asked = quote(plan, start)
    with shelf.writing() as books:
        books.sessions.change(replace(session, phase=Phase.CONNECTED, connected_at=start))
        if agreed:
            assert asked is not None
            books.agreed_fees.issue(IssuedQuote(session.id, asked.sha256, asked.text().decode(), start))
            entry = write_event(books, lambda size: SALT[:size], start, kind="number:burnt", about=session.id, body={})
            books.agreed_fees.answer(FeeAnswer(entry.number, session.id, Answer.YES, asked.sha256, None, start))
        running = books.sessions.by_id(session.id)
        assert running is not None
        return end_session(
            books, lambda size: SALT[:size], running, By.CUSTOMER, Ending.CUSTOMER_STOPPED, start + length
        )
