"""The charged sessions of a customer and a month, from what is written down of them. Article: 3.3, 3.4

Guarantee: a session belongs to the month in which it ended (Japan time), so it stands in one month's statement and in no other;
free time is used in the order of the connections, a session that began in the month before included.
"""

from __future__ import annotations

from dataclasses import dataclass

from madoguchi.base.clock import Instant
from madoguchi.office.agreed_fees.reading import agreements_of, worked_of
from madoguchi.office.books import Books
from madoguchi.office.fees.service import plan_of
from madoguchi.office.ids import CustomerId
from madoguchi.office.statements.months import beginning, moved
from madoguchi.rules.fees import Charge, charge, free_in, month_of
from madoguchi.rules.statements import StatementLine, Work, lines_of


@dataclass(frozen=True, slots=True)
class ChargedSession:
    work: Work
    start: Instant
    end: Instant
    charge: Charge

    @property
    def lines(self) -> tuple[StatementLine, ...]:
        return lines_of(self.work, self.charge)


def charged_sessions(books: Books, customer_id: CustomerId, month: str) -> list[ChargedSession]:
    """What was agreed, worked and costs something, in order."""
    first, after = beginning(month), beginning(moved(month, 1))
    left: dict[str, int] = {}
    found: list[ChargedSession] = []
    for _, session_id in books.statements.agreed_sessions(beginning(moved(month, -1)), after, customer_id):
        session = books.sessions.by_id(session_id)
        assert session is not None
        assert session.connected_at is not None
        assert session.ended_at is not None
        plan = plan_of(books, customer_id, session.ended_at)
        for touched in {month_of(session.connected_at), month_of(session.ended_at)}:
            left.setdefault(touched, free_in(touched, plan))
        costs = charge(agreements_of(books, session), worked_of(books, session, session.ended_at), plan, left)
        for touched, seconds in costs.free_used.items():
            left[touched] -= seconds
        if session.ended_at >= first and costs.yen:
            case = books.cases.by_id(session.case_id)
            assert case is not None
            work = Work(session.id, case.reference, case.subject)
            found.append(ChargedSession(work, session.connected_at, session.ended_at, costs))
    return found
