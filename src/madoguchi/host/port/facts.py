"""What both directions speak of: things to show, people, the terms, the case, the fee.

Articles: P.1, 3.3, 7.1
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from madoguchi.base.words import Language
from madoguchi.rules.differences import Change
from madoguchi.wire.vocabulary import Access, Fee, Sharing


class Backup(StrEnum):
    """The customer's answer to the backup question. Article: 7.1"""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Target:
    """Something that can be shown: a monitor or one window. ``number`` is the backend's own name for it."""

    sharing: Sharing
    number: int
    title: str
    width: int  # pixels
    height: int


@dataclass(frozen=True, slots=True)
class Image:
    """Pixels for a preview: rows of blue, green, red, unused; masks are already applied."""

    width: int
    height: int
    bgrx: bytes


@dataclass(frozen=True, slots=True)
class Provider:
    """Who the program belongs to; from the signed build, never from the network."""

    name: str
    name_en: str
    phone: str


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms in force, verified by the provider's key. ``text`` is Markdown."""

    version: str
    title: str
    text: str
    published_at: str  # ISO instant
    sha256: str
    language: Language = Language.JA  # of this very text
    binding_sha256: str = ""  # of the Japanese text of the same version, which binds
    effective_at: str = ""  # ISO instant
    agreed_before: str = ""  # the version that this customer agreed to last; empty when there is none


@dataclass(frozen=True, slots=True)
class TermsChanged:
    """What is different from the version that the customer agreed to last, told from both texts as the provider signed them."""

    since: str  # that version
    changes: tuple[Change, ...] | None  # None: they cannot be told (another language, or the text cannot be had)


@dataclass(frozen=True, slots=True)
class CallerCard:
    """Who is calling, proven. ``spoken`` is the four digits that both people can compare."""

    operator: str
    organisation: str
    subcontractor: bool
    spoken: str
    accesses: frozenset[Access] = frozenset(Access)  # what they may ask for. Article: 9.2


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the call is about."""

    reference: str
    category: str
    subject: str
    organisation: str  # the customer's own
    contact: str
    off_hours: bool
    support_hours: str


@dataclass(frozen=True, slots=True)
class FeePrice:
    """What one kind of time costs: ``yen`` without tax for each ``unit_seconds``; ``tax`` in hundredths of a per cent."""

    kind: str
    yen: int
    unit_seconds: int
    minimum_units: int
    tax: int


@dataclass(frozen=True, slots=True)
class FeeQuote:
    """What work outside the support hours would cost; signed by the provider. Article: 3.3"""

    sha256: str
    start: str  # ISO instant
    until: str
    prices: tuple[FeePrice, ...]
    estimate_seconds: int
    estimate_yen: int  # with tax
    least_yen: int  # with tax: no amount to stop at can be below it


@dataclass(frozen=True, slots=True)
class FeeYes:
    """The customer agrees to a quote; ``stop_at`` is yen with tax, 0 means none."""

    quote: str  # SHA-256
    stop_at: int


@dataclass(frozen=True, slots=True)
class FeeMeter:
    """Time and fee so far. ``yen`` is with tax. Article: 3.3"""

    fee: Fee = Fee.NONE
    seconds_left: int = 0  # until the support hours end, when that is soon
    in_hours: int = 0
    off_hours: int = 0
    yen: int = 0
    stop_at: int = 0


NO_FEE: Final = FeeMeter()
