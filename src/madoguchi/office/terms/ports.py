"""What the terms need of a store: versions, which are only added to, and drafts.

One version holds its text in every language. The Japanese text is the one that binds; the others are translations of it.
Article: 12.1, 12.2
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType, Protocol

from madoguchi.base.clock import Instant
from madoguchi.base.words import Language
from madoguchi.office.ids import OperatorId

DraftId = NewType("DraftId", str)


@dataclass(frozen=True, slots=True)
class TermsWording:
    """A version's text in one language, as it was published. ``text`` is Markdown, ``notice`` a plain text of its change."""

    language: Language
    title: str
    text: str
    notice: str
    sha256: str
    signature: str  # base64url, the provider's


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """An announced version that was taken back before it took effect."""

    at: Instant
    by: OperatorId
    reason: str


@dataclass(frozen=True, slots=True)
class TermsVersion:
    """One version; never changed, never dropped."""

    version: str  # its name, in addresses and consents
    number: int  # the order of publishing, from 1
    published_at: Instant
    effective_at: Instant
    wordings: tuple[TermsWording, ...]  # the binding one first
    author_id: OperatorId | None = None  # None: published on the server's own command line
    confirmed_by: OperatorId | None = None
    withdrawn: Withdrawal | None = None

    @property
    def binding(self) -> TermsWording:
        """The text that binds: the Japanese one."""
        return self.wordings[0]

    @property
    def sha256(self) -> str:
        """Of the binding text: what a consent is to."""
        return self.binding.sha256

    def wording(self, language: Language) -> TermsWording | None:
        """The text in exactly this language."""
        return next((found for found in self.wordings if found.language is language), None)

    def nearest(self, language: Language) -> TermsWording:
        """The text in this language; without a translation, the one that binds."""
        return self.wording(language) or self.binding


class DraftState(StrEnum):
    DRAFT = "draft"
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"  # by a second person
    PUBLISHED = "published"
    DROPPED = "dropped"


OPEN: frozenset[DraftState] = frozenset({DraftState.DRAFT, DraftState.PROPOSED, DraftState.CONFIRMED})


@dataclass(frozen=True, slots=True)
class DraftWording:
    """The draft's text in one language; an empty text is no translation."""

    language: Language
    text: str
    notice: str


@dataclass(frozen=True, slots=True)
class TermsDraft:
    """A version in the making."""

    id: DraftId
    version: str
    effective_on: str  # 2026-04-01, in Japan; empty is the instant of publishing
    wordings: tuple[DraftWording, ...]  # of every language, Japanese first
    state: DraftState
    revision: int  # counts the saves; whoever saves names the one they began from
    created_at: Instant
    changed_at: Instant
    changed_by: OperatorId
    authors: frozenset[OperatorId]  # everybody who ever saved or proposed it
    proposed_by: OperatorId | None = None
    confirmed_by: OperatorId | None = None

    def wording(self, language: Language) -> DraftWording:
        return next(found for found in self.wordings if found.language is language)


class TermsRecords(Protocol):
    def add(self, terms: TermsVersion) -> None: ...
    def withdraw(self, number: int, withdrawal: Withdrawal) -> None: ...
    def in_force(self, as_of: Instant) -> TermsVersion | None: ...
    def get(self, version: str) -> TermsVersion | None: ...
    def versions(self) -> list[TermsVersion]:
        """All of them, the one that takes effect last first."""
        ...

    def last_number(self) -> int: ...


class DraftRecords(Protocol):
    def add(self, draft: TermsDraft) -> None: ...
    def change(self, draft: TermsDraft) -> None: ...
    def by_id(self, draft_id: str) -> TermsDraft | None: ...
    def open(self) -> Sequence[TermsDraft]:
        """Those that are not over, the last changed first."""
        ...
