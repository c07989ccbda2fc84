"""Sums of statements: one rounding for each rate, a correction that comes to nothing, numbers that check themselves."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.rules.fees import LineKind, TimeKind, tax_on
from madoguchi.rules.statements import (
    StatementLine,
    TaxRounding,
    Work,
    cancelled,
    registration_number,
    rounded_tax,
    totals,
)

AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
RATES = (0, 800, 1000)


def line(yen: int, rate: int, session: str = "s") -> StatementLine:
    work = Work(session, "2026-0001", "件名")
    return StatementLine(work, LineKind.WORK, TimeKind.WEEKDAY, AT, AT, 900, 0, 1, 900, yen, yen, rate)


lines = st.lists(st.builds(line, st.integers(1, 10_000_000), st.sampled_from(RATES)), max_size=30)
roundings = st.sampled_from(list(TaxRounding))


@pytest.mark.article("3.4")
@given(lines, roundings)
def test_the_sum_is_that_of_the_lines_and_one_tax_for_each_rate(given: list[StatementLine], how: TaxRounding) -> None:
    found = totals(given, how)
    assert found.yen == sum(one.yen for one in given)
    assert found.total == found.yen + found.tax
    assert [group.basis_points for group in found.taxes] == sorted({one.basis_points for one in given}, reverse=True)
    for group in found.taxes:
        exact = Fraction(
            sum(one.yen for one in given if one.basis_points == group.basis_points) * group.basis_points, 10_000
        )
        assert abs(group.tax - exact) < 1, "one rounding is less than a yen away, however many lines there are"
        match how:
            case TaxRounding.DOWN:
                assert group.tax <= exact
            case TaxRounding.UP:
                assert group.tax >= exact
            case TaxRounding.NEAREST:
                assert abs(group.tax - exact) <= Fraction(1, 2)


@pytest.mark.article("3.4")
@given(lines, roundings)
def test_a_statement_and_its_cancellation_are_nothing_together(given: list[StatementLine], how: TaxRounding) -> None:
    red = cancelled(given)
    first, second = totals(given, how), totals(red, how)
    assert first.total + second.total == 0
    assert [a.tax + b.tax for a, b in zip(first.taxes, second.taxes, strict=True)] == [0] * len(first.taxes)
    assert [one.units for one in red] == [-one.units for one in given]
    assert cancelled(red) == tuple(given)


@pytest.mark.article("3.3")
@given(lines, roundings)
def test_no_statement_is_above_what_was_shown(given: list[StatementLine], how: TaxRounding) -> None:
    """Shown was each session's tax, rounded up (F-9)."""
    shown = sum(one.yen + tax_on(one.yen, one.basis_points) for one in given)
    assert totals(given, how).total <= shown


@pytest.mark.parametrize(
    ("yen", "down", "nearest", "up"),
    [(1, 0, 0, 1), (5, 0, 1, 1), (14, 1, 1, 2), (15, 1, 2, 2), (10, 1, 1, 1), (0, 0, 0, 0)],
)
def test_each_rounding_at_ten_per_cent(yen: int, down: int, nearest: int, up: int) -> None:
    assert [rounded_tax(yen, 1000, how) for how in (TaxRounding.DOWN, TaxRounding.NEAREST, TaxRounding.UP)] == [
        down,
        nearest,
        up,
    ]


@pytest.mark.parametrize(
    "typed", ["T7000012050002", "7000012050002", "t7000012050002", "T7000-0120-50002", "Ｔ７００００１２０５０００２"]
)
def test_a_registration_number_is_read_as_people_type_it(typed: str) -> None:
    assert registration_number(typed) == "T7000012050002"


@pytest.mark.parametrize(
    "typed", ["", "T", "T700001205000", "T70000120500022", "T70000120500O2", "T1700001205000", "T7000012050003"]
)
def test_a_wrong_registration_number_is_none(typed: str) -> None:
    assert registration_number(typed) is None


@given(st.integers(0, 12), st.integers(1, 9))
def test_any_digit_that_is_mistyped_is_found_unless_it_counts_the_same(place: int, by: int) -> None:
    """The check counts modulo nine, so 0 and 9 look alike to it; every other slip of one digit is seen."""
    digits = list("7000012050002")
    before = int(digits[place])
    after = (before + by) % 10
    digits[place] = str(after)
    same = {before, after} == {0, 9} and place != 0
    assert (registration_number("".join(digits)) is not None) == same
