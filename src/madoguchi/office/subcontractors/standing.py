"""Who of a subcontractor may come in at this second, and to which cases. Asked anew at every request. Article: 9.1, 9.2"""

from __future__ import annotations

from madoguchi.base.clock import Instant
from madoguchi.office.actor import Actor, Assigned, actor_of
from madoguchi.office.books import Books
from madoguchi.office.operators.ports import Operator, OperatorRole
from madoguchi.office.subcontractors.ports import terms_of
from madoguchi.rules.subcontracting import in_force_until


def force_ends(books: Books, subcontractor_id: str, now: Instant) -> Instant | None:
    """Until when the organisation is in force; None when it is not."""
    return in_force_until(terms_of(books.subcontractors.papers(subcontractor_id)), now)


def may_come_in(books: Books, operator: Operator, now: Instant) -> bool:
    """Whether the account is open and, for somebody of a subcontractor, their organisation in force."""
    if not operator.active:
        return False
    if operator.subcontractor or operator.role is OperatorRole.SUBCONTRACTOR:
        organisation = operator.subcontractor_id
        return organisation is not None and force_ends(books, organisation, now) is not None
    return True


def actor_now(books: Books, operator: Operator, now: Instant) -> Actor:
    """The person, with the cases that they are given at this second."""
    if operator.role is not OperatorRole.SUBCONTRACTOR:
        return actor_of(operator)
    given = books.subcontractors.open_assignments(operator_id=operator.id)
    return actor_of(operator, tuple(Assigned(one.case_id, one.held) for one in given if one.runs(now)))
