"""Free time of one customer among sessions that run at the same time (F-8). Pure.

Guarantee: no free second is used twice, and none is taken back: what a session was given by an instant depends on nothing that
was worked after it, so a receipt and the statement of its month say the same. Article: 3.3
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from madoguchi.rules.fees.charges import Agreement, agreed_work
from madoguchi.rules.fees.plan import FeePlan, Part, Span, month_of, seconds_between
from madoguchi.rules.fees.reckoning import by_month


@dataclass(frozen=True, slots=True)
class Work:
    """What was agreed and worked in one session."""

    agreements: Sequence[Agreement]
    worked: Sequence[Span]


def share_free(sessions: Sequence[Work], plan: FeePlan, free: Mapping[str, int]) -> list[dict[str, int]]:
    """What each session gets of the months' free seconds; ``sessions`` in the order in which they agreed."""
    shares: list[dict[str, int]] = [dict(free) for _ in sessions]
    for month in sorted(free):
        if not free[month]:
            continue
        wanted = [
            [
                part
                for part in by_month(agreed_work(one.agreements, one.worked, plan, left))
                if month_of(part.start) == month
            ]
            for one, left in zip(sessions, shares, strict=True)
        ]
        for share, seconds in zip(shares, _second_by_second(wanted, free[month]), strict=True):
            share[month] = seconds
    return shares


def _second_by_second(wanted: Sequence[Sequence[Part]], free: int) -> list[int]:
    """Each session draws as its seconds come; of the last ones, who agreed first is first."""
    drawn = [0] * len(wanted)
    edges = sorted({edge for parts in wanted for part in parts for edge in (part.start, part.end)})
    for start, end in pairwise(edges):
        busy = [place for place, parts in enumerate(wanted) if any(part.start <= start < part.end for part in parts)]
        if not busy:
            continue
        each = min(seconds_between(start, end), free // len(busy))
        for place in busy:
            drawn[place] += each
        free -= each * len(busy)
        if each < seconds_between(start, end):
            for place in busy[:free]:
                drawn[place] += 1
            break
    return drawn
