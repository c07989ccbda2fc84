"""What the operator may do now: one small machine per access, off at the start.

The table is the law. HELD is reached from AGREED alone, by the office's word that the consent is durable; AGREED is
reached by the customer alone. Taking back is a single step from anywhere, waits for nothing, and releases the input
before anything is written. An operator's question that comes again while it is open, or while the access is already
agreed or held, changes nothing (a repeated click is no breach). Article: 5.2, 5.3, P.2
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
    Question,
    ReleaseInput,
    StartPicture,
    StopPicture,
    TakeQuestionDown,
    Tell,
    WriteConsent,
)
from madoguchi.wire.vocabulary import Access, Grant, Verdict

QUESTION_SECONDS: Final = 60.0  # an unanswered question means no
RECORD_SECONDS: Final = 15.0  # an unrecorded consent never takes effect
LONGEST_MINUTES: Final = 480


class Act(StrEnum):
    ASK = "ask"
    ALLOW = "allow"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    YIELD = "yield"
    RECORDED = "recorded"
    NOT_RECORDED = "not_recorded"
    TIME_OUT = "time_out"
    RUN_OUT = "run_out"


MOVES: Final[dict[tuple[Grant, By, Act], Grant]] = {
    (Grant.NONE, By.OPERATOR, Act.ASK): Grant.ASKED,
    (Grant.ASKED, By.OPERATOR, Act.ASK): Grant.ASKED,
    (Grant.AGREED, By.OPERATOR, Act.ASK): Grant.AGREED,
    (Grant.HELD, By.OPERATOR, Act.ASK): Grant.HELD,
    (Grant.NONE, By.CUSTOMER, Act.ALLOW): Grant.AGREED,  # the customer may switch it on unasked
    (Grant.ASKED, By.CUSTOMER, Act.ALLOW): Grant.AGREED,
    (Grant.ASKED, By.CUSTOMER, Act.REFUSE): Grant.NONE,
    (Grant.ASKED, By.CLOCK, Act.TIME_OUT): Grant.NONE,
    (Grant.AGREED, By.OFFICE, Act.RECORDED): Grant.HELD,
    (Grant.AGREED, By.OFFICE, Act.NOT_RECORDED): Grant.NONE,
    (Grant.AGREED, By.CLOCK, Act.TIME_OUT): Grant.NONE,
    (Grant.AGREED, By.CUSTOMER, Act.WITHDRAW): Grant.NONE,
    (Grant.HELD, By.CUSTOMER, Act.WITHDRAW): Grant.NONE,
    (Grant.HELD, By.CLOCK, Act.RUN_OUT): Grant.NONE,
    (Grant.NONE, By.OPERATOR, Act.YIELD): Grant.NONE,
    (Grant.ASKED, By.OPERATOR, Act.YIELD): Grant.NONE,
    (Grant.AGREED, By.OPERATOR, Act.YIELD): Grant.NONE,
    (Grant.HELD, By.OPERATOR, Act.YIELD): Grant.NONE,
    # A consent that turns out not to be written is taken back at once, whatever was believed before.
    (Grant.HELD, By.OFFICE, Act.NOT_RECORDED): Grant.NONE,
    # The office's word may come after the consent was taken back, or twice: it changes nothing.
    (Grant.HELD, By.OFFICE, Act.RECORDED): Grant.HELD,
    (Grant.NONE, By.OFFICE, Act.RECORDED): Grant.NONE,
    (Grant.NONE, By.OFFICE, Act.NOT_RECORDED): Grant.NONE,
    (Grant.ASKED, By.OFFICE, Act.RECORDED): Grant.ASKED,
    (Grant.ASKED, By.OFFICE, Act.NOT_RECORDED): Grant.ASKED,
}

VERDICT_OF: Final[dict[Act, Verdict]] = {
    Act.REFUSE: Verdict.REFUSED,
    Act.WITHDRAW: Verdict.WITHDRAWN,
    Act.YIELD: Verdict.YIELDED,
    Act.RECORDED: Verdict.ALLOWED,
    Act.NOT_RECORDED: Verdict.NOT_RECORDED,
    Act.TIME_OUT: Verdict.TIMED_OUT,
    Act.RUN_OUT: Verdict.RAN_OUT,
}


@dataclass(slots=True)
class _Place:
    grant: Grant = Grant.NONE
    minutes: int = 0
    purpose: str = ""
    until: Tick | None = None  # when the clock acts: the question's, the record's or the grant's own end
    consent: int = 0  # which WriteConsent the office's word must be about


class Grants:
    """Asks nobody and waits for nothing: moves in, effects out. The host's copy is the law; a console only observes."""

    def __init__(self) -> None:
        self._places = {access: _Place() for access in Access}
        self._consents = 0

    def grant(self, access: Access) -> Grant:
        """Where one access stands."""
        return self._places[access].grant

    def allows(self, access: Access) -> bool:
        """The one question to ask at the point of every effect."""
        return self._places[access].grant is Grant.HELD

    def until(self, access: Access) -> Tick | None:
        """When the question, the record or the time-boxed grant runs out."""
        return self._places[access].until

    def ask(self, access: Access, minutes: int, purpose: str, now: Tick) -> list[Effect]:
        """The operator asks. ``minutes`` 0 means until it is taken back."""
        if not 0 <= minutes <= LONGEST_MINUTES:
            raise PeerError(Reason.MALFORMED, f"{minutes} minutes")
        return self._act(access, By.OPERATOR, Act.ASK, now, minutes=minutes, purpose=purpose)

    def allow(self, access: Access, now: Tick) -> list[Effect]:
        """The customer says yes, asked or unasked."""
        return self._act(access, By.CUSTOMER, Act.ALLOW, now)

    def act(self, access: Access, by: By, act: Act, now: Tick) -> list[Effect]:
        """Any other move. Raises PeerError NOT_YOURS_TO_DO when the table has no such move."""
        return self._act(access, by, act, now)

    def recorded(self, access: Access, consent: int, now: Tick, *, durable: bool) -> list[Effect]:
        """The office's word about one consent, by the number that its WriteConsent had.

        A word about an earlier one changes nothing: the customer may have taken that back and agreed anew meanwhile.
        """
        if consent != self._places[access].consent:
            return []
        return self._act(access, By.OFFICE, Act.RECORDED if durable else Act.NOT_RECORDED, now)

    def expire(self, now: Tick) -> list[Effect]:
        """Let the clock act wherever its time has come."""
        effects: list[Effect] = []
        for access, place in self._places.items():
            if place.until is not None and now >= place.until:
                act = Act.RUN_OUT if place.grant is Grant.HELD else Act.TIME_OUT
                effects += self._act(access, By.CLOCK, act, now)
        return effects

    def next_expiry(self) -> Tick | None:
        """When ``expire`` next has something to do."""
        return min((place.until for place in self._places.values() if place.until is not None), default=None)

    def drop_all(self) -> list[Effect]:
        """Leaving CONNECTED takes everything back; legal for anyone in every state, so it needs no table."""
        asked = [access for access, place in self._places.items() if place.grant is Grant.ASKED]
        self._places = {access: _Place() for access in Access}
        return [ReleaseInput(), StopPicture(), *(TakeQuestionDown(access) for access in asked)]

    def _act(self, access: Access, by: By, act: Act, now: Tick, *, minutes: int = 0, purpose: str = "") -> list[Effect]:
        place = self._places[access]
        before = place.grant
        after = MOVES.get((before, by, act))
        if after is None:
            raise PeerError(Reason.NOT_YOURS_TO_DO, f"{by} {act} {access.word} while {before.word}")
        if after is before:
            return []
        place.grant = after
        match after:
            case Grant.ASKED:
                place.minutes, place.purpose = minutes, purpose
                place.until = Tick(now + QUESTION_SECONDS)
                return [Question(access, minutes, purpose)]
            case Grant.AGREED:
                place.until = Tick(now + RECORD_SECONDS)
                down: list[Effect] = [TakeQuestionDown(access)] if before is Grant.ASKED else []
                self._consents += 1
                place.consent = self._consents
                return [*down, WriteConsent(access, place.minutes, place.purpose, place.consent)]
            case Grant.HELD:
                place.until = Tick(now + 60.0 * place.minutes) if place.minutes else None
                start: list[Effect] = [StartPicture()] if access is Access.VIEW else []
                return [*start, Tell(access, Verdict.ALLOWED)]
            case Grant.NONE:
                self._places[access] = _Place()
                return [*_closing(access, before), Tell(access, VERDICT_OF[act])]


def _closing(access: Access, before: Grant) -> list[Effect]:
    """What closing a door does at once, before anybody is told."""
    if before is Grant.ASKED:
        return [TakeQuestionDown(access)]
    if before is not Grant.HELD:
        return []
    match access:
        case Access.CONTROL:
            return [ReleaseInput()]
        case Access.VIEW:  # who does not see must not press
            return [ReleaseInput(), StopPicture()]
        case Access.CLIPBOARD | Access.FILES:
            return []
