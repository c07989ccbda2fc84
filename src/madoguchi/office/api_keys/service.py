"""API keys: made and revoked by the person they act for, and known again at every call.

Guarantee: a key is shown once and kept as a digest; at every call its maker is looked up anew, so a closed account or another role
makes it dead at once; it never has a scope that its maker may not use (web/doors.py decides which). Article: 8.1, 8.3
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from madoguchi.base.clock import Instant
from madoguchi.office.actor import Actor, actor_of
from madoguchi.office.api_keys.ports import ApiKey, Scope
from madoguchi.office.books import Shelf
from madoguchi.office.deeds.ports import Act
from madoguchi.office.deeds.service import Asking, write_deed
from madoguchi.office.fields import line
from madoguchi.office.ids import Entropy, OperatorId, fresh, token_digest
from madoguchi.office.refusals import BadField, NoSuchThing
from madoguchi.seal.signing import to_base64url

MARK: Final = "mdg_"  # by which scanners for leaked secrets know it
PREFIX: Final = len(MARK) + 6
LIFE_DAYS: Final = (30, 90, 365)
MOST_KEYS: Final = 20
TOUCH: Final = timedelta(seconds=60)  # how exactly "last used" is kept
NAME_LIMIT: Final = 100


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """What is chosen on the page."""

    name: str
    scopes: frozenset[str]
    days: str


@dataclass(frozen=True, slots=True)
class MadeKey:
    """Shown once."""

    key: ApiKey
    token: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is behind a call: the maker as they are now, and the key."""

    actor: Actor
    key: ApiKey


class ApiKeyService:
    def __init__(self, shelf: Shelf, entropy: Entropy) -> None:
        self._shelf = shelf
        self._entropy = entropy

    def make(self, asking: Asking, facts: KeyFacts, offered: frozenset[Scope]) -> MadeKey | BadField:
        """A new key with some of the scopes that are offered to its maker."""
        actor = asking.actor
        assert actor is not None
        if wrong := _unfit(facts, offered):
            return wrong
        token = MARK + to_base64url(self._entropy(32))
        key = ApiKey(
            id=fresh(self._entropy),
            operator_id=actor.id,
            role=actor.role,
            name=facts.name.strip(),
            prefix=token[:PREFIX],
            token_sha256=token_digest(token),
            scopes=" ".join(scope.value for scope in Scope if scope.value in facts.scopes),
            made_at=asking.at,
            expires_at=asking.at + timedelta(days=int(facts.days)),
            used_at=None,
            revoked_at=None,
        )
        with self._shelf.writing() as books:
            if sum(is_alive(one, asking.at) for one in books.api_keys.of_operator(actor.id)) >= MOST_KEYS:
                return BadField("key_name", "api.field.too_many")
            books.api_keys.add(key)
            write_deed(books, asking, Act.API_KEY_MADE, f"{key.prefix} {key.name}")
        return MadeKey(key, token)

    def revoke(self, asking: Asking, key_id: str) -> NoSuchThing | None:
        """It opens nothing from now on."""
        actor = asking.actor
        assert actor is not None
        with self._shelf.writing() as books:
            key = books.api_keys.revoke(actor.id, key_id, asking.at)
            if key is None:
                return NoSuchThing()
            write_deed(books, asking, Act.API_KEY_REVOKED, f"{key.prefix} {key.name}")
        return None

    def of(self, operator_id: OperatorId) -> list[ApiKey]:
        """The newest first, those that are over among them."""
        with self._shelf.reading() as books:
            return books.api_keys.of_operator(operator_id)

    def caller(self, token: str, now: Instant) -> Caller | None:
        """Who calls; None for every reason why nobody does."""
        with self._shelf.reading() as books:
            key = books.api_keys.by_digest(token_digest(token))
            operator = books.operators.by_id(key.operator_id) if key else None
        if key is None or operator is None or not is_alive(key, now):
            return None
        if not operator.active or operator.role is not key.role:
            return None
        if key.used_at is None or now - key.used_at >= TOUCH:
            with self._shelf.writing() as books:
                books.api_keys.used(key.id, now)
        return Caller(actor_of(operator), key)


def is_alive(key: ApiKey, now: Instant) -> bool:
    """Neither revoked nor over."""
    return key.revoked_at is None and now < key.expires_at


def _unfit(facts: KeyFacts, offered: Iterable[Scope]) -> BadField | None:
    if wrong := line("key_name", facts.name, limit=NAME_LIMIT):
        return wrong
    if not facts.scopes:
        return BadField("scopes", "api.field.scopes")
    if facts.scopes - {scope.value for scope in offered}:
        return BadField("scopes", "api.field.not_yours")
    if facts.days not in {str(days) for days in LIFE_DAYS}:
        return BadField("days", "office.field.needed")
    return None
