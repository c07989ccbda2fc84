"""Issued statements as 弥生会計 imports them: 25 columns in CP932. docs/statements.md says each and where it is from. Pure. Article: 3.4

Guarantee: no sign is lost silently: what CP932 lacks becomes 〓 and ``changed_names`` says of which names.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from madoguchi.office.statements.cells import booked_on, per_cent, safe, what_for, written
from madoguchi.office.statements.document import Paper
from madoguchi.office.statements.ports import StatementKind
from madoguchi.rules.fees import TaxSum

YAYOI_COLUMNS: Final = (
    "識別フラグ", "伝票No.", "決算", "取引日付",
    "借方勘定科目", "借方補助科目", "借方部門", "借方税区分", "借方金額", "借方税金額",
    "貸方勘定科目", "貸方補助科目", "貸方部門", "貸方税区分", "貸方金額", "貸方税金額",
    "摘要", "番号", "期日", "タイプ", "生成元", "仕訳メモ", "付箋1", "付箋2", "調整",
)  # fmt: skip
SLIP_LIMIT: Final = 999_999  # 伝票No. has six digits
ACCOUNT_BYTES: Final = 24  # of a 補助科目, in CP932
TEXT_BYTES: Final = 64  # of a 摘要
GETA: Final = "〓"  # as Japanese printers always marked a sign that they lacked
# The same sign under another number: Unicode's tables and those of Windows differ in them.
_TWINS: Final = str.maketrans("〜−—‖¢£¬¥\u00a0", "～－―∥￠￡￢￥ ")


@dataclass(frozen=True, slots=True)
class ChangedName:
    """A customer's name that the file cannot say as it is."""

    name: str
    account: str  # its 補助科目 in the file
    signs: tuple[str, ...]  # what CP932 lacks
    shared: bool  # another customer's name begins with the same


def yayoi_file(papers: Iterable[Paper]) -> bytes:
    return written(_entry(paper, group) for paper in papers for group in paper.totals.taxes).encode("cp932")


def changed_names(papers: Iterable[Paper]) -> tuple[ChangedName, ...]:
    """The names that somebody must look after once the file is read in, each once."""
    names = {paper.recipient: paper.customer for paper in papers}
    owners: dict[str, set[str]] = {}
    for name, customer in names.items():
        owners.setdefault(_account(name), set()).add(customer)
    found = [ChangedName(name, _account(name), missing_signs(name), len(owners[_account(name)]) > 1) for name in names]
    return tuple(one for one in found if one.signs or one.shared)


def missing_signs(text: str) -> tuple[str, ...]:
    """What CP932 lacks of a text, each sign once."""
    return tuple(dict.fromkeys(sign for sign in _spelt(safe(text)) if not _is_known(sign)))


def _entry(paper: Paper, group: TaxSum) -> Sequence[str]:
    """売掛金 against 売上高; a cancellation the other way round, since no sum may be below nothing."""
    sum_with_tax, tax = str(abs(group.yen + group.tax)), str(abs(group.tax))
    kind = f"課税売上込{per_cent(group.basis_points)}%" if group.basis_points else "対象外"
    owed = ("売掛金", _account(paper.recipient), "", "対象外", sum_with_tax, "0")
    sold = ("売上高", "", "", kind, sum_with_tax, tax)
    debit, credit = (sold, owed) if paper.kind is StatementKind.CANCELLATION else (owed, sold)
    number = str(paper.number)
    slip = number if paper.number <= SLIP_LIMIT else ""
    told = _cell(f"{what_for(paper)} {paper.recipient}", TEXT_BYTES)
    return ("2000", slip, "", booked_on(paper), *debit, *credit, told, number, "", "0", "", "", "0", "0", "no")


def _account(name: str) -> str:
    return _cell(name, ACCOUNT_BYTES)


def _cell(text: str, limit: int) -> str:
    """As much of a text as fits into so many bytes, in signs that CP932 has."""
    found = "".join(sign if _is_known(sign) else GETA for sign in safe(_spelt(text)))
    while len(found.encode("cp932")) > limit:
        found = found[:-1]
    return found


def _spelt(text: str) -> str:
    """Marks joined to their letters (a Mac's file names come apart), twins under the number that Windows knows."""
    return unicodedata.normalize("NFC", text).translate(_TWINS)


def _is_known(sign: str) -> bool:
    try:
        sign.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True
