"""The provider's limits for routine work, and what of a customer is over them.

Guarantee: limits are added to, never written over. Only who works for the customer (or sees every case) is told the figures, and they
are counts and hours: what the requests of other people's cases were about, they do not say. Article: 1.2, 8.3
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from madoguchi.base.clock import Instant
from madoguchi.office.actor import Actor
from madoguchi.office.books import Books, Shelf
from madoguchi.office.cases.ports import SetRoutineRules
from madoguchi.office.cases.service import SEE_EVERY_CASE
from madoguchi.office.fees.service import whole_number
from madoguchi.office.ids import CustomerId
from madoguchi.office.refusals import BadField
from madoguchi.rules.routine import ManyHours, RoutineRules, SameAgain, beginning, month_in_japan, routine

MOST: Final = {"times": 1_000, "days": 366, "hours": 744}


class RoutineService:
    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def rules(self) -> SetRoutineRules | None:
        """Those that hold now; None before any were set."""
        with self._shelf.reading() as books:
            return books.cases.routine_rules()

    def set_rules(self, actor: Actor, times: str, days: str, hours: str, now: Instant) -> SetRoutineRules | BadField:
        """From now on. 0 is: not asked about."""
        numbers: list[int] = []
        for name, typed in (("times", times), ("days", days), ("hours", hours)):
            number = whole_number(typed, MOST[name])
            if number is None:
                return BadField(name, "routine.field.number")
            numbers.append(number)
        if bool(numbers[0]) != bool(numbers[1]):
            return BadField("days" if numbers[0] else "times", "routine.field.both")
        with self._shelf.writing() as books:
            before = books.cases.routine_rules()
            number = (before.number if before else 0) + 1
            rules = SetRoutineRules(number, now, numbers[0], numbers[1], numbers[2], actor.id)
            books.cases.add_routine_rules(rules)
        return rules

    def of_customer(self, actor: Actor, customer_id: CustomerId, now: Instant) -> tuple[SameAgain | ManyHours, ...]:
        """What is over a limit; nothing for somebody who has no case of theirs."""
        with self._shelf.reading() as books:
            held = books.cases.routine_rules()
            sees = actor.role in SEE_EVERY_CASE or bool(books.cases.of_member(actor.id, customer_id, 1))
            if held is None or not sees or actor.is_outside:
                return ()
            return _found(books, RoutineRules(held.times, held.days, held.hours), customer_id, now)


def _found(
    books: Books, rules: RoutineRules, customer_id: CustomerId, now: Instant
) -> tuple[SameAgain | ManyHours, ...]:
    cases = books.cases.of_customer(customer_id, now - timedelta(days=rules.days)) if rules.days else []
    month = beginning(month_in_japan(now))
    sessions = books.sessions.of_customer(customer_id, month) if rules.hours else []
    work = [(one.connected_at, one.ended_at or now) for one in sessions if one.connected_at is not None]
    return routine(rules, [(case.category.value, case.created_at) for case in cases], work, now)
