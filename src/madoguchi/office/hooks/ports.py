"""What webhooks need of a store. Article: 8.3"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from madoguchi.base.clock import Instant
from madoguchi.office.ids import OperatorId


class HookEvent(StrEnum):
    """What can be told. The word is the ``type`` of the message and keeps its meaning for ever."""

    SESSION_STARTED = "session.started"
    SESSION_ENDED = "session.ended"
    REQUEST_CAME = "request.came"
    STATEMENT_ISSUED = "statement.issued"
    TERMS_PUBLISHED = "terms.published"
    TEST = "webhook.test"  # by hand, to one receiver


class MessageState(StrEnum):
    """waiting → sending → delivered, or waiting again, or given up. Only a person moves it back from there."""

    WAITING = "waiting"
    SENDING = "sending"  # claimed by one sender
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Hook:
    """One receiver."""

    id: str
    name: str
    url: str
    secret_sealed: bytes
    events: str  # words with spaces between
    made_at: Instant
    made_by: OperatorId
    is_on: bool
    removed_at: Instant | None
    former_sealed: bytes | None = None  # the secret before this one, which signs too
    former_until: Instant | None = None

    @property
    def wanted(self) -> frozenset[HookEvent]:
        return frozenset(HookEvent(word) for word in self.events.split())


@dataclass(frozen=True, slots=True)
class HookMessage:
    """One event for one receiver. The id and the text are the same at every try, so that it can be told from another."""

    id: str  # webhook-id
    hook_id: str
    event: HookEvent
    text: str
    state: MessageState
    tries: int
    due_at: Instant
    made_at: Instant
    changed_at: Instant
    answer: str  # the last one, in short: 204, timeout, refused …


@dataclass(frozen=True, slots=True)
class HookCounts:
    """For those who watch the server."""

    waiting: int
    given_up: int
    oldest: Instant | None  # when the longest waiting was made


class HookRecords(Protocol):
    def add(self, hook: Hook) -> None: ...
    def change(self, hook: Hook) -> None: ...
    def by_id(self, hook_id: str) -> Hook | None:
        """None for one that was removed."""
        ...

    def all(self) -> list[Hook]:
        """By name, without those that were removed."""
        ...

    def put(self, message: HookMessage) -> None: ...
    def message(self, message_id: str) -> HookMessage | None: ...
    def messages_of(self, hook_id: str, limit: int) -> list[HookMessage]:
        """The newest first."""
        ...

    def due(self, now: Instant, limit: int) -> list[HookMessage]:
        """Of receivers that are on and are not being told something just now, the longest due first."""
        ...

    def left(self, before: Instant) -> list[HookMessage]:
        """Claimed before then, and nothing was heard of them."""
        ...

    def move(self, message: HookMessage, before: MessageState) -> bool:
        """Write ``message`` over its row, if that is still in the state ``before``. Whether it was."""
        ...

    def forget_delivered(self, before: Instant) -> None:
        """Those that arrived before then."""
        ...
