"""What may be typed into a field: limits and plain text, said beside the field when it does not fit."""

from __future__ import annotations

import unicodedata
from typing import Final

from madoguchi.office.refusals import BadField

LINE_LIMIT: Final = 200
TEXT_LIMIT: Final = 10_000


def line(field: str, value: str, *, needed: bool = True, limit: int = LINE_LIMIT) -> BadField | None:
    """One line of text."""
    if needed and not value.strip():
        return BadField(field, "office.field.needed")
    if len(value) > limit:
        return BadField(field, "office.field.too_long")
    if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in value):
        return BadField(field, "office.field.control")
    return None


def text(field: str, value: str, *, limit: int = TEXT_LIMIT) -> BadField | None:
    """Several lines, or none."""
    if len(value) > limit:
        return BadField(field, "office.field.too_long")
    if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\r\t" for sign in value):
        return BadField(field, "office.field.control")
    return None
