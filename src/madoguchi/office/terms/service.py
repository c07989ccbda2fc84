"""The versions of the terms: the one in force, all others, and the very first one.

Guarantee: a version takes effect at its own instant and is never changed. The first one is put in on the server itself; every
later one comes from a draft that a second person confirmed (``drafts``). Article: 12.1, 12.2
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from madoguchi.base.clock import Instant
from madoguchi.base.word_keys import Key
from madoguchi.base.words import Language
from madoguchi.office.actor import Actor
from madoguchi.office.books import Shelf
from madoguchi.office.consent.book import write_event
from madoguchi.office.fields import line
from madoguchi.office.ids import Entropy
from madoguchi.office.provider.keys import Keys
from madoguchi.office.refusals import BadField, NoSuchThing, VersionTaken
from madoguchi.office.sessions.ports import Session
from madoguchi.office.sessions.tokens import session_of_token
from madoguchi.office.terms.ports import TermsVersion, Withdrawal
from madoguchi.office.terms.publishing import Publication, publish


@dataclass(frozen=True, slots=True)
class NotTheFirst:
    """Only the first version comes without a second person."""

    key: ClassVar[Key] = "terms.refusal.not_the_first"


class TermsService:
    def __init__(self, shelf: Shelf, keys: Keys, entropy: Entropy) -> None:
        self._shelf = shelf
        self._keys = keys
        self._entropy = entropy

    def publish_first(
        self, version: str, texts: Mapping[Language, str], now: Instant
    ) -> TermsVersion | BadField | VersionTaken | NotTheFirst:
        """The first version, into force at once, from the server's command line: there may be nobody else yet."""
        with self._shelf.writing() as books:
            if books.terms.last_number():
                return NotTheFirst()
            return publish(books, self._keys, self._entropy, Publication(version, texts, {}, now), now)

    def withdraw(self, actor: Actor, version: str, reason: str, now: Instant) -> TermsVersion | NoSuchThing | BadField:
        """Take an announced version back before it takes effect. It stays on the public page, marked so."""
        if wrong := line("reason", reason):
            return wrong
        with self._shelf.writing() as books:
            terms = books.terms.get(version)
            if terms is None or terms.withdrawn or terms.effective_at <= now:
                return NoSuchThing()
            books.terms.withdraw(terms.number, Withdrawal(now, actor.id, reason.strip()))
            body = {"by": actor.id, "version": version}
            write_event(books, self._entropy, now, kind="terms:withdrawn", about=version, body=body)
            return books.terms.get(version) or NoSuchThing()

    def in_force(self, now: Instant) -> TermsVersion | None:
        """The version in force."""
        with self._shelf.reading() as books:
            return books.terms.in_force(now)

    def get(self, version: str) -> TermsVersion | None:
        with self._shelf.reading() as books:
            return books.terms.get(version)

    def versions(self) -> list[TermsVersion]:
        """All of them, announced ones too; the one that takes effect last first."""
        with self._shelf.reading() as books:
            return books.terms.versions()

    def agreed_before(self, token: str) -> str:
        """The version that the customer of this program's session agreed to last time; empty when there is none."""
        with self._shelf.reading() as books:
            session = session_of_token(books, token) if token else None
            return books.sessions.agreed_before(session) if isinstance(session, Session) else ""
