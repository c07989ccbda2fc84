"""Strings of a peer, made safe to show."""

import pytest

from madoguchi.host.ui.plain import breakable, looks_dangerous, plain, plain_lines


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        ("佐藤 花子", "佐藤 花子"),
        ("注文書\u202efdp.exe", "注文書⟨U+202E⟩fdp.exe"),
        ("a\x1b[31mb\x00", "a⟨U+001B⟩[31mb⟨U+0000⟩"),
        ("見え\u200bない\ufeff", "見えない"),
        ("\u2066x\u2069", "⟨U+2066⟩x⟨U+2069⟩"),
        ("一行\nだけ\tです", "一行 だけ です"),
        ("\ud800", "�"),
        ("が\u3099" + "\u0301" * 50, "が\u3099\u0301\u0301"),
    ],
)
def test_a_line_is_drawn_as_it_was_written(written: str, drawn: str) -> None:
    assert plain(written) == drawn


def test_a_long_line_ends() -> None:
    assert plain("あ" * 10_000, 100) == "あ" * 100 + "…"


def test_lines_stay_lines_in_the_talk() -> None:
    assert plain_lines("一\r\n二\n\x07三") == "一\n二\n⟨U+0007⟩三"


def test_no_run_is_too_long_to_break() -> None:
    assert all(len(part) <= 24 for part in breakable("w" * 500).split("\u200b"))


@pytest.mark.article("5.6")
@pytest.mark.parametrize(
    "name", ["a.exe", "a.EXE. ", "請求書.pdf.scr", "a．ｅｘｅ", "x.desktop", "run.sh", "表\u202exslx.js", "m.xlsm"]
)
def test_what_may_start_a_program_is_called_dangerous(name: str) -> None:
    assert looks_dangerous(name)


@pytest.mark.parametrize("name", ["請求書.pdf", "写真.jpg", "notes.txt", "表.xlsx", "exe"])
def test_ordinary_files_are_not(name: str) -> None:
    assert not looks_dangerous(name)
