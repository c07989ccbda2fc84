"""What changed is told by paragraph, sentence and character, and nothing is left out or invented. Article: 12.1"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.rules.differences import Change, Kind, difference, paragraphs

pytestmark = pytest.mark.article("12.1")


def pieces(change: Change) -> list[tuple[str, str]]:
    return [(piece.kind.value, piece.text) for piece in change.pieces]


def kinds(changes: list[Change]) -> list[str]:
    return [change.kind.value for change in changes]


def test_a_changed_number_in_a_japanese_sentence_is_the_only_thing_marked():
    (change,) = difference("料金は30分ごとに5,500円とする。", "料金は15分ごとに3,300円とする。")
    assert pieces(change) == [
        ("same", "料金は"),
        ("removed", "30"),
        ("added", "15"),
        ("same", "分ごとに"),
        ("removed", "5,500"),
        ("added", "3,300"),
        ("same", "円とする。"),
    ]


def test_an_english_sentence_changes_by_words_not_by_letters():
    (change,) = difference("The Provider may charge a fee.", "The Provider shall charge a fee.")
    assert pieces(change) == [
        ("same", "The Provider "),
        ("removed", "may"),
        ("added", "shall"),
        ("same", " charge a fee."),
    ]


def test_a_new_sentence_leaves_its_neighbours_unmarked():
    (change,) = difference("同意を得る。記録する。", "同意を得る。控えを渡す。記録する。")
    assert pieces(change) == [("same", "同意を得る。"), ("added", "控えを渡す。"), ("same", "記録する。")]


def test_a_paragraph_that_came_and_one_that_went():
    changes = difference("一つめの定め。\n\n去る段落である。\n\n終わり。", "一つめの定め。\n\n終わり。\n\nABC DEF GHI.")
    assert kinds(changes) == ["same", "removed", "same", "added"]


def test_a_lone_particle_between_two_changes_is_marked_with_them():
    (change,) = difference("お客様は速やかに東京へ行くことを約束する。", "お客様は速やかに大阪へ来ることを約束する。")
    assert ("removed", "東京へ行く") in pieces(change)
    assert ("added", "大阪へ来る") in pieces(change)


def test_each_change_knows_its_article():
    old = "## 第1条（目的）\n\n1. 甲である。\n2. 乙である。\n\n## 第2条（対象者）\n\n丙である。\n"
    new = "## 第1条（目的）\n\n1. 甲である。\n\n## 第2条（対象者）\n\n丙でない。\n"
    changed = {change.under: change.kind for change in difference(old, new) if change.kind is not Kind.SAME}
    assert changed == {"第1条（目的）": Kind.REMOVED, "第2条（対象者）": Kind.CHANGED}


def test_list_items_are_paragraphs_of_their_own_and_wrapped_lines_are_not():
    assert paragraphs("# 題\n本文が\n続く。\n1. 一\n2. 二\n   続き\n") == [
        "# 題",
        "本文が\n続く。",
        "1. 一",
        "2. 二\n   続き",
    ]


def test_equal_texts_have_no_change():
    assert set(kinds(difference("# 題\n\n一。\n", "# 題\n\n一。\n\n\n"))) == {"same"}


SENTENCES = st.lists(
    st.sampled_from(
        [
            "# 題",
            "1. 一つ。",
            "2. 二つめの定め。",
            "甲は乙に払う。丙もである。",
            "甲は丁に払う。",
            "The fee is 5.",
            "",
            "{x}",
        ]
    ),
    max_size=12,
).map("\n\n".join)


@settings(deadline=None)
@given(SENTENCES | st.text(max_size=200), SENTENCES | st.text(max_size=200))
def test_both_texts_can_be_put_together_again(old: str, new: str):
    changes = difference(old, new)
    assert [change.old() for change in changes if change.kind is not Kind.ADDED] == paragraphs(old)
    assert [change.new() for change in changes if change.kind is not Kind.REMOVED] == paragraphs(new)
