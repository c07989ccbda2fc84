"""What the customer hides is hidden first; the record holds kinds, once each, and never a title. [5.1]"""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from madoguchi.host.port import (
    DrawPlace,
    HiddenPlace,
    HiddenWindow,
    HidePlace,
    HideWindow,
    SetPaused,
    ShowDrawing,
    ShowPlace,
    ShowWindow,
    Target,
)
from madoguchi.host.runner.masks import MOST_PLACES, SessionMasks
from madoguchi.host.runner.parts import Parts
from madoguchi.host.runner.records import Records
from madoguchi.ledger.kinds import KINDS
from madoguchi.session.masks import Cause
from madoguchi.wire.vocabulary import Sharing

pytestmark = pytest.mark.article("5.1", "P.2")
MAIL = HiddenWindow(1, Cause.RULE, "mail", "受信トレイ: 秘密の件")
MORE_MAIL = HiddenWindow(2, Cause.RULE, "mail", "送信済み")
OWN = HiddenWindow(3, Cause.CUSTOMER, "", "家計簿")
PLACE = HiddenPlace(10, 20, 300, 200)


class Room:
    """Everything that is done, in order."""

    def __init__(self) -> None:
        self.done: list[object] = []
        self.stated: list[tuple[str, dict[str, str]]] = []
        names = ("hide_window", "show_window", "conceal", "hide_place", "show_place")
        workplace = SimpleNamespace(**{name: self._hand(name) for name in names})
        self.masks = SessionMasks(cast(Parts, SimpleNamespace(workplace=workplace, show=self.done.append)))
        records = Records.__new__(Records)
        records.put = lambda kind, body: self.stated.append((kind, body))  # type: ignore[method-assign,assignment,return-value]
        self.records = records

    def _hand(self, name: str) -> object:
        return lambda what: self.done.append((name, what))


def test_each_kind_is_stated_once_and_never_a_title() -> None:
    room = Room()
    room.masks.now((MAIL,))
    assert not room.stated, "before the session is on record"
    room.masks.begin(room.records)
    for windows in ((), (MAIL,), (MAIL, MORE_MAIL), (OWN,), (MAIL, OWN)):
        room.masks.now(windows)
    assert room.stated == [
        ("mask:hidden", {"cause": "rule", "topic": "mail"}),
        ("mask:hidden", {"cause": "customer", "topic": "customer"}),
    ]


def test_that_the_customer_shows_something_is_stated_each_time() -> None:
    room = Room()
    room.masks.begin(room.records)
    room.masks.now((MAIL,))
    assert room.masks.done(ShowWindow(1))
    assert room.masks.done(ShowWindow(99))
    room.masks.now(())
    assert room.masks.done(HideWindow(1))
    room.masks.now((MAIL,))
    assert [kind for kind, _ in room.stated] == ["mask:hidden", "mask:shown", "mask:hidden"]
    assert room.done == [("show_window", 1), ("show_window", 99), ("hide_window", 1)]


def test_a_place_is_hidden_taken_away_and_on_record_as_a_place_alone() -> None:
    room = Room()
    room.masks.begin(room.records)
    for value in (HidePlace(PLACE), HidePlace(PLACE), ShowPlace(PLACE), ShowPlace(PLACE)):
        assert room.masks.done(value)
    assert room.done == [("hide_place", PLACE), ("show_place", PLACE)]
    assert room.masks.places == ()
    assert room.stated == [
        ("mask:hidden", {"cause": "place", "topic": "place"}),
        ("mask:shown", {"cause": "place", "topic": "place"}),
    ]


def test_the_window_to_draw_in_is_hidden_before_it_may_open() -> None:
    room = Room()
    assert room.masks.done(DrawPlace(7))
    assert room.done == [("conceal", 7), ShowDrawing(7)]
    assert not room.stated


def test_what_is_no_choice_of_masks_is_left_to_others_and_places_have_an_end() -> None:
    room = Room()
    assert not room.masks.done(SetPaused(paused=True))
    for number in range(MOST_PLACES + 5):
        room.masks.done(HidePlace(HiddenPlace(number, 0, 1, 1)))
    assert len(room.masks.places) == MOST_PLACES


def test_a_hidden_windows_title_is_not_in_the_list_of_what_can_be_shown() -> None:
    room = Room()
    room.masks.now((MAIL,))
    screen, mail, other = (
        Target(Sharing.MONITOR, 1, "1", 9, 9),
        Target(Sharing.WINDOW, 1, "受信トレイ: 秘密の件", 9, 9),
        Target(Sharing.WINDOW, 2, "作業", 9, 9),
    )
    assert [one.title for one in room.masks.untitled((screen, mail, other))] == ["1", "", "作業"]


@pytest.mark.parametrize("cause", ["rule", "customer", "place"])
def test_the_record_takes_what_is_stated_and_no_title(cause: str) -> None:
    for kind in ("mask:hidden", "mask:shown"):
        assert KINDS[kind].body.fits({"cause": cause, "topic": "mail"})
        assert not KINDS[kind].body.fits({"cause": cause, "topic": "mail", "title": "受信トレイ"})
        assert not KINDS[kind].body.fits({"cause": "notice", "topic": "notice"})
