"""Whether the fee of a receipt is what the customer agreed to, reckoned again from the receipt alone (docs/fees.md).

Guarantee: when ``check_fees`` finds nothing wrong, every yen is of a quote whose text is there and whose hash the customer's
program signed, for seconds that lie between the connection and the end and in no pause. What stays the provider's word is which
of these seconds lay within the support hours, and how much of the free time was left for this session. Article: 3.3, 10.1
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from madoguchi.base.clock import Instant, from_iso
from madoguchi.ledger.record import Entry
from madoguchi.rules.fees import (
    Answer,
    Part,
    Price,
    Quote,
    Rounding,
    Span,
    TimeKind,
    agreements,
    charge_of_parts,
    joined,
    quote_of,
    turned_at,
    worked,
)

ANSWERS: Final = {
    "fee:agreed": Answer.YES,
    "fee:refused": Answer.NO,
    "fee:withdrawn": Answer.WITHDRAWN,
    "fee:ran_out": Answer.RAN_OUT,
}
TURNS: Final = {"work:rested": False, "work:resumed": True}
PARTS: Final = frozenset({"free", "held", "quotes"})
_SOME_PRICE: Final = Price(1, 1, Rounding.UP, 0, 0)  # that there is one is all that counts

Said = tuple[Entry, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class _Answered:
    answer: Answer
    quote_sha256: str
    stop_at: int | None
    start: Instant


@dataclass(frozen=True, slots=True)
class _Turn:
    working: bool
    at: Instant


def check_fees(document: Mapping[str, Any], entries: Sequence[Entry], statements: Sequence[Said]) -> int | None:
    """The fee in yen with tax, reckoned again; None for a receipt of an earlier version, which does not hold what that takes.
    Raises ValueError when it comes to something else than the receipt says.
    """
    told = document.get("fees")
    if not isinstance(told, dict) or not told.keys() & PARTS:
        return None
    try:
        quotes = {str(sha256): _quote(sha256, text) for sha256, text in told["quotes"].items()}
        answered = [_answered(entry, said["body"]) for entry, said in statements if entry.kind in ANSWERS]
        if {one.quote_sha256 for one in answered} != quotes.keys():
            raise ValueError("a quote that was answered is not there, or one that was not is")
        held = _held(told["held"], _worked(document, entries, statements))
        free = {str(month): _count(seconds) for month, seconds in told["free"].items()}
        found = charge_of_parts(agreements(answered, quotes), held, free)
        if {name: told[name] for name in found.document()} != found.document():
            raise ValueError("it comes to something else")
        if [(one["answer"], one["quote_sha256"], one["stop_at"]) for one in told["answers"]] != [
            (one.answer.value, one.quote_sha256, one.stop_at or 0) for one in answered
        ]:
            raise ValueError("the answers are others")
    except (KeyError, TypeError, AttributeError) as malformed:
        raise ValueError("the fee is not told as it should be") from malformed
    return found.total


def _quote(sha256: object, text: Mapping[str, Any]) -> Quote:
    found = quote_of(text)
    if found.sha256 != sha256:
        raise ValueError("a quote has another hash")
    return found


def _answered(entry: Entry, body: Mapping[str, Any]) -> _Answered:
    stop_at = body.get("stop_at")
    return _Answered(
        ANSWERS[entry.kind], str(body["quote_sha256"]), _count(stop_at) if stop_at else None, from_iso(entry.at)
    )


def _worked(document: Mapping[str, Any], entries: Sequence[Entry], statements: Sequence[Said]) -> list[Span]:
    """When there can have been work: a session that was lost without a word may have worked less."""
    connected = next((from_iso(entry.at) for entry in entries if entry.kind == "connected"), None)
    if connected is None:
        return []
    ended = next((from_iso(entry.at) for entry in entries if entry.kind == "session:ended"), None)
    turns: list[_Turn] = []
    for entry, said in statements:
        if entry.kind in TURNS:
            earliest = max([connected, *(turn.at for turn in turns)])
            at = turned_at(from_iso(said["body"]["at"]), earliest, from_iso(entry.at))
            turns.append(_Turn(TURNS[entry.kind], at))
    return joined(worked(connected, ended or from_iso(document["issued_at"]), turns))


def _held(told: Sequence[Mapping[str, Any]], spans: Sequence[Span]) -> list[Part]:
    """The parts that held, in order, each within the work."""
    found: list[Part] = []
    for one in told:
        start, end, kind = from_iso(one["start"]), from_iso(one["end"]), TimeKind(one["kind"])
        if not any(span.start <= start < end <= span.end for span in spans) or (found and start < found[-1].end):
            raise ValueError("time that was not worked, or twice the same")
        found.append(Part(start, end, kind, _SOME_PRICE if one["charged"] is True else None))
    return found


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError("a count was expected")
    return value
