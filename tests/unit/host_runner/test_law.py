"""The law at the customer's: who opens, who closes, in which order, and what time does. No clock of its own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from madoguchi.base.clock import ManualClock
from madoguchi.base.errors import PeerError
from madoguchi.host.runner.law import UI_DEAD_SECONDS, UI_SILENT_SECONDS, Law
from madoguchi.session.grants import QUESTION_SECONDS, RECORD_SECONDS, Act
from madoguchi.session.lifecycle import Step
from madoguchi.session.link import CUT_SECONDS, SILENT_CONTROL_SECONDS, SILENT_VIEW_SECONDS
from madoguchi.session.roles import By, Effect, Question, TakeQuestionDown, Tell, TellEnding, WipeKeys, WriteConsent
from madoguchi.wire.vocabulary import Access, Ending, Grant, Pause, Verdict


class Limb:
    """Hands or eyes that write down what was done to them, in the common diary."""

    def __init__(self, name: str, diary: list[object]) -> None:
        self._name = name
        self._diary = diary
        self.is_open = False

    def open(self) -> None:
        self.is_open = True
        self._diary.append(f"{self._name} open")

    def close(self) -> None:
        self.is_open = False
        self._diary.append(f"{self._name} closed")


class Room:
    """A law with its surroundings, connected unless told otherwise."""

    def __init__(self, *, connected: bool = True) -> None:
        self.clock = ManualClock(datetime(2026, 1, 5, tzinfo=UTC))
        self.diary: list[object] = []
        self.hands = Limb("hands", self.diary)
        self.eyes = Limb("eyes", self.diary)
        self.law = Law(self.clock, self.hands, self.eyes, self._post)
        self.law.link_up()
        self.law.drawn()
        if connected:
            self.law.step(By.HOST, Step.SHOW)
            self.law.step(By.CUSTOMER, Step.AGREE)
            self.law.step(By.OFFICE, Step.CONNECT)

    def _post(self, effects: list[Effect]) -> None:
        self.diary += effects

    def hold(self, *accesses: Access) -> None:
        for access in accesses:
            self.law.customer(access, Act.ALLOW)
            self.written(access)

    def written(self, access: Access, *, durable: bool = True) -> None:
        """The office's word about the latest consent to this access."""
        for entry in reversed(self.diary):
            if isinstance(entry, WriteConsent) and entry.access is access:
                self.law.recorded(entry, durable=durable)
                return

    def live(self, seconds: float) -> None:
        """Time passes while the window lives and the console is heard."""
        steps = max(1, int(seconds * 10))
        for _ in range(steps):
            self.clock.advance(seconds / steps)
            self.law.ui_lives()
            self.law.heard()
            self.law.tick()


def told(diary: list[object]) -> list[object]:
    return [entry for entry in diary if not isinstance(entry, str)]


@pytest.mark.article("P.1", "P.2")
def test_nothing_opens_before_the_agreement_is_durable():
    room = Room(connected=False)
    room.hold(Access.VIEW, Access.CONTROL)
    assert not room.hands.is_open
    assert not room.eyes.is_open
    assert not room.law.allows(Access.VIEW)


@pytest.mark.article("5.2", "P.2")
def test_a_yes_takes_effect_only_when_it_is_durable():
    room = Room()
    room.law.operator_asks(Access.VIEW, 0, "印刷の設定を見ます")
    assert room.law.stand().grants[Access.VIEW] is Grant.ASKED
    room.law.customer(Access.VIEW, Act.ALLOW)
    assert room.law.stand().grants[Access.VIEW] is Grant.AGREED
    assert not room.eyes.is_open
    room.written(Access.VIEW)
    assert room.eyes.is_open
    assert told(room.diary) == [
        Question(Access.VIEW, 0, "印刷の設定を見ます"),
        TakeQuestionDown(Access.VIEW),
        WriteConsent(Access.VIEW, 0, "印刷の設定を見ます"),
        Tell(Access.VIEW, Verdict.ALLOWED),
    ]


@pytest.mark.article("P.2")
def test_what_cannot_be_written_down_never_takes_effect():
    room = Room()
    room.law.customer(Access.VIEW, Act.ALLOW)
    room.written(Access.VIEW, durable=False)
    assert not room.eyes.is_open
    assert told(room.diary)[-1] == Tell(Access.VIEW, Verdict.NOT_RECORDED)


@pytest.mark.article("5.2")
def test_no_answer_means_no():
    room = Room()
    room.law.operator_asks(Access.CONTROL, 0, "")
    room.live(QUESTION_SECONDS + 0.2)
    assert room.law.stand().grants[Access.CONTROL] is Grant.NONE
    assert told(room.diary)[-1] == Tell(Access.CONTROL, Verdict.TIMED_OUT)


@pytest.mark.article("P.2")
def test_a_record_that_never_comes_means_no():
    room = Room()
    room.law.customer(Access.CLIPBOARD, Act.ALLOW)
    room.live(RECORD_SECONDS + 0.2)
    assert room.law.stand().grants[Access.CLIPBOARD] is Grant.NONE
    room.written(Access.CLIPBOARD)
    assert not room.law.allows(Access.CLIPBOARD)


