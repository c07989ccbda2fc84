"""The life of a session: the ledger's five events in order, and one ending. Article: P.1

``fetched`` may be missing (the program was there already); nothing else may. The terms are shown before they can be
agreed, and agreed before anything connects. Ending is legal for everybody in every phase and happens once.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from madoguchi.base.errors import PeerError, Reason
from madoguchi.session.roles import By
from madoguchi.wire.vocabulary import Ending, Phase


class Step(StrEnum):
    FETCH = "fetch"
    START = "start"
    SHOW = "show"
    AGREE = "agree"
    CONNECT = "connect"


MOVES: Final[dict[tuple[Phase, By, Step], Phase]] = {
    (Phase.INVITED, By.CUSTOMER, Step.FETCH): Phase.FETCHED,
    (Phase.INVITED, By.CUSTOMER, Step.START): Phase.STARTED,
    (Phase.FETCHED, By.CUSTOMER, Step.START): Phase.STARTED,
    (Phase.STARTED, By.HOST, Step.SHOW): Phase.SHOWN,
    (Phase.SHOWN, By.HOST, Step.SHOW): Phase.SHOWN,  # again, in the language that the customer chose
    (Phase.SHOWN, By.CUSTOMER, Step.AGREE): Phase.AGREED,
    (Phase.AGREED, By.OFFICE, Step.CONNECT): Phase.CONNECTED,  # the agreement is durable
}

# Who may end with which word.
ENDINGS: Final[dict[By, frozenset[Ending]]] = {
    By.CUSTOMER: frozenset({Ending.CUSTOMER_STOPPED, Ending.DECLINED, Ending.HOURS_REFUSED}),
    By.OPERATOR: frozenset({Ending.RESOLVED, Ending.OPERATOR_ENDED, Ending.DECLINED}),
    By.HOST: frozenset({Ending.LOST}),
    By.CLOCK: frozenset({Ending.LOST, Ending.HOURS_REFUSED}),
    By.OFFICE: frozenset({Ending.SUPERVISOR_ENDED, Ending.LOST}),
}


class Lifecycle:
    """Where one session is in its life."""

    def __init__(self, phase: Phase = Phase.INVITED) -> None:
        self.phase = phase
        self.ending: Ending | None = None

    def step(self, by: By, step: Step) -> Phase:
        """Take one step. Raises PeerError NOT_YOURS_TO_DO when the table has no such move."""
        after = MOVES.get((self.phase, by, step))
        if after is None:
            raise PeerError(Reason.NOT_YOURS_TO_DO, f"{by} {step} while {self.phase.word}")
        self.phase = after
        return after

    def end(self, by: By, ending: Ending) -> bool:
        """End it. True the first time; False, changing nothing, ever after. Raises PeerError for a word not theirs."""
        if ending not in ENDINGS[by]:
            raise PeerError(Reason.NOT_YOURS_TO_DO, f"{by} ends with {ending.word}")
        if self.phase is Phase.ENDED:
            return False
        self.phase = Phase.ENDED
        self.ending = ending
        return True
