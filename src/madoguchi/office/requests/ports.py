"""What the requests to customers need of a store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from madoguchi.base.clock import Instant
from madoguchi.base.words import Language
from madoguchi.office.ids import CaseId, OperatorId, SessionId
from madoguchi.wire.vocabulary import RequestState


@dataclass(frozen=True, slots=True)
class RequestToCustomer:
    """お願い, as the customer's own program states it. ``number`` is its name within the session. Article: 5.7"""

    id: str
    case_id: CaseId
    session_id: SessionId
    number: int
    text: str
    state: RequestState
    word: str  # what the customer added when they could not do it
    asked_at: Instant
    asked_by: OperatorId
    changed_at: Instant


@dataclass(frozen=True, slots=True)
class Sentence:
    """One of the provider's ready-made sentences, in both languages; kept when it is taken out of use."""

    id: str
    ja: str
    en: str  # empty: the Japanese one is used
    added_at: Instant
    added_by: OperatorId
    removed_at: Instant | None = None

    def in_language(self, language: Language) -> str:
        return self.en if language is Language.EN and self.en else self.ja


class RequestRecords(Protocol):
    def add(self, request: RequestToCustomer) -> None: ...
    def change(self, request: RequestToCustomer) -> None: ...
    def get(self, session_id: SessionId, number: int) -> RequestToCustomer | None: ...
    def of_case(self, case_id: CaseId) -> list[RequestToCustomer]:
        """In the order in which they were asked."""
        ...

    def add_sentence(self, sentence: Sentence) -> None: ...
    def remove_sentence(self, sentence_id: str, at: Instant) -> bool:
        """False when there is none in use."""
        ...

    def sentences(self) -> list[Sentence]:
        """Those in use, in the order in which they were added."""
        ...
