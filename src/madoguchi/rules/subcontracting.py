"""When a subcontractor is in force: while an agreement and a non-disclosure agreement are both valid. To the second. Article: 9.1"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from madoguchi.base.clock import JAPAN, Instant


class PaperKind(StrEnum):
    """What a subcontractor has signed. Nobody of theirs works without both."""

    AGREEMENT = "agreement"  # 再委託契約
    NDA = "nda"  # 秘密保持契約


@dataclass(frozen=True, slots=True)
class Term:
    """One paper that was not withdrawn: it holds from ``begins`` on, and at ``ends`` no longer."""

    kind: PaperKind
    begins: Instant
    ends: Instant


def begins_on(day: date) -> Instant:
    """The first second of a day in Japan."""
    return datetime.combine(day, time(0), JAPAN).astimezone(UTC)


def ends_after(last_day: date) -> Instant:
    """The first second after a last valid day in Japan."""
    return begins_on(last_day + timedelta(days=1))


def in_force_until(terms: Iterable[Term], at: Instant) -> Instant | None:
    """Until when both are there without a gap; None when one of them is missing at ``at``. A renewal that begins before, or in the
    second when, its forerunner ends leaves no gap."""
    known = tuple(terms)
    ends = [_covered_until([one for one in known if one.kind is kind], at) for kind in PaperKind]
    return min(ends) if all(end > at for end in ends) else None


def _covered_until(terms: list[Term], at: Instant) -> Instant:
    end = at
    while longer := [one.ends for one in terms if one.begins <= end < one.ends]:
        end = max(longer)
    return end
