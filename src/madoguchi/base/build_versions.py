"""How old a build of the customer's program is, read from its label: ``madoguchi-host 0.1.0 linux-x86_64``. Article: 8.1"""

from __future__ import annotations

import re
from typing import Final

VERSION: Final = re.compile(r"(?<![^\s])[0-9]{1,9}(?:\.[0-9]{1,9}){0,3}(?![^\s])")


def version_of(text: str) -> tuple[int, ...] | None:
    """The first version in it, without zeros at its end; None when there is none."""
    found = VERSION.search(text)
    if found is None:
        return None
    numbers = [int(number) for number in found[0].split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def is_minimum(text: str) -> bool:
    """Whether it may be asked for: a version by itself, or nothing."""
    return text == "" or VERSION.fullmatch(text) is not None


def is_too_old(label: str, minimum: str) -> bool:
    """Whether the build must be replaced. One that does not say how old it is counts as too old, as soon as anything is asked for."""
    least = version_of(minimum)
    if least is None:
        return False
    version = version_of(label)
    return version is None or version < least