@pytest.mark.article("P.2")
def test_a_late_record_of_a_consent_that_was_taken_back_opens_nothing():
    room = Room()
    room.law.customer(Access.VIEW, Act.ALLOW)
    first = next(entry for entry in room.diary if isinstance(entry, WriteConsent))
    room.law.customer(Access.VIEW, Act.WITHDRAW)
    room.law.customer(Access.VIEW, Act.ALLOW)
    room.law.recorded(first, durable=True)
    assert not room.eyes.is_open
    room.written(Access.VIEW)
    assert room.eyes.is_open


@pytest.mark.article("5.2", "5.3")
def test_taking_back_lets_go_before_anybody_is_told():
    room = Room()
    room.hold(Access.VIEW, Access.CONTROL)
    room.diary.clear()
    room.law.customer(Access.CONTROL, Act.WITHDRAW)
    assert room.diary == ["hands closed", Tell(Access.CONTROL, Verdict.WITHDRAWN)]
    assert room.eyes.is_open


@pytest.mark.article("5.3")
def test_who_does_not_see_must_not_press():
    room = Room()
    room.hold(Access.VIEW, Access.CONTROL)
    room.diary.clear()
    room.law.customer(Access.VIEW, Act.WITHDRAW)
    assert room.diary[:2] == ["hands closed", "eyes closed"]
    assert room.law.allows(Access.CONTROL), "control stays allowed; it only has no effect without view"
    assert not room.hands.is_open


@pytest.mark.article("5.3")
def test_stop_closes_everything_first_and_happens_once():
    room = Room()
    room.hold(*Access)
    room.diary.clear()
    assert room.law.stop(By.CUSTOMER, Ending.CUSTOMER_STOPPED)
    assert room.diary == ["hands closed", "eyes closed", TellEnding(Ending.CUSTOMER_STOPPED), WipeKeys()]
    assert not room.law.stop(By.OPERATOR, Ending.RESOLVED)
    assert room.law.ended is Ending.CUSTOMER_STOPPED
    room.hold(*Access)
    assert not any(room.law.allows(access) for access in Access)


@pytest.mark.article("5.3")
def test_stop_takes_an_open_question_down():
    room = Room()
    room.law.operator_asks(Access.FILES, 0, "")
    room.law.stop(By.CUSTOMER, Ending.CUSTOMER_STOPPED)
    assert TakeQuestionDown(Access.FILES) in room.diary


@pytest.mark.article("5.2")
def test_a_question_makes_the_operators_input_wait():
    room = Room()
    room.hold(Access.VIEW, Access.CONTROL)
    room.law.operator_asks(Access.FILES, 0, "")
    assert not room.hands.is_open
    assert room.law.stand().pause is Pause.QUESTION
    room.law.customer(Access.FILES, Act.REFUSE)
    assert room.hands.is_open


@pytest.mark.article("5.6")
def test_a_question_about_a_file_makes_it_wait_too():
    room = Room()
    room.hold(Access.VIEW, Access.CONTROL)
    room.law.file_question(opened=True)
    assert not room.hands.is_open
    room.law.file_question(opened=False)
    assert room.hands.is_open


@pytest.mark.article("5.2")
def test_a_time_box_runs_out():
    room = Room()
    room.hold(Access.VIEW)
    room.law.operator_asks(Access.CONTROL, 5, "プリンターの設定だけ")
    room.law.customer(Access.CONTROL, Act.ALLOW)
    room.written(Access.CONTROL)
    room.live(299.0)
    assert room.hands.is_open
    room.live(1.5)
    assert not room.hands.is_open
    assert told(room.diary)[-1] == Tell(Access.CONTROL, Verdict.RAN_OUT)


@pytest.mark.article("5.3")
def test_pause_holds_and_gives_back_without_asking_again():
    room = Room()
    room.hold(Access.VIEW, Access.CONTROL)
    room.law.set_paused(paused=True)
    assert not room.hands.is_open
    assert not room.eyes.is_open
    room.law.set_paused(paused=False)
    assert room.hands.is_open
    assert room.eyes.is_open


@pytest.mark.article("5.3")
def test_silence_takes_the_hands_then_the_eyes_and_sound_gives_them_back():
    room = Room()
    room.hold(Access.VIEW, Access.CONTROL)
    for _ in range(int(SILENT_CONTROL_SECONDS * 10) + 2):
        room.clock.advance(0.1)
        room.law.ui_lives()
        room.law.tick()
    assert not room.hands.is_open
    assert room.eyes.is_open
    for _ in range(int((SILENT_VIEW_SECONDS - SILENT_CONTROL_SECONDS) * 10) + 2):
        room.clock.advance(0.1)
        room.law.ui_lives()
        room.law.tick()
    assert not room.eyes.is_open
    room.live(0.2)
    assert room.hands.is_open
    assert room.eyes.is_open


