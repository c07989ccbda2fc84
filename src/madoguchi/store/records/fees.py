"""Rates, tax and free time as they were entered. Article: 3.3"""

from __future__ import annotations

import json
from datetime import date, time

from sqlalchemy import insert, select

from madoguchi.office.fees.ports import SetFreeTime, SetRates, SetTax
from madoguchi.office.hours.ports import Dated
from madoguchi.office.ids import CustomerId
from madoguchi.rules.fees import FreeTime, Rates, TaxRate, TimeKind
from madoguchi.store.records.hours import DatedRows
from madoguchi.store.tables.hours import fee_rates, free_times, tax_rates


class Fees(DatedRows):
    def add_rates(self, entry: SetRates) -> None:
        rates = entry.rates
        self._do(
            insert(fee_rates).values(
                number=self._next(fee_rates),
                entered_at=entry.entered_at,
                entered_by=entry.entered_by,
                since=rates.since,
                unit_seconds=rates.unit_seconds,
                rounding=rates.rounding,
                minimum_units=rates.minimum_units,
                yen=json.dumps({kind.value: yen for kind, yen in rates.yen.items()}, sort_keys=True),
                night_from=f"{rates.night_from:%H:%M}",
                night_until=f"{rates.night_until:%H:%M}",
            )
        )

    def add_tax(self, entry: SetTax) -> None:
        self._do(
            insert(tax_rates).values(
                number=self._next(tax_rates),
                entered_at=entry.entered_at,
                entered_by=entry.entered_by,
                since=entry.tax.since,
                basis_points=entry.tax.basis_points,
            )
        )

    def add_free(self, entry: SetFreeTime) -> None:
        self._do(
            insert(free_times).values(
                number=self._next(free_times),
                entered_at=entry.entered_at,
                entered_by=entry.entered_by,
                customer_id=entry.customer_id,
                since=entry.free.since.isoformat(),
                seconds=entry.free.seconds,
            )
        )

    def rates(self) -> list[SetRates]:
        withdrawn = self._withdrawn(Dated.RATES)
        query = select(fee_rates).order_by(fee_rates.c.since, fee_rates.c.number)
        return [
            SetRates(
                Rates(
                    row["since"],
                    row["unit_seconds"],
                    row["rounding"],
                    row["minimum_units"],
                    {TimeKind(kind): yen for kind, yen in json.loads(row["yen"]).items()},
                    time.fromisoformat(row["night_from"]),
                    time.fromisoformat(row["night_until"]),
                ),
                row["entered_at"],
                row["entered_by"],
                row["number"],
                withdrawn.get(row["number"]),
            )
            for row in self._connection.execute(query).mappings()
        ]

    def taxes(self) -> list[SetTax]:
        withdrawn = self._withdrawn(Dated.TAX)
        query = select(tax_rates).order_by(tax_rates.c.since, tax_rates.c.number)
        return [
            SetTax(
                TaxRate(row["since"], row["basis_points"]),
                row["entered_at"],
                row["entered_by"],
                row["number"],
                withdrawn.get(row["number"]),
            )
            for row in self._connection.execute(query).mappings()
        ]

    def free_of(self, customer_id: CustomerId) -> list[SetFreeTime]:
        query = (
            select(free_times)
            .where(free_times.c.customer_id == customer_id)
            .order_by(free_times.c.since, free_times.c.number)
        )
        return [
            SetFreeTime(
                customer_id,
                FreeTime(date.fromisoformat(row["since"]), row["seconds"]),
                row["entered_at"],
                row["entered_by"],
            )
            for row in self._connection.execute(query).mappings()
        ]
