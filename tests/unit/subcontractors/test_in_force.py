"""In force: an agreement and a non-disclosure agreement, both, to the second around midnight in Japan. Article: 9.1"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from madoguchi.rules.subcontracting import PaperKind, Term, begins_on, ends_after, in_force_until

FIRST, LAST = date(2026, 1, 5), date(2026, 1, 31)
BEGINS = datetime(2026, 1, 4, 15, 0, tzinfo=UTC)  # midnight in Japan
ENDS = datetime(2026, 1, 31, 15, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def term(kind: PaperKind, first: date = FIRST, last: date = LAST) -> Term:
    return Term(kind, begins_on(first), ends_after(last))


BOTH = [term(PaperKind.AGREEMENT), term(PaperKind.NDA)]


@pytest.mark.article("9.1")
@pytest.mark.parametrize(
    ("at", "until"),
    [
        (BEGINS - SECOND, None),
        (BEGINS - timedelta(milliseconds=1), None),
        (BEGINS, ENDS),
        (BEGINS + SECOND, ENDS),
        (ENDS - SECOND, ENDS),
        (ENDS - timedelta(milliseconds=1), ENDS),
        (ENDS, None),
        (ENDS + SECOND, None),
    ],
)
def test_each_second_around_midnight_in_japan(at: datetime, until: datetime | None) -> None:
    assert in_force_until(BOTH, at) == until


@pytest.mark.article("9.1")
@pytest.mark.parametrize("terms", [[], BOTH[:1], BOTH[1:], [BOTH[0], BOTH[0]]])
def test_one_of_the_two_is_not_enough(terms: list[Term]) -> None:
    assert in_force_until(terms, BEGINS + SECOND) is None


@pytest.mark.article("9.1")
def test_the_shorter_one_decides() -> None:
    shorter = term(PaperKind.NDA, last=date(2026, 1, 10))
    assert in_force_until([BOTH[0], shorter], BEGINS) == datetime(2026, 1, 10, 15, 0, tzinfo=UTC)


@pytest.mark.article("9.1")
def test_a_renewal_without_a_gap_goes_on_and_one_with_a_gap_does_not() -> None:
    later = [term(kind, date(2026, 2, 1), date(2026, 2, 28)) for kind in PaperKind]
    assert in_force_until([*BOTH, *later], BEGINS) == ends_after(date(2026, 2, 28))
    assert in_force_until([*BOTH, *later], ENDS) == ends_after(date(2026, 2, 28))
    gap = [term(kind, date(2026, 2, 2), date(2026, 2, 28)) for kind in PaperKind]
    assert in_force_until([*BOTH, *gap], BEGINS) == ENDS
    assert in_force_until([*BOTH, *gap], ENDS) is None
