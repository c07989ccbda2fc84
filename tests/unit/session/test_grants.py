"""The law of grants, walked whole: only the customer opens a door, and only a durable record makes it take effect."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from madoguchi.base.clock import Tick
from madoguchi.base.errors import PeerError, Reason
from madoguchi.session.grants import (
    LONGEST_MINUTES,
    MOVES,
    QUESTION_SECONDS,
    RECORD_SECONDS,
    VERDICT_OF,
    Act,
    Grants,
)
from madoguchi.session.roles import (
    By,
    Effect,
    Question,
    ReleaseInput,
    StartPicture,
    StopPicture,
    TakeQuestionDown,
    Tell,
    WriteConsent,
)
from madoguchi.wire.vocabulary import Access, Grant, Verdict
from tests.vectors import Vector, each

ZERO = Tick(0.0)
SPELLED = {
    ReleaseInput: "release_input",
    StopPicture: "stop_picture",
    StartPicture: "start_picture",
    Question: "question",
    TakeQuestionDown: "take_question_down",
    WriteConsent: "write_consent",
    Tell: "tell",
}


def shown(effect: Effect) -> Vector:
    said: Vector = {"do": SPELLED[type(effect)]}
    match effect:
        case Question(access, minutes, purpose) | WriteConsent(access, minutes, purpose):
            said |= {"access": access.word, "minutes": minutes, "purpose": purpose}
        case TakeQuestionDown(access):
            said |= {"access": access.word}
        case Tell(access, verdict):
            said |= {"access": access.word, "verdict": verdict.word}
    return said


def take(grants: Grants, step: Vector) -> list[Effect]:
    now = Tick(float(step["at"]))
    if step.get("drop_all"):
        return grants.drop_all()
    if step.get("expire"):
        return grants.expire(now)
    access = Access[step["access"].upper()]
    if step["act"] == "ask":
        return grants.ask(access, step["minutes"], step["purpose"], now)
    return grants.act(access, By(step["by"]), Act(step["act"]), now)


def standing(grants: Grants) -> dict[str, str]:
    return {access.word: grants.grant(access).word for access in Access}


@each("machines/grants.json")
def test_dialogues(vector: Vector):
    grants = Grants()
    for step in vector["steps"]:
        before = standing(grants)
        if "error" in step:
            with pytest.raises(PeerError) as refused:
                take(grants, step)
            assert refused.value.reason == step["error"]
            assert standing(grants) == before
        else:
            assert [shown(effect) for effect in take(grants, step)] == step["effects"]
            assert standing(grants) == step["then"]


# --- the table -------------------------------------------------------------------------------------------------------


@pytest.mark.article("5.2")
def test_only_the_customer_can_open_a_door():
    assert {by for (before, by, _), after in MOVES.items() if after is Grant.AGREED and before is not after} == {
        By.CUSTOMER
    }


@pytest.mark.article("P.2")
def test_only_a_durable_record_makes_it_take_effect():
    opening = {key for key, after in MOVES.items() if after is Grant.HELD and key[0] is not Grant.HELD}
    assert opening == {(Grant.AGREED, By.OFFICE, Act.RECORDED)}


@pytest.mark.article("5.3")
def test_the_customer_takes_back_in_one_step_whatever_was_given():
    for given_ in (Grant.AGREED, Grant.HELD):
        assert MOVES[given_, By.CUSTOMER, Act.WITHDRAW] is Grant.NONE
    assert MOVES[Grant.ASKED, By.CUSTOMER, Act.REFUSE] is Grant.NONE


def test_every_way_to_none_has_a_word():
    closing = {act for (before, _, act), after in MOVES.items() if after is Grant.NONE and before is not Grant.NONE}
    assert closing <= VERDICT_OF.keys()


def brought_to(place: Grant, access: Access, minutes: int = 0) -> Grants:
    grants = Grants()
    if place is Grant.NONE:
        return grants
    grants.ask(access, minutes, "", ZERO)
    if place is not Grant.ASKED:
        grants.allow(access, ZERO)
    if place is Grant.HELD:
        grants.act(access, By.OFFICE, Act.RECORDED, ZERO)
    assert grants.grant(access) is place
    return grants


@pytest.mark.article("5.2")
@pytest.mark.parametrize(("place", "by", "act", "access"), list(itertools.product(Grant, By, Act, Access)))
def test_every_move_of_everybody_everywhere(place: Grant, by: By, act: Act, access: Access):
    """What the table allows happens; whatever else is tried changes nothing and is refused."""
    grants = brought_to(place, access)
    others = [other for other in Access if other is not access]
    after = MOVES.get((place, by, act))
    if after is None:
        with pytest.raises(PeerError) as refused:
            grants.act(access, by, act, ZERO)
        assert refused.value.reason is Reason.NOT_YOURS_TO_DO
        assert grants.grant(access) is place
    else:
        effects = grants.act(access, by, act, ZERO)
        assert grants.grant(access) is after
        assert bool(effects) == (after is not place)
        if place is Grant.HELD and after is Grant.NONE and access in {Access.CONTROL, Access.VIEW}:
            assert effects[0] == ReleaseInput()
            assert (StopPicture() in effects) == (access is Access.VIEW)
        if any(isinstance(effect, Tell) for effect in effects):
            assert isinstance(effects[-1], Tell), "telling waits for everything else"
    assert all(grants.grant(other) is Grant.NONE for other in others)


@pytest.mark.parametrize("access", Access)
def test_allowed_is_held_and_nothing_less(access: Access):
    for place in Grant:
        assert brought_to(place, access).allows(access) == (place is Grant.HELD)


# --- time ------------------------------------------------------------------------------------------------------------


@pytest.mark.article("5.2")
def test_the_clock_waits_to_the_second_and_no_longer():
    for place, seconds, minutes in (
        (Grant.ASKED, QUESTION_SECONDS, 0),
        (Grant.AGREED, RECORD_SECONDS, 0),
        (Grant.HELD, 60.0, 1),
    ):
        grants = brought_to(place, Access.CONTROL, minutes)
        assert grants.next_expiry() == grants.until(Access.CONTROL) == seconds
        assert grants.expire(Tick(seconds - 0.001)) == []
        assert grants.expire(Tick(seconds))[-1] == Tell(
            Access.CONTROL, Verdict.RAN_OUT if place is Grant.HELD else Verdict.TIMED_OUT
        )
        assert grants.grant(Access.CONTROL) is Grant.NONE
        assert grants.next_expiry() is None


def test_a_grant_without_minutes_does_not_run_out():
    grants = brought_to(Grant.HELD, Access.VIEW)
    assert grants.until(Access.VIEW) is None
    assert grants.expire(Tick(1e9)) == []
    assert grants.allows(Access.VIEW)


@pytest.mark.parametrize("minutes", [-1, LONGEST_MINUTES + 1])
def test_minutes_have_bounds(minutes: int):
    with pytest.raises(PeerError) as refused:
        Grants().ask(Access.VIEW, minutes, "", ZERO)
    assert refused.value.reason is Reason.MALFORMED


# --- the office's word is about one consent --------------------------------------------------------------------------


def written(effects: list[Effect]) -> int:
    return next(effect.consent for effect in effects if isinstance(effect, WriteConsent))


@pytest.mark.article("P.2")
def test_a_late_word_about_a_withdrawn_consent_opens_nothing():
    grants = Grants()
    first = written(grants.allow(Access.VIEW, ZERO))
    grants.act(Access.VIEW, By.CUSTOMER, Act.WITHDRAW, ZERO)
    second = written(grants.allow(Access.VIEW, ZERO))
    assert second != first
    assert grants.recorded(Access.VIEW, first, ZERO, durable=True) == []
    assert grants.recorded(Access.VIEW, first, ZERO, durable=False) == []
    assert grants.grant(Access.VIEW) is Grant.AGREED
    assert grants.recorded(Access.VIEW, second, ZERO, durable=True) == [
        StartPicture(),
        Tell(Access.VIEW, Verdict.ALLOWED),
    ]
    assert grants.recorded(Access.VIEW, second, ZERO, durable=True) == []


@pytest.mark.article("P.2")
def test_a_consent_that_was_not_written_after_all_is_taken_back():
    grants = Grants()
    consent = written(grants.allow(Access.CONTROL, ZERO))
    grants.recorded(Access.CONTROL, consent, ZERO, durable=True)
    assert grants.recorded(Access.CONTROL, consent, ZERO, durable=False) == [
        ReleaseInput(),
        Tell(Access.CONTROL, Verdict.NOT_RECORDED),
    ]
    assert not grants.allows(Access.CONTROL)


# --- dropping everything ---------------------------------------------------------------------------------------------


@pytest.mark.article("5.3")
@pytest.mark.parametrize("places", list(itertools.product(Grant, repeat=2)))
def test_dropping_everything_releases_first(places: tuple[Grant, Grant]):
    grants = Grants()
    for access, place in zip((Access.VIEW, Access.CONTROL), places, strict=True):
        if place is not Grant.NONE:
            grants.ask(access, 0, "", ZERO)
        if place in {Grant.AGREED, Grant.HELD}:
            grants.allow(access, ZERO)
        if place is Grant.HELD:
            grants.act(access, By.OFFICE, Act.RECORDED, ZERO)
    effects = grants.drop_all()
    assert effects[:2] == [ReleaseInput(), StopPicture()]
    assert not any(grants.allows(access) for access in Access)
    assert grants.next_expiry() is None


# --- any trace at all ------------------------------------------------------------------------------------------------


class AnyTrace(RuleBasedStateMachine):
    """Everybody tries everything at any time. Whatever happens, HELD was opened by the customer and written by the office
    since it was last closed, and what closes lets go at once."""

    def __init__(self) -> None:
        super().__init__()
        self.grants = Grants()
        self.now = 0.0
        self.allowed = dict.fromkeys(Access, False)  # the customer said yes since it was last closed
        self.recorded = dict.fromkeys(Access, False)  # and after that the office said that it is durable

    def _after(self, access: Access, before: Grant, effects: list[Effect]) -> None:
        after = self.grants.grant(access)
        if before is Grant.HELD and after is not Grant.HELD and access in {Access.CONTROL, Access.VIEW}:
            assert effects[0] == ReleaseInput()
        if after is Grant.NONE:
            self.allowed[access] = self.recorded[access] = False

    @rule(access=st.sampled_from(Access), by=st.sampled_from(By), act=st.sampled_from(Act))
    def act(self, access: Access, by: By, act: Act) -> None:
        before = self.grants.grant(access)
        try:
            effects = self.grants.act(access, by, act, Tick(self.now))
        except PeerError:
            assert self.grants.grant(access) is before
            return
        if by is By.CUSTOMER and act is Act.ALLOW:
            self.allowed[access] = True
        if by is By.OFFICE and act is Act.RECORDED and self.allowed[access]:
            self.recorded[access] = True
        self._after(access, before, effects)

    @rule(access=st.sampled_from(Access), minutes=st.integers(0, LONGEST_MINUTES))
    def ask(self, access: Access, minutes: int) -> None:
        self.grants.ask(access, minutes, "", Tick(self.now))

    @rule(seconds=st.floats(0, 4_000))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds
        before = {access: self.grants.grant(access) for access in Access}
        effects = self.grants.expire(Tick(self.now))
        for access in Access:
            if (
                before[access] is Grant.HELD
                and not self.grants.allows(access)
                and access in {Access.CONTROL, Access.VIEW}
            ):
                assert ReleaseInput() in effects
            if self.grants.grant(access) is Grant.NONE:
                self.allowed[access] = self.recorded[access] = False

    @rule()
    def drop_all(self) -> None:
        assert self.grants.drop_all()[0] == ReleaseInput()
        for access in Access:
            self.allowed[access] = self.recorded[access] = False

    @invariant()
    def nothing_is_held_that_was_not_allowed_and_recorded(self) -> None:
        for access in Access:
            if self.grants.allows(access):
                assert self.allowed[access]
                assert self.recorded[access]


AnyTrace.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestAnyTrace = pytest.mark.article("5.2", "P.2")(AnyTrace.TestCase)


@given(st.lists(st.sampled_from([act for act in Act if act is not Act.RECORDED]), max_size=8))
def test_without_the_office_nothing_is_ever_held(acts: list[Act]):
    grants = Grants()
    for act, by in itertools.product(acts, (By.CUSTOMER, By.OPERATOR, By.HOST)):
        try:
            grants.act(Access.CONTROL, by, act, ZERO)
        except PeerError:
            continue
    assert not grants.allows(Access.CONTROL)
