"""What API keys need of a store. Article: 8.3"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from madoguchi.base.clock import Instant
from madoguchi.office.ids import OperatorId
from madoguchi.office.operators.ports import OperatorRole


class Scope(StrEnum):
    """What a key may be used for. It only ever narrows what its maker may do."""

    CUSTOMERS_READ = "customers:read"
    CUSTOMERS_WRITE = "customers:write"
    CASES_READ = "cases:read"
    CASES_WRITE = "cases:write"
    SESSIONS_READ = "sessions:read"
    STATEMENTS_READ = "statements:read"
    STATEMENTS_WRITE = "statements:write"
    HOURS_READ = "hours:read"
    FEES_READ = "fees:read"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """The key itself is nowhere: only its digest, and its first letters by which people know it."""

    id: str
    operator_id: OperatorId
    role: OperatorRole  # the maker's when it was made; with another one it is dead
    name: str
    prefix: str
    token_sha256: str
    scopes: str  # words with spaces between
    made_at: Instant
    expires_at: Instant
    used_at: Instant | None
    revoked_at: Instant | None

    @property
    def allowed(self) -> frozenset[Scope]:
        return frozenset(Scope(word) for word in self.scopes.split())


@dataclass(frozen=True, slots=True)
class ApiReply:
    """What a call that made something was answered, so that the same call again makes nothing. ``reply`` is sealed."""

    key_id: str
    call: str  # what the caller named it: Idempotency-Key
    request_sha256: str
    status: int  # 0 while it is not known
    reply: bytes
    at: Instant


class ApiKeyRecords(Protocol):
    def add(self, key: ApiKey) -> None: ...
    def by_digest(self, token_sha256: str) -> ApiKey | None: ...
    def of_operator(self, operator_id: OperatorId) -> list[ApiKey]:
        """The newest first."""
        ...

    def used(self, key_id: str, at: Instant) -> None: ...
    def revoke(self, operator_id: OperatorId, key_id: str, at: Instant) -> ApiKey | None:
        """Their own, and not revoked before; None otherwise."""
        ...

    def reply(self, key_id: str, call: str) -> ApiReply | None: ...
    def put_reply(self, reply: ApiReply) -> None:
        """In place of the one with the same key and call, if there is one."""
        ...

    def drop_reply(self, key_id: str, call: str) -> None: ...
    def drop_replies_before(self, at: Instant) -> None: ...
