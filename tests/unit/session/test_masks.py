"""Which windows are hidden: rules, the customer's choice, what goes with a hidden window. [5.1]"""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.session.masks import (
    READY,
    Cause,
    Choice,
    Effect,
    Facts,
    Rule,
    class_matches,
    hidings,
    title_matches,
)

pytestmark = pytest.mark.article("5.1")
NOBODY = Choice()
MAIL = Rule("mail", Effect.HIDE, ("thunderbird*",), ("受信トレイ", "Inbox"))


def topic(classes: tuple[str, ...] = ("Navigator", "firefox"), title: str = "x") -> tuple[str, Effect] | None:
    found = hidings({1: [Facts(1, 1, classes, title)]}, READY, NOBODY)
    return (found[1].topic, found[1].effect) if found else None


@pytest.mark.parametrize(
    ("classes", "title", "expected"),
    [
        (("Mail", "thunderbird-esr"), "", ("mail", Effect.HIDE)),
        (
            ("Navigator", "firefox"),
            "受信トレイ (3) - yamada@example.jp - Gmail — Mozilla Firefox",
            ("mail", Effect.HIDE),
        ),
        (("Navigator", "firefox"), "Google カレンダー - 2026年11月 — Mozilla Firefox", ("calendar", Effect.HIDE)),
        (("Navigator", "firefox"), "Googleｶﾚﾝﾀﾞｰ", ("calendar", Effect.HIDE)),
        (("x", "y"), "付箋", ("notes", Effect.HIDE)),
        (("slack", "Slack"), "general", ("chat", Effect.HIDE)),
        (("keepassxc", "KeePassXC"), "社内.kdbx", ("passwords", Effect.PAUSE)),
        (("Navigator", "firefox"), "三菱ＵＦＪ銀行 ログイン", ("bank", Effect.PAUSE)),
        (("Navigator", "firefox"), "Internet Banking - Example Bank", ("bank", Effect.PAUSE)),
        (("Navigator", "firefox"), "ご注文内容の確認・お支払い方法の選択", ("payment", Effect.PAUSE)),
        (("Navigator", "firefox"), "Embankment works", None),
        (("Navigator", "firefox"), "Outline of a book", None),
        (("xterm", "XTerm"), "vim report.txt", None),
    ],
)
def test_the_ready_rules(classes: tuple[str, ...], title: str, expected: object) -> None:
    assert topic(classes, title) == expected


def test_latin_words_are_whole_words_and_others_are_found_anywhere() -> None:
    assert title_matches("LINE", "LINE - 営業部")
    assert not title_matches("LINE", "Online help")
    assert not title_matches("LINE", "LINEAGE")
    assert title_matches("LINE", "online LINE")
    assert title_matches("銀行", "みずほ銀行のページ")
    assert title_matches("pay * now", "PAY  what you owe, NOW")
    assert not title_matches("pay * now", "now pay")


def test_a_class_is_met_whole() -> None:
    assert class_matches("thunderbird*", "Thunderbird-esr")
    assert class_matches("*keepass*", "org.KeePassXC")
    assert not class_matches("slack", "slackware-setup")
    assert not class_matches("a*a", "a")
    assert class_matches("a*a", "aa")


@given(st.text(alphabet="ab*", min_size=1, max_size=12), st.text(alphabet="ab", max_size=12))
def test_a_glob_means_what_it_says(pattern: str, name: str) -> None:
    def slow(rest: str, left: str) -> bool:
        if not rest:
            return not left
        if rest[0] == "*":
            return slow(rest[1:], left) or (bool(left) and slow(rest, left[1:]))
        return bool(left) and left[0] == rest[0] and slow(rest[1:], left[1:])

    assert class_matches(pattern, name) == slow(pattern, name)


def test_no_rule_is_slow_on_a_hostile_title() -> None:
    began = time.process_time()
    title_matches("*".join("ab" * 10), "a" * 100_000)
    class_matches("*a" * 32, "a" * 100_000 + "b")
    assert time.process_time() - began < 1.0


def test_an_unknown_window_is_hidden_and_a_menu_of_a_known_program_is_not() -> None:
    found = hidings(
        {
            1: [Facts(1, 10)],
            2: [Facts(2, 20, ("xterm", "XTerm"), "")],
            3: [Facts(3, 20, is_popup=True)],
            4: [Facts(4, 10, ("a", "A"), "t" * 513)],
        },
        READY,
        NOBODY,
    )
    assert {number: why.cause for number, why in found.items()} == {1: Cause.UNKNOWN, 4: Cause.UNKNOWN}


def test_a_frame_is_known_by_the_window_in_it() -> None:
    assert not hidings({1: [Facts(1, 9), Facts(2, 10, ("xterm", "XTerm"), "a")]}, [MAIL], NOBODY)
    assert hidings({1: [Facts(1, 9), Facts(2, 10, ("thunderbird",), "a")]}, [MAIL], NOBODY)[1].number == 2


def test_dialogs_and_menus_go_with_their_window() -> None:
    windows = {
        1: [Facts(1, 10, ("firefox",), "Inbox - Mozilla Firefox")],
        2: [Facts(2, 10, ("firefox",), "News - Mozilla Firefox")],
        3: [Facts(3, 10, ("firefox",), "Save", belongs_to=1)],
        4: [Facts(4, 10, ("firefox",), "Print", belongs_to=3)],
        5: [Facts(5, 10, ("firefox",), "", is_popup=True)],
        6: [Facts(6, 10, ("firefox",), "", is_popup=True, belongs_to=2)],
        7: [Facts(7, 11, ("gedit",), "", is_popup=True)],
    }
    assert set(hidings(windows, [MAIL], NOBODY)) == {1, 3, 4, 5}


def test_only_the_customer_shows_what_a_rule_hides() -> None:
    windows = {1: [Facts(1, 10, ("thunderbird",), "Inbox")], 2: [Facts(2, 11, ("gedit",), "a")]}
    assert set(hidings(windows, [MAIL], Choice(shown=frozenset({1})))) == set()
    mine = hidings(windows, [MAIL], Choice(hidden=frozenset({2})))
    assert set(mine) == {1, 2}
    assert mine[2].cause is Cause.CUSTOMER


def test_notifications_are_hidden_and_our_own_windows_never() -> None:
    windows = {1: [Facts(1, 10, ("dunst",), "x", is_notice=True)], 2: [Facts(2, 11, ("m",), "銀行", is_ours=True)]}
    assert {top: why.cause for top, why in hidings(windows, READY, NOBODY).items()} == {1: Cause.NOTICE}


def test_a_concealed_window_is_hidden_although_it_is_ours_and_takes_no_other_with_it() -> None:
    windows = {
        1: [Facts(1, 11, ("madoguchi",), "draw", is_ours=True, is_popup=True)],
        2: [Facts(2, 11, ("madoguchi",), "bar", is_ours=True, is_popup=True)],
    }
    found = hidings(windows, READY, Choice(shown=frozenset({1}), concealed=frozenset({1})))
    assert {top: why.cause for top, why in found.items()} == {1: Cause.DRAWING}


@pytest.mark.parametrize("lists", [(), (("*",),)], ids=["no pattern", "a pattern for everything"])
def test_a_rule_that_names_nothing_is_none(lists: tuple[tuple[str, ...], ...]) -> None:
    with pytest.raises(ValueError, match=r"."):
        Rule("a", Effect.HIDE, *lists)
