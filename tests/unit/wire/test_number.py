"""The number told over the phone: one reading, nothing shorter, every slip caught (R-25)."""

from __future__ import annotations

import io
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.base.errors import Misuse
from madoguchi.wire.number import HYPHENS, BadNumber, Number, NumberFault, check_digit, draw_secret, parse
from tests.vectors import Vector, each

digits = st.characters(min_codepoint=ord("0"), max_codepoint=ord("9"))
numbers = st.builds(Number, st.text(digits, min_size=3, max_size=6), st.text(digits, min_size=6, max_size=6))


@each("number/core.json", having="spoken")
def test_reads(vector: Vector):
    number = parse(vector["typed"])
    assert number == Number(vector["routing"], vector["secret"])
    assert number.spoken == vector["spoken"]
    assert check_digit(number.routing, number.secret) == vector["check"] == number.digits[-1]


@each("number/core.json", having="error")
def test_refuses(vector: Vector):
    assert parse(vector["typed"]) == BadNumber(NumberFault(vector["error"]))


@each("number/core.json", having="entropy_hex")
def test_draws(vector: Vector):
    entropy = io.BytesIO(bytes.fromhex(vector["entropy_hex"]))
    assert draw_secret(entropy.read) == vector["secret"]
    assert entropy.read() == b""


@given(numbers)
def test_what_is_spoken_is_read(number: Number):
    for text in (number.spoken, number.digits, number.spoken.replace(" ", "-")):
        assert parse(text) == number


@given(numbers, st.data())
def test_separators_change_nothing(number: Number, data: st.DataObject):
    separators = st.text(st.sampled_from([*sorted(HYPHENS), " ", "\u3000", "\xa0"]), max_size=2)
    wide = data.draw(st.booleans())
    signs = [chr(ord(digit) + 0xFEE0) if wide else digit for digit in number.digits]
    assert parse("".join(data.draw(separators) + sign for sign in signs)) == number


@given(numbers)
def test_every_single_slip_and_every_swap_of_neighbours_is_caught(number: Number):
    typed = number.digits
    for at, digit in itertools.product(range(len(typed)), "0123456789"):
        if typed[at] != digit:
            assert parse(typed[:at] + digit + typed[at + 1 :]) == BadNumber(NumberFault.CHECK_DIGIT)
    for at in range(len(typed) - 1):
        swapped = typed[:at] + typed[at + 1] + typed[at] + typed[at + 2 :]
        if swapped != typed:
            assert parse(swapped) == BadNumber(NumberFault.CHECK_DIGIT)


def test_no_part_of_a_number_is_a_number():
    whole = Number("482", "093756").digits
    for start, end in itertools.combinations(range(len(whole) + 1), 2):
        if end - start < len(whole):
            assert parse(whole[start:end]) == BadNumber(NumberFault.TOO_SHORT)


@given(st.text(max_size=80))
def test_any_text_is_a_number_or_says_why_not(text: str):
    assert isinstance(parse(text), Number | BadNumber)


def test_the_secret_is_not_shown():
    assert "093756" not in repr(Number("482", "093756"))


@pytest.mark.parametrize(
    ("routing", "secret"),
    [("48", "093756"), ("4820937", "093756"), ("482", "09375"), ("48x", "093756"), ("４82", "093756")],
)
def test_no_other_number_can_be_made(routing: str, secret: str):
    with pytest.raises(Misuse):
        Number(routing, secret)


def test_a_check_digit_is_of_digits():
    with pytest.raises(Misuse):
        check_digit("48x", "093756")


def test_secrets_are_fair():
    """Every draw below the bound, mod a million: the bound is a multiple of it, so no secret is likelier."""
    bound = 4_294_000_000
    assert bound % 1_000_000 == 0
    draws = iter([bound, bound - 1])
    assert draw_secret(lambda count: next(draws).to_bytes(count, "big")) == "999999"
