"""What is found by what: every way of typing a name is one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.rules.search_text import folded, search_text, search_words


@pytest.mark.article("2.1")
@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("ｻｰﾊﾞｰ", "サーバー"),
        ("サーバ", "サーバー"),
        ("さーばー", "サーバー"),
        ("ﾊﾟｿｺﾝ", "ぱそこん"),
        ("ＡＢＣ商事", "abc商事"),
        ("㈱まど", "(株)まど"),
        ("ヴィーナス", "ゔぃーなす"),
        ("03-1111-2222", "０３（１１１１）２２２２"),
        ("ＮＴＴデータ・先端", "nttデータ先端"),
        ("か\u3099くせい", "がくせい"),
    ],
)
def test_two_ways_of_typing_are_one(typed: str, stored: str) -> None:
    assert folded(typed) == folded(stored) != ""


def test_no_word_is_found_across_two_texts() -> None:
    assert "みな" not in search_text(["うみ", "なみ"])


def test_words_are_parted_by_any_space_and_marks_alone_are_none() -> None:
    assert search_words("  山田　商店 ・ ") == ("山田", "商店")


@given(st.text(max_size=40))
def test_folding_again_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_a_name_is_found_by_each_part_of_it_that_is_parted_by_spaces(before: str, part: str, after: str) -> None:
    stored = search_text([f"{before} {part} {after}"])
    assert all(word in stored for word in search_words(part))
