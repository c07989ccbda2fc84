"""One session at the customer's, from the first proven card to the receipt.

The order is the contract's: who is calling, the terms, the agreement, its durable record, and only then the first pixel.
Runs on the line's loop. Closing acts do not come through here (host.runner.law); only their news does.
Articles: P.1 to P.3, 5.1 to 5.7, 6.2, 7.1
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Coroutine
from dataclasses import replace
from typing import Final

from madoguchi.base.clock import Tick
from madoguchi.base.errors import BrokenProof, MadoguchiError, PeerError, Unavailable
from madoguchi.base.word_keys import Key
from madoguchi.host.port import (
    AnswerRequest,
    CallerCard,
    ChangeTarget,
    Closed,
    Done,
    FeeMeter,
    HideQuestion,
    ListTargets,
    PreviewTarget,
    Say,
    SendClipboard,
    SetClipboard,
    SetDataLimit,
    SetLowData,
    ShowCaller,
    ShowChat,
    ShowEnded,
    ShowNotice,
    ShowPreview,
    ShowQuestion,
    ShowTargets,
    ShowTrouble,
    Target,
)
from madoguchi.host.runner.agreement import Agreement
from madoguchi.host.runner.changes import SessionChanges
from madoguchi.host.runner.data_use import SAVING_BYTES
from madoguchi.host.runner.fees import SessionFees, receipt_meter
from madoguchi.host.runner.files import SessionFiles
from madoguchi.host.runner.look import Look, before_the_picture
from madoguchi.host.runner.office import OfficeRefusal
from madoguchi.host.runner.opening import Opened, Opening
from madoguchi.host.runner.parts import Parts
from madoguchi.host.runner.records import Records
from madoguchi.host.runner.requests import SessionRequests
from madoguchi.host.runner.talk import Talk
from madoguchi.session.grants import QUESTION_SECONDS
from madoguchi.session.roles import (
    By,
    Effect,
    FeeQuestion,
    Question,
    TakeFeeQuestionDown,
    TakeQuestionDown,
    Tell,
    TellEnding,
    TellFee,
    WorkTurned,
    WriteConsent,
    WriteFee,
)
from madoguchi.wire.codec import Message
from madoguchi.wire.conversation import (
    CLIPBOARD_LIMIT,
    Answer,
    Ask,
    Chat,
    Clip,
    Drawn,
    End,
    Ping,
    Pong,
    Refresh,
    RequestToCustomer,
    SettleRequest,
    VideoLost,
    Yield,
)
from madoguchi.wire.vocabulary import Access, Channel, Ending, Verdict

log = logging.getLogger(__name__)
LAST_WORDS_SECONDS: Final = 0.4  # for the console to hear the end; then the keys go (SECURITY L-14)
RECEIPT_SECONDS: Final = 120.0  # for the office to write the rest down, while the summary stands
LEAVE_SECONDS: Final = 2.0  # for both, when the customer closes the program at once
PREVIEW_WIDTH: Final = 640  # pixels


class Session:
    """The session after the number. ``run`` is its life; the other methods are what happens in it."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._on_terms = Agreement(parts, self._tell_phase)
        self._records: Records | None = None
        self._fees: SessionFees | None = None
        self._talk: Talk | None = None
        self._look: Look | None = None
        self._caller: CallerCard | None = None  # as last proven
        self._trouble: Key | None = None
        self._closed = asyncio.Event()
        self._began: Tick | None = None
        self._ended: asyncio.Future[TellEnding] = asyncio.get_running_loop().create_future()
        self._tasks: set[asyncio.Task[None]] = set()
        self.card: asyncio.Future[CallerCard] = asyncio.get_running_loop().create_future()
        self.files = SessionFiles(parts.law, parts.outlet, parts.show, parts.clock, self._file_breach)
        self.requests = SessionRequests(parts)
        self._changes = SessionChanges(parts.look, parts.show)

    # --- what the console says ----------------------------------------------------------------------------------------

    def opened(self, card: CallerCard) -> None:
        """Keys and card are proven: for the first time, or again after a cut."""
        self._caller = card
        self._parts.law.assign(card.accesses)
        if self.card.done():
            if self._look is not None:
                self._look.renewed(card)
            else:
                self._parts.show(ShowCaller(card))
            self._tell_phase()
            self._parts.workplace.whole_picture()
            self.requests.resumed()
        else:
            self.card.set_result(card)
        self.files.resumed()

    def _tell_phase(self) -> None:
        """Let the operator's page know how far the agreement is; once the session is open, the look does."""
        if self._look is None and self._talk is not None:
            self._parts.outlet.say(before_the_picture(self._parts.law.stand(), self._talk.bytes_used))

    def _proven(self) -> CallerCard:
        assert self._caller is not None, "nothing is shown of a caller who is not proven"
        return self._caller

    async def met(self) -> None:
        """Returns once the caller is proven."""
        await asyncio.shield(self.card)

    def heard(self, channel: Channel, message: Message) -> None:  # noqa: PLR0912  # one match over the messages there are
        """One message from the console. What is not allowed now has no effect, and is no breach either: it may have been
        on its way when the customer took the access back."""
        parts = self._parts
        match message:
            case Ping(token=token):
                parts.outlet.say(Pong(token))
            case Drawn(frame=frame, took=took):
                parts.workplace.drawn(frame, took / 1000)
                parts.law.drawn()
            case VideoLost(again=again):
                parts.workplace.film_lost(again=again)
            case Refresh():
                parts.workplace.whole_picture()
            case Ask(access=access, minutes=minutes, purpose=purpose):
                parts.law.operator_asks(access, minutes, purpose)
            case Yield(access=access):
                parts.law.operator_yields(access)
            case RequestToCustomer() | SettleRequest():
                self.requests.heard(message)
            case Chat(text=text):
                parts.show(ShowChat(by_operator=True, text=text))
            case Clip(text=text):
                if parts.law.allows(Access.CLIPBOARD):
                    parts.show(SetClipboard(text))
            case End(ending=ending):
                parts.law.stop(By.OPERATOR, ending)
            case _ if channel is Channel.INPUT:
                parts.workplace.inject(message)
            case _ if channel is Channel.FILES:
                self.files.heard(message)
            case _:
                log.debug("nothing to do for %s", type(message).__name__)

    # --- the news of the law ------------------------------------------------------------------------------------------

    def news(self, effects: list[Effect]) -> None:
        """What the law decided and others must carry out (on the loop)."""
        parts = self._parts
        for effect in effects:
            match effect:
                case Question(access=access, minutes=minutes, purpose=purpose):
                    parts.show(ShowQuestion(access, minutes, purpose, int(QUESTION_SECONDS)))
                case TakeQuestionDown(access=access):
                    parts.show(HideQuestion(access))
                case WriteConsent():
                    self._spawn(self._write_consent(effect))
                case Tell():
                    self._tell(effect)
                case FeeQuestion() | TakeFeeQuestionDown() | WriteFee() | TellFee() | WorkTurned():
                    self._fee_news(effect)
                case TellEnding():
                    if not self._ended.done():
                        self._ended.set_result(effect)
                case _:
                    pass  # WipeKeys: the farewell does it, within LAST_WORDS_SECONDS
        if self._look is not None and parts.law.ended is None:
            self._look.now()

    def _tell(self, tell: Tell) -> None:
        self._parts.outlet.say(Answer(tell.access, tell.verdict))
        if self._records is not None:
            self._records.told(tell)
        if tell.access is Access.FILES and tell.verdict is not Verdict.ALLOWED:
            self.files.access_withdrawn()
        if tell.verdict is Verdict.NOT_ASSIGNED:
            self._parts.show(ShowNotice("runner.notice.not_assigned", {}))
        if tell.verdict is Verdict.NOT_RECORDED:
            self._parts.show(ShowNotice("runner.notice.not_recorded", {}))

    def _fee_news(self, effect: FeeQuestion | TakeFeeQuestionDown | WriteFee | TellFee | WorkTurned) -> None:
        fees = self._fees
        assert fees is not None, "the law hears of no fee before the plan"
        match effect:
            case FeeQuestion():
                fees.ask()
            case TakeFeeQuestionDown():
                fees.take_down()
            case WriteFee():
                self._spawn(fees.write(effect))
            case TellFee():
                fees.told(effect)
            case WorkTurned():
                fees.turned(effect)

    async def _write_consent(self, consent: WriteConsent) -> None:
        assert self._records is not None, "nothing is granted before the session is on record"
        durable = await self._records.allowed(consent)
        self._parts.law.recorded(consent, durable=durable)

    # --- what the customer does ---------------------------------------------------------------------------------------

    def done(self, value: Done) -> None:
        """Something the customer did (on the loop)."""
        parts = self._parts
        match value:
            case PreviewTarget(target=target):
                if target is not None:
                    self._spawn(self._preview(target))
            case ListTargets():
                self._spawn(self._list_targets())
            case ChangeTarget(target=target):
                parts.workplace.choose(target)
                if self._look is not None:
                    self._look.target = target
            case SetDataLimit() | SetLowData():
                self._change_data(value)
            case Say(text=text):
                parts.outlet.say(Chat(text))
                parts.show(ShowChat(by_operator=False, text=text))
            case AnswerRequest():
                self.requests.answered(value)
            case SendClipboard(text=text):
                self._give_clipboard(text)
            case Closed():
                self._closed.set()
            case _ if self.files.done(value):
                pass
            case _:
                self._on_terms.done(value)

    def _change_data(self, value: SetDataLimit | SetLowData) -> None:
        """The customer's own limit of data, or saving it. Article: 6.2"""
        look = self._look
        if look is None:
            return
        match value:
            case SetDataLimit(limit=limit):
                look.data.set_limit(limit)
            case SetLowData(on=on):
                look.data.saves = on
                self._parts.workplace.keep_budget(SAVING_BYTES if on else None)
        look.now()

    def _give_clipboard(self, text: str) -> None:
        if not self._parts.law.allows(Access.CLIPBOARD):
            self._parts.show(ShowNotice("runner.notice.clipboard_not_allowed", {}))
        elif len(text.encode("utf-8")) > CLIPBOARD_LIMIT:
            self._parts.show(ShowNotice("runner.notice.clipboard_too_long", {}))
        else:
            self._parts.outlet.say(Clip(text))

    async def _preview(self, target: Target) -> None:
        image = await asyncio.to_thread(self._parts.workplace.snapshot, target, PREVIEW_WIDTH)
        if image is not None and self._parts.law.ended is None:
            self._parts.show(ShowPreview(target, image))

    async def _list_targets(self) -> None:
        self._parts.show(ShowTargets(await asyncio.to_thread(self._parts.workplace.targets)))

    # --- the life -----------------------------------------------------------------------------------------------------

    async def run(self, talk: Talk) -> None:
        """From the proven card to the closed summary (or trouble window)."""
        self._talk = talk
        self._spawn(self.files.run())
        farewell = self._spawn(self._until_ended(talk))
        self._spawn(self._agree(talk))
        await self._closed.wait()
        if self._parts.law.ended is not None:  # closed at once: the last words and the ending still go out
            await asyncio.wait({farewell}, timeout=LEAVE_SECONDS)
        for task in list(self._tasks):
            task.cancel()
        self.files.close()

    def _file_breach(self, breach: PeerError) -> None:
        """The console said what no console of ours says: that line is over."""
        log.warning("breach in files: %s", breach)
        if self._talk is not None:
            self._spawn(self._talk.hang_up(breach.reason))

    async def _agree(self, talk: Talk) -> None:
        try:
            await self.card
            self._changes.begin()
            opened = await self._opening().run(self._proven)
            if opened is not None:
                self._begin(opened, talk)
        except (OfficeRefusal, BrokenProof, Unavailable, PeerError) as trouble:
            log.warning("the session cannot begin: %s", trouble)
            if self._parts.law.stop(By.HOST, Ending.LOST):
                self._trouble = _trouble_key(trouble)

    def _opening(self) -> Opening:
        return Opening(self._parts, self._on_terms, self._spawn, self._recording, self._changes.ready)

    def _recording(self, records: Records, fees: SessionFees) -> None:
        """From now on there is a record."""
        self._records = self.files.records = self.requests.records = records
        self._fees = fees

    def _begin(self, opened: Opened, talk: Talk) -> None:
        """The door is open: the bar, and the console's view of how things stand."""
        self._began = opened.began
        self._look = Look(self._parts, self._proven(), opened.began, talk, opened.target, opened.fees)
        self._spawn(self._look.run())

    async def _until_ended(self, talk: Talk) -> None:
        """Wait for the end, say the last words, forget the keys, and leave the summary."""
        told = await self._ended
        parts = self._parts
        seconds = int(parts.clock.tick() - self._began) if self._began is not None else 0
        await self.files.stop_all()
        parts.outlet.say(End(told.ending))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORDS_SECONDS):
                await parts.outlet.drained()
        used = talk.bytes_used
        await talk.say_goodbye()
        if self._trouble is not None:
            parts.show(ShowTrouble(self._trouble, {}))
        else:
            meter = self._fees.meter() if self._fees is not None else FeeMeter()
            parts.show(ShowEnded(told.ending, seconds, used, self.files.passed, None, meter))
        if self._records is None:
            return
        self._records.ended(told, used, seconds)
        if self._began is not None:
            await self._changes.report(self._records)
        with contextlib.suppress(TimeoutError, MadoguchiError):
            async with asyncio.timeout(RECEIPT_SECONDS):
                await self._records.drained()
                receipt = await parts.office.receipt()
                if self._trouble is None:
                    meter = receipt_meter(receipt)
                    kept = ShowEnded(told.ending, seconds, used, self.files.passed, receipt, meter)
                    parts.show(kept)
                    await self._offer_paper(kept, receipt)

    async def _offer_paper(self, kept: ShowEnded, receipt: bytes) -> None:
        """The receipt for people to read; without it the signed document can be kept all the same. Article: P.3"""
        try:
            paper = await self._parts.office.paper(receipt)
        except MadoguchiError as none:
            log.warning("no paper of the receipt: %s", none)
            self._parts.show(replace(kept, paper_missing=True))
        else:
            self._parts.show(replace(kept, paper=paper))

    def _spawn(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _trouble_key(trouble: MadoguchiError) -> Key:
    return "runner.trouble.proof" if isinstance(trouble, BrokenProof) else "runner.trouble.office"
