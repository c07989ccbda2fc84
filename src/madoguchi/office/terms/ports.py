"""What the terms need of a store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from madoguchi.base.clock import Instant
from madoguchi.base.words import Language


@dataclass(frozen=True, slots=True)
class TermsVersion:
    """One version in one language; never changed, never dropped. ``text`` is Markdown."""

    version: str
    language: Language
    title: str
    text: str
    sha256: str
    published_at: Instant
    signature: str  # base64url, the provider's


class TermsRecords(Protocol):
    def add(self, terms: TermsVersion) -> None: ...
    def in_force(self, language: Language, as_of: Instant) -> TermsVersion | None: ...
    def get(self, version: str, language: Language) -> TermsVersion | None: ...
    def versions(self) -> list[TermsVersion]:
        """All of them, the newest first."""
        ...
