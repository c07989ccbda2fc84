"""The customer's program from its start to its end: numbers are typed until one opens, then there is one session.

Runs on the line's loop; ``act`` and ``stop_now`` are called on the window thread. Every closing act takes effect there and
then, through the law; everything else is handed to the loop. Articles: P.1, 2.2, 4.1, 5.2, 5.3
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import platform
from collections.abc import Callable
from typing import Final, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from madoguchi.base.build_versions import is_too_old
from madoguchi.base.clock import Clock
from madoguchi.base.errors import PeerError, Reason, Unavailable
from madoguchi.base.word_keys import Key
from madoguchi.base.words import Language
from madoguchi.host.build import Build
from madoguchi.host.changes.linux import look
from madoguchi.host.port import (
    AgreeFee,
    Allow,
    ChoseLanguage,
    Closed,
    Done,
    Refuse,
    RefuseFee,
    SetPaused,
    ShowBusy,
    Shown,
    ShowNotice,
    ShowNumberEntry,
    ShowTrouble,
    StopNow,
    TypedNumber,
    Withdraw,
    WithdrawFee,
)
from madoguchi.host.runner.law import Law
from madoguchi.host.runner.office import Attempt, Office, OfficeRefusal
from madoguchi.host.runner.outlet import Outlet
from madoguchi.host.runner.parts import Parts
from madoguchi.host.runner.session import Session
from madoguchi.host.runner.statements import Chain
from madoguchi.host.runner.talk import Hooks, Talk
from madoguchi.host.runner.watch import Watch
from madoguchi.host.workplace import Workplace, WorkplaceHooks
from madoguchi.session.fees import FeeAct
from madoguchi.session.grants import Act
from madoguchi.session.roles import By, Effect
from madoguchi.wire.number import BadNumber, Number, parse
from madoguchi.wire.vocabulary import Access, Ending

log = logging.getLogger(__name__)
Handed = TypeVar("Handed")
PEER_SECONDS: Final = 45.0  # for the operator's page to be there and the handshake to be done

TROUBLE_OF: Final[dict[Reason, Key]] = {
    Reason.WRONG_SECRET: "runner.number.not_valid",
    Reason.BUSY: "runner.number.not_valid",
    Reason.TIMED_OUT: "runner.number.no_answer",
    Reason.GONE: "runner.number.no_answer",
    Reason.WRONG_VERSION: "runner.number.wrong_version",
    Reason.CALLER_NOT_PROVEN: "runner.number.caller_not_proven",
}
TOO_OLD: Final[Key] = "runner.trouble.too_old"
REFUSAL_OF: Final[dict[str, Key]] = {
    "number_not_valid": "runner.number.not_valid",
    "too_many_tries": "runner.number.too_many_tries",
    "build_too_old": TOO_OLD,
}


class Program:
    """One run of the program."""

    def __init__(
        self,
        build: Build,
        clock: Clock,
        entropy: Callable[[int], bytes],
        make_workplace: Callable[[WorkplaceHooks], Workplace],
        show: Callable[[Shown], None],
        language: Language,
    ) -> None:
        self._build = build
        self._clock = clock
        self._entropy = entropy
        self._make_workplace = make_workplace
        self._show = show
        self._language = language
        self._loop: asyncio.AbstractEventLoop | None = None
        self._done: asyncio.Queue[Done] = asyncio.Queue()
        self._law: Law | None = None
        self._session: Session | None = None
        self._workplace: Workplace | None = None

    # --- on the window thread -----------------------------------------------------------------------------------------

    def act(self, value: Done) -> None:
        """What the customer did. Moves of the law take effect before this returns."""
        law = self._law
        match value:
            case Allow(access=access) if law is not None:
                law.customer(access, Act.ALLOW)
            case Refuse(access=access) if law is not None:
                law.customer(access, Act.REFUSE)
            case Withdraw(access=access) if law is not None:
                law.customer(access, Act.WITHDRAW)
            case AgreeFee(yes=yes) if law is not None:
                law.fee_agree(yes.quote, yes.stop_at)
            case RefuseFee() if law is not None:
                law.fee_act(FeeAct.REFUSE)
            case WithdrawFee() if law is not None:
                law.fee_act(FeeAct.WITHDRAW)
            case SetPaused(paused=paused) if law is not None:
                law.set_paused(paused)
            case _:
                self._hand_over(self._hear, value)

    def stop_now(self) -> None:
        """The customer's stop, from any thread: hands off, eyes shut, then the rest."""
        if self._law is not None:
            self._law.stop(By.CUSTOMER, Ending.CUSTOMER_STOPPED)

    def ui_lives(self) -> None:
        """The window thread's beat."""
        if self._law is not None:
            self._law.ui_lives()

    def input_is_physical(self) -> bool:
        """Whether the press that is being handled came from the customer's own devices."""
        return self._workplace is None or self._workplace.customer_is_physical()

    # --- on the loop --------------------------------------------------------------------------------------------------

    async def run(self, number: str = "") -> None:
        """Until the customer closes the last window. ``number`` is typed in already (not sent by itself)."""
        self._loop = asyncio.get_running_loop()
        trouble: Key | None = None
        while True:
            office = Office(self._build, self._language)
            try:
                typed = await self._ask_number(office, trouble, number)
                if typed is None:
                    return
                number = typed.text
                trouble = await self._try_number(office, typed.text)
                if trouble is None:
                    return
                if trouble == TOO_OLD:
                    await self._refuse_to_run()
                    return
            finally:
                await office.close()

    def _hear(self, value: Done) -> None:
        if isinstance(value, ChoseLanguage):
            self._language = value.language
        if self._session is not None and self._session.card.done():
            self._session.done(value)
        else:
            self._done.put_nowait(value)

    async def _ask_number(self, office: Office, trouble: Key | None, number: str) -> TypedNumber | None:
        """The number entry, until a number is typed; None when the customer closes the program."""
        hours = ""
        try:
            greeting = await office.greeting()
            hours = greeting.support_hours
            if is_too_old(self._build.label, greeting.minimum_build):
                await self._refuse_to_run()
                return None
        except (Unavailable, OfficeRefusal) as away:
            log.warning("the office does not answer: %s", away)
            trouble = trouble or "runner.number.no_office"
        self._show(ShowNumberEntry(self._build.provider, hours, trouble, number))
        while True:
            match await self._done.get():
                case TypedNumber() as typed:
                    return typed
                case Closed() | StopNow():
                    return None

    async def _refuse_to_run(self) -> None:
        """This very program is too old: say what to do, until the customer closes it."""
        page = f"{self._build.server}/"
        self._show(ShowTrouble(TOO_OLD, {"page": page}, page, self._build.provider))
        await self._cancelled()

    async def _try_number(self, office: Office, text: str) -> Key | None:
        """One guess and, if it was right, the session. The trouble to show otherwise; None when it is all over."""
        number = parse(text)
        if isinstance(number, BadNumber):
            return "runner.number.not_a_number"
        self._show(ShowBusy("runner.busy.connecting"))
        office.language = self._language
        try:
            attempt = await office.attempt(number.routing, platform.platform()[:64])
        except OfficeRefusal as refused:
            return REFUSAL_OF.get(refused.code, "runner.number.refused")
        except Unavailable as away:
            log.warning("no attempt: %s", away)
            return "runner.number.no_office"
        return await self._meet(office, attempt, number)

    async def _meet(self, office: Office, attempt: Attempt, number: Number) -> Key | None:
        """The meeting with the console over the relay, then the session."""
        hands, eyes = _Hands(), _Eyes()
        law = Law(self._clock, hands, eyes, self._post)
        session: Session
        outlet = Outlet(law.may_show, lambda: session.files.next_chunk())  # noqa: PLW0108  # the session is made below
        workplace = self._make_workplace(WorkplaceHooks(outlet.picture, self._target_gone, self.stop_now))
        hands.workplace = eyes.workplace = workplace
        eyes.outlet = outlet
        key = Ed25519PrivateKey.from_private_bytes(self._entropy(32))
        session = Session(
            Parts(
                build=self._build,
                clock=self._clock,
                law=law,
                workplace=workplace,
                office=office,
                outlet=outlet,
                show=self._show,
                chain=lambda session_id: Chain(key, attempt.attempt, session_id),
                look=look,
            )
        )
        hooks = Hooks(session.opened, session.heard, session.files.went_down)
        talk = Talk(self._build, self._clock, office, attempt, number.secret, self._entropy, law, outlet, hooks)
        watch = Watch(law)
        self._law, self._session, self._workplace = law, session, workplace
        sending = asyncio.create_task(outlet.run())
        talking = asyncio.create_task(talk.run())
        try:
            trouble = await self._until_open(law, session, talking)
            if trouble is not None:
                return trouble
            watch.start()
            await session.run(talk)
            return None
        finally:
            watch.stop()
            talk.wipe()
            for task in (talking, sending):
                task.cancel()
            await asyncio.gather(talking, sending, return_exceptions=True)
            self._law = self._session = self._workplace = None
            await asyncio.to_thread(workplace.close)

    async def _until_open(self, law: Law, session: Session, talking: asyncio.Task[None]) -> Key | None:
        """Wait for the proven card; the trouble when it did not come to that."""
        helpers = {asyncio.create_task(self._cancelled()), asyncio.create_task(session.met())}
        try:
            await asyncio.wait({talking, *helpers}, timeout=PEER_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in helpers:
                task.cancel()
        if session.card.done():
            return None
        if law.ended is not None:
            return "runner.number.cancelled"
        if talking.done():
            return _why(talking.exception())
        return "runner.number.no_answer"

    async def _cancelled(self) -> None:
        while not isinstance(await self._done.get(), StopNow | Closed):
            pass

    def _post(self, effects: list[Effect]) -> None:
        if self._session is not None:
            self._hand_over(self._session.news, effects)

    def _hand_over(self, work: Callable[[Handed], object], value: Handed) -> None:
        """Give something to the loop, from any thread; when the loop is gone, so is the program, and nothing is left to do."""
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop closed between the two lines
                self._loop.call_soon_threadsafe(work, value)

    def _target_gone(self) -> None:
        """The shared window was closed: nothing is shown until the customer chooses again."""
        if self._law is not None:
            self._law.customer(Access.VIEW, Act.WITHDRAW)
            self._show(ShowNotice("runner.notice.target_gone", {}))


class _Hands:
    """The law's hands: the workplace's."""

    workplace: Workplace | None = None

    def open(self) -> None:
        if self.workplace is not None:
            self.workplace.open_hands()

    def close(self) -> None:
        if self.workplace is not None:
            self.workplace.close_hands()


class _Eyes:
    """The law's eyes: the workplace's, and the pictures that wait to be sent."""

    workplace: Workplace | None = None
    outlet: Outlet | None = None

    def open(self) -> None:
        if self.workplace is not None:
            self.workplace.open_eyes()

    def close(self) -> None:
        if self.outlet is not None:
            self.outlet.drop_picture()
        if self.workplace is not None:
            self.workplace.close_eyes()


def _why(wrong: BaseException | None) -> Key:
    log.info("no meeting: %r", wrong)
    if isinstance(wrong, PeerError):
        return TROUBLE_OF.get(wrong.reason, "runner.number.no_relay")
    return "runner.number.no_relay" if isinstance(wrong, Unavailable) else "runner.number.no_answer"
