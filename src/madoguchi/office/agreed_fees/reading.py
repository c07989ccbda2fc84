"""From what is kept to what ``rules.fees.charge`` takes: the agreements and the worked spans of one session. Pure.

Guarantee: an agreement begins when the answer was given or the quote begins, whichever is later, in whole seconds, and ends
when it was taken back; no second without a connection, or in a pause, is worked. Article: 3.3
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from madoguchi.base.clock import Instant
from madoguchi.office.agreed_fees.ports import AgreedFeeRecords, Answer, FeeAnswer, WorkTurn
from madoguchi.office.books import Books
from madoguchi.office.sessions.ports import Session
from madoguchi.rules.fees import Agreement, Quote, Span, quote_of
from madoguchi.wire.vocabulary import Ending


def agreements_of(books: Books, session: Session) -> list[Agreement]:
    """What the customer agreed to in a session, in order."""
    answers = books.agreed_fees.answers(session.id)
    return agreements(answers, quotes_of(books.agreed_fees, answers))


def worked_of(books: Books, session: Session, now: Instant) -> list[Span]:
    """When work went on in a session, up to ``now`` while it runs."""
    return worked(session, books.agreed_fees.turns(session.id), now)


def quotes_of(records: AgreedFeeRecords, answers: Iterable[FeeAnswer]) -> dict[str, Quote]:
    """The quotes that were answered, by their hashes."""
    found: dict[str, Quote] = {}
    for answer in answers:
        issued = records.issued(answer.session_id, answer.quote_sha256)
        assert issued is not None, "no answer is written down for a quote that was not issued"
        found[answer.quote_sha256] = quote_of(json.loads(issued.text))
    return found


def agreements(answers: Sequence[FeeAnswer], quotes: Mapping[str, Quote]) -> list[Agreement]:
    """Each yes, until what ended it."""
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


def worked(session: Session, turns: Sequence[WorkTurn], now: Instant) -> list[Span]:
    """From the connection to the end, pauses left out. Of a session that was lost without a word from the customer's program,
    up to the last sign of life.
    """
    if session.connected_at is None:
        return []
    end = session.ended_at or now
    if session.ending is Ending.LOST:
        end = min(end, max(session.seen_at, session.connected_at))
    spans: list[Span] = []
    since: Instant | None = session.connected_at
    for turn in turns:
        at = max(turn.at, session.connected_at)
        if turn.working and since is None:
            since = at
        elif not turn.working and since is not None:
            spans.append(Span(since, at))
            since = None
    if since is not None:
        spans.append(Span(since, end))
    return [Span(span.start, min(span.end, end)) for span in spans if span.start < min(span.end, end)]


def next_whole(at: Instant) -> Instant:
    """The first whole second at ``at`` or after it: no part of a second before the answer is agreed."""
    return at if at.microsecond == 0 else at.replace(microsecond=0) + timedelta(seconds=1)
