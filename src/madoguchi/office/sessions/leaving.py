"""What somebody leaves behind who may not work any more: their running sessions end, their numbers lead nowhere. Article: 8.1, 9.1"""

from __future__ import annotations

from madoguchi.base.clock import Instant
from madoguchi.office.books import Books
from madoguchi.office.consent.book import write_event
from madoguchi.office.ids import CaseId, Entropy, OperatorId
from madoguchi.office.numbers.ports import Number, NumberState
from madoguchi.office.sessions.ports import Session
from madoguchi.office.sessions.service import end_session
from madoguchi.session.roles import By
from madoguchi.wire.vocabulary import Ending


def held_routes(books: Books, operator_id: OperatorId, now: Instant, *, case_id: CaseId | None = None) -> list[bytes]:
    """The routes of their running sessions and live numbers, under one case or all."""
    numbers = [books.numbers.by_id(one.number_id) for one in _running(books, operator_id, case_id)]
    return [number.route for number in (*numbers, *_live(books, operator_id, now, case_id)) if number is not None]


def is_over(books: Books, number: Number) -> bool:
    """Whether nobody may use its route any more because the office ended it."""
    session = books.sessions.of_number(number.id)
    return session.ending is Ending.SUPERVISOR_ENDED if session is not None else number.state is NumberState.CANCELLED


def leave_all(
    books: Books, entropy: Entropy, operator_id: OperatorId, now: Instant, *, case_id: CaseId | None = None
) -> list[bytes]:
    """End it all, under one case or everywhere; the routes at the relay that nobody may use any more."""
    routes = held_routes(books, operator_id, now, case_id=case_id)
    for session in _running(books, operator_id, case_id):
        end_session(books, entropy, session, By.OFFICE, Ending.SUPERVISOR_ENDED, now)
    for number in _live(books, operator_id, now, case_id):
        if books.numbers.change_state(number.id, NumberState.CANCELLED):
            write_event(books, entropy, now, kind="number:cancelled", about=number.id, body={})
    return routes


def _running(books: Books, operator_id: OperatorId, case_id: CaseId | None) -> list[Session]:
    return [
        one
        for one in books.sessions.running()
        if one.operator_id == operator_id and (case_id is None or one.case_id == case_id)
    ]


def _live(books: Books, operator_id: OperatorId, now: Instant, case_id: CaseId | None) -> list[Number]:
    return [one for one in books.numbers.of_operator(operator_id, now) if case_id is None or one.case_id == case_id]
