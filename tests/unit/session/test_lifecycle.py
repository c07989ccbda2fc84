"""The five events in order, and one ending."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.base.errors import PeerError, Reason
from madoguchi.session.lifecycle import ENDINGS, MOVES, Lifecycle, Step
from madoguchi.session.roles import By
from madoguchi.wire.vocabulary import Ending, Phase
from tests.vectors import Vector, each


@each("machines/lifecycle.json")
def test_dialogues(vector: Vector):
    life = Lifecycle()
    for step in vector["steps"]:
        before = life.phase, life.ending

        def take(step: Vector = step) -> bool | None:
            if "end" in step:
                return life.end(By(step["by"]), Ending[step["end"].upper()])
            life.step(By(step["by"]), Step(step["step"]))
            return None

        if "error" in step:
            with pytest.raises(PeerError) as refused:
                take()
            assert refused.value.reason == step["error"]
            assert (life.phase, life.ending) == before
        else:
            assert take() is step.get("first")
            assert life.phase.word == step["then"]


@pytest.mark.article("P.1")
@pytest.mark.parametrize(("phase", "by", "step"), list(itertools.product(Phase, By, Step)))
def test_every_step_of_everybody_everywhere(phase: Phase, by: By, step: Step):
    life = Lifecycle(phase)
    after = MOVES.get((phase, by, step))
    if after is None:
        with pytest.raises(PeerError) as refused:
            life.step(by, step)
        assert refused.value.reason is Reason.NOT_YOURS_TO_DO
        assert life.phase is phase
    else:
        assert life.step(by, step) is after is life.phase


@pytest.mark.parametrize(("phase", "by", "ending"), list(itertools.product(Phase, By, Ending)))
def test_every_ending_of_everybody_everywhere(phase: Phase, by: By, ending: Ending):
    life = Lifecycle(phase)
    if ending not in ENDINGS[by]:
        with pytest.raises(PeerError):
            life.end(by, ending)
        assert life.phase is phase
    else:
        assert life.end(by, ending) is (phase is not Phase.ENDED)
        assert life.phase is Phase.ENDED


@pytest.mark.article("P.1")
def test_terms_are_shown_agreed_and_on_record_before_anything_connects():
    assert {key: after for key, after in MOVES.items() if after in {Phase.SHOWN, Phase.AGREED, Phase.CONNECTED}} == {
        (Phase.STARTED, By.HOST, Step.SHOW): Phase.SHOWN,
        (Phase.SHOWN, By.HOST, Step.SHOW): Phase.SHOWN,
        (Phase.SHOWN, By.CUSTOMER, Step.AGREE): Phase.AGREED,
        (Phase.AGREED, By.OFFICE, Step.CONNECT): Phase.CONNECTED,
    }


def test_no_step_leads_back_or_out_of_the_end():
    assert all(after >= before for (before, _, _), after in MOVES.items())
    assert {before for (before, _, _), after in MOVES.items() if after is before} == {Phase.SHOWN}
    assert not any(before is Phase.ENDED for before, _, _ in MOVES)


@given(st.lists(st.tuples(st.sampled_from(By), st.sampled_from([*Step, *Ending])), max_size=20))
def test_any_trace_passes_the_events_in_order_and_ends_once(trace: list[tuple[By, Step | Ending]]):
    life, seen, endings = Lifecycle(), [Phase.INVITED], 0
    for by, move in trace:
        try:
            if isinstance(move, Ending):
                endings += life.end(by, move)
            else:
                seen.append(life.step(by, move))
        except PeerError:
            continue
    assert seen == sorted(set(seen))
    assert endings <= 1
    if Phase.CONNECTED in seen:
        assert {Phase.SHOWN, Phase.AGREED} <= set(seen)
