"""From what was said and when to agreements and worked spans: the same for the office that charges and for whoever checks it.

Guarantee: an agreement begins when the answer was given or the quote begins, whichever is later, in whole seconds, and ends
when it was taken back; no second in a pause is worked. Article: 3.3
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Protocol

from madoguchi.base.clock import Instant
from madoguchi.rules.fees.charges import Agreement
from madoguchi.rules.fees.parts import next_whole
from madoguchi.rules.fees.plan import Span
from madoguchi.rules.fees.quotes import Quote


class Answer(StrEnum):
    """What the customer said to a quote, or what ended their yes."""

    YES = "yes"
    NO = "no"
    WITHDRAWN = "withdrawn"  # the customer took the yes back
    RAN_OUT = "ran_out"  # the amount to stop at was reached, or the quote ended


class Answered(Protocol):
    """One answer; it counts from ``start`` on."""

    @property
    def answer(self) -> Answer: ...
    @property
    def quote_sha256(self) -> str: ...
    @property
    def stop_at(self) -> int | None: ...
    @property
    def start(self) -> Instant: ...


class Turn(Protocol):
    """Work went on, or rested, from ``at`` on."""

    @property
    def working(self) -> bool: ...
    @property
    def at(self) -> Instant: ...


def agreements(answers: Sequence[Answered], quotes: Mapping[str, Quote]) -> list[Agreement]:
    """Each yes, until what ended it. ``answers`` in the order in which they were given, ``quotes`` by their hashes."""
    found: list[Agreement] = []
    for place, answer in enumerate(answers):
        if answer.answer is not Answer.YES:
            continue
        quote = quotes[answer.quote_sha256]
        ends = (
            later.start
            for later in answers[place + 1 :]
            if later.answer is not Answer.YES and later.quote_sha256 == answer.quote_sha256
        )
        until = min(quote.until, next(ends, quote.until))
        start = max(next_whole(answer.start), quote.start)
        if start < until:
            found.append(Agreement(quote, start, until, answer.stop_at))
    return found


def turned_at(told: Instant, earliest: Instant, written: Instant) -> Instant:
    """When work turned: as the customer's program tells it, but never before what came before it, nor after it was written down."""
    return min(max(told, earliest), written)


def worked(connected: Instant, end: Instant, turns: Sequence[Turn]) -> list[Span]:
    """From the connection to the end, pauses left out."""
    spans: list[Span] = []
    since: Instant | None = connected
    for turn in turns:
        at = max(turn.at, connected)
        if turn.working and since is None:
            since = at
        elif not turn.working and since is not None:
            spans.append(Span(since, at))
            since = None
    if since is not None:
        spans.append(Span(since, end))
    return [Span(span.start, min(span.end, end)) for span in spans if span.start < min(span.end, end)]
