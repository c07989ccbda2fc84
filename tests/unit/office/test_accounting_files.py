"""Files for accounting software, read back column by column, as docs/statements.md says them."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from madoguchi.office.statements.cells import safe
from madoguchi.office.statements.document import Issuer, Paper
from madoguchi.office.statements.export import ExportForm, exported
from madoguchi.office.statements.freee import FREEE_HEADER
from madoguchi.office.statements.ports import StatementKind
from madoguchi.office.statements.yayoi import YAYOI_COLUMNS, ChangedName, changed_names, missing_signs
from madoguchi.rules.fees import LineKind, TimeKind
from madoguchi.rules.statements import StatementLine, TaxRounding, Work, cancelled, totals

pytestmark = pytest.mark.article("3.4")
WORKED = datetime(2026, 1, 6, 9, 0, tzinfo=UTC)
ISSUED = datetime(2026, 2, 2, 1, 0, tzinfo=UTC)
ISSUER = Issuer("株式会社まど", "Mado Inc.", "03-0000-0000", "T7000012050002", "東京都", "まど銀行")


def line(yen: int, rate: int = 1000) -> StatementLine:
    work = Work("a" * 32, "2026-0001", "印刷できない")
    return StatementLine(work, LineKind.WORK, TimeKind.WEEKDAY, WORKED, WORKED, 900, 0, 1, 900, yen, yen, rate)


def paper(name: str = "株式会社客先", *lines: StatementLine, number: int = 7, customer: str = "c" * 32) -> Paper:
    own = lines or (line(8_001),)
    sums = totals(own, TaxRounding.DOWN)
    kind = StatementKind.STATEMENT
    return Paper(number, kind, "2026-01", ISSUED, ISSUER, customer, name, TaxRounding.DOWN, own, sums)


def cancellation(of: Paper, number: int = 8) -> Paper:
    red = cancelled(of.lines)
    sums = totals(red, of.rounding)
    kind = StatementKind.CANCELLATION
    return replace(of, number=number, kind=kind, lines=red, totals=sums, cancels=of.number, reason="誤り")


def rows(form: ExportForm, *papers: Paper) -> list[list[str]]:
    """The file's rows; each must end with CRLF, and stand in one line."""
    raw = exported(form, papers)
    text = raw.decode("cp932" if form is ExportForm.YAYOI else "utf-8-sig")
    assert text.count("\n") == text.count("\r\n")
    assert text.endswith("\r\n")
    found = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert len(found) == text.count("\r\n")
    return found


def yayoi(*papers: Paper) -> list[dict[str, str]]:
    found = rows(ExportForm.YAYOI, *papers)
    assert all(len(row) == 25 for row in found)
    return [dict(zip(YAYOI_COLUMNS, row, strict=True)) for row in found]


def freee(*papers: Paper) -> list[dict[str, str]]:
    header, *found = rows(ExportForm.FREEE, *papers)
    assert tuple(header) == FREEE_HEADER
    assert all(len(row) == 21 for row in found)
    return [dict(zip(header, row, strict=True)) for row in found]


def test_each_column_of_yayoi() -> None:
    (entry,) = yayoi(paper())
    assert entry == {
        "識別フラグ": "2000",
        "伝票No.": "7",
        "決算": "",
        "取引日付": "2026/01/31",
        "借方勘定科目": "売掛金",
        "借方補助科目": "株式会社客先",
        "借方部門": "",
        "借方税区分": "対象外",
        "借方金額": "8801",
        "借方税金額": "0",
        "貸方勘定科目": "売上高",
        "貸方補助科目": "",
        "貸方部門": "",
        "貸方税区分": "課税売上込10%",
        "貸方金額": "8801",
        "貸方税金額": "800",
        "摘要": "遠隔サポート 2026-01 株式会社客先",
        "番号": "7",
        "期日": "",
        "タイプ": "0",
        "生成元": "",
        "仕訳メモ": "",
        "付箋1": "0",
        "付箋2": "0",
        "調整": "no",
    }


def test_yayoi_has_neither_mark_nor_header() -> None:
    assert exported(ExportForm.YAYOI, [paper()]).startswith(b"2000,7,,2026/01/31,")
    assert exported(ExportForm.YAYOI, []) == b""


def test_a_cancellation_is_turned_round_for_yayoi_and_never_below_nothing() -> None:
    first, red = yayoi(paper(), cancellation(paper()))
    sides = ("勘定科目", "補助科目", "部門", "税区分", "金額", "税金額")
    assert [red[f"借方{side}"] for side in sides] == [first[f"貸方{side}"] for side in sides]
    assert [red[f"貸方{side}"] for side in sides] == [first[f"借方{side}"] for side in sides]
    assert red["取引日付"] == "2026/02/02"
    assert red["摘要"] == "遠隔サポート 請求書7の取消 2026-01 株式会社客先"


def test_each_column_of_freee() -> None:
    (deal,) = freee(paper())
    assert {name: cell for name, cell in deal.items() if cell} == {
        "収支区分": "収入",
        "管理番号": "7",
        "発生日": "2026/01/31",
        "取引先": "株式会社客先",
        "勘定科目": "売上高",
        "税区分": "課税売上10%",
        "金額": "8801",
        "税計算区分": "内税",
        "税額": "800",
        "備考": "遠隔サポート 2026-01",
        "品目": "遠隔サポート",
    }


