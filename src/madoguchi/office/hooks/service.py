"""Receivers of webhooks, and the telling: claimed, signed, handed over, tried again, given up visibly.

Guarantee: a message is claimed by one sender, in a transaction of its own, before a byte of it leaves; at every try it has the same id and
text, so a receiver that heard it twice can tell; it is given up after the last try and waits there for a person. One receiver is told
one thing at a time, so a slow one takes no sender from the others for long. Article: 8.1, 8.3
"""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import Final, Protocol
from urllib.parse import urlsplit

from madoguchi.base.clock import Instant
from madoguchi.office.books import Books, Shelf
from madoguchi.office.deeds.ports import Act
from madoguchi.office.deeds.service import Asking, write_deed
from madoguchi.office.fields import line
from madoguchi.office.hooks.announcing import message_for
from madoguchi.office.hooks.ports import Hook, HookEvent, HookMessage, MessageState
from madoguchi.office.ids import Entropy, fresh
from madoguchi.office.provider.keys import Keys
from madoguchi.office.refusals import BadField, NoSuchThing

SECRET_MARK: Final = "whsec_"  # noqa: S105 - what secrets begin with; it is none: as Standard Webhooks writes secrets
# After each failed try; a little more or less, so that many do not come back at once. The tenth try is the last.
PAUSES: Final = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1_800, 7_200, 18_000, 36_000, 36_000))
LONGEST_SENDING: Final = timedelta(minutes=3)  # longer than any sender waits: its process is gone
KEPT: Final = timedelta(days=30)  # how long the log of what arrived is kept
OVERLAP: Final = timedelta(hours=24)  # after a secret was renewed: both sign, so that no message is refused meanwhile
ANSWER_LIMIT: Final = 60
SHOWN: Final = 100
URL_LIMIT: Final = 500
MOST_HOOKS: Final = 20
EVENTS: Final = tuple(event for event in HookEvent if event is not HookEvent.TEST)
GONE: Final = 410  # the receiver says that it will never want it


@dataclass(frozen=True, slots=True)
class Delivered:
    """What came of one try. ``status`` is the receiver's, 0 when there was no answer; ``told`` says why."""

    status: int
    told: str

    @property
    def is_taken(self) -> bool:
        return 200 <= self.status < 300


class Messenger(Protocol):
    """Hands one message to a receiver. Waits no longer than LONGEST_SENDING."""

    def unfit(self, url: str) -> bool:
        """Whether it would never be sent there, as far as the address itself says."""
        ...

    def carry(self, url: str, headers: Mapping[str, str], body: bytes) -> Delivered: ...


@dataclass(frozen=True, slots=True)
class HookFacts:
    name: str
    url: str
    events: frozenset[str]


@dataclass(frozen=True, slots=True)
class MadeHook:
    """The secret is shown once."""

    hook: Hook
    secret: str


@dataclass(frozen=True, slots=True)
class HookFile:
    hook: Hook
    messages: tuple[HookMessage, ...]


def signature(secret: bytes, message_id: str, timestamp: int, text: str) -> str:
    """Standard Webhooks: v1 and the HMAC-SHA256 of id, time and text."""
    signed = f"{message_id}.{timestamp}.{text}".encode()
    return "v1," + b64encode(hmac.new(secret, signed, sha256).digest()).decode("ascii")


