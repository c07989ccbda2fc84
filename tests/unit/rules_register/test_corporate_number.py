"""法人番号 and its check digit."""

from __future__ import annotations

import pytest

from madoguchi.rules.corporate_number import check_digit, is_corporate_number, plain_number

PUBLISHED = "7000012050002"  # 国税庁, as the National Tax Agency publishes its own


@pytest.mark.article("2.1")
@pytest.mark.parametrize("number", [PUBLISHED, "8700110005901"])  # the second: the worked example of the check digit
def test_published_numbers_fit(number: str) -> None:
    assert is_corporate_number(number)
    assert check_digit(number[1:]) == int(number[0])


@pytest.mark.article("2.1")
def test_every_single_slip_is_found_but_nine_for_zero() -> None:
    """The sum is taken modulo 9, so 0 and 9 weigh alike; the published algorithm cannot tell them apart."""
    for place in range(1, len(PUBLISHED)):
        for digit in "0123456789":
            slipped = PUBLISHED[:place] + digit + PUBLISHED[place + 1 :]
            alike = {digit, PUBLISHED[place]} <= {"0", "9"} or digit == PUBLISHED[place]
            assert is_corporate_number(slipped) == alike, slipped


@pytest.mark.parametrize(
    "text", ["", "700001205000", "70000120500022", "７000012050002", "700001205000x", "0000000000000"]
)
def test_what_is_no_number(text: str) -> None:
    assert not is_corporate_number(text)


@pytest.mark.parametrize(
    "typed", ["7-0000-1205-0002", "７００００１２０５０００２", "T7000012050002", " 7000 0120 50002 "]
)
def test_it_is_read_as_people_type_it(typed: str) -> None:
    assert plain_number(typed) == PUBLISHED
