"""法人番号: thirteen digits, the first of which checks the other twelve.

The algorithm is that of the ministerial ordinance on corporate numbers (平成26年財務省令第70号, 第2条): 9 − (Σ Pn × Qn mod 9), where Pn
is the n-th of the twelve digits counted from the lowest and Qn is 1 for odd n, 2 for even n. Article: 2.1
"""

from __future__ import annotations

import unicodedata
from typing import Final

LENGTH: Final = 13


def check_digit(twelve: str) -> int:
    """The digit that goes in front of ``twelve``."""
    assert len(twelve) == LENGTH - 1
    total = sum(int(digit) * (1 if place % 2 else 2) for place, digit in enumerate(reversed(twelve), start=1))
    return 9 - total % 9


def is_corporate_number(text: str) -> bool:
    """Thirteen digits with the right check digit."""
    is_shaped = len(text) == LENGTH and text.isascii() and text.isdigit()
    return is_shaped and int(text[0]) == check_digit(text[1:])


def plain_number(typed: str) -> str:
    """As people type it: full width, with spaces, hyphens or the T of an invoice number."""
    plain = unicodedata.normalize("NFKC", typed).upper().removeprefix("T")
    return "".join(sign for sign in plain if sign not in " -‐−ー")
