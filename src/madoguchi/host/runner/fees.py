"""The fee plan at the customer's: asked of the office, proven, turned into ticks for the law, shown, answered.

The office's time at which it answered is taken for the tick at which it was asked, so a boundary is never passed late whatever
the customer's clock shows. A yes takes effect in this order: the office has it in writing, it has said until when it holds,
then the law hears of it. Article: 3.3, P.2
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import logging
import math
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from madoguchi.base.clock import Instant, Tick, from_iso, iso
from madoguchi.base.errors import BrokenProof, Unavailable
from madoguchi.host.port import FeeMeter, FeePrice, FeeQuote, HideFeeQuestion, ShowFeeQuestion
from madoguchi.host.runner.office import OfficeRefusal
from madoguchi.host.runner.parts import Parts
from madoguchi.host.runner.records import Records
from madoguchi.session.fees import ON_SCREEN, OUTSIDE, FeeTimes
from madoguchi.session.roles import TellFee, WorkTurned, WriteFee
from madoguchi.wire.conversation import Meter
from madoguchi.wire.vocabulary import Fee

log = logging.getLogger(__name__)
EVERY_SECONDS: Final = 10.0  # between two looks at the plan
RETRY_SECONDS: Final = 0.5  # while a yes waits for it


@dataclass(frozen=True, slots=True)
class FeePlan:
    """The office's word, in this program's ticks. ``asked`` is the tick that stands for ``at``."""

    at: Instant
    asked: Tick
    times: FeeTimes
    quote: FeeQuote | None
    is_off: bool
    in_hours: int
    off_hours: int
    yen: int
    stop_at: int

    def now(self, tick: Tick) -> Instant:
        """The office's time."""
        return self.at + timedelta(seconds=tick - self.asked)


def read_plan(text: str, session: str, asked: Tick) -> FeePlan:
    """The plan in ``text``, whose signature was checked. Raises Unavailable for another shape or another session's."""
    try:
        told: dict[str, Any] = json.loads(text)
        if told["kind"] != "fee_plan" or told["session"] != session:
            raise Unavailable("a fee plan of something else")
        at = from_iso(told["at"])

        def tick(name: str) -> Tick | None:
            return Tick(asked + (from_iso(told[name]) - at).total_seconds()) if told[name] else None

        quote = _quote(told["quote"], int(told["least"])) if told["quote"] else None
        times = FeeTimes(tick("closes_at"), tick("opens_at"), tick("stops_at"), quote.sha256 if quote else "")
        numbers = [int(told[name]) for name in ("in_hours", "off_hours", "yen", "stop_at")]
        return FeePlan(at, asked, times, quote, bool(told["is_off"]), *numbers)
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise Unavailable(f"the fee plan cannot be read: {wrong!r}") from wrong


def _quote(text: str, least: int) -> FeeQuote:
    told: dict[str, Any] = json.loads(text)
    rows = [(part["kind"], part["price"]) for part in told["parts"] if part["price"] is not None]
    prices = dict.fromkeys(
        FeePrice(str(kind), int(row["yen"]), int(row["unit_seconds"]), int(row["minimum_units"]), int(row["tax"]))
        for kind, row in rows
    )
    return FeeQuote(
        sha256=hashlib.sha256(text.encode("utf-8")).hexdigest(),
        start=iso(from_iso(told["start"])),
        until=iso(from_iso(told["until"])),
        prices=tuple(prices),
        estimate_seconds=int(told["estimate_seconds"]),
        estimate_yen=int(told["estimate_yen"]) + int(told["estimate_tax"]),
        least_yen=least,
    )


def receipt_meter(receipt: bytes) -> FeeMeter:
    """The sums as they stand in the receipt."""
    try:
        fees = json.loads(receipt)["fees"]
        return FeeMeter(in_hours=int(fees["in_hours"]), off_hours=int(fees["off_hours"]), yen=int(fees["yen"]))
    except (ValueError, KeyError, TypeError) as wrong:
        raise Unavailable("the receipt tells no fee") from wrong


