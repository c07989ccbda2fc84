"""Issued statements as files for accounting software. docs/statements.md says each column. Pure. Article: 3.4

Guarantee: no cell that somebody typed is a formula to a spreadsheet; sums are those of the issued documents.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final

from madoguchi.base.clock import JAPAN, Instant
from madoguchi.office.statements.document import Paper
from madoguchi.office.statements.ports import StatementKind
from madoguchi.rules.fees import TaxSum

_FORMULA: Final = frozenset("=+-@＝＋－＠\t\r\n")
_YAYOI_TEXT: Final = 64  # bytes of CP932 in a 摘要
GENERIC_HEADER: Final = (
    "番号", "種別", "対象番号", "発行日", "対象月", "お客様", "登録番号", "案件番号", "件名",
    "開始（日本時間）", "終了（日本時間）", "区分", "明細種別", "時間（秒）", "無料（秒）", "数量", "単位（秒）", "単価", "金額（税抜）", "税率（%）",
)  # fmt: skip
FREEE_HEADER: Final = (
    "収支区分", "管理番号", "発生日", "決済期日", "取引先", "勘定科目", "税区分", "金額", "税計算区分", "税額", "備考", "品目", "部門",
    "メモタグ（複数指定可、カンマ区切り）", "決済日", "決済口座", "決済金額",
)  # fmt: skip


class ExportForm(StrEnum):
    GENERIC = "generic"
    FREEE = "freee"
    YAYOI = "yayoi"


def exported(form: ExportForm, papers: Iterable[Paper]) -> bytes:
    """The file."""
    match form:
        case ExportForm.GENERIC:
            return _utf8([GENERIC_HEADER, *(row for paper in papers for row in _generic(paper))])
        case ExportForm.FREEE:
            return _utf8([FREEE_HEADER, *(_freee(paper, group) for paper in papers for group in paper.totals.taxes)])
        case ExportForm.YAYOI:
            return _cp932([_yayoi(paper, group) for paper in papers for group in paper.totals.taxes])


def safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes in front of what begins like one."""
    flat = "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in text)
    return f"'{flat}" if text[:1] in _FORMULA else flat


def per_cent(basis_points: int) -> str:
    """10 or 7.25"""
    return f"{basis_points // 100}" if basis_points % 100 == 0 else f"{basis_points / 100:.2f}"


def _generic(paper: Paper) -> Iterable[Sequence[str]]:
    for line in paper.lines:
        yield (
            str(paper.number), paper.kind.value, str(paper.cancels or paper.replaces or ""), _day(paper.issued_at), paper.month,
            safe(paper.recipient), paper.issuer.registration, line.work.reference, safe(line.work.subject), _moment(line.start),
            _moment(line.end), line.kind.value, line.line.value, str(line.seconds), str(line.free_seconds), str(line.units),
            str(line.unit_seconds), str(line.price), str(line.yen), per_cent(line.basis_points),
        )  # fmt: skip


def _freee(paper: Paper, group: TaxSum) -> Sequence[str]:
    rate = per_cent(group.basis_points)
    kind = f"課税売上{rate}%" if group.basis_points else "対象外"
    sum_with_tax = str(group.yen + group.tax)
    return (
        "収入", str(paper.number), _day(paper.issued_at), "", safe(paper.recipient), "売上高", kind, sum_with_tax, "税込", str(group.tax),
        safe(_what(paper)), "遠隔サポート", "", "", "", "", "",
    )  # fmt: skip


def _yayoi(paper: Paper, group: TaxSum) -> Sequence[str]:
    """One entry: 売掛金 against 売上高; a cancellation the other way round, since its sums are below nothing."""
    sum_with_tax, tax = str(abs(group.yen + group.tax)), str(abs(group.tax))
    kind = f"課税売上込{per_cent(group.basis_points)}%" if group.basis_points else "対象外"
    owed = ("売掛金", safe(_cut(paper.recipient, 24)), "", "対象外", sum_with_tax, "0")
    sold = ("売上高", "", "", kind, sum_with_tax, tax)
    debit, credit = (sold, owed) if paper.kind is StatementKind.CANCELLATION else (owed, sold)
    told = safe(_cut(f"{_what(paper)} {paper.recipient}", _YAYOI_TEXT))
    number = str(paper.number)
    return ("2000", number, "", _day(paper.issued_at), *debit, *credit, told, number, "", "0", "", "", "0", "0", "no")


def _what(paper: Paper) -> str:
    what = "遠隔サポート" if paper.kind is StatementKind.STATEMENT else f"遠隔サポート 請求書{paper.cancels}の取消"
    return f"{what} {paper.month}"


def _cut(text: str, limit: int) -> str:
    """As much of ``text`` as CP932 holds in ``limit`` bytes."""
    while len(text.encode("cp932", "replace")) > limit:
        text = text[:-1]
    return text


def _day(at: Instant) -> str:
    return f"{at.astimezone(JAPAN):%Y/%m/%d}"


def _moment(at: Instant) -> str:
    return f"{at.astimezone(JAPAN):%Y/%m/%d %H:%M:%S}"


def _written(rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def _utf8(rows: Iterable[Sequence[str]]) -> bytes:
    """With the mark by which Excel knows UTF-8."""
    return _written(rows).encode("utf-8-sig")


def _cp932(rows: Iterable[Sequence[str]]) -> bytes:
    """Signs that CP932 lacks become 〓, as Japanese printers always marked them."""
    return "".join(_known(sign) for sign in _written(rows)).encode("cp932")


def _known(sign: str) -> str:
    try:
        sign.encode("cp932")
    except UnicodeEncodeError:
        return "〓"
    return sign
