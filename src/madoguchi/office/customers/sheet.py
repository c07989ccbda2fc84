"""The register as a table in a file: bytes in, rows out, and back. Pure. docs/operating.md says each column.

Read: UTF-8 with or without its mark, or CP932 as Excel in Japanese writes; comma, semicolon or tab; headings in Japanese or
English, in any order. Written: UTF-8 with its mark and commas. Guarantee: no written cell is a formula to a spreadsheet, and what was
written is read again as it was. Article: 2.1
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from madoguchi.base.word_keys import Key
from madoguchi.base.words import Language, Words
from madoguchi.rules.search_text import folded

FILE_LIMIT: Final = 4_000_000  # bytes
LINES_LIMIT: Final = 10_000
COLUMNS: Final[dict[str, Key]] = {
    "id": "customer_files.column.id",
    "organisation": "customer_files.column.organisation",
    "kana": "customer_files.column.kana",
    "kind": "customer_files.column.kind",
    "corporate_number": "customer_files.column.corporate_number",
    "status": "customer_files.column.status",
    "suspended_for": "customer_files.column.suspended_for",
    "systems": "customer_files.column.systems",
    "planned": "customer_files.column.planned",
    "contact_name": "customer_files.column.contact_name",
    "contact_kana": "customer_files.column.contact_kana",
    "contact_phone": "customer_files.column.contact_phone",
    "contact_email": "customer_files.column.contact_email",
}
SEPARATORS: Final = ",\t;"
_FORMULA: Final = frozenset("=+-@＝＋－＠\t\r\n")


@dataclass(frozen=True, slots=True)
class SheetLine:
    """``number`` is the line of the file on which it begins, ``told`` every cell as it stands, ``cells`` those that have something."""

    number: int
    told: tuple[str, ...]
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    headings: tuple[str, ...]
    unknown: tuple[str, ...]  # headings that are not ours: left alone
    lines: tuple[SheetLine, ...]
    misfits: tuple[SheetLine, ...]  # more or fewer cells than headings


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Nothing of the file can be used."""

    why: Key
    slots: dict[str, str | int] = field(default_factory=dict)


def read_sheet(data: bytes) -> Sheet | Unreadable:
    text = _text(data)
    if isinstance(text, Unreadable):
        return text
    best = max((_parsed(text, separator) for separator in SEPARATORS), key=_known_headings)
    if isinstance(best, Unreadable):
        return best
    if len(best) - 1 > LINES_LIMIT:
        return Unreadable("customer_files.unreadable.too_many", {"limit": LINES_LIMIT})
    names = _named(best[0][1])
    return names if isinstance(names, Unreadable) else _sheet(best, names)


def _named(row: list[str]) -> list[str] | Unreadable:
    """Our names of the headings; empty for those that are not ours."""
    names = [_NAMES.get(folded(heading), "") for heading in row]
    if not {"organisation", "id"} & set(names):
        return Unreadable("customer_files.unreadable.headings")
    twice = next((row[at] for at, name in enumerate(names) if name and name in names[:at]), None)
    return names if twice is None else Unreadable("customer_files.unreadable.twice", {"heading": twice})


def write_sheet(rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def guarded(cell: str) -> str:
    """An apostrophe goes in front of what a spreadsheet would take for a formula."""
    return f"'{cell}" if cell.lstrip("'")[:1] in _FORMULA else cell


def unguarded(cell: str) -> str:
    """What ``guarded`` was given."""
    return cell[1:] if cell[:1] == "'" and cell.lstrip("'")[:1] in _FORMULA else cell


def headings(say: Words) -> list[str]:
    return [say(key) for key in COLUMNS.values()]


def _text(data: bytes) -> str | Unreadable:
    if len(data) > FILE_LIMIT:
        return Unreadable("customer_files.unreadable.too_large")
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text if text.strip() else Unreadable("customer_files.unreadable.empty")
    return Unreadable("customer_files.unreadable.encoding")


def _parsed(text: str, separator: str) -> list[tuple[int, list[str]]] | Unreadable:
    """The rows that are not blank, each with the line on which it begins. It stops behind the first row too many."""
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    before = 0
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((before + 1, row))
            before = reader.line_num
            if len(rows) > LINES_LIMIT + 1:
                break
    except csv.Error:
        return Unreadable("customer_files.unreadable.quotes", {"line": before + 1})
    return rows or Unreadable("customer_files.unreadable.empty")


def _known_headings(rows: list[tuple[int, list[str]]] | Unreadable) -> int:
    """How well a separator fits. One that shows a trouble behind good headings is the right one all the same."""
    if isinstance(rows, Unreadable):
        return 1
    return sum(folded(heading) in _NAMES for heading in rows[0][1]) * 2


def _sheet(rows: list[tuple[int, list[str]]], names: list[str]) -> Sheet:
    lines, misfits = [], []
    for number, row in rows[1:]:
        told = tuple(row)
        if len(row) != len(names):
            misfits.append(SheetLine(number, told, {}))
            continue
        found = zip(names, (unguarded(cell.strip()).strip() for cell in row), strict=True)
        lines.append(SheetLine(number, told, {name: cell for name, cell in found if name and cell}))
    unknown = tuple(heading for heading, name in zip(rows[0][1], names, strict=True) if not name and heading.strip())
    return Sheet(tuple(rows[0][1]), unknown, tuple(lines), tuple(misfits))


def _every_name() -> Iterator[tuple[str, str]]:
    for name, key in COLUMNS.items():
        yield folded(name), name
        for language in Language:
            yield folded(Words(language)(key)), name


_NAMES: Final = dict(_every_name())
