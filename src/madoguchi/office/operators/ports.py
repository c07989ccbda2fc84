"""What the sign-in needs of a store."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from madoguchi.base.clock import Instant
from madoguchi.office.ids import OperatorId


class OperatorRole(StrEnum):
    """What kind of work a person does. Nobody has two."""

    ADMIN = "admin"  # people, terms, rates, settings; never a case
    SUPERVISOR = "supervisor"  # all that an operator may, on every case; statements
    OPERATOR = "operator"  # customers, their own cases and sessions
    AUDITOR = "auditor"  # reads everything, changes nothing
    # The roles of a subcontractor's people (委託先) come here with their agreements. Article: 9.1


@dataclass(frozen=True, slots=True)
class Operator:
    """A person who can sign in. Every one has a second factor: the column has no empty value."""

    id: OperatorId
    login: str
    name: str
    organisation: str
    subcontractor: bool
    role: OperatorRole
    password_hash: str
    totp_sealed: bytes
    totp_last_step: int
    active: bool
    created_at: Instant


@dataclass(frozen=True, slots=True)
class WebSession:
    """One browser that is signed in; the token itself is in the browser alone."""

    token_sha256: str
    operator_id: OperatorId
    created_at: Instant
    seen_at: Instant
    ended_at: Instant | None


class OperatorRecords(Protocol):
    def add(self, operator: Operator) -> None: ...
    def by_id(self, operator_id: OperatorId) -> Operator | None: ...
    def by_login(self, login: str) -> Operator | None: ...
    def everybody(self) -> list[Operator]: ...
    def use_totp_step(self, operator_id: OperatorId, step: int) -> bool:
        """True when ``step`` was newer than every step used before, and now is used."""
        ...

    def set_active(self, operator_id: OperatorId, active: bool) -> None: ...
    def add_recovery_codes(self, operator_id: OperatorId, digests: list[str]) -> None: ...
    def use_recovery_code(self, operator_id: OperatorId, digest: str, now: Instant) -> bool: ...
    def add_link(self, digest: str, operator_id: OperatorId, expires_at: Instant) -> None: ...
    def use_link(self, digest: str, now: Instant) -> OperatorId | None: ...


class WebSessionRecords(Protocol):
    def add(self, session: WebSession) -> None: ...
    def by_digest(self, digest: str) -> WebSession | None: ...
    def touch(self, digest: str, now: Instant) -> None: ...
    def touch_all(self, operator_id: OperatorId, seen_since: Instant, now: Instant) -> None:
        """Those that were seen since then: an expired one stays expired."""
        ...

    def end(self, digest: str, now: Instant) -> None: ...
    def end_all(self, operator_id: OperatorId, now: Instant) -> None: ...
