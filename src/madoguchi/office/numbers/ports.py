"""What the numbers need of a store."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from madoguchi.base.clock import Instant
from madoguchi.base.words import Language
from madoguchi.office.ids import AttemptId, CaseId, NumberId, OperatorId


class NumberState(StrEnum):
    """``open`` ends by time too: see ``Number.is_live``."""

    OPEN = "open"
    USED = "used"  # a session came of it
    BURNT = "burnt"  # too many wrong secrets
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Number:
    """The routing part and the place at the relay; the secret part never comes here."""

    id: NumberId
    routing: str
    route: bytes
    operator_id: OperatorId
    case_id: CaseId
    issued_at: Instant
    expires_at: Instant
    state: NumberState
    wrong: int
    console_key: str
    console_holder: bytes
    console_gen: int

    def is_live(self, now: Instant) -> bool:
        """Whether it can still lead to a session."""
        return self.state is NumberState.OPEN and now < self.expires_at


@dataclass(frozen=True, slots=True)
class Attempt:
    """One customer's program that typed the routing part."""

    id: AttemptId
    number_id: NumberId
    token_sha256: str
    build: str
    platform: str
    language: Language
    address: str
    at: Instant
    gen: int


class NumberRecords(Protocol):
    def add(self, number: Number) -> None: ...
    def by_id(self, number_id: NumberId) -> Number | None: ...
    def live(self, routing: str, now: Instant) -> Number | None: ...
    def live_routings(self, now: Instant) -> set[str]: ...
    def of_case(self, case_id: CaseId, now: Instant) -> list[Number]:
        """The live ones."""
        ...

    def of_operator(self, operator_id: OperatorId, now: Instant) -> list[Number]:
        """Their live ones."""
        ...

    def ever_of_case(self, case_id: CaseId) -> list[Number]:
        """Live or not, in the order of their issue."""
        ...

    def all_live(self, now: Instant) -> list[Number]:
        """The longest waiting first."""
        ...

    def at_routes(self, routes: Iterable[bytes]) -> list[Number]:
        """Whatever their state."""
        ...

    def change_state(self, number_id: NumberId, state: NumberState) -> bool:
        """True when it was open until now: whoever gets True is the only one."""
        ...

    def count_wrong(self, number_id: NumberId) -> int: ...
    def bind_console(self, number_id: NumberId, console_key: str) -> None: ...
    def next_console_gen(self, number_id: NumberId) -> int: ...


class AttemptRecords(Protocol):
    def add(self, attempt: Attempt) -> None: ...
    def by_id(self, attempt_id: AttemptId) -> Attempt | None: ...
    def by_digest(self, token_sha256: str) -> Attempt | None: ...
    def latest_of(self, number_id: NumberId) -> Attempt | None: ...
    def next_gen(self, attempt_id: AttemptId) -> int: ...
