"""The law of fees, walked whole: only the customer's recorded yes lets work go on outside the hours. Article: 3.3"""

from __future__ import annotations

import itertools

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from madoguchi.base.clock import Tick
from madoguchi.base.errors import PeerError, Reason
from madoguchi.session.fees import ASK_SECONDS, MOVES, OUTSIDE, PAUSED, WARN_SECONDS, FeeAct, Fees, FeeTimes
from madoguchi.session.roles import (
    By,
    Effect,
    FeeQuestion,
    ReleaseInput,
    TakeFeeQuestionDown,
    TellFee,
    WarnOfHours,
    WriteFee,
)
from madoguchi.wire.vocabulary import Fee
from tests.vectors import Vector, each

pytestmark = pytest.mark.article("3.3")
SPELLED = {
    ReleaseInput: "release_input",
    FeeQuestion: "fee_question",
    TakeFeeQuestionDown: "take_fee_question_down",
    WarnOfHours: "warn_of_hours",
    WriteFee: "write_fee",
    TellFee: "tell_fee",
}


def shown(effect: Effect) -> Vector:
    said: Vector = {"do": SPELLED[type(effect)]}
    match effect:
        case WriteFee(quote, stop_at, number):
            said |= {"quote": quote, "stop_at": stop_at, "number": number}
        case TellFee(quote, fee):
            said |= {"quote": quote, "fee": fee.value}
    return said


def take(fees: Fees, step: Vector) -> list[Effect]:
    now = Tick(float(step["at"]))
    if "plan" in step:
        return fees.plan(FeeTimes(**step["plan"]), now)
    if "agree" in step:
        return fees.agree(step["agree"], step["stop_at"], now)
    if "recorded" in step:
        return fees.recorded(step["recorded"], now, durable=step["durable"])
    if step.get("advance"):
        return fees.advance(now)
    return fees.act(By(step["by"]), FeeAct(step["act"]), now)


@each("machines/fees.json")
def test_dialogues(vector: Vector):
    fees = Fees()
    for step in vector["steps"]:
        before = fees.fee
        if "error" in step:
            with pytest.raises(PeerError) as raised:
                take(fees, step)
            assert raised.value.reason.name.lower() == step["error"]
            assert fees.fee is before
            continue
        effects = take(fees, step)
        assert fees.fee.word == step["then"]
        if "effects" in step:
            assert [shown(effect) for effect in effects] == step["effects"]


@pytest.mark.parametrize(("fee", "by", "act"), list(itertools.product(Fee, By, FeeAct)))
def test_every_move(fee: Fee, by: By, act: FeeAct):
    fees = Fees()
    fees.fee = fee
    after = MOVES.get((fee, by, act))
    if after is None:
        with pytest.raises(PeerError) as raised:
            fees.act(by, act, Tick(0.0))
        assert raised.value.reason is Reason.NOT_YOURS_TO_DO
        assert fees.fee is fee
        return
    effects = fees.act(by, act, Tick(0.0))
    assert fees.fee is after
    assert fees.pauses is (after in PAUSED)
    if after in PAUSED and fee not in PAUSED:
        assert effects[0] == ReleaseInput()


def test_only_the_customer_agrees_and_only_the_office_lets_it_take_effect():
    agreeing = {
        by for (before, by, _), after in MOVES.items() if after in {Fee.AGREED, Fee.RECORDING} and before != Fee.AGREED
    }
    assert agreeing == {By.CUSTOMER}
    opening = {
        (by, act)
        for (before, by, act), after in MOVES.items()
        if after in {Fee.READY, Fee.CHARGED} and before is not Fee.READY
    }
    assert opening == {(By.OFFICE, FeeAct.RECORDED)}
    assert not any(by is By.OPERATOR for _, by, _ in MOVES)
    assert {Fee.CHARGED} == OUTSIDE - PAUSED


def test_whatever_was_said_the_boundary_leads_outside():
    inside = [fee for fee in Fee if fee not in OUTSIDE]
    assert all(MOVES[fee, By.CLOCK, FeeAct.CLOSE] in OUTSIDE for fee in inside)


def test_how_long_the_hours_last_is_told_once_it_is_soon():
    fees = Fees()
    fees.plan(FeeTimes(Tick(1000.0), Tick(2000.0), None, "q"), Tick(0.0))
    assert fees.seconds_left(Tick(1000.0 - WARN_SECONDS - 1)) == 0
    fees.advance(Tick(1000.0 - ASK_SECONDS))
    assert fees.seconds_left(Tick(990.0)) == 10
    fees.advance(Tick(1000.0))
    assert fees.seconds_left(Tick(1000.0)) == 0


class AnyDialogue(RuleBasedStateMachine):
    """Whatever is said in whatever order: outside the hours, work goes on only with a yes that was given and recorded."""

    def __init__(self) -> None:
        super().__init__()
        self.fees = Fees()
        self.now = 0.0
        self.closes, self.opens = 1000.0, 2000.0
        self.fees.plan(FeeTimes(Tick(1000.0), Tick(2000.0), None, "q"), Tick(0.0))
        self.said_yes: int = 0
        self.recorded: set[int] = set()
        self.writes = 0

    def done(self, effects: list[Effect]) -> None:
        for effect in effects:
            if isinstance(effect, WriteFee):
                self.writes = effect.number

    @rule(seconds=st.floats(0.0, 400.0))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds
        self.done(self.fees.advance(Tick(self.now)))

    @rule()
    def agrees(self) -> None:
        try:
            self.done(self.fees.agree("q", 0, Tick(self.now)))
        except PeerError:
            return
        self.said_yes = self.writes

    @rule(act=st.sampled_from([FeeAct.REFUSE, FeeAct.WITHDRAW]))
    def takes_back(self, act: FeeAct) -> None:
        try:
            self.done(self.fees.act(By.CUSTOMER, act, Tick(self.now)))
        except PeerError:
            return
        self.said_yes = 0

    @rule(number=st.integers(0, 4), durable=st.booleans())
    def office_answers(self, number: int, durable: bool) -> None:
        if number == self.writes and durable and self.fees.fee in {Fee.AGREED, Fee.RECORDING}:
            self.recorded.add(number)
        self.done(self.fees.recorded(number, Tick(self.now), durable=durable))

    @rule(act=st.sampled_from(list(FeeAct)))
    def operator_tries(self, act: FeeAct) -> None:
        before = self.fees.fee
        with pytest.raises(PeerError):
            self.fees.act(By.OPERATOR, act, Tick(self.now))
        assert self.fees.fee is before

    @invariant()
    def no_work_without_a_recorded_yes(self) -> None:
        self.fees.advance(Tick(self.now))
        if self.closes <= self.now < self.opens and not self.fees.pauses:
            assert self.said_yes
            assert self.said_yes in self.recorded


TestAnyDialogue = AnyDialogue.TestCase
TestAnyDialogue.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
