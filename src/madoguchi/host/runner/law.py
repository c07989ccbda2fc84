"""The customer's copy of the law: every effect asks here, and every closing act takes effect here before anybody is told.

Thread-safe, and called from all of them: the windows (allow, withdraw, stop), the stop guard (hotkey), the watch (time),
the line (the operator's questions). A closing act works in this order, on the caller's own thread: hands off, eyes shut,
then the news is posted to the line. Nothing here waits for a network, a loop or an answer. Article: 5.2, 5.3
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from madoguchi.base.clock import Clock, Tick
from madoguchi.base.errors import PeerError
from madoguchi.session.fees import FeeAct, Fees, FeeTimes
from madoguchi.session.grants import Act, Grants
from madoguchi.session.lifecycle import Lifecycle, Step
from madoguchi.session.link import Link, LinkState
from madoguchi.session.roles import (
    By,
    Effect,
    ReleaseInput,
    StartPicture,
    StopPicture,
    Tell,
    WorkTurned,
    WriteConsent,
    WriteFee,
)
from madoguchi.session.stopping import stop
from madoguchi.wire.vocabulary import Access, Ending, Fee, Grant, Pause, Phase, Verdict

UI_SILENT_SECONDS: Final = 1.5  # a window thread that is silent for so long shows nothing and allows nothing
UI_DEAD_SECONDS: Final = 10.0  # and after this the session ends


class Hands(Protocol):
    """Injection. ``close`` returns when nothing more can be injected and every key and button is up."""

    def open(self) -> None: ...
    def close(self) -> None: ...


class Eyes(Protocol):
    """The picture. ``close`` returns when no further frame can leave."""

    def open(self) -> None: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Stand:
    """How things stand, for the bar and for the console."""

    phase: Phase
    grants: dict[Access, Grant]
    left: dict[Access, float]  # seconds until a grant or a question falls by itself; the others are missing
    pause: Pause
    link_up: bool
    link_seconds_left: float


class Law:
    """One session's law. ``post`` takes the effects that others must carry out (never blocking)."""

    def __init__(self, clock: Clock, hands: Hands, eyes: Eyes, post: Callable[[list[Effect]], None]) -> None:
        self._clock = clock
        self._hands = hands
        self._eyes = eyes
        self._post = post
        self._lock = threading.RLock()
        self._grants = Grants()
        self._assigned = frozenset(Access)  # what the proven card lets the operator ask for
        self._said_not: set[Access] = set()  # of what it does not have, what was said since that card
        self._lifecycle = Lifecycle(Phase.STARTED)
        self._link = Link(clock.tick())
        self._ui_seen = clock.tick()
        self._customer_paused = False
        self._data_over = False
        self._file_questions = 0
        self._fees = Fees()
        self._working = True  # once connected
        self._why_rested = Pause.NONE
        self._hands_open = False
        self._eyes_open = False

    # --- asked at the point of effect ---------------------------------------------------------------------------------

    def allows(self, access: Access) -> bool:
        """Whether an effect of this kind may happen now."""
        with self._lock:
            connected = self._lifecycle.phase is Phase.CONNECTED
            return connected and self._grants.allows(access) and not self._fees.pauses

    def may_show(self) -> bool:
        """Whether a picture frame may leave now."""
        return self._eyes_open

    @property
    def ended(self) -> Ending | None:
        """How it ended; None while it has not."""
        return self._lifecycle.ending

    def stand(self) -> Stand:
        """A snapshot for the bar and the console."""
        with self._lock:
            now = self._clock.tick()
            return Stand(
                phase=self._lifecycle.phase,
                grants={access: self._grants.grant(access) for access in Access},
                left={access: until - now for access in Access if (until := self._grants.until(access)) is not None},
                pause=self._pause(now),
                link_up=self._link.state(now) is LinkState.UP,
                link_seconds_left=self._link.seconds_left(now),
            )

    # --- the operator's card ------------------------------------------------------------------------------------------

    def assign(self, accesses: frozenset[Access]) -> None:
        """What the card that was proven just now lets its operator ask for; what it does not have closes here. Article: 9.2"""
        with self._lock:
            self._assigned = accesses
            self._said_not.clear()
            for access in Access:
                if access not in accesses and self._grants.grant(access) is not Grant.NONE:
                    closing = self._grants.act(access, By.OPERATOR, Act.YIELD, self._clock.tick())
                    self._perform([_not_assigned(access) if isinstance(one, Tell) else one for one in closing])

    # --- the lifecycle ------------------------------------------------------------------------------------------------

    def step(self, by: By, step: Step) -> None:
        """Show, agree, connect: in this order or not at all."""
        with self._lock:
            self._lifecycle.step(by, step)

    def stop(self, by: By, ending: Ending) -> bool:
        """End it now. True the first time. Returns with hands and eyes closed, whatever hangs elsewhere."""
        with self._lock:
            effects = stop(self._lifecycle, self._grants, by, ending)
            self._perform(effects)
            return bool(effects)

    # --- the customer's acts ------------------------------------------------------------------------------------------

    def customer(self, access: Access, act: Act) -> None:
        """Allow, refuse or withdraw. A click that comes too late for its question changes nothing."""
        with self._lock:
            if act is Act.ALLOW and access not in self._assigned:  # nobody has it to use: nothing is opened
                self._refuse(access)
                return
            try:
                self._perform(self._grants.act(access, By.CUSTOMER, act, self._clock.tick()))
            except PeerError:
                return

    def set_paused(self, paused: bool) -> None:
        """Hold view and control without taking them back."""
        with self._lock:
            self._customer_paused = paused
            self._settle()

    def set_data_over(self, *, over: bool) -> None:
        """The customer's own limit of data is reached, or it is not (any more). Article: 6.2"""
        with self._lock:
            if over != self._data_over:
                self._data_over = over
                self._settle()

    def file_question(self, opened: bool) -> None:
        """A question about a file went up or came down: the operator's input waits meanwhile."""
        with self._lock:
            self._file_questions += 1 if opened else -1
            self._settle()

    # --- the fee outside the support hours ----------------------------------------------------------------------------

    @property
    def fee(self) -> Fee:
        """Where its question stands."""
        return self._fees.fee

    def fee_seconds_left(self) -> float:
        """Until the support hours end, when that is soon."""
        with self._lock:
            return self._fees.seconds_left(self._clock.tick())

    def is_working(self) -> bool:
        """Whether work goes on, so that its time counts."""
        with self._lock:
            return self._lifecycle.phase is Phase.CONNECTED and self._working

    def fee_plan(self, times: FeeTimes) -> None:
        """The office's word about the times."""
        with self._lock:
            if self._lifecycle.phase in {Phase.AGREED, Phase.CONNECTED}:
                self._perform(self._fees.plan(times, self._clock.tick()))
                self._settle()  # the hours may have begun, which is news to nobody

    def fee_agree(self, quote: str, stop_at: int) -> None:
        """The customer's yes. One that comes too late changes nothing."""
        with self._lock:
            if self._lifecycle.phase in {Phase.AGREED, Phase.CONNECTED}:
                with contextlib.suppress(PeerError):
                    self._perform(self._fees.agree(quote, stop_at, self._clock.tick()))

    def fee_act(self, act: FeeAct) -> None:
        """The customer refuses, or takes the yes back."""
        with self._lock, contextlib.suppress(PeerError):
            self._perform(self._fees.act(By.CUSTOMER, act, self._clock.tick()))

    def fee_recorded(self, written: WriteFee, *, durable: bool) -> None:
        """The office's word about one yes."""
        with self._lock:
            if self._lifecycle.phase in {Phase.AGREED, Phase.CONNECTED}:
                self._perform(self._fees.recorded(written.number, self._clock.tick(), durable=durable))
                self._settle()  # work goes on, which is news to nobody else

    def ui_lives(self) -> None:
        """The windows' own beat."""
        self._ui_seen = self._clock.tick()

    # --- the operator's and the office's acts -------------------------------------------------------------------------

    def operator_asks(self, access: Access, minutes: int, purpose: str) -> None:
        """Raises PeerError for what no console of ours sends."""
        with self._lock:
            if self._lifecycle.phase is not Phase.CONNECTED:
                return
            if access not in self._assigned:
                self._refuse(access)  # the customer is asked nothing
                return
            self._perform(self._grants.ask(access, minutes, purpose, self._clock.tick()))

    def operator_yields(self, access: Access) -> None:
        with self._lock:
            self._perform(self._grants.act(access, By.OPERATOR, Act.YIELD, self._clock.tick()))

    def recorded(self, written: WriteConsent, *, durable: bool) -> None:
        """The office's word about one consent; about one that was taken back meanwhile it changes nothing."""
        with self._lock:
            if self._lifecycle.phase is Phase.CONNECTED:
                now = self._clock.tick()
                self._perform(self._grants.recorded(written.access, written.consent, now, durable=durable))

    # --- the link and the time ----------------------------------------------------------------------------------------

    def heard(self) -> None:
        """Something authentic arrived."""
        self._link.heard(self._clock.tick())

    def link_down(self) -> None:
        with self._lock:
            self._link.went_down(self._clock.tick())
            self._settle()

    def link_up(self) -> None:
        with self._lock:
            self._link.came_up(self._clock.tick())
            self._settle()

    def drawn(self) -> None:
        """The console drew a frame of the present link."""
        with self._lock:
            self._link.frame_drawn()
            self._settle()

    def tick(self) -> None:
        """Let time act: questions, time boxes, silence, a dead window thread, a cut that lasted too long."""
        with self._lock:
            now = self._clock.tick()
            if self._lifecycle.phase is Phase.CONNECTED:
                self._perform(self._grants.expire(now))
                self._perform(self._fees.advance(now))
            self._settle()
            if now - self._ui_seen > UI_DEAD_SECONDS or self._link.state(now) is LinkState.LOST:
                self.stop(By.CLOCK, Ending.LOST)

    # --- inside -------------------------------------------------------------------------------------------------------

    def _refuse(self, access: Access) -> None:
        """Said and written down once for each card, however often it is asked for."""
        if access not in self._said_not:
            self._said_not.add(access)
            self._perform([_not_assigned(access)])

    def _perform(self, effects: list[Effect]) -> None:
        """Local effects now and here; the rest is posted."""
        if not effects:
            return
        if any(isinstance(effect, ReleaseInput) for effect in effects):
            self._close_hands()
        if any(isinstance(effect, StopPicture) for effect in effects):
            self._close_eyes()
        self._settle()
        news: list[Effect] = [
            effect for effect in effects if not isinstance(effect, ReleaseInput | StopPicture | StartPicture)
        ]
        if news:
            self._post(news)

    def _settle(self) -> None:
        """Hands and eyes follow from the state, so no path can forget one of them."""
        now = self._clock.tick()
        connected = self._lifecycle.phase is Phase.CONNECTED
        ui_lives = now - self._ui_seen <= UI_SILENT_SECONDS
        view = (
            connected
            and self._grants.allows(Access.VIEW)
            and not self._customer_paused
            and not self._data_over
            and not self._fees.pauses
            and ui_lives
            and self._link.carries_view(now)
        )
        control = view and self._grants.allows(Access.CONTROL) and self._pause(now) is Pause.NONE
        if not control:
            self._close_hands()
        if not view:
            self._close_eyes()
        self._turn_work(now)
        if view and not self._eyes_open:
            self._eyes_open = True
            self._eyes.open()
        if control and not self._hands_open:
            self._hands_open = True
            self._hands.open()

    def _turn_work(self, now: Tick) -> None:
        """Time counts as worked while there is a link and nobody holds everything: each change is news. Article: 3.3"""
        if self._lifecycle.phase is not Phase.CONNECTED:
            return
        link_down = self._link.state(now) is not LinkState.UP
        working = not (link_down or self._customer_paused or self._data_over or self._fees.pauses)
        if working != self._working:
            self._working = working
            why = Pause.OFF_HOURS if self._fees.pauses else Pause.LINK if link_down else Pause.CUSTOMER_PAUSED
            self._why_rested = self._why_rested if working else why
            self._post([WorkTurned(working, self._why_rested)])

    def _close_hands(self) -> None:
        if self._hands_open:
            self._hands_open = False
            self._hands.close()

    def _close_eyes(self) -> None:
        if self._eyes_open:
            self._eyes_open = False
            self._eyes.close()

    def _pause(self, now: Tick) -> Pause:
        """The most telling reason why the operator's input waits."""
        if not self._link.carries_control(now):
            return Pause.LINK
        if self._fees.pauses:
            return Pause.OFF_HOURS
        if self._customer_paused or now - self._ui_seen > UI_SILENT_SECONDS:
            return Pause.CUSTOMER_PAUSED
        if self._data_over:
            return Pause.DATA_LIMIT
        if self._file_questions or any(self._grants.grant(access) is Grant.ASKED for access in Access):
            return Pause.QUESTION
        return Pause.NONE


def _not_assigned(access: Access) -> Tell:
    return Tell(access, Verdict.NOT_ASSIGNED)
