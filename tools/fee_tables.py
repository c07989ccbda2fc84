"""Reads the tables of docs/fees.md: what the tests replay and vectors/fees/ is written from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from madoguchi.base.clock import JAPAN, Instant
from madoguchi.rules.fees import FeePlan, Rates, Rounding, Span, TaxRate, TimeKind
from madoguchi.rules.hours import DEFAULT, Calendar, Opening, OwnDay

DOC = Path(__file__).resolve().parent.parent / "docs" / "fees.md"
NONE = "—"
LONG_AGO = datetime(2019, 1, 1, tzinfo=JAPAN).astimezone(UTC)


def tables(text: str) -> Iterator[list[dict[str, str]]]:
    """Every table as its rows, by the words of its head."""
    rows: list[list[str]] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
        elif rows:
            head, _, *body = rows
            yield [dict(zip(head, row, strict=True)) for row in body]
            rows = []


def table(head: str) -> list[dict[str, str]]:
    """The table whose first columns are these, comma between them."""
    asked = head.split(",")
    return next(
        rows for rows in tables(DOC.read_text(encoding="utf-8")) if rows and list(rows[0])[: len(asked)] == asked
    )


def seconds(text: str) -> int:
    """0:01, 20:00 or 26:30:00 as seconds."""
    total = 0
    for part in text.split(":"):
        total = total * 60 + int(part)
    return total


def moment(day: str, clock: str) -> Instant:
    """A time on a day in Japan; past 24:00:00 it is on the next."""
    midnight = datetime.combine(date.fromisoformat(day), time(0), JAPAN)
    return (midnight + timedelta(seconds=seconds(clock))).astimezone(UTC)


def span(day: str, text: str) -> Span:
    start, end = text.split("–")
    return Span(moment(day, start), moment(day, end))


def calendar() -> Calendar:
    return Calendar((DEFAULT,), tuple(_own_day(row) for row in table("day of its own")))


def _own_day(row: dict[str, str]) -> OwnDay:
    hours = row["hours"]
    if hours == "closed":
        return OwnDay(date.fromisoformat(row["day of its own"]), (), LONG_AGO)
    opens, closes = (time.fromisoformat(part) for part in hours.split("–"))
    return OwnDay(date.fromisoformat(row["day of its own"]), (Opening(opens, closes),), LONG_AGO)


def _rates(row: dict[str, str]) -> Rates:
    other, nights = int(row["other days"]), int(row["other nights"])
    yen = {
        TimeKind.LUNCH: int(row["lunch"]),
        TimeKind.WEEKDAY: int(row["weekday"]),
        TimeKind.WEEKDAY_NIGHT: int(row["night"]),
        **dict.fromkeys((TimeKind.REST_DAY, TimeKind.HOLIDAY, TimeKind.CLOSED_DAY), other),
        **dict.fromkeys((TimeKind.REST_DAY_NIGHT, TimeKind.HOLIDAY_NIGHT, TimeKind.CLOSED_DAY_NIGHT), nights),
    }
    since = moment(row["since"], "0")
    return Rates(since, seconds(row["unit"]), Rounding(row["rounding"]), int(row["minimum"]), yen)


def plan(name: str) -> FeePlan:
    """One of the plans of the document."""
    return FeePlan(
        calendar(),
        tuple(_rates(row) for row in table("plan,since") if row["plan"] == name),
        tuple(TaxRate(moment(row["tax since"], "0"), int(row["per cent"]) * 100) for row in table("tax since")),
    )


@dataclass(frozen=True, slots=True)
class Yes:
    """An agreement as the table tells it: when it was given, and where to stop."""

    at: Instant
    stop_at: int | None


def agreed(row: dict[str, str]) -> list[Yes]:
    if row["agreed"] == NONE:
        return []
    told = [part.split(" stop ") for part in row["agreed"].split(", ")]
    return [Yes(moment(row["day"], clock), int(stop[0]) if stop else None) for clock, *stop in told]


def free(row: dict[str, str]) -> dict[str, int]:
    if row["free"] == NONE:
        return {}
    return {month: int(left) for month, left in (part.split(" ") for part in row["free"].split(", "))}
