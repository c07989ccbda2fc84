"""From what is kept to what ``rules.fees.charge`` takes: the agreements and the worked spans of one session.

Guarantee: no second without a connection, or after the last sign of life of a program that was lost, is worked. Article: 3.3
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from madoguchi.base.clock import Instant
from madoguchi.office.agreed_fees.ports import AgreedFeeRecords, FeeAnswer
from madoguchi.office.books import Books
from madoguchi.office.sessions.ports import Session
from madoguchi.rules.fees import Agreement, Quote, Span, agreements, quote_of, worked
from madoguchi.wire.vocabulary import Ending


def agreements_of(books: Books, session: Session) -> list[Agreement]:
    """What the customer agreed to in a session, in order."""
    answers = books.agreed_fees.answers(session.id)
    return agreements(answers, quotes_of(books.agreed_fees, answers))


def worked_of(books: Books, session: Session, now: Instant) -> list[Span]:
    """When work went on in a session, up to ``now`` while it runs."""
    if session.connected_at is None:
        return []
    end = session.ended_at or now
    if session.ending is Ending.LOST:
        end = min(end, max(session.seen_at, session.connected_at))
    return worked(session.connected_at, end, books.agreed_fees.turns(session.id))


def quotes_of(records: AgreedFeeRecords, answers: Iterable[FeeAnswer]) -> dict[str, Quote]:
    """The quotes that were answered, by their hashes."""
    found: dict[str, Quote] = {}
    for answer in answers:
        issued = records.issued(answer.session_id, answer.quote_sha256)
        assert issued is not None, "no answer is written down for a quote that was not issued"
        found[answer.quote_sha256] = quote_of(json.loads(issued.text))
    return found
