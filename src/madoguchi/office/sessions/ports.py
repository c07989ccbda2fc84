"""What sessions need of a store and of the relay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from madoguchi.base.clock import Instant
from madoguchi.office.ids import AttemptId, CaseId, CustomerId, NumberId, OperatorId, SessionId
from madoguchi.wire.vocabulary import Ending, Phase


@dataclass(frozen=True, slots=True)
class Session:
    """One connection under a case."""

    id: SessionId
    number_id: NumberId
    case_id: CaseId
    operator_id: OperatorId
    attempt_id: AttemptId
    phase: Phase
    ending: Ending | None
    note: str
    off_hours: bool
    created_at: Instant
    connected_at: Instant | None
    ended_at: Instant | None
    seen_at: Instant
    host_key: str
    last_number: int  # of the host's statements; -1 before the first
    last_sha256: str
    terms_version: str
    terms_language: str  # of the text that was shown
    terms_sha256: str  # of the text that binds
    terms_shown_sha256: str
    seconds: int | None
    bytes_used: int | None


def ending_of(session: Session) -> Ending:
    """Of a session that is over."""
    assert session.ending is not None
    return session.ending


class SessionRecords(Protocol):
    def add(self, session: Session) -> None: ...
    def change(self, session: Session) -> None: ...
    def by_id(self, session_id: SessionId) -> Session | None: ...
    def of_attempt(self, attempt_id: AttemptId) -> Session | None: ...
    def of_number(self, number_id: NumberId) -> Session | None: ...
    def of_case(self, case_id: CaseId) -> list[Session]:
        """The newest first."""
        ...

    def of_operator(self, operator_id: OperatorId, limit: int) -> list[Session]: ...
    def latest(self, limit: int) -> list[Session]:
        """Of everybody, the newest first."""
        ...

    def agreed_before(self, session: Session) -> str:
        """The version of the terms that the same customer agreed to last, before this session; empty for none."""
        ...

    def of_customer(self, customer_id: CustomerId, since: Instant) -> list[Session]:
        """Those that connected and had not ended before ``since``."""
        ...

    def after(
        self, member: OperatorId | None, case_id: CaseId | None, last: Session | None, limit: int
    ) -> list[Session]:
        """Of all cases or of those that a member is on, the newest first, those that come after ``last``."""
        ...

    def running(self) -> list[Session]: ...
    def saw(self, session_id: SessionId, now: Instant) -> None: ...


class Closer(Protocol):
    """Lets go of connections at the relay, wherever it runs."""

    def close(self, routes: list[bytes]) -> None:
        """Both places of each route, within two seconds. From any thread; never waits."""
        ...


class Presence(Protocol):
    """Whether somebody is attached to a place at the relay."""

    def anybody_at(self, route: bytes) -> bool | None:
        """None when nobody can say (the relay runs elsewhere)."""
        ...

    def attached(self) -> frozenset[bytes]:
        """Every route that somebody is attached to; none when nobody can say."""
        ...

    def consoles(self) -> frozenset[bytes]:
        """Those at which an operator's page is."""
        ...
