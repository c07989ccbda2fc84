"""Issued statements as freee's 取引のインポート reads them. docs/statements.md says each column and where it is from. Pure. Article: 3.4"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from madoguchi.office.statements.cells import booked_on, per_cent, safe, utf8, what_for
from madoguchi.office.statements.document import Paper
from madoguchi.rules.fees import TaxSum

FREEE_HEADER: Final = (
    "収支区分", "管理番号", "発生日", "決済期日", "取引先コード", "取引先", "勘定科目", "税区分", "金額", "税計算区分", "税額", "備考", "品目",
    "部門", "メモタグ（複数指定可、カンマ区切り）", "セグメント1", "セグメント2", "セグメント3", "決済日", "決済口座", "決済金額",
)  # fmt: skip
_SAME_DEAL: Final = ("",) * 6  # a row without these six belongs to the deal above it


def freee_file(papers: Iterable[Paper]) -> bytes:
    return utf8([FREEE_HEADER, *(row for paper in papers for row in _deal(paper))])


def _deal(paper: Paper) -> Iterable[Sequence[str]]:
    """A deal that is not paid yet, one row for each tax rate; a cancellation is a deal below nothing (赤伝)."""
    deal = ("収入", str(paper.number), booked_on(paper), "", "", safe(paper.recipient))
    for group in paper.totals.taxes:
        yield (*deal, *_charged(paper, group), "遠隔サポート", "", "", "", "", "", "", "", "")
        deal = _SAME_DEAL


def _charged(paper: Paper, group: TaxSum) -> Sequence[str]:
    told = safe(what_for(paper))
    if not group.basis_points:
        return ("売上高", "対象外", str(group.yen), "", "", told)
    kind = f"課税売上{per_cent(group.basis_points)}%"
    return ("売上高", kind, str(group.yen + group.tax), "内税", str(group.tax), told)