@pytest.mark.article("5.3")
def test_after_a_cut_control_waits_for_the_first_drawn_frame():
    room = Room()
    room.hold(Access.VIEW, Access.CONTROL)
    room.law.link_down()
    assert not room.hands.is_open
    assert not room.eyes.is_open
    room.law.link_up()
    assert room.eyes.is_open
    assert not room.hands.is_open
    assert room.law.stand().pause is Pause.LINK
    room.law.drawn()
    assert room.hands.is_open


def test_a_frame_drawn_before_the_cut_does_not_count():
    room = Room()
    room.hold(Access.VIEW, Access.CONTROL)
    room.law.link_down()
    room.law.drawn()
    room.law.link_up()
    assert not room.hands.is_open


def test_a_cut_longer_than_its_time_ends_the_session():
    room = Room()
    room.hold(Access.VIEW)
    room.law.link_down()
    for _ in range(int(CUT_SECONDS) + 2):
        room.clock.advance(1.0)
        room.law.ui_lives()
        room.law.tick()
    assert room.law.ended is Ending.LOST


@pytest.mark.article("5.3")
def test_a_window_that_hangs_closes_hands_and_eyes_and_then_the_session():
    room = Room()
    room.hold(Access.VIEW, Access.CONTROL)
    for _ in range(int(UI_SILENT_SECONDS * 10) + 2):
        room.clock.advance(0.1)
        room.law.heard()
        room.law.tick()
    assert not room.hands.is_open
    assert not room.eyes.is_open
    assert room.law.ended is None
    for _ in range(int(UI_DEAD_SECONDS * 10)):
        room.clock.advance(0.1)
        room.law.heard()
        room.law.tick()
    assert room.law.ended is Ending.LOST


def test_clicks_that_come_too_late_change_nothing():
    room = Room()
    room.law.customer(Access.CONTROL, Act.REFUSE)
    room.law.customer(Access.CONTROL, Act.WITHDRAW)
    assert room.law.stand().grants[Access.CONTROL] is Grant.NONE
    assert told(room.diary) == []


def test_an_operator_cannot_ask_for_ever():
    room = Room()
    with pytest.raises(PeerError):
        room.law.operator_asks(Access.CONTROL, 481, "")


@pytest.mark.article("6.2")
def test_at_the_customers_own_limit_of_data_nothing_is_shown_or_pressed_and_a_higher_one_gives_it_back():
    room = Room()
    room.hold(Access.VIEW, Access.CONTROL)
    room.law.set_data_over(over=True)
    assert not room.eyes.is_open
    assert not room.hands.is_open
    assert room.law.stand().pause is Pause.DATA_LIMIT
    assert room.law.stand().grants[Access.VIEW] is Grant.HELD, "nothing is taken back"
    room.law.set_data_over(over=False)
    assert room.eyes.is_open
    assert room.hands.is_open


@pytest.mark.article("9.2")
def test_what_the_card_does_not_have_is_refused_without_a_question():
    room = Room()
    room.law.assign(frozenset({Access.VIEW, Access.FILES}))
    for _ in range(3):  # said and written down once, however often it is asked for
        room.law.operator_asks(Access.CONTROL, 10, "設定")
    assert room.diary == [Tell(Access.CONTROL, Verdict.NOT_ASSIGNED)]
    room.law.customer(Access.CONTROL, Act.ALLOW)  # nobody has it to use
    room.law.customer(Access.CLIPBOARD, Act.ALLOW)
    assert room.diary[1:] == [Tell(Access.CLIPBOARD, Verdict.NOT_ASSIGNED)]
    assert not any(room.law.allows(access) for access in Access)
    room.law.operator_asks(Access.FILES, 0, "")
    assert isinstance(room.diary[-1], Question)


@pytest.mark.article("9.2")
def test_a_new_card_closes_what_it_does_not_have_at_once():
    room = Room()
    room.hold(Access.VIEW, Access.CONTROL, Access.CLIPBOARD)
    room.diary.clear()
    room.law.assign(frozenset({Access.VIEW, Access.CLIPBOARD}))
    assert not room.hands.is_open
    assert room.eyes.is_open
    assert room.diary[0] == "hands closed"  # before anybody is told
    told = [entry for entry in room.diary if isinstance(entry, Tell)]
    assert told == [Tell(Access.CONTROL, Verdict.NOT_ASSIGNED)]
    assert [access for access in Access if room.law.allows(access)] == [Access.VIEW, Access.CLIPBOARD]
    room.law.assign(frozenset(Access))  # a wider one: to be asked for again
    assert not room.law.allows(Access.CONTROL)
    room.hold(Access.CONTROL)
    assert room.law.allows(Access.CONTROL)
    room.law.operator_asks(Access.FILES, 0, "")
    room.law.assign(frozenset({Access.VIEW, Access.CONTROL}))  # a question goes too
    assert room.diary[-2:] == [TakeQuestionDown(Access.FILES), Tell(Access.FILES, Verdict.NOT_ASSIGNED)]
