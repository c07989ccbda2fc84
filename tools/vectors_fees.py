"""The cases of docs/fees.md with every instant written out, for programs in other languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import fee_tables as doc

from madoguchi.base.clock import iso
from madoguchi.rules.fees import Agreement, FeePlan, Quote, Span, charge, parts, quote

Vector = dict[str, Any]


def fee_parts() -> Iterator[Vector]:
    plan = doc.plan("A")
    for row in doc.table("id,day,span"):
        span = doc.span(row["day"], row["span"])
        found = [[part.kind.value, iso(part.start), iso(part.end)] for part in parts(span, plan)]
        yield {"name": row["id"], "article": "3.2", "span": _span(span), "parts": found}


def fee_quotes() -> Iterator[Vector]:
    """Each document with its hash: what the office writes, the host hashes and a statement cites."""
    for row in doc.table("id,plan,at"):
        if found := quote(doc.plan(row["plan"]), doc.moment(*row["at"].split(" "))):
            yield {"name": row["id"], "article": "3.3", "document": found.document(), "sha256": found.sha256}


def fee_charges() -> Iterator[Vector]:
    for row in doc.table("id,plan,day"):
        plan, left = doc.plan(row["plan"]), doc.free(row)
        agreements = [
            Agreement(_asked(plan, yes, left), yes.at, _asked(plan, yes, left).until, yes.stop_at)
            for yes in doc.agreed(row)
        ]
        worked = [doc.span(row["day"], part) for part in row["worked"].split(", ")]
        found = charge(agreements, worked, plan, left)
        yield {
            "name": row["id"],
            "article": "3.3",
            "agreements": [
                {
                    "start": iso(one.start),
                    "until": iso(one.until),
                    "stop_at": one.stop_at,
                    "quote": one.quote.document(),
                }
                for one in agreements
            ],
            "worked": [_span(span) for span in worked],
            "free": left,
            "lines": [
                [line.line.value, line.kind.value, line.seconds, line.free_seconds, line.units, line.yen]
                for line in found.lines
            ],
            "yen": found.yen,
            "tax": found.tax,
            "total": found.total,
            "unagreed_seconds": found.unagreed_seconds,
        }


def _asked(plan: FeePlan, yes: doc.Yes, left: dict[str, int]) -> Quote:
    found = quote(plan, yes.at, left)
    assert found is not None
    return found


def _span(span: Span) -> list[str]:
    return [iso(span.start), iso(span.end)]
