"""Putting an event into the outbox of webhooks, in the transaction of what it tells of.

Guarantee: what was kept is told, what was undone is not. A message carries the id of what it is about and nothing of its content: who
may see it, the receiver finds out by asking with a key. Article: 8.3
"""

from __future__ import annotations

from typing import Final

from madoguchi.base.canonical import Document, canonical
from madoguchi.base.clock import Instant, iso
from madoguchi.office.books import Books
from madoguchi.office.hooks.ports import Hook, HookEvent, HookMessage, MessageState
from madoguchi.office.ids import Entropy, fresh

# Entries of the ledger that are told. Their ``about`` is the id.
EVENT_OF: Final[dict[str, HookEvent]] = {
    "confirmed": HookEvent.SESSION_STARTED,
    "session:ended": HookEvent.SESSION_ENDED,
    "statement:issued": HookEvent.STATEMENT_ISSUED,
    "terms:published": HookEvent.TERMS_PUBLISHED,
}
_NOUN: Final[dict[HookEvent, str]] = {
    HookEvent.SESSION_STARTED: "session",
    HookEvent.SESSION_ENDED: "session",
    HookEvent.REQUEST_CAME: "request",
    HookEvent.STATEMENT_ISSUED: "statement",
    HookEvent.TERMS_PUBLISHED: "version",
    HookEvent.TEST: "webhook",
}


def announce(books: Books, entropy: Entropy, now: Instant, event: HookEvent, about: str) -> None:
    """One message for each receiver that wants to hear of it."""
    for hook in books.hooks.all():
        if hook.is_on and event in hook.wanted:
            books.hooks.put(message_for(hook, entropy, now, event, about))


def message_for(hook: Hook, entropy: Entropy, now: Instant, event: HookEvent, about: str) -> HookMessage:
    noun = _NOUN[event]
    data: Document = {noun: int(about.partition(":")[2]) if event is HookEvent.STATEMENT_ISSUED else about}
    text = canonical({"data": data, "timestamp": iso(now), "type": event.value}).decode("utf-8")
    name = f"msg_{fresh(entropy)}"
    return HookMessage(name, hook.id, event, text, MessageState.WAITING, 0, now, now, now, "")
