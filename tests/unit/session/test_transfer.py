"""One file's passage: nothing flows that its receiver did not accept."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.base.errors import PeerError
from madoguchi.session.transfer import MOVES, OVER, Doing, Passage, Side, Transfer
from tests.vectors import Vector, each


@each("machines/transfer.json")
def test_dialogues(vector: Vector):
    transfer = Transfer()
    for step in vector["steps"]:
        before = transfer.passage
        side, doing = Side(step["side"]), Doing(step["doing"])
        if "error" in step:
            with pytest.raises(PeerError) as refused:
                transfer.move(side, doing)
            assert refused.value.reason == step["error"]
            assert transfer.passage is before
        else:
            assert transfer.move(side, doing) == step["then"]


@pytest.mark.article("5.6")
@pytest.mark.parametrize(("place", "side", "doing"), list(itertools.product([None, *Passage], Side, Doing)))
def test_every_move_of_everybody_everywhere(place: Passage | None, side: Side, doing: Doing):
    transfer = Transfer()
    transfer.passage = place
    after = MOVES.get((place, side, doing))
    if doing is Doing.STOP and place not in OVER:
        after = Passage.STOPPED
    if after is None:
        with pytest.raises(PeerError):
            transfer.move(side, doing)
        assert transfer.passage is place
    else:
        assert transfer.move(side, doing) is after is transfer.passage


def test_nothing_leaves_the_end():
    assert not any(before in OVER for before, _, _ in MOVES)


@pytest.mark.article("5.6")
@given(st.lists(st.tuples(st.sampled_from(Side), st.sampled_from(Doing)), max_size=20))
def test_nothing_flows_that_the_receiver_did_not_accept(trace: list[tuple[Side, Doing]]):
    transfer, accepted = Transfer(), False
    for side, doing in trace:
        try:
            after = transfer.move(side, doing)
        except PeerError:
            continue
        accepted = accepted or (side is Side.RECEIVER and doing is Doing.ACCEPT)
        assert accepted or after not in {Passage.FLOWING, Passage.SENT, Passage.RECEIVED}
