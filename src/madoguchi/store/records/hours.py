"""Hours and days as they were entered. Article: 3.2"""

from __future__ import annotations

import json
from datetime import date, time

from sqlalchemy import Table, func, insert, select

from madoguchi.base.clock import Instant
from madoguchi.office.hours.ports import Dated, SetDay, SetWeek
from madoguchi.office.ids import OperatorId
from madoguchi.rules.hours import Opening, OwnDay, WeekPattern
from madoguchi.store.records.rows import Register
from madoguchi.store.tables.hours import own_days, week_patterns, withdrawn_changes


class DatedRows(Register):
    """Rows with a number of their own, only ever added to."""

    def _next(self, table: Table) -> int:
        last = self._connection.execute(select(func.max(table.c.number))).scalar()
        return int(last or 0) + 1

    def _withdrawn(self, what: Dated) -> dict[int, Instant]:
        """When which of them was withdrawn."""
        query = select(withdrawn_changes.c.number, withdrawn_changes.c.entered_at)
        found = self._connection.execute(query.where(withdrawn_changes.c.what == what))
        return {row.number: row.entered_at for row in found}


class Hours(DatedRows):
    def add_week(self, week: SetWeek) -> None:
        self._do(
            insert(week_patterns).values(
                number=self._next(week_patterns),
                entered_at=week.entered_at,
                entered_by=week.entered_by,
                since=week.pattern.since,
                days=json.dumps([_told(openings) for openings in week.pattern.days]),
                closed_on_holidays=week.pattern.closed_on_holidays,
            )
        )

    def add_day(self, day: SetDay) -> None:
        self._do(
            insert(own_days).values(
                number=self._next(own_days),
                entered_at=day.day.since,
                entered_by=day.entered_by,
                on=day.day.on.isoformat(),
                openings=_told(day.day.openings),
                note=day.day.note,
                withdrawn=day.day.withdrawn,
            )
        )

    def withdraw(self, what: Dated, number: int, actor: OperatorId, now: Instant) -> None:
        self._do(insert(withdrawn_changes).values(what=what, number=number, entered_at=now, entered_by=actor))

    def weeks(self) -> list[SetWeek]:
        withdrawn = self._withdrawn(Dated.WEEK)
        query = select(week_patterns).order_by(week_patterns.c.since, week_patterns.c.number)
        return [
            SetWeek(
                WeekPattern(
                    row["since"],
                    tuple(_read(openings) for openings in json.loads(row["days"])),
                    row["closed_on_holidays"],
                ),
                row["entered_at"],
                row["entered_by"],
                row["number"],
                withdrawn.get(row["number"]),
            )
            for row in self._connection.execute(query).mappings()
        ]

    def days(self) -> list[SetDay]:
        query = select(own_days).order_by(own_days.c.number)
        return [
            SetDay(
                OwnDay(
                    date.fromisoformat(row["on"]),
                    _read(row["openings"]),
                    row["entered_at"],
                    row["note"],
                    row["withdrawn"],
                ),
                row["entered_by"],
            )
            for row in self._connection.execute(query).mappings()
        ]


def _told(openings: tuple[Opening, ...]) -> str:
    return " ".join(f"{opening.opens:%H:%M}-{opening.closes:%H:%M}" for opening in openings)


def _read(told: str) -> tuple[Opening, ...]:
    return tuple(Opening(*(time.fromisoformat(edge) for edge in opening.split("-"))) for opening in told.split())