class SessionFees:
    """Everything about the fee in one session. On the line's loop."""

    def __init__(self, parts: Parts, session: str, records: Records) -> None:
        self._parts = parts
        self._session = session
        self._records = records
        self._plan: FeePlan | None = None
        self._again = asyncio.Event()
        self._settled = asyncio.Event()  # no yes is on its way
        self._settled.set()
        self._asks = False  # the law wants the question on the screen
        self._shown: ShowFeeQuestion | None = None
        self._said: Meter | None = None

    # --- the plan -----------------------------------------------------------------------------------------------------

    async def refresh(self) -> FeePlan:
        """The plan as it is now; the law hears of its times."""
        asked = self._parts.clock.tick()
        plan = read_plan(await self._parts.office.fee_plan(), self._session, asked)
        if self._plan is not None and plan.at < self._plan.at:
            return self._plan  # it was said before the yes that the newer one knows
        self._plan = plan
        self._parts.law.fee_plan(plan.times)
        if self._asks and self._parts.law.fee in ON_SCREEN:
            self.ask()
        return plan

    async def quote_now(self) -> FeeQuote | None:
        """What has to be agreed to before anything begins; None within the hours, and where nothing costs anything."""
        plan = await self.refresh()
        closes = plan.times.closes
        return plan.quote if closes is not None and closes <= self._parts.clock.tick() else None

    async def run(self) -> None:
        """Look again and again, and at once when something turned."""
        while self._parts.law.ended is None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._again.wait(), EVERY_SECONDS)
            self._again.clear()
            try:
                await self.refresh()
            except (
                Unavailable,
                OfficeRefusal,
                BrokenProof,
            ) as none:  # the times that are known go on, and the next look comes
                log.warning("no fee plan: %s", none)

    # --- the law's news -----------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Put the question on the screen, or the newer one in its place."""
        self._asks = True
        if self._plan is None or self._plan.quote is None:
            self._again.set()
            return
        law = self._parts.law
        question = ShowFeeQuestion(self._plan.quote, 0 if law.fee is Fee.STOPPED else self._seconds_left())
        last = self._shown
        if last is None or (last.quote, last.seconds > 0) != (question.quote, question.seconds > 0):
            self._shown = question
            self._parts.show(question)

    def take_down(self) -> None:
        self._asks = False
        self._shown = None
        self._parts.show(HideFeeQuestion())

    async def write(self, yes: WriteFee) -> None:
        """Have the yes written down; it takes effect when it is known until when it holds."""
        self._settled.clear()
        try:
            durable = await self._records.put("fee:agreed", {"quote_sha256": yes.quote, "stop_at": yes.stop_at})
            while durable and self._parts.law.ended is None:
                try:
                    await self.refresh()
                    break
                except Unavailable:
                    await asyncio.sleep(RETRY_SECONDS)
            self._parts.law.fee_recorded(yes, durable=durable)
        except (OfficeRefusal, BrokenProof) as no:
            log.warning("the agreement to the fee does not hold: %s", no)
            self._parts.law.fee_recorded(yes, durable=False)
        finally:
            self._settled.set()

    async def settled(self) -> None:
        """Returns when no yes is on its way."""
        await asyncio.sleep(0)  # the law's news is handed over first
        await self._settled.wait()

    def expect(self) -> None:
        """A yes is about to be said."""
        self._settled.clear()

    def told(self, news: TellFee) -> None:
        self._records.put(f"fee:{news.fee.value}", {"quote_sha256": news.quote})
        self._again.set()

    def turned(self, news: WorkTurned) -> None:
        """Work rests or goes on: by the office's time."""
        plan = self._plan
        assert plan is not None, "nothing connects without a plan"
        at = iso(plan.now(self._parts.clock.tick()))
        self._records.put("work:resumed" if news.working else "work:rested", {"at": at, "why": news.why.word})
        self._again.set()

    # --- the meter ----------------------------------------------------------------------------------------------------

    def meter(self) -> FeeMeter:
        """Time and fee so far: the office's sums, and the seconds since."""
        law, plan = self._parts.law, self._plan
        if plan is None:
            return FeeMeter()
        fee = law.fee
        since = int(self._parts.clock.tick() - plan.asked) if law.is_working() else 0
        is_off = fee in OUTSIDE or (plan.is_off and plan.quote is None)
        return FeeMeter(
            fee=fee,
            seconds_left=self._seconds_left(),
            in_hours=plan.in_hours + (0 if is_off else since),
            off_hours=plan.off_hours + (since if is_off else 0),
            yen=plan.yen,
            stop_at=plan.stop_at,
        )

    def _seconds_left(self) -> int:
        """Rounded up: 0 would say that the hours have ended."""
        return math.ceil(self._parts.law.fee_seconds_left())

    def say(self, meter: FeeMeter) -> None:
        """Tell the operator, once a second at most while nothing but the time goes on."""
        said = Meter(
            fee=meter.fee,
            working=self._parts.law.is_working(),
            seconds_left=meter.seconds_left,
            in_hours=meter.in_hours,
            off_hours=meter.off_hours,
            yen=meter.yen,
            stop_at=meter.stop_at,
        )
        if said != self._said:
            self._said = said
            self._parts.outlet.say(said)

    def link_changed(self) -> None:
        """The page may know nothing of what was said: say it again."""
        self._said = None
