"""Issued statements as files for accounting software. docs/statements.md says each column. Pure. Article: 3.4

Guarantee: no cell that somebody typed is a formula to a spreadsheet; sums are those of the issued documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final

from madoguchi.office.statements.cells import day, moment, per_cent, safe, utf8
from madoguchi.office.statements.document import Paper
from madoguchi.office.statements.freee import freee_file
from madoguchi.office.statements.yayoi import yayoi_file

GENERIC_HEADER: Final = (
    "番号", "種別", "対象番号", "発行日", "対象月", "お客様", "登録番号", "案件番号", "件名",
    "開始（日本時間）", "終了（日本時間）", "区分", "明細種別", "時間（秒）", "無料（秒）", "数量", "単位（秒）", "単価", "金額（税抜）", "税率（%）",
)  # fmt: skip


class ExportForm(StrEnum):
    GENERIC = "generic"
    FREEE = "freee"
    YAYOI = "yayoi"


def exported(form: ExportForm, papers: Iterable[Paper]) -> bytes:
    """The file."""
    match form:
        case ExportForm.GENERIC:
            return utf8([GENERIC_HEADER, *(row for paper in papers for row in _generic(paper))])
        case ExportForm.FREEE:
            return freee_file(papers)
        case ExportForm.YAYOI:
            return yayoi_file(papers)


def _generic(paper: Paper) -> Iterable[Sequence[str]]:
    for line in paper.lines:
        yield (
            str(paper.number), paper.kind.value, str(paper.cancels or paper.replaces or ""), day(paper.issued_at), paper.month,
            safe(paper.recipient), paper.issuer.registration, line.work.reference, safe(line.work.subject), moment(line.start),
            moment(line.end), line.kind.value, line.line.value, str(line.seconds), str(line.free_seconds), str(line.units),
            str(line.unit_seconds), str(line.price), str(line.yen), per_cent(line.basis_points),
        )  # fmt: skip
