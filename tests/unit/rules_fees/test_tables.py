"""The tables of docs/fees.md, replayed as they stand there."""

from __future__ import annotations

import pytest

from madoguchi.rules.fees import (
    Agreement,
    Line,
    LineKind,
    Quote,
    Span,
    charge,
    parts,
    quote,
    quote_of,
    stops_at,
)
from tools import fee_tables as doc

Row = dict[str, str]


def rows(head: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in doc.table(head)])


def told(line: Line) -> str:
    if line.line is LineKind.MINIMUM:
        return f"minimum {line.yen}"
    return f"{line.kind} {line.units}×{line.price.yen}"


@pytest.mark.article("3.2", "3.3")
@rows("id,day,span")
def test_parts(row: Row) -> None:
    found = parts(doc.span(row["day"], row["span"]), doc.plan("A"))
    expected = [part.split(" ") for part in row["parts"].split(", ")]
    assert [(part.kind.value, part.seconds) for part in found] == [(kind, doc.seconds(long)) for kind, long in expected]


@pytest.mark.article("3.3")
@rows("id,plan,day")
def test_charges(row: Row) -> None:
    plan, left = doc.plan(row["plan"]), doc.free(row)
    agreements = []
    for yes in doc.agreed(row):
        asked = quote(plan, yes.at, left)
        assert asked is not None
        agreements.append(Agreement(asked, yes.at, asked.until, yes.stop_at))
    worked = [doc.span(row["day"], part) for part in row["worked"].split(", ")]
    found = charge(agreements, worked, plan, left)
    assert (", ".join(told(line) for line in found.lines) or doc.NONE) == row["lines"]
    sums = (found.yen, found.tax, found.total, found.unagreed_seconds)
    assert sums == (int(row["yen"]), int(row["tax"]), int(row["total"]), doc.seconds(row["not agreed"]))


@pytest.mark.article("3.3")
@rows("id,plan,at")
def test_quotes(row: Row) -> None:
    plan = doc.plan(row["plan"])
    at = doc.moment(*row["at"].split(" "))
    found = quote(plan, at)
    if row["until"] == doc.NONE:
        assert found is None
        return
    assert isinstance(found, Quote)
    assert found.until == doc.moment(*row["until"].split(" "))
    assert ", ".join(f"{kind} {price.yen}" for kind, price in found.prices) == row["prices"]
    assert (found.estimate_total, found.least_total) == (int(row["estimate with tax"]), int(row["least with tax"]))
    stop_at = None if row["stop"] == doc.NONE else int(row["stop"])
    agreement = Agreement(found, at, found.until, stop_at)
    stops = doc.moment(*row["stops"].split(" "))
    assert stops_at([agreement], [], plan) == stops
    assert charge([agreement], [Span(at, stops)], plan).unagreed_seconds == 0
    assert quote_of(found.document()) == found
