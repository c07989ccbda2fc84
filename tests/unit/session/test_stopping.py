"""Stop is a list: release first, wipe last, wait for nobody."""

from __future__ import annotations

import itertools

import pytest

from madoguchi.base.clock import Tick
from madoguchi.base.errors import PeerError
from madoguchi.session.grants import Act, Grants
from madoguchi.session.lifecycle import ENDINGS, Lifecycle
from madoguchi.session.roles import By, ReleaseInput, StopPicture, TakeQuestionDown, TellEnding, WipeKeys
from madoguchi.session.stopping import stop
from madoguchi.wire.vocabulary import Access, Ending, Phase


@pytest.mark.article("5.3")
@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.ENDED])
@pytest.mark.parametrize(
    ("by", "ending"), [(by, ending) for by, endings in ENDINGS.items() for ending in sorted(endings)]
)
def test_whoever_stops_in_whatever_phase_everything_is_let_go_first(phase: Phase, by: By, ending: Ending):
    life, grants = Lifecycle(phase), Grants()
    grants.allow(Access.CONTROL, Tick(0.0))
    grants.act(Access.CONTROL, By.OFFICE, Act.RECORDED, Tick(0.0))
    grants.ask(Access.FILES, 0, "", Tick(0.0))
    effects = stop(life, grants, by, ending)
    assert effects == [ReleaseInput(), StopPicture(), TakeQuestionDown(Access.FILES), TellEnding(ending), WipeKeys()]
    assert life.ending is ending
    assert not any(grants.allows(access) for access in Access)
    assert stop(life, grants, by, ending) == []


def test_an_ending_that_is_not_theirs_changes_nothing():
    for by, ending in itertools.product(By, Ending):
        if ending not in ENDINGS[by]:
            life, grants = Lifecycle(Phase.CONNECTED), Grants()
            with pytest.raises(PeerError):
                stop(life, grants, by, ending)
            assert life.phase is Phase.CONNECTED
