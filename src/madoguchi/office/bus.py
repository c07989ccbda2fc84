"""What just happened in the office, told at once to whoever watches: pages that are alive, sockets that must close.

Guarantee: to publish never waits for anybody. Each subscriber has a bounded room of its own; when it is full the oldest events
fall out and the subscriber is told that it missed some, so it looks at the whole again instead of believing that it knows. An event
carries the name of what changed and nothing of its content: who hears it reads the books by their own right. SECURITY 6, article 8.3

Publish after the transaction has closed, never inside it: who is woken must find what it is told of.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

ROOM: Final = 256  # events that wait for one subscriber


class Topic(StrEnum):
    """What an event is about; ``Event.about`` is then an id of that kind."""

    QUEUE = "queue"  # a request for support came, was taken, withdrawn or declined: the request's id
    CASE = "case"  # something on a case: its id
    NUMBER = "number"  # a number was issued, used, cancelled: its id
    SESSION = "session"  # a session began, moved or ended: its id
    STATEMENT = "statement"  # a mail with a statement was put in, sent, refused: the statement's number
    OPERATOR_CLOSED = "operator_closed"  # an account was closed, or signed out everywhere: the operator's id
    SIGNED_OUT = "signed_out"  # somebody was signed out somewhere, by any process: who listens makes sure of itself
    SHUTTING_DOWN = "shutting_down"  # the server goes; about nothing


@dataclass(frozen=True, slots=True)
class Event:
    topic: Topic
    about: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What came since the last look, the oldest first. ``missed``: there was more than the room holds."""

    events: tuple[Event, ...]
    missed: bool


class Subscription(Protocol):
    def take(self) -> Taken:
        """Everything that waits. Never waits itself."""
        ...

    def close(self) -> None:
        """Hear no more. Closing twice is nothing."""
        ...


class Bus(Protocol):
    def publish(self, event: Event) -> None:
        """From any thread. Never waits, never raises for a subscriber's sake."""
        ...

    def subscribe(self, topics: Iterable[Topic], wake: Callable[[], None]) -> Subscription:
        """``wake`` is called on the publisher's thread when something came: it only sets a flag
        (``loop.call_soon_threadsafe(flag.set)``, ``threading.Event().set``)."""
        ...


class _Subscriber:
    def __init__(
        self, topics: frozenset[Topic], wake: Callable[[], None], leave: Callable[[_Subscriber], None]
    ) -> None:
        self.topics = topics
        self._wake = wake
        self._leave = leave
        self._lock = threading.Lock()
        self._waiting: deque[Event] = deque(maxlen=ROOM)
        self._missed = False

    def put(self, event: Event) -> None:
        with self._lock:
            self._missed = self._missed or len(self._waiting) == ROOM
            self._waiting.append(event)
        try:
            self._wake()
        except RuntimeError:  # its event loop is closed: nobody listens there any more
            self.close()

    def take(self) -> Taken:
        with self._lock:
            taken = Taken(tuple(self._waiting), self._missed)
            self._waiting.clear()
            self._missed = False
        return taken

    def close(self) -> None:
        self._leave(self)


class MemoryBus:
    """The Bus of one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._subscribers: frozenset[_Subscriber] = frozenset()

    def publish(self, event: Event) -> None:
        for subscriber in self._subscribers:  # a set is never changed, only replaced
            if event.topic in subscriber.topics:
                subscriber.put(event)

    def subscribe(self, topics: Iterable[Topic], wake: Callable[[], None]) -> Subscription:
        subscriber = _Subscriber(frozenset(topics), wake, self._left)
        with self._lock:
            self._subscribers |= {subscriber}
        return subscriber

    def _left(self, subscriber: _Subscriber) -> None:
        with self._lock:
            self._subscribers -= {subscriber}

    @property
    def listening(self) -> int:
        """How many listen now."""
        return len(self._subscribers)
