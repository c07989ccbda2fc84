"""The number told over the phone (受付番号): routing (3 to 6 digits), secret (6 digits), check digit (Damm over both).

The length alone says where routing ends, so every number has one reading and nothing shorter is ever taken (R-25). The
check digit catches every single wrong digit and every swap of neighbours before a try is spent; because it follows from
the secret, it is checked where the number is typed and never sent.

Article: 8.1
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from madoguchi.base.errors import Misuse

Entropy = Callable[[int], bytes]

SECRET_DIGITS: Final = 6
SHORTEST_ROUTING: Final = 3
LONGEST_ROUTING: Final = 6
SHORTEST: Final = SHORTEST_ROUTING + SECRET_DIGITS + 1
LONGEST: Final = LONGEST_ROUTING + SECRET_DIGITS + 1
LONGEST_TYPED: Final = 64  # characters, separators included: more is no number, whatever it holds

# What people and input methods write between the groups. The long vowel marks (ー, ｰ) are what the hyphen key gives
# while kana are being typed.
HYPHENS: Final = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\u30fc\ufe58\ufe63\uff0d\uff70")

# H. M. Damm's quasigroup of order 10: totally anti-symmetric, so neighbours that change places change the digit.
_DAMM: Final = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
# How each length is said: digits per breath.
_BREATHS: Final = {10: (3, 3, 4), 11: (3, 4, 4), 12: (4, 4, 4), 13: (3, 3, 3, 4)}
_SECRETS: Final = 10**SECRET_DIGITS
_FAIR_BELOW: Final = 2**32 - 2**32 % _SECRETS  # draws from here up would favour the small secrets


class NumberFault(StrEnum):
    """Why what was typed is no number. One word for screens and logs."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NOT_DIGITS = "not_digits"
    CHECK_DIGIT = "check_digit"  # a typing slip: no try is spent


@dataclass(frozen=True, slots=True)
class BadNumber:
    """What was typed is no number."""

    reason: NumberFault


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number. The secret part never leaves the two ends, so it is not shown by repr either."""

    routing: str
    secret: str = field(repr=False)

    def __post_init__(self) -> None:
        if not (SHORTEST_ROUTING <= len(self.routing) <= LONGEST_ROUTING and len(self.secret) == SECRET_DIGITS):
            raise Misuse("a number has 3 to 6 routing digits and 6 secret digits")
        _must_be_digits(self.routing, self.secret)

    @property
    def digits(self) -> str:
        """All digits, the check digit last."""
        return f"{self.routing}{self.secret}{check_digit(self.routing, self.secret)}"

    @property
    def spoken(self) -> str:
        """``482 093 7561``: grouped as it is read aloud and shown."""
        digits = self.digits
        groups: list[str] = []
        for breath in _BREATHS[len(digits)]:
            groups.append(digits[:breath])
            digits = digits[breath:]
        return " ".join(groups)


def check_digit(routing: str, secret: str) -> str:
    """The Damm digit over routing and secret, which stands last."""
    _must_be_digits(routing, secret)
    return _damm(routing + secret)


def parse(text: str) -> Number | BadNumber:
    """What a person typed: ASCII or full-width digits with spaces and hyphens of any kind between, and nothing else."""
    if len(text) > LONGEST_TYPED:
        return BadNumber(NumberFault.TOO_LONG)
    digits = ""
    for sign in text:
        if sign in HYPHENS or unicodedata.category(sign) == "Zs":
            continue
        plain = chr(ord(sign) - 0xFEE0) if "\uff10" <= sign <= "\uff19" else sign
        if not "0" <= plain <= "9":
            return BadNumber(NumberFault.NOT_DIGITS)
        digits += plain
    if len(digits) < SHORTEST:
        return BadNumber(NumberFault.TOO_SHORT)
    if len(digits) > LONGEST:
        return BadNumber(NumberFault.TOO_LONG)
    if _damm(digits) != "0":  # the digit itself makes the sum zero
        return BadNumber(NumberFault.CHECK_DIGIT)
    return Number(digits[: -SECRET_DIGITS - 1], digits[-SECRET_DIGITS - 1 : -1])


def draw_secret(entropy: Entropy) -> str:
    """Six secret digits, each as likely as any other: draws that would favour some are thrown away."""
    while True:
        drawn = int.from_bytes(entropy(4), "big")
        if drawn < _FAIR_BELOW:
            return f"{drawn % _SECRETS:0{SECRET_DIGITS}d}"


def _damm(digits: str) -> str:
    interim = "0"
    for digit in digits:
        interim = _DAMM[int(interim)][int(digit)]
    return interim


def _must_be_digits(*parts: str) -> None:
    if not all("0" <= digit <= "9" for part in parts for digit in part):
        raise Misuse("a number is made of ASCII digits")
