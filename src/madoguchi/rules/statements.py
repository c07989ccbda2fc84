"""From the lines of charges to a statement's sums: the tax of each rate is rounded once. Pure; whole yen, no clock, no float.

Guarantee: the sum of a statement is the sum of its lines and one rounded tax for each rate (適格請求書); a cancelling statement has
the same lines below nothing, and both together are nothing, whatever the rounding. Article: 3.4
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from madoguchi.base.clock import Instant
from madoguchi.rules.corporate_number import is_corporate_number, plain_number
from madoguchi.rules.fees import Charge, LineKind, TaxSum, TimeKind

FULL: Final = 10_000  # basis points


class TaxRounding(StrEnum):
    """What becomes of the part of a yen. The law leaves it to the issuer, once per rate and document."""

    DOWN = "down"
    NEAREST = "nearest"
    UP = "up"


@dataclass(frozen=True, slots=True)
class Work:
    """The session that a line is about, as the reader knows it."""

    session: str
    reference: str  # of the case
    subject: str


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line: what was worked and agreed in one session at one price."""

    work: Work
    line: LineKind
    kind: TimeKind
    start: Instant
    end: Instant
    seconds: int
    free_seconds: int
    units: int  # below nothing on a cancelling statement
    unit_seconds: int
    price: int  # yen for a unit, without tax
    yen: int  # without tax; below nothing on a cancelling statement
    basis_points: int  # of the tax


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums at the foot. ``taxes`` has one row for each rate, the highest first."""

    taxes: tuple[TaxSum, ...]

    @property
    def yen(self) -> int:
        return sum(group.yen for group in self.taxes)

    @property
    def tax(self) -> int:
        return sum(group.tax for group in self.taxes)

    @property
    def total(self) -> int:
        return self.yen + self.tax


def lines_of(work: Work, charge: Charge) -> tuple[StatementLine, ...]:
    """A session's charge as lines of a statement, those that come to nothing left out."""
    return tuple(
        StatementLine(
            work,
            line.line,
            line.kind,
            line.start,
            line.end,
            line.seconds,
            line.free_seconds,
            line.units,
            line.price.unit_seconds,
            line.price.yen,
            line.yen,
            line.price.tax,
        )
        for line in charge.lines
        if line.yen
    )


def totals(lines: Iterable[StatementLine], rounding: TaxRounding) -> Totals:
    """The sums by tax rate; each rate's tax is rounded once. Article: 3.4"""
    sums: dict[int, int] = {}
    for line in lines:
        sums[line.basis_points] = sums.get(line.basis_points, 0) + line.yen
    return Totals(
        tuple(TaxSum(rate, yen, rounded_tax(yen, rate, rounding)) for rate, yen in sorted(sums.items(), reverse=True))
    )


def rounded_tax(yen: int, basis_points: int, rounding: TaxRounding) -> int:
    """The tax on ``yen``. Rounded by its size, so that a cancelled sum has the same tax below nothing."""
    size = abs(yen) * basis_points
    match rounding:
        case TaxRounding.DOWN:
            tax = size // FULL
        case TaxRounding.UP:
            tax = -(-size // FULL)
        case TaxRounding.NEAREST:
            tax = (2 * size + FULL) // (2 * FULL)
    return -tax if yen < 0 else tax


def cancelled(lines: Iterable[StatementLine]) -> tuple[StatementLine, ...]:
    """The same lines below nothing (赤伝)."""
    return tuple(replace(line, units=-line.units, yen=-line.yen) for line in lines)


def registration_number(typed: str) -> str | None:
    """登録番号 as it is printed, T and thirteen digits of which the first checks the others; None for anything else."""
    digits = plain_number(typed)
    return f"T{digits}" if is_corporate_number(digits) else None
