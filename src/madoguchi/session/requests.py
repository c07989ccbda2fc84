"""お願い: what the customer is asked to do themselves, and who ticks it off. One small machine, empty at the start.

The table is the law, with the person in the key: the operator asks, ticks off and takes back; that the customer did it, or
cannot, is the customer's word alone. An ask that is heard again changes nothing, so it may be said again after a cut. The list
is bounded: what is too much was never asked. The host's copy is the law; a console only observes. Article: 5.7
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from madoguchi.base.errors import PeerError, Reason
from madoguchi.session.roles import By
from madoguchi.wire.vocabulary import RequestState

MOST: Final = 64  # in one session
MOST_OPEN: Final = 12  # at one time


class RequestAct(StrEnum):
    ASK = "ask"
    DONE = "done"
    CANNOT = "cannot"
    REOPEN = "reopen"  # it was a slip of the hand
    TICK_OFF = "tick_off"
    TAKE_BACK = "take_back"


_STATES: Final = (
    RequestState.ASKED,
    RequestState.DONE,
    RequestState.CANNOT,
    RequestState.TICKED_OFF,
    RequestState.TAKEN_BACK,
)
MOVES: Final[dict[tuple[RequestState | None, By, RequestAct], RequestState]] = {
    (None, By.OPERATOR, RequestAct.ASK): RequestState.ASKED,
    **{(state, By.OPERATOR, RequestAct.ASK): state for state in _STATES},  # said again after a cut
    (RequestState.ASKED, By.CUSTOMER, RequestAct.DONE): RequestState.DONE,
    (RequestState.ASKED, By.CUSTOMER, RequestAct.CANNOT): RequestState.CANNOT,
    (RequestState.CANNOT, By.CUSTOMER, RequestAct.DONE): RequestState.DONE,
    (RequestState.DONE, By.CUSTOMER, RequestAct.REOPEN): RequestState.ASKED,
    (RequestState.CANNOT, By.CUSTOMER, RequestAct.REOPEN): RequestState.ASKED,
    (RequestState.ASKED, By.OPERATOR, RequestAct.TICK_OFF): RequestState.TICKED_OFF,
    (RequestState.CANNOT, By.OPERATOR, RequestAct.TICK_OFF): RequestState.TICKED_OFF,
    (RequestState.ASKED, By.OPERATOR, RequestAct.TAKE_BACK): RequestState.TAKEN_BACK,
    (RequestState.CANNOT, By.OPERATOR, RequestAct.TAKE_BACK): RequestState.TAKEN_BACK,
}


@dataclass(frozen=True, slots=True)
class Requested:
    """One お願い. ``word`` is what the customer added when they could not do it."""

    request: int
    text: str
    state: RequestState
    word: str = ""


class Requests:
    """All of one session's, in the order in which they were asked."""

    def __init__(self) -> None:
        self._kept: dict[int, Requested] = {}

    @property
    def all(self) -> tuple[Requested, ...]:
        return tuple(self._kept.values())

    def get(self, request: int) -> Requested | None:
        return self._kept.get(request)

    def ask(self, request: int, text: str) -> Requested:
        """How it stands from now on: a new one, the one that was asked before, or one that is too many and not kept."""
        known = self._kept.get(request)
        if known is not None:
            return known
        if len(self._kept) >= MOST or self._open() >= MOST_OPEN:
            return Requested(request, text, RequestState.NOT_TAKEN)
        return self._keep(Requested(request, text, self._after(None, By.OPERATOR, RequestAct.ASK)))

    def act(self, by: By, act: RequestAct, request: int, word: str = "") -> Requested:
        """Any other move. Raises PeerError NOT_YOURS_TO_DO when the table has no such move; nothing has changed then."""
        known = self._kept.get(request)
        after = self._after(known.state if known is not None else None, by, act)
        assert known is not None, "only an ask begins one"
        return self._keep(replace(known, state=after, word=word if act is RequestAct.CANNOT else ""))

    def _open(self) -> int:
        return sum(one.state is RequestState.ASKED for one in self._kept.values())

    def _keep(self, one: Requested) -> Requested:
        self._kept[one.request] = one
        return one

    @staticmethod
    def _after(before: RequestState | None, by: By, act: RequestAct) -> RequestState:
        after = MOVES.get((before, by, act))
        if after is None:
            where = before.word if before is not None else "nothing"
            raise PeerError(Reason.NOT_YOURS_TO_DO, f"{by} {act} while {where}")
        return after