def test_a_cancellation_is_a_deal_below_nothing_for_freee() -> None:
    first, red, new = freee(paper(), cancellation(paper()), replace(paper(number=9), replaces=7))
    assert (red["収支区分"], red["金額"], red["税額"]) == ("収入", "-8801", "-800")
    assert (red["発生日"], red["備考"]) == ("2026/02/02", "遠隔サポート 請求書7の取消 2026-01")
    assert int(first["金額"]) + int(red["金額"]) == 0
    assert new["発生日"] == "2026/02/02", "a correction stands in the books on its own day"


def test_two_rates_are_one_deal_of_two_rows_for_freee_and_two_entries_for_yayoi() -> None:
    both = paper("株式会社客先", line(1_000), line(500, 800))
    ten, eight = freee(both)
    assert [ten["税区分"], eight["税区分"]] == ["課税売上10%", "課税売上8%"]
    assert [eight[name] for name in FREEE_HEADER[:6]] == [""] * 6
    entries = yayoi(both)
    assert [(one["貸方税区分"], one["貸方金額"], one["貸方税金額"]) for one in entries] == [
        ("課税売上込10%", "1100", "100"),
        ("課税売上込8%", "540", "40"),
    ]


def test_what_is_not_taxed_says_so() -> None:
    untaxed = paper("株式会社客先", line(1_000, 0))
    (deal,), (entry,) = freee(untaxed), yayoi(untaxed)
    assert (deal["税区分"], deal["金額"], deal["税計算区分"], deal["税額"]) == ("対象外", "1000", "", "")
    assert (entry["貸方税区分"], entry["貸方金額"], entry["貸方税金額"]) == ("対象外", "1000", "0")


@pytest.mark.parametrize("month", ["2024-02", "2025-12"])
def test_the_day_in_the_books_is_the_months_last(month: str) -> None:
    last = {"2024-02": "2024/02/29", "2025-12": "2025/12/31"}[month]
    one = replace(paper(), month=month)
    assert (yayoi(one)[0]["取引日付"], freee(one)[0]["発生日"]) == (last, last)


@pytest.mark.parametrize("typed", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "＝1", "－1", "−1", "\t=1", "\r\n=1"])
@pytest.mark.parametrize("form", ExportForm)
def test_what_somebody_typed_is_never_a_formula(form: ExportForm, typed: str) -> None:
    for row in rows(form, paper(typed)):
        for cell in row:
            assert cell[:1] not in set("=+@＝＋－＠\t\r\n"), cell
            assert cell[:1] != "-" or cell[1:].isdecimal()


def test_quotes_commas_and_line_ends_stay_in_their_cell() -> None:
    name = '客先,"本店"\n第二'
    assert freee(paper(name))[0]["取引先"] == '客先,"本店" 第二'
    assert yayoi(paper(name))[0]["借方補助科目"] == '客先,"本店" 第二'


def test_twins_and_parted_marks_are_written_as_windows_knows_them() -> None:
    (entry,) = yayoi(paper("カ\u3099ス〜髙﨑①㈱"))
    assert entry["借方補助科目"] == "ガス～髙﨑①㈱"
    assert missing_signs("カ\u3099ス〜髙﨑①㈱") == ()
    assert missing_signs("\u3000客先\n") == ()


def test_signs_that_cp932_lacks_are_marked_and_told() -> None:
    strange = paper("𠮷野家🍚株式会社🍚")
    assert yayoi(strange)[0]["借方補助科目"] == "〓野家〓株式会社〓"
    assert changed_names([strange, strange]) == (
        ChangedName("𠮷野家🍚株式会社🍚", "〓野家〓株式会社〓", ("𠮷", "🍚"), shared=False),
    )
    assert freee(strange)[0]["取引先"] == "𠮷野家🍚株式会社🍚"


def test_long_names_are_cut_at_whole_signs_and_those_that_become_one_are_told() -> None:
    tokyo = paper("株式会社とても長い名前の客先東京支店", customer="a" * 32)
    osaka = paper("株式会社とても長い名前の客先大阪支店", customer="b" * 32)
    other = paper("株式会社とても短い", customer="d" * 32)
    entries = yayoi(tokyo, osaka, other)
    assert entries[0]["借方補助科目"] == "株式会社とても長い名前の"
    assert [(one.name, one.account, one.shared) for one in changed_names([tokyo, osaka, other])] == [
        (tokyo.recipient, "株式会社とても長い名前の", True),
        (osaka.recipient, "株式会社とても長い名前の", True),
    ]
    assert changed_names([tokyo, other]) == ()


@pytest.mark.parametrize("name", ["=" + "客" * 60, "a" + "客" * 60, "𠮷" * 60])
def test_no_cell_is_longer_than_yayoi_takes(name: str) -> None:
    (entry,) = yayoi(paper(name))
    assert len(entry["借方補助科目"].encode("cp932")) <= 24
    assert len(entry["摘要"].encode("cp932")) <= 64


def test_a_number_of_more_than_six_digits_is_no_slip_number() -> None:
    assert [one["伝票No."] for one in yayoi(paper(number=999_999), paper(number=1_000_000))] == ["999999", ""]
    assert yayoi(paper(number=1_000_000))[0]["番号"] == "1000000"


def test_control_signs_become_spaces() -> None:
    assert safe("a\u0000b\r\nc") == "a b  c"
