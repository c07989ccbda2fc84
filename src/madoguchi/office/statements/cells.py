"""Cells of files for other programs: numbers, days and what somebody typed. Pure. Article: 3.4

Guarantee: no cell that somebody typed is a formula to a spreadsheet.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from madoguchi.base.clock import JAPAN, Instant
from madoguchi.office.statements.document import Paper
from madoguchi.office.statements.months import beginning, moved
from madoguchi.office.statements.ports import StatementKind

_FORMULA: Final = frozenset("=+-@＝＋－＠−\t\r\n")


def safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes in front of what begins like one."""
    flat = "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in text)
    return f"'{flat}" if text[:1] in _FORMULA else flat


def per_cent(basis_points: int) -> str:
    """10 or 7.25"""
    return f"{basis_points // 100}" if basis_points % 100 == 0 else f"{basis_points / 100:.2f}"


def day(at: Instant) -> str:
    return f"{at.astimezone(JAPAN):%Y/%m/%d}"


def moment(at: Instant) -> str:
    return f"{at.astimezone(JAPAN):%Y/%m/%d %H:%M:%S}"


def booked_on(paper: Paper) -> str:
    """The day of the books: the month's last for what is charged first, since the work was done by then; a correction's own day."""
    if paper.kind is StatementKind.CANCELLATION or paper.replaces is not None:
        return day(paper.issued_at)
    following: date = beginning(moved(paper.month, 1)).astimezone(JAPAN).date()
    return f"{following - timedelta(days=1):%Y/%m/%d}"


def what_for(paper: Paper) -> str:
    what = "遠隔サポート" if paper.kind is StatementKind.STATEMENT else f"遠隔サポート 請求書{paper.cancels}の取消"
    return f"{what} {paper.month}"


def written(rows: Iterable[Sequence[str]]) -> str:
    """Commas between, CRLF behind each row, quotation marks where a cell needs them."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def utf8(rows: Iterable[Sequence[str]]) -> bytes:
    """With the mark by which Excel knows UTF-8."""
    return written(rows).encode("utf-8-sig")
