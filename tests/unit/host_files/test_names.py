"""SECURITY 1.3, line by line, and T-34's properties."""

import ntpath
import posixpath
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from madoguchi.host.files.names import (
    LONGEST,
    Caution,
    collation,
    harmless,
    is_reserved,
    numbered,
    real_extension,
    safe_name,
    warning_class,
)

pytestmark = pytest.mark.article("5.5")

PIECES = st.one_of(
    st.text(max_size=8),
    st.characters(),
    st.sampled_from(
        [
            *'/\\:*?"<>|.~ \x00\x1b\x7f\x85\r\n',
            "..", "../", "..\\", "C:\\", "\u202e", "\u2066", "\u200f", "\u061c", "\u200b", "\ufeff", "\u2060",
            "\ue000", "\ud800", "\udfff", "\uffff", "\u3164", "\u2028", "\u3000", "\u00a0",
            "CON", "con", "NUL", "COM1", "LPT¹", "conin$", "PROGRA~1", ":stream", ":$DATA", "desktop.ini",
            "か\u3099", "が", "ハ\u309a", "e\u0301", "\u0301", "\uff9e", "👨‍👩‍👧", "🇯🇵", "👍🏽", "髙﨑①㈱", "〜", "～",
            ".pdf", ".tar.gz", ".exe", "報告書", "x" * 120, "が" * 60,
        ]
    ),
)  # fmt: skip
NAMES = st.lists(PIECES, max_size=12).map("".join)


@settings(max_examples=1_500, deadline=None)
@given(NAMES)
@example("")
@example(".")
@example("..")
@example("a" + "\u0301" * 500)
@example("𝕏" * 100 + ".pdf")
@example("." * 300)
@example("x." + "y" * 300)
def test_a_safe_name_is_safe_whatever_it_came_from(peer_name):
    name = safe_name(peer_name)
    assert name
    assert name not in {".", ".."}
    assert len(name.encode("utf-8")) <= LONGEST
    assert posixpath.basename(name) == name == ntpath.basename(name)
    assert not set(name) & set('/\\:*?"<>|')
    assert not name.startswith((".", " ", "\u3000"))
    assert not name.endswith((".", " ", "\u3000"))
    assert not is_reserved(name)
    assert all(unicodedata.category(character) not in {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"} for character in name)
    assert unicodedata.is_normalized("NFC", name)
    assert safe_name(peer_name) == name
    assert safe_name(name) == name


@settings(max_examples=300, deadline=None)
@given(NAMES, st.integers(2, 999))
def test_a_numbered_name_is_safe_too(peer_name, number):
    name = numbered(safe_name(peer_name), number)
    assert len(name.encode()) <= LONGEST
    assert f" ({number})" in name
    assert safe_name(name) == name


@pytest.mark.parametrize(
    ("peer_name", "name"),
    [
        ("報告書.pdf", "報告書.pdf"),
        ("か\u3099.txt", "が.txt"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("..\\..\\Windows\\x.dll", "_.._Windows_x.dll"),
        ("C:\\Users\\a.txt", "C__Users_a.txt"),
        ("/etc/shadow", "_etc_shadow"),
        ("注文書\u202efdp.exe", "注文書fdp.exe"),
        ("a\u200bb\ufeff.txt", "ab.txt"),
        ("a:b", "a_b"),
        ("a.txt::$DATA", "a.txt__$DATA"),
        (" .bashrc", "bashrc"),
        ("name. . .", "name"),
        ("\u3000名前\u3000.", "名前"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("NUL .tar.gz", "_NUL .tar.gz"),
        ("COM¹.log", "_COM¹.log"),
        ("LPT9", "_LPT9"),
        ("conout$", "_conout$"),
        ("console.txt", "console.txt"),
        ("PROGRA~1", "PROGRA_1"),
        ("ABCDEF~1.TXT", "ABCDEF_1.TXT"),
        ("backup~1.notes", "backup~1.notes"),
        ("a\nb\x1b[31m.txt", "ab[31m.txt"),
        ("", "file"),
        ("...", "file"),
        ("\u200b\u202e", "file"),
        ("\ud83d.txt", "_.txt"),
        ("\u0301x", "_\u0301x"),
        ("髙﨑①㈱😀.xlsx", "髙﨑①㈱😀.xlsx"),
    ],
)
def test_by_example(peer_name, name):
    assert safe_name(peer_name) == name


def test_a_long_name_keeps_its_extension_and_is_cut_between_characters():
    name = safe_name("が" * 100 + ".pdf")
    assert name.endswith(".pdf")
    assert set(name[: name.index("-")]) == {"が"}
    assert 236 <= len(name.encode()) <= LONGEST
    flags = safe_name("🇯🇵" * 60)
    assert len(flags[: flags.index("-")]) % 2 == 0
    marks = safe_name(("x" + "\u0323\u0307") * 80 + ".txt")
    assert unicodedata.is_normalized("NFC", marks)


def test_long_names_that_begin_alike_stay_apart():
    assert safe_name("あ" * 200 + "1.txt") != safe_name("あ" * 200 + "2.txt")


def test_numbers_go_before_the_extension():
    assert numbered("報告書.pdf", 2) == "報告書 (2).pdf"
    assert numbered("README", 3) == "README (3)"


def test_names_that_a_file_system_may_take_for_one():
    assert collation("が.TXT") == collation("か\u3099.txt")
    assert collation("STRASSE") == collation("straße")


@pytest.mark.parametrize(
    ("name", "warned"),
    [
        ("報告書.pdf", None),
        ("写真.JPG", None),
        ("setup.exe", Caution.PROGRAM),
        ("SETUP.EXE", Caution.PROGRAM),
        ("a.ps1", Caution.PROGRAM),
        ("注文書.pdf.exe", Caution.DISGUISED),
        ("請求書.xlsx.lnk", Caution.DISGUISED),
        ("共有.lnk", Caution.SHORTCUT),
        ("x.library-ms", Caution.SHORTCUT),
        ("desktop.ini", Caution.SYSTEM),
        ("AUTORUN.INF", Caution.SYSTEM),
        ("集計.xlsm", Caution.MACRO),
        ("disk.iso", Caution.DISK),
        ("README", None),
    ],
)
def test_warnings(name, warned):
    assert warning_class(name) is warned


def test_the_real_extension_is_shown_by_itself():
    assert real_extension("注文書.pdf.EXE") == "exe"
    assert real_extension("README") == ""


def test_what_an_operator_writes_is_shown_harmlessly():
    assert harmless("C:\\logs\\\u202ea.log\x1b") == "C:\\logs\\a.log"