class HookService:
    def __init__(self, shelf: Shelf, keys: Keys, entropy: Entropy) -> None:
        self._shelf = shelf
        self._keys = keys
        self._entropy = entropy

    # --- receivers ----------------------------------------------------------------------------------------------------

    def make(self, asking: Asking, facts: HookFacts, messenger: Messenger) -> MadeHook | BadField:
        """A receiver that is told from now on."""
        if wrong := _unfit(facts, messenger):
            return wrong
        assert asking.actor is not None
        secret, name = self._entropy(32), fresh(self._entropy)
        hook = Hook(
            id=name,
            name=facts.name.strip(),
            url=facts.url.strip(),
            secret_sealed=self._keys.seal(secret, f"hook:{name}", self._entropy),
            events=" ".join(event.value for event in EVENTS if event.value in facts.events),
            made_at=asking.at,
            made_by=asking.actor.id,
            is_on=True,
            removed_at=None,
        )
        with self._shelf.writing() as books:
            if len(books.hooks.all()) >= MOST_HOOKS:
                return BadField("hook_name", "hooks.field.too_many")
            books.hooks.add(hook)
            write_deed(books, asking, Act.HOOK_MADE, _told_of(hook))
        return MadeHook(hook, _written(secret))

    def renew(self, asking: Asking, hook_id: str) -> MadeHook | NoSuchThing:
        """A new secret; the former one signs too for OVERLAP, and a former one of that is no more."""
        secret = self._entropy(32)
        with self._shelf.writing() as books:
            hook = books.hooks.by_id(hook_id)
            if hook is None:
                return NoSuchThing()
            after = replace(
                hook,
                secret_sealed=self._keys.seal(secret, f"hook:{hook.id}", self._entropy),
                former_sealed=hook.secret_sealed,
                former_until=asking.at + OVERLAP,
            )
            books.hooks.change(after)
            write_deed(books, asking, Act.HOOK_CHANGED, _told_of(hook))
        return MadeHook(after, _written(secret))

    def turn(self, asking: Asking, hook_id: str, *, is_on: bool) -> Hook | NoSuchThing:
        """Off: nothing is told or put aside for it; what waits waits on."""
        with self._shelf.writing() as books:
            hook = books.hooks.by_id(hook_id)
            if hook is None:
                return NoSuchThing()
            after = replace(hook, is_on=is_on)
            books.hooks.change(after)
            write_deed(books, asking, Act.HOOK_CHANGED, _told_of(hook))
        return after

    def remove(self, asking: Asking, hook_id: str) -> Hook | NoSuchThing:
        with self._shelf.writing() as books:
            hook = books.hooks.by_id(hook_id)
            if hook is None:
                return NoSuchThing()
            books.hooks.change(replace(hook, is_on=False, removed_at=asking.at))
            write_deed(books, asking, Act.HOOK_REMOVED, _told_of(hook))
        return hook

    def test(self, asking: Asking, hook_id: str) -> HookMessage | NoSuchThing:
        """A message that is about nothing, to see whether it arrives."""
        with self._shelf.writing() as books:
            hook = books.hooks.by_id(hook_id)
            if hook is None or not hook.is_on:
                return NoSuchThing()
            message = message_for(hook, self._entropy, asking.at, HookEvent.TEST, hook.id)
            books.hooks.put(message)
            write_deed(books, asking, Act.HOOK_CHANGED, _told_of(hook))
        return message

    def all(self) -> list[Hook]:
        with self._shelf.reading() as books:
            return books.hooks.all()

    def get(self, hook_id: str) -> HookFile | NoSuchThing:
        with self._shelf.reading() as books:
            hook = books.hooks.by_id(hook_id)
            return HookFile(hook, tuple(books.hooks.messages_of(hook_id, SHOWN))) if hook else NoSuchThing()

    def again(self, asking: Asking, hook_id: str, message_id: str) -> HookMessage | NoSuchThing:
        """A person's word that what was delivered or given up is to be told once more, under the same id."""
        with self._shelf.writing() as books:
            hook, message = books.hooks.by_id(hook_id), books.hooks.message(message_id)
            if hook is None or message is None or message.hook_id != hook.id:
                return NoSuchThing()
            if message.state not in {MessageState.DELIVERED, MessageState.GIVEN_UP}:
                return NoSuchThing()
            after = replace(
                message, state=MessageState.WAITING, tries=0, due_at=asking.at, changed_at=asking.at, answer=""
            )
            books.hooks.move(after, message.state)
            write_deed(books, asking, Act.HOOK_CHANGED, _told_of(hook))
        return after

    # --- telling ------------------------------------------------------------------------------------------------------

    def send_next(self, messenger: Messenger, now: Callable[[], Instant]) -> HookMessage | None:
        """Claim what is due longest, hand it over, write down what became of it; None when nothing is due."""
        claimed = self._claimed(now())
        if claimed is None:
            return None
        message, hook = claimed
        at = now()
        timestamp = int(at.timestamp())
        signatures = [signature(secret, message.id, timestamp, message.text) for secret in self._secrets(hook, at)]
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Madoguchi-Webhooks/1",
            "webhook-id": message.id,
            "webhook-signature": " ".join(signatures),
            "webhook-timestamp": str(timestamp),
        }
        answer = messenger.carry(hook.url, headers, message.text.encode("utf-8"))
        after = self._after(message, answer, now())
        with self._shelf.writing() as books:
            books.hooks.move(after, MessageState.SENDING)
        return after

    def _secrets(self, hook: Hook, now: Instant) -> list[bytes]:
        sealed = [hook.secret_sealed]
        if hook.former_sealed is not None and hook.former_until is not None and now < hook.former_until:
            sealed.append(hook.former_sealed)
        return [self._keys.unseal(one, f"hook:{hook.id}") for one in sealed]

    def _claimed(self, now: Instant) -> tuple[HookMessage, Hook] | None:
        with self._shelf.reading() as books:
            if not books.hooks.due(now, 1) and not books.hooks.left(now - LONGEST_SENDING):
                return None
        with self._shelf.writing() as books:
            self._tidy(books, now)
            for message in books.hooks.due(now, 1):
                hook = books.hooks.by_id(message.hook_id)
                assert hook is not None
                claimed = replace(message, state=MessageState.SENDING, tries=message.tries + 1, changed_at=now)
                if books.hooks.move(claimed, MessageState.WAITING):
                    return claimed, hook
        return None

    def _tidy(self, books: Books, now: Instant) -> None:
        """What a sender left behind is due again, under the same id; what arrived long ago is forgotten, and so are secrets that sign no more."""
        for left in books.hooks.left(now - LONGEST_SENDING):
            books.hooks.move(self._after(left, Delivered(0, "left"), now), MessageState.SENDING)
        books.hooks.forget_delivered(now - KEPT)
        for hook in books.hooks.all():
            if hook.former_until is not None and hook.former_until <= now:
                books.hooks.change(replace(hook, former_sealed=None, former_until=None))

    def _after(self, message: HookMessage, answer: Delivered, now: Instant) -> HookMessage:
        told = str(answer.status) if answer.status else answer.told[:ANSWER_LIMIT]
        after = replace(message, answer=told, changed_at=now)
        if answer.is_taken:
            return replace(after, state=MessageState.DELIVERED)
        if answer.status == GONE or message.tries > len(PAUSES):
            return replace(after, state=MessageState.GIVEN_UP)
        return replace(after, state=MessageState.WAITING, due_at=now + self._pause(message.tries))

    def _pause(self, tries: int) -> timedelta:
        """Between four fifths and six fifths of it."""
        pause = PAUSES[max(0, min(tries, len(PAUSES)) - 1)]
        return pause * (0.8 + 0.4 * int.from_bytes(self._entropy(2), "big") / 65_535)


def _written(secret: bytes) -> str:
    return SECRET_MARK + b64encode(secret).decode("ascii")


def _told_of(hook: Hook) -> str:
    """Its name and where it goes, without what follows the host: some addresses are secrets themselves."""
    return f"{hook.name} ({urlsplit(hook.url).hostname})"


def _unfit(facts: HookFacts, messenger: Messenger) -> BadField | None:
    if wrong := line("hook_name", facts.name, limit=100) or line("url", facts.url, limit=URL_LIMIT):
        return wrong
    if messenger.unfit(facts.url.strip()):
        return BadField("url", "hooks.field.url")
    if not facts.events:
        return BadField("events", "hooks.field.events")
    if facts.events - {event.value for event in EVENTS}:
        return BadField("events", "hooks.field.events")
    return None
