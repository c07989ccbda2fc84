"""Numbers and the attempts on them. What must happen once is one UPDATE that says what it expects. Article: 2.2"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy import insert, select, update

from madoguchi.base.clock import Instant
from madoguchi.office.ids import AttemptId, CaseId, NumberId, OperatorId
from madoguchi.office.numbers.ports import Attempt, Number, NumberState
from madoguchi.store.records.rows import Register, values_of
from madoguchi.store.tables.sessions import attempts, numbers

PART: Final = 500  # values in one question to the database


class Numbers(Register):
    def add(self, number: Number) -> None:
        self._do(insert(numbers).values(**values_of(number)))

    def by_id(self, number_id: NumberId) -> Number | None:
        return self._one(Number, select(numbers).where(numbers.c.id == number_id))

    def live(self, routing: str, now: Instant) -> Number | None:
        query = select(numbers).where(
            numbers.c.routing == routing, numbers.c.state == NumberState.OPEN, numbers.c.expires_at > now
        )
        return self._one(Number, query)

    def live_routings(self, now: Instant) -> set[str]:
        query = select(numbers.c.routing).where(numbers.c.state == NumberState.OPEN, numbers.c.expires_at > now)
        return set(self._connection.execute(query).scalars())

    def of_case(self, case_id: CaseId, now: Instant) -> list[Number]:
        query = select(numbers).where(
            numbers.c.case_id == case_id, numbers.c.state == NumberState.OPEN, numbers.c.expires_at > now
        )
        return self._many(Number, query.order_by(numbers.c.issued_at))

    def of_operator(self, operator_id: OperatorId, now: Instant) -> list[Number]:
        query = select(numbers).where(
            numbers.c.operator_id == operator_id, numbers.c.state == NumberState.OPEN, numbers.c.expires_at > now
        )
        return self._many(Number, query.order_by(numbers.c.issued_at))

    def ever_of_case(self, case_id: CaseId) -> list[Number]:
        query = select(numbers).where(numbers.c.case_id == case_id)
        return self._many(Number, query.order_by(numbers.c.issued_at, numbers.c.id))

    def all_live(self, now: Instant) -> list[Number]:
        query = select(numbers).where(numbers.c.state == NumberState.OPEN, numbers.c.expires_at > now)
        return self._many(Number, query.order_by(numbers.c.issued_at))

    def at_routes(self, routes: Iterable[bytes]) -> list[Number]:
        wanted = sorted(routes)
        parts = (wanted[begin : begin + PART] for begin in range(0, len(wanted), PART))
        return [
            found for part in parts for found in self._many(Number, select(numbers).where(numbers.c.route.in_(part)))
        ]

    def change_state(self, number_id: NumberId, state: NumberState) -> bool:
        was_open = (numbers.c.id == number_id, numbers.c.state == NumberState.OPEN)
        return self._do(update(numbers).where(*was_open).values(state=state)) == 1

    def count_wrong(self, number_id: NumberId) -> int:
        self._do(update(numbers).where(numbers.c.id == number_id).values(wrong=numbers.c.wrong + 1))
        return int(self._connection.execute(select(numbers.c.wrong).where(numbers.c.id == number_id)).scalar_one())

    def bind_console(self, number_id: NumberId, console_key: str) -> None:
        self._do(update(numbers).where(numbers.c.id == number_id).values(console_key=console_key))

    def next_console_gen(self, number_id: NumberId) -> int:
        self._do(update(numbers).where(numbers.c.id == number_id).values(console_gen=numbers.c.console_gen + 1))
        found = self._connection.execute(select(numbers.c.console_gen).where(numbers.c.id == number_id))
        return int(found.scalar_one())


class Attempts(Register):
    def add(self, attempt: Attempt) -> None:
        self._do(insert(attempts).values(**values_of(attempt)))

    def by_id(self, attempt_id: AttemptId) -> Attempt | None:
        return self._one(Attempt, select(attempts).where(attempts.c.id == attempt_id))

    def by_digest(self, token_sha256: str) -> Attempt | None:
        return self._one(Attempt, select(attempts).where(attempts.c.token_sha256 == token_sha256))

    def latest_of(self, number_id: NumberId) -> Attempt | None:
        query = select(attempts).where(attempts.c.number_id == number_id).order_by(attempts.c.at.desc()).limit(1)
        return self._one(Attempt, query)

    def next_gen(self, attempt_id: AttemptId) -> int:
        self._do(update(attempts).where(attempts.c.id == attempt_id).values(gen=attempts.c.gen + 1))
        return int(self._connection.execute(select(attempts.c.gen).where(attempts.c.id == attempt_id)).scalar_one())
