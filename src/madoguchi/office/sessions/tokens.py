"""From the token of the customer's program to its session. Article: 8.3"""

from __future__ import annotations

from madoguchi.office.books import Books
from madoguchi.office.ids import token_digest
from madoguchi.office.numbers.ports import NumberState
from madoguchi.office.refusals import NotConfirmed, NumberNotValid
from madoguchi.office.sessions.ports import Session


def session_of_token(books: Books, token: str) -> Session | NumberNotValid | NotConfirmed:
    """The session that the program with this token is in."""
    attempt = books.attempts.by_digest(token_digest(token))
    if attempt is None:
        return NumberNotValid()
    session = books.sessions.of_attempt(attempt.id)
    if session is not None:
        return session
    number = books.numbers.by_id(attempt.number_id)
    return NotConfirmed() if number and number.state is NumberState.OPEN else NumberNotValid()
