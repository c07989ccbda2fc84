"""Whether work may go on when the support hours end: one small machine, nothing charged at the start.

The table is the law. Work outside the hours goes on in CHARGED alone. CHARGED is reached from a yes that the customer gave and
the office wrote down durably, by no other road; there is nothing that the operator can do. Silence is a no: the boundary moves
every other state to STOPPED or RECORDING, in which sharing and control pause. Taking back is a single step from anywhere and
waits for nothing. The times come from the office's signed word and are judged by ticks, so the customer's clock does not
matter. Article: 3.3
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from madoguchi.base.clock import Tick
from madoguchi.base.errors import PeerError, Reason
from madoguchi.session.roles import (
    By,
    Effect,
    FeeQuestion,
    FeeWord,
    ReleaseInput,
    TakeFeeQuestionDown,
    TellFee,
    WarnOfHours,
    WriteFee,
)
from madoguchi.wire.vocabulary import Fee

WARN_SECONDS: Final = 600.0  # before the hours end
ASK_SECONDS: Final = 540.0  # before the hours end: the warning can be read first
RECORD_SECONDS: Final = 15.0  # an unrecorded yes never takes effect


class FeeAct(StrEnum):
    WARN = "warn"
    ASK = "ask"
    CLOSE = "close"  # the hours end
    OPEN = "open"  # the hours begin, or there is nothing to ask any more
    AGREE = "agree"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    RECORDED = "recorded"
    NOT_RECORDED = "not_recorded"
    TIME_OUT = "time_out"
    RUN_OUT = "run_out"  # the amount to stop at is reached, or the quote ends


MOVES: Final[dict[tuple[Fee, By, FeeAct], Fee]] = {
    (Fee.NONE, By.CLOCK, FeeAct.WARN): Fee.WARNED,
    (Fee.NONE, By.CLOCK, FeeAct.ASK): Fee.ASKED,
    (Fee.WARNED, By.CLOCK, FeeAct.ASK): Fee.ASKED,
    (Fee.ASKED, By.CUSTOMER, FeeAct.AGREE): Fee.AGREED,
    (Fee.ASKED, By.CUSTOMER, FeeAct.REFUSE): Fee.REFUSED,
    (Fee.REFUSED, By.CUSTOMER, FeeAct.AGREE): Fee.AGREED,  # a no may become a yes; nobody asks for it
    (Fee.AGREED, By.CUSTOMER, FeeAct.WITHDRAW): Fee.REFUSED,
    (Fee.READY, By.CUSTOMER, FeeAct.WITHDRAW): Fee.REFUSED,
    (Fee.AGREED, By.OFFICE, FeeAct.RECORDED): Fee.READY,
    (Fee.AGREED, By.OFFICE, FeeAct.NOT_RECORDED): Fee.ASKED,
    (Fee.AGREED, By.CLOCK, FeeAct.TIME_OUT): Fee.ASKED,
    # the hours end
    (Fee.NONE, By.CLOCK, FeeAct.CLOSE): Fee.STOPPED,
    (Fee.WARNED, By.CLOCK, FeeAct.CLOSE): Fee.STOPPED,
    (Fee.ASKED, By.CLOCK, FeeAct.CLOSE): Fee.STOPPED,
    (Fee.REFUSED, By.CLOCK, FeeAct.CLOSE): Fee.STOPPED,
    (Fee.AGREED, By.CLOCK, FeeAct.CLOSE): Fee.RECORDING,
    (Fee.READY, By.CLOCK, FeeAct.CLOSE): Fee.CHARGED,
    # outside the hours
    (Fee.STOPPED, By.CUSTOMER, FeeAct.AGREE): Fee.RECORDING,
    (Fee.STOPPED, By.CUSTOMER, FeeAct.REFUSE): Fee.STOPPED,
    (Fee.RECORDING, By.CUSTOMER, FeeAct.WITHDRAW): Fee.STOPPED,
    (Fee.CHARGED, By.CUSTOMER, FeeAct.WITHDRAW): Fee.STOPPED,
    (Fee.RECORDING, By.OFFICE, FeeAct.RECORDED): Fee.CHARGED,
    (Fee.RECORDING, By.OFFICE, FeeAct.NOT_RECORDED): Fee.STOPPED,
    (Fee.RECORDING, By.CLOCK, FeeAct.TIME_OUT): Fee.STOPPED,
    (Fee.CHARGED, By.CLOCK, FeeAct.RUN_OUT): Fee.STOPPED,
    # the hours begin again
    **{(fee, By.CLOCK, FeeAct.OPEN): Fee.NONE for fee in Fee},
}
OUTSIDE: Final = frozenset({Fee.CHARGED, Fee.STOPPED, Fee.RECORDING})
PAUSED: Final = frozenset({Fee.STOPPED, Fee.RECORDING})
ON_SCREEN: Final = frozenset({Fee.ASKED, Fee.STOPPED})  # the question is on the customer's screen
WORD_OF: Final[dict[FeeAct, FeeWord]] = {
    FeeAct.REFUSE: FeeWord.REFUSED,
    FeeAct.WITHDRAW: FeeWord.WITHDRAWN,
    FeeAct.RUN_OUT: FeeWord.RAN_OUT,
}


@dataclass(frozen=True, slots=True)
class FeeTimes:
    """The stretch outside the hours that is next, or now: what the office said, as ticks. All None when there is none."""

    closes: Tick | None = None  # the hours end; in the past when they have ended
    opens: Tick | None = None  # they begin again
    stops: Tick | None = (
        None  # what was agreed for it ends: the amount to stop at, or the quote's own end; None: nothing is agreed
    )
    quote: str = ""  # SHA-256 of what is offered for it


class Fees:
    """Asks nobody and waits for nothing: moves in, effects out. The host's copy is the law; a console only observes."""

    def __init__(self) -> None:
        self.fee = Fee.NONE
        self._times = FeeTimes()
        self._until: Tick | None = None  # for the record
        self._agreed = ""  # the quote that the last yes was about
        self._writes = 0

    @property
    def pauses(self) -> bool:
        """Whether sharing and control have to pause."""
        return self.fee in PAUSED

    @property
    def times(self) -> FeeTimes:
        return self._times

    def seconds_left(self, now: Tick) -> float:
        """Until the hours end; 0 when they do not end soon, or have ended."""
        closes = self._times.closes
        return max(closes - now, 0.0) if closes is not None and self.fee not in OUTSIDE | {Fee.NONE} else 0.0

    def plan(self, times: FeeTimes, now: Tick) -> list[Effect]:
        """The office's word about the times."""
        self._times = times
        return self.advance(now)

    def agree(self, quote: str, stop_at: int, now: Tick) -> list[Effect]:
        """The customer says yes to the quote that they were shown. Raises PeerError where nothing was asked."""
        return self._act(By.CUSTOMER, FeeAct.AGREE, now, quote=quote, stop_at=stop_at)

    def act(self, by: By, act: FeeAct, now: Tick) -> list[Effect]:
        """Any other move. Raises PeerError NOT_YOURS_TO_DO when the table has no such move."""
        return self._act(by, act, now)

    def recorded(self, number: int, now: Tick, *, durable: bool) -> list[Effect]:
        """The office's word about one yes, by the number of its WriteFee; about an earlier one it changes nothing."""
        if number != self._writes or self.fee not in {Fee.AGREED, Fee.RECORDING}:
            return []
        return self._act(By.OFFICE, FeeAct.RECORDED if durable else FeeAct.NOT_RECORDED, now)

    def advance(self, now: Tick) -> list[Effect]:
        """Let the clock act wherever its time has come."""
        effects: list[Effect] = []
        while (act := self._due(now)) is not None:
            effects += self._act(By.CLOCK, act, now)
        return effects

    def _due(self, now: Tick) -> FeeAct | None:
        times, fee = self._times, self.fee
        ahead = times.closes is not None and (times.opens is None or now < times.opens)
        left = times.closes - now if times.closes is not None else 0.0
        if not ahead or (fee in OUTSIDE and left > 0):
            return FeeAct.OPEN if fee is not Fee.NONE else None
        if self._until is not None and now >= self._until:
            return FeeAct.TIME_OUT
        if fee in OUTSIDE:
            # No end is told for what is not agreed any more: the office may say so before the clock does.
            runs_out = fee is Fee.CHARGED and (times.stops is None or now >= times.stops)
            return FeeAct.RUN_OUT if runs_out else None
        if left <= 0:
            return FeeAct.CLOSE
        if left <= ASK_SECONDS:
            return FeeAct.ASK if fee in {Fee.NONE, Fee.WARNED} else None
        return FeeAct.WARN if left <= WARN_SECONDS and fee is Fee.NONE else None

    def _act(self, by: By, act: FeeAct, now: Tick, *, quote: str = "", stop_at: int = 0) -> list[Effect]:
        before = self.fee
        after = MOVES.get((before, by, act))
        if after is None:
            raise PeerError(Reason.NOT_YOURS_TO_DO, f"{by} {act} while {before.word}")
        told: list[Effect] = []
        if act in WORD_OF:
            told = [TellFee(self._times.quote if act is FeeAct.REFUSE else self._agreed, WORD_OF[act])]
        if after is before:
            return told
        self.fee = after
        asked, asks = before in ON_SCREEN, after in ON_SCREEN
        effects: list[Effect] = [ReleaseInput()] if after in PAUSED and before not in PAUSED else []
        if asked and not asks:
            effects.append(TakeFeeQuestionDown())
        if act is FeeAct.AGREE:
            self._writes += 1
            self._agreed = quote
            effects.append(WriteFee(quote, stop_at, self._writes))
        if act is not FeeAct.CLOSE:  # a yes on its way keeps its time over the boundary
            self._until = Tick(now + RECORD_SECONDS) if act is FeeAct.AGREE else None
        if act is FeeAct.WARN or (act is FeeAct.ASK and before is Fee.NONE):
            effects.append(WarnOfHours())
        if asks and not asked:
            effects.append(FeeQuestion())
        return effects + told
