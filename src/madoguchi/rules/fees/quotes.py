"""The price before the work: what is shown to the customer, agreed to, hashed and signed.

Guarantee: a quote tells every kind of time and price that the agreed span can meet, and its document says all of it: the same
quote has the same bytes and the same hash everywhere. Article: 3.3
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from madoguchi.base.canonical import Document, Value, canonical, digest
from madoguchi.base.clock import Instant, from_iso, iso
from madoguchi.rules.fees.parts import next_boundary, part_at, parts
from madoguchi.rules.fees.plan import FeePlan, Part, Price, Rounding, Span, TimeKind, month_of, tax_on, whole
from madoguchi.rules.fees.reckoning import cut_to, reckon

KIND: Final = "fee_quote"
LONGEST_QUOTE: Final = timedelta(hours=24)  # F-12: who works longer is asked again
USUAL_ESTIMATE: Final = 1_800  # seconds
_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Quote:
    """What off-hours work would cost from ``start`` until ``until``. ``parts`` tile the span."""

    start: Instant
    until: Instant  # when the support hours begin, or LONGEST_QUOTE
    parts: tuple[Part, ...]
    free: Mapping[str, int]  # month (2026-01) to the free seconds left in it
    estimate_seconds: int
    estimate_yen: int  # without tax
    estimate_tax: int  # rounded up (F-9)

    @property
    def estimate_total(self) -> int:
        return self.estimate_yen + self.estimate_tax

    @property
    def is_free(self) -> bool:
        """Nothing in it costs anything, so there is nothing to ask."""
        return not any(part.is_charged for part in self.parts)

    @property
    def prices(self) -> tuple[tuple[TimeKind, Price], ...]:
        """Each kind and price once, in the order of time: the rows to show."""
        rows = ((part.kind, part.price) for part in self.parts if part.price is not None)
        return tuple(dict.fromkeys(rows))

    @property
    def least_total(self) -> int:
        """What the first charged second costs, with tax and without free time: no amount to stop at can be below it."""
        for part in self.parts:
            if part.is_charged and part.price is not None:
                price = part.price
                yen = max(price.rounding.units(1, price.unit_seconds), price.minimum_units) * price.yen
                return yen + tax_on(yen, price.tax)
        return 0

    def document(self) -> Document:
        """All of it as plain values (docs/fees.md says each)."""
        return {
            "estimate_seconds": self.estimate_seconds,
            "estimate_tax": self.estimate_tax,
            "estimate_yen": self.estimate_yen,
            "free": dict(self.free),
            "kind": KIND,
            "parts": [_told(part) for part in self.parts],
            "start": iso(self.start),
            "until": iso(self.until),
        }

    def text(self) -> bytes:
        """The canonical JSON that is hashed."""
        return canonical(self.document())

    @property
    def sha256(self) -> str:
        return digest(self.document())


def quote(
    plan: FeePlan, start: Instant, left: Mapping[str, int] | None = None, estimate_seconds: int = USUAL_ESTIMATE
) -> Quote | None:
    """What work from ``start`` on would cost; None when ``start`` lies within the support hours.

    For the question before a session the start is now; for a running one it is ``next_boundary``. ``left`` is the free time
    left by month; a month it does not name has none.
    """
    start = whole(start)
    if part_at(start, plan).kind is TimeKind.IN_HOURS:
        return None
    until = min(next_boundary(start, plan) or start + LONGEST_QUOTE, start + LONGEST_QUOTE)
    tiles = parts(Span(start, until), plan)
    free = {month: (left or {}).get(month, 0) for month in sorted({month_of(start), month_of(until - _SECOND)})}
    seconds = min(estimate_seconds, sum(tile.seconds for tile in tiles))
    estimate = reckon(cut_to([tile for tile in tiles if tile.is_charged], start + timedelta(seconds=seconds)), free)
    return Quote(start, until, tiles, free, seconds, estimate.yen, estimate.tax)


def _told(part: Part) -> Document:
    price = part.price
    return {
        "end": iso(part.end),
        "kind": part.kind.value,
        "price": None
        if price is None
        else {
            "minimum_units": price.minimum_units,
            "rounding": price.rounding.value,
            "tax": price.tax,
            "unit_seconds": price.unit_seconds,
            "yen": price.yen,
        },
        "start": iso(part.start),
    }


def quote_of(document: Document) -> Quote:
    """The quote that ``document()`` told. Raises ValueError for anything that is no such document."""
    if document.get("kind") != KIND:
        raise ValueError("no quote of a fee")
    free = _map(document.get("free"))
    found = Quote(
        _instant(document, "start"),
        _instant(document, "until"),
        tuple(_part(_map(part)) for part in _list(document.get("parts"))),
        {month: _count(free, month) for month in free},
        _count(document, "estimate_seconds"),
        _count(document, "estimate_yen"),
        _count(document, "estimate_tax"),
    )
    edges = [found.start, *(part.end for part in found.parts)]
    if [part.start for part in found.parts] != edges[:-1] or edges[-1] != found.until or found.document() != document:
        raise ValueError("the parts of a quote tile it")
    return found


def _part(told: Document) -> Part:
    price = told.get("price")
    return Part(
        _instant(told, "start"),
        _instant(told, "end"),
        TimeKind(_text(told, "kind")),
        None if price is None else _price(_map(price)),
    )


def _price(told: Document) -> Price:
    if _count(told, "unit_seconds") < 1:
        raise ValueError("a unit has at least one second")
    return Price(
        _count(told, "yen"),
        _count(told, "unit_seconds"),
        Rounding(_text(told, "rounding")),
        _count(told, "minimum_units"),
        _count(told, "tax"),
    )


def _map(value: Value) -> Document:
    if not isinstance(value, Mapping):
        raise ValueError("an object was expected")  # noqa: TRY004  # one kind of error for all that is no quote
    return value


def _list(value: Value) -> list[Value]:
    if not isinstance(value, list):
        raise ValueError("a list was expected")  # noqa: TRY004  # one kind of error for all that is no quote
    return value


def _text(told: Document, name: str) -> str:
    value = told.get(name)
    if not isinstance(value, str):
        raise ValueError(f"{name} was expected to be a text")  # noqa: TRY004  # one kind of error for all that is no quote
    return value


def _instant(told: Document, name: str) -> Instant:
    return from_iso(_text(told, name))


def _count(told: Document, name: str) -> int:
    value = told.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{name} was expected to be a count")
    return value
