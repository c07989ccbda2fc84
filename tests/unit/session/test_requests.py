"""お願い: who asks, who ticks off, and that there are never too many."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.base.errors import PeerError
from madoguchi.session.requests import MOST, MOST_OPEN, MOVES, RequestAct, Requests
from madoguchi.session.roles import By
from madoguchi.wire.vocabulary import RequestState
from tests.vectors import Vector, each


@each("machines/requests.json")
def test_dialogues(vector: Vector):
    requests = Requests()
    for number in range(1_001, 1_001 + vector.get("fill", 0)):
        requests.ask(number, str(number))
    for step in vector["steps"]:
        before, by, act, number = requests.all, By(step["by"]), RequestAct(step["act"]), step["request"]
        if "error" in step:
            with pytest.raises(PeerError) as refused:
                requests.act(by, act, number, step.get("word", ""))
            assert refused.value.reason == step["error"]
            assert requests.all == before
            continue
        asks = act is RequestAct.ASK
        after = requests.ask(number, step["text"]) if asks else requests.act(by, act, number, step.get("word", ""))
        assert after.state.word == step["then"]
        assert (requests.all != before) is step["changed"]
    if "list" in vector:
        assert [[one.request, one.state.word, one.text, one.word] for one in requests.all] == vector["list"]


@pytest.mark.article("5.7")
def test_only_the_customer_says_that_they_did_it_or_cannot():
    said = {RequestState.DONE, RequestState.CANNOT}
    assert {by for (before, by, _), after in MOVES.items() if after in said and after is not before} == {By.CUSTOMER}
    begins = {(by, act) for (before, by, act) in MOVES if before is None}
    assert begins == {(By.OPERATOR, RequestAct.ASK)}


@pytest.mark.article("5.7")
@pytest.mark.parametrize(("by", "act"), list(itertools.product(By, RequestAct)))
def test_what_the_operator_settled_nobody_moves(by: By, act: RequestAct):
    for settled in (RequestState.TICKED_OFF, RequestState.TAKEN_BACK):
        assert MOVES.get((settled, by, act), settled) is settled


ACTS = st.tuples(st.sampled_from([By.CUSTOMER, By.OPERATOR]), st.sampled_from(RequestAct), st.integers(0, 90))


@pytest.mark.article("5.7")
@given(st.lists(ACTS, max_size=200))
def test_the_list_is_bounded_whatever_is_said(trace: list[tuple[By, RequestAct, int]]):
    requests, asked = Requests(), set()
    for by, act, number in trace:
        try:
            if by is By.OPERATOR and act is RequestAct.ASK:
                one = requests.ask(number, str(number))
                asked |= {number} if one.state is not RequestState.NOT_TAKEN else set()
            else:
                requests.act(by, act, number)
        except PeerError:
            continue
        assert len({one.request for one in requests.all}) == len(requests.all) <= MOST
        assert {one.request for one in requests.all} == asked
        assert all(one.state is not RequestState.NOT_TAKEN for one in requests.all)


@pytest.mark.article("5.7")
def test_over_a_whole_session_there_are_never_more_than_sixty_four():
    requests = Requests()
    for number in range(MOST):
        assert requests.ask(number, "a").state is RequestState.ASKED
        requests.act(By.CUSTOMER, RequestAct.DONE, number)
    assert requests.ask(MOST, "a").state is RequestState.NOT_TAKEN
    assert requests.ask(0, "a").state is RequestState.DONE


@pytest.mark.article("5.7")
def test_reopening_cannot_pass_the_bound_by_more_than_the_customers_own_hand():
    requests = Requests()
    for number in range(MOST_OPEN):
        requests.ask(number, "a")
    requests.act(By.CUSTOMER, RequestAct.DONE, 0)
    assert requests.ask(99, "b").state is RequestState.ASKED
    requests.act(By.CUSTOMER, RequestAct.REOPEN, 0)  # theirs to do, however many there are
    assert requests.ask(100, "c").state is RequestState.NOT_TAKEN
