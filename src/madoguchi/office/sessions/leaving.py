"""What somebody leaves behind who may not work any more: their running sessions end, their numbers lead nowhere. Article: 8.1, 9.1"""

from __future__ import annotations

from madoguchi.base.clock import Instant
from madoguchi.office.books import Books
from madoguchi.office.consent.book import write_event
from madoguchi.office.ids import Entropy, OperatorId
from madoguchi.office.numbers.ports import NumberState
from madoguchi.office.sessions.service import end_session
from madoguchi.session.roles import By
from madoguchi.wire.vocabulary import Ending


def leave_all(books: Books, entropy: Entropy, operator_id: OperatorId, now: Instant) -> list[bytes]:
    """End it all; the routes at the relay that nobody may use any more."""
    routes: list[bytes] = []
    for session in books.sessions.running():
        if session.operator_id == operator_id:
            number = books.numbers.by_id(session.number_id)
            assert number is not None
            routes.append(number.route)
            end_session(books, entropy, session, By.OFFICE, Ending.SUPERVISOR_ENDED, now)
    for number in books.numbers.of_operator(operator_id, now):
        routes.append(number.route)
        if books.numbers.change_state(number.id, NumberState.CANCELLED):
            write_event(books, entropy, now, kind="number:cancelled", about=number.id, body={})
    return routes
