"""The fee in one session: by the office's time alone, a yes only once it is on record, a question that is never lost.

And the law's side of it: what pauses, what a click that comes too late changes. Article: 3.3
"""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from madoguchi.base.canonical import Document
from madoguchi.base.clock import Instant, ManualClock, Tick, iso
from madoguchi.base.errors import BrokenProof, Unavailable
from madoguchi.host.port import FeeMeter, HideFeeQuestion, ShowFeeQuestion, Shown
from madoguchi.host.runner import fees as room
from madoguchi.host.runner.fees import SessionFees, read_plan, receipt_meter
from madoguchi.host.runner.law import Law
from madoguchi.host.runner.office import OfficeRefusal
from madoguchi.session.fees import ASK_SECONDS, RECORD_SECONDS, FeeAct, FeeTimes
from madoguchi.session.grants import Act
from madoguchi.session.lifecycle import Step
from madoguchi.session.roles import (
    By,
    Effect,
    FeeQuestion,
    TakeFeeQuestionDown,
    TellFee,
    WorkTurned,
    WriteConsent,
    WriteFee,
)
from madoguchi.wire.conversation import Meter
from madoguchi.wire.vocabulary import Access, Ending, Fee, Pause

pytestmark = pytest.mark.article("3.3")
SESSION = "ab" * 16
NOON: Instant = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)
PRICE = {"minimum_units": 1, "tax": 1_000, "unit_seconds": 900, "yen": 2_000}


def quote_text(estimate: int = 4_000) -> str:
    parts = [
        {"kind": "in_hours", "price": None},
        {"kind": "lunch", "price": PRICE},
        {"kind": "lunch", "price": PRICE},
    ]
    return json.dumps(
        {
            "estimate_seconds": 1_800,
            "estimate_tax": estimate // 10,
            "estimate_yen": estimate,
            "parts": parts,
            "start": iso(NOON),
            "until": iso(NOON + timedelta(hours=1)),
        }
    )


class Limb:
    def __init__(self) -> None:
        self.is_open = False

    def open(self) -> None:
        self.is_open = True

    def close(self) -> None:
        self.is_open = False


class Around:
    """The office's word, the law, the screen and the record about one session's fee. The customer's own clock shows nonsense."""

    def __init__(self, *, before: float = 3_600.0) -> None:
        self.clock = ManualClock(datetime(1999, 1, 1, tzinfo=UTC))
        self.hands, self.eyes = Limb(), Limb()
        self.law = Law(self.clock, self.hands, self.eyes, self._news)
        self.office_time = NOON - timedelta(seconds=before)
        self.began = self.clock.tick()
        self.plan: dict[str, Any] = {"least": 2_200, "quote": quote_text(), "stop_at": 0, "yen": 0}
        self.wrong: Exception | None = None
        self.asked = 0
        self.looked = asyncio.Event()
        self.shown: list[Shown] = []
        self.said: list[Meter] = []
        self.news: list[Effect] = []
        self.written: list[tuple[str, Document]] = []
        self.durable: asyncio.Future[bool] | None = None
        parts = SimpleNamespace(
            clock=self.clock,
            law=self.law,
            office=SimpleNamespace(fee_plan=self._fee_plan),
            outlet=SimpleNamespace(say=self.said.append),
            show=self.shown.append,
        )
        self.fees = SessionFees(parts, SESSION, SimpleNamespace(put=self._put))  # type: ignore[arg-type]

    def connect(self) -> None:
        self.law.link_up()
        self.law.drawn()
        for by, step in ((By.HOST, Step.SHOW), (By.CUSTOMER, Step.AGREE), (By.OFFICE, Step.CONNECT)):
            self.law.step(by, step)
        self.law.customer(Access.VIEW, Act.ALLOW)
        for effect in self.news:
            if isinstance(effect, WriteConsent):
                self.law.recorded(effect, durable=True)

    async def _fee_plan(self) -> str:
        self.asked += 1
        self.looked.set()
        if self.wrong is not None:
            raise self.wrong
        at = self.office_time + timedelta(seconds=self.clock.tick() - self.began)
        usual = {
            "agreed": "",
            "at": iso(at),
            "closes_at": iso(NOON),
            "in_hours": 100,
            "is_off": at >= NOON,
            "kind": "fee_plan",
            "off_hours": 0,
            "opens_at": iso(NOON + timedelta(hours=1)),
            "session": SESSION,
            "stops_at": "",
        }
        return json.dumps(usual | self.plan)

    def _put(self, kind: str, body: Document) -> asyncio.Future[bool]:
        self.written.append((kind, body))
        self.durable = asyncio.get_running_loop().create_future()
        return self.durable

    def _news(self, effects: list[Effect]) -> None:
        self.news += effects
        for effect in effects:
            match effect:
                case FeeQuestion():
                    self.fees.ask()
                case TakeFeeQuestionDown():
                    self.fees.take_down()
                case TellFee():
                    self.fees.told(effect)
                case WorkTurned():
                    self.fees.turned(effect)

    def live(self, seconds: float) -> None:
        """Time passes while everything is well otherwise."""
        self.clock.advance(seconds)
        self.law.ui_lives()
        self.law.heard()
        self.law.tick()

    def questions(self) -> list[ShowFeeQuestion]:
        return [value for value in self.shown if isinstance(value, ShowFeeQuestion)]

    def yes(self) -> WriteFee:
        return next(effect for effect in reversed(self.news) if isinstance(effect, WriteFee))


async def connected(*, before: float = 3_600.0) -> Around:
    around = Around(before=before)
    around.connect()
    await around.fees.refresh()
    return around


# --- the office's word ------------------------------------------------------------------------------------------------


async def test_the_times_are_ticks_of_this_program_whatever_its_clock_shows():
    around = Around(before=100.5)
    around.clock.advance(7)
    plan = await around.fees.refresh()
    tick = around.clock.tick()
    assert plan.times.closes == pytest.approx(around.began + 100.5)
    assert plan.times.opens == pytest.approx(around.began + 100.5 + 3_600)
    assert plan.times.stops is None
    assert plan.now(Tick(tick + 3)) == around.office_time + timedelta(seconds=10)
    assert plan.quote is not None
    assert plan.times.quote == plan.quote.sha256
    assert [(price.kind, price.yen, price.tax) for price in plan.quote.prices] == [("lunch", 2_000, 1_000)]
    assert (plan.quote.estimate_yen, plan.quote.least_yen) == (4_400, 2_200)


@pytest.mark.parametrize(
    "change",
    [
        {"session": "cd" * 16},
        {"kind": "receipt"},
        {"at": "noon"},
        {"closes_at": "noon"},
        {"closes_at": 5},
        {"quote": "{}"},
        {"quote": "no JSON"},
        {"yen": "free"},
        {"in_hours": None},
    ],
)
async def test_what_is_no_plan_of_this_session_is_not_believed(change: dict[str, Any]):
    around = Around()
    around.plan |= change
    with pytest.raises(Unavailable):
        await around.fees.refresh()
    with pytest.raises(Unavailable):
        read_plan("[]", SESSION, Tick(0))
    assert around.law.fee is Fee.NONE


@pytest.mark.parametrize("raw", [b"", b"{}", b'{"fees": {"in_hours": 1}}', b'{"fees": 5}', b"[1]"])
def test_a_receipt_without_sums_tells_none(raw: bytes):
    with pytest.raises(Unavailable):
        receipt_meter(raw)


def test_the_receipts_sums_are_the_last_word():
    raw = json.dumps({"fees": {"in_hours": 60, "off_hours": 30, "yen": 2_200}}).encode()
    assert receipt_meter(raw) == FeeMeter(in_hours=60, off_hours=30, yen=2_200)


@pytest.mark.parametrize(("before", "is_offered"), [(0.0, True), (-30.0, True), (0.5, False), (3_600.0, False)])
async def test_a_fee_is_agreed_to_before_the_start_only_outside_the_hours(before: float, is_offered: bool):
    quote = await Around(before=before).fees.quote_now()
    assert (quote is not None) is is_offered


async def test_where_nothing_costs_anything_nothing_is_asked():
    around = Around(before=-30)
    around.plan |= {"closes_at": "", "opens_at": "", "quote": "", "least": 0}
    assert await around.fees.quote_now() is None
    around.connect()
    await around.fees.refresh()
    assert around.law.fee is Fee.NONE
    around.live(10)
    meter = around.fees.meter()
    assert (meter.in_hours, meter.off_hours) == (100, 10), "outside all the same"


# --- the question -----------------------------------------------------------------------------------------------------


async def test_it_is_asked_nine_minutes_ahead_once_and_again_when_the_hours_end():
    around = await connected(before=ASK_SECONDS + 10)
    assert around.questions() == []
    around.live(10)
    assert [one.seconds for one in around.questions()] == [540]
    around.live(30)
    await around.fees.refresh()
    assert len(around.questions()) == 1, "the same question is not put up anew"
    around.live(509.5)
    await around.fees.refresh()
    assert around.fees.meter().seconds_left == 1, "0 would say that the hours have ended"
    assert around.eyes.is_open
    around.live(0.5)
    assert not around.eyes.is_open
    assert around.law.fee is Fee.STOPPED
    await around.fees.refresh()
    assert [one.seconds for one in around.questions()] == [540, 0]


async def test_a_question_put_up_in_the_last_second_is_still_one_ahead():
    around = await connected(before=0.4)
    assert around.law.fee is Fee.ASKED
    assert [one.seconds for one in around.questions()] == [1]


async def test_a_newer_quote_takes_the_place_of_the_older_one_until_it_is_answered():
    around = await connected(before=60)
    around.plan["quote"] = quote_text(8_000)
    await around.fees.refresh()
    assert [one.quote.estimate_yen for one in around.questions()] == [4_400, 8_800]
    around.law.fee_act(FeeAct.REFUSE)
    assert isinstance(around.shown[-1], HideFeeQuestion)
    around.plan["quote"] = quote_text(12_000)
    await around.fees.refresh()
    assert len(around.questions()) == 2
    assert around.written[0][0] == "fee:refused"
    assert around.written[0][1]["quote_sha256"] == around.questions()[-1].quote.sha256


async def test_a_question_that_came_before_its_quote_is_not_lost():
    around = Around(before=60)
    around.connect()
    around.fees.ask()
    assert around.questions() == []
    await around.fees.refresh()
    assert len(around.questions()) == 1


# --- the yes ----------------------------------------------------------------------------------------------------------


async def agreed(around: Around) -> asyncio.Task[None]:
    """The customer said yes; the office is being told."""
    (asked, *_) = around.questions()
    around.law.fee_agree(asked.quote.sha256, 5_000)
    writing = asyncio.create_task(around.fees.write(around.yes()))
    await asyncio.sleep(0)
    return writing


async def test_a_yes_takes_effect_when_it_is_on_record_and_known_until_when_it_holds():
    around = await connected(before=-1)
    assert around.law.fee is Fee.STOPPED
    asked = around.asked
    writing = await agreed(around)
    assert around.written[-1] == ("fee:agreed", {"quote_sha256": around.questions()[0].quote.sha256, "stop_at": 5_000})
    assert around.law.fee is Fee.RECORDING
    assert not around.eyes.is_open
    assert around.asked == asked, "first the record"
    around.plan |= {"stop_at": 5_000, "stops_at": iso(NOON + timedelta(seconds=60))}
    assert around.durable is not None
    around.durable.set_result(True)
    await writing
    assert around.law.fee is Fee.CHARGED
    assert around.eyes.is_open
    assert around.fees.meter().stop_at == 5_000
    around.live(58)
    assert around.eyes.is_open
    around.live(1)
    assert around.law.fee is Fee.STOPPED, "the amount to stop at is reached"
    assert not around.eyes.is_open
    assert {kind for kind, _ in around.written[-2:]} == {"work:rested", "fee:ran_out"}


async def charged() -> Around:
    """Work goes on outside the hours, agreed for sixty seconds from the boundary on."""
    around = await connected(before=-1)
    writing = await agreed(around)
    around.plan |= {"stop_at": 5_000, "stops_at": iso(NOON + timedelta(seconds=60))}
    assert around.durable is not None
    around.durable.set_result(True)
    await writing
    assert around.eyes.is_open
    return around


async def test_it_stops_when_the_office_says_first_that_nothing_is_agreed_any_more():
    """The office looks from the next whole second on, so its word may come before the clock's."""
    around = await charged()
    around.plan |= {"stop_at": 0, "stops_at": ""}
    await around.fees.refresh()
    assert around.law.fee is Fee.STOPPED
    assert not around.eyes.is_open


async def test_an_older_word_that_comes_late_takes_nothing_back():
    """Two looks were under way: the one from before the yes is answered last."""
    around = await charged()
    around.plan |= {"at": iso(NOON + timedelta(milliseconds=500)), "stop_at": 0, "stops_at": ""}
    await around.fees.refresh()
    assert around.law.fee is Fee.CHARGED
    assert around.fees.meter().stop_at == 5_000


async def test_a_yes_that_the_office_did_not_write_opens_nothing():
    around = await connected(before=-1)
    writing = await agreed(around)
    assert around.durable is not None
    around.durable.set_result(False)
    await writing
    assert around.law.fee is Fee.STOPPED
    assert not around.eyes.is_open


@pytest.mark.parametrize("wrong", [OfficeRefusal("session_ended"), BrokenProof("forged")])
async def test_a_yes_without_a_plan_that_is_believed_opens_nothing(wrong: Exception):
    around = await connected(before=-1)
    writing = await agreed(around)
    around.wrong = wrong
    assert around.durable is not None
    around.durable.set_result(True)
    await writing
    assert around.law.fee is Fee.STOPPED
    assert not around.eyes.is_open


async def test_while_the_office_is_away_the_yes_waits_and_then_holds(monkeypatch: pytest.MonkeyPatch):
    around = await connected(before=-1)
    monkeypatch.setattr(room, "RETRY_SECONDS", 0)
    writing = await agreed(around)
    around.wrong = Unavailable("away")
    assert around.durable is not None
    around.durable.set_result(True)
    for _ in range(10):
        await asyncio.sleep(0)
    assert around.law.fee is Fee.RECORDING
    around.wrong = None
    await writing
    assert around.law.fee is Fee.CHARGED


async def test_a_yes_that_took_too_long_does_not_hold_however_it_ends():
    around = await connected(before=-1)
    writing = await agreed(around)
    around.live(RECORD_SECONDS)
    assert around.law.fee is Fee.STOPPED
    assert around.durable is not None
    around.durable.set_result(True)
    await writing
    assert around.law.fee is Fee.STOPPED
    assert not around.eyes.is_open


async def test_settled_waits_for_the_yes_that_was_announced():
    around = await connected(before=-1)
    around.fees.expect()
    waiting = asyncio.create_task(around.fees.settled())
    writing = await agreed(around)
    assert not waiting.done()
    assert around.durable is not None
    around.durable.set_result(True)
    await writing
    async with asyncio.timeout(5):
        await waiting


# --- looking again, and the meter -------------------------------------------------------------------------------------


async def test_it_goes_on_looking_after_any_wrong_word_and_at_once_when_something_turned():
    around = await connected()
    running = asyncio.create_task(around.fees.run())
    for wrong in (Unavailable("away"), OfficeRefusal("busy"), BrokenProof("forged"), None):
        around.wrong = wrong
        around.looked.clear()
        around.law.set_paused(around.law.is_working())  # something turned
        async with asyncio.timeout(5):
            await around.looked.wait()
        await asyncio.sleep(0)
        assert not running.done()
    around.law.stop(By.CUSTOMER, Ending.CUSTOMER_STOPPED)
    around.fees._again.set()
    async with asyncio.timeout(5):
        await running


async def test_rest_and_work_are_stated_by_the_offices_time():
    around = await connected(before=3_600)
    around.live(10)
    around.law.set_paused(True)
    around.live(5)
    around.law.set_paused(False)
    at = around.office_time
    assert around.written == [
        ("work:rested", {"at": iso(at + timedelta(seconds=10)), "why": "customer_paused"}),
        ("work:resumed", {"at": iso(at + timedelta(seconds=15)), "why": "customer_paused"}),
    ]


async def test_the_meter_counts_what_is_worked_and_says_it_when_it_changes():
    around = Around()
    assert around.fees.meter() == FeeMeter()
    around = await connected()
    around.live(3.9)
    meter = around.fees.meter()
    assert (meter.in_hours, meter.off_hours, meter.yen) == (103, 0, 0)
    for _ in range(2):
        around.fees.say(around.fees.meter())
    assert len(around.said) == 1
    assert around.said[0].working
    around.fees.link_changed()
    around.fees.say(around.fees.meter())
    assert len(around.said) == 2, "a page that was loaded anew knows nothing"
    around.law.set_paused(True)
    around.live(20)
    assert around.fees.meter().in_hours == 100, "what was worked stands with the office at the next look"
    around.fees.say(around.fees.meter())
    assert not around.said[-1].working


# --- the law ----------------------------------------------------------------------------------------------------------


def law_of(*, steps: int) -> tuple[Law, ManualClock, list[Effect]]:
    clock, news = ManualClock(NOON), list[Effect]()
    law = Law(clock, Limb(), Limb(), news.extend)
    law.link_up()
    for by, step in ((By.HOST, Step.SHOW), (By.CUSTOMER, Step.AGREE), (By.OFFICE, Step.CONNECT))[:steps]:
        law.step(by, step)
    return law, clock, news


@pytest.mark.parametrize(("steps", "hears"), [(0, False), (1, False), (2, True), (3, True)])
def test_the_law_hears_of_fees_from_the_agreement_on(steps: int, hears: bool):
    law, clock, _ = law_of(steps=steps)
    law.fee_plan(FeeTimes(closes=clock.tick(), opens=Tick(clock.tick() + 60), quote="q"))
    assert (law.fee is Fee.STOPPED) is hears
    law.fee_agree("q", 0)
    assert (law.fee is Fee.RECORDING) is hears


def test_clicks_that_come_too_late_change_nothing():
    law, clock, news = law_of(steps=3)
    law.fee_agree("q", 0)
    law.fee_act(FeeAct.REFUSE)
    law.fee_act(FeeAct.WITHDRAW)
    law.fee_recorded(WriteFee("q", 0, 1), durable=True)
    assert (law.fee, news) == (Fee.NONE, [])
    law.fee_plan(FeeTimes(closes=clock.tick(), opens=Tick(clock.tick() + 60), quote="q"))
    law.fee_agree("q", 0)
    first = next(effect for effect in news if isinstance(effect, WriteFee))
    law.fee_act(FeeAct.WITHDRAW)
    law.fee_recorded(first, durable=True)
    assert law.fee is Fee.STOPPED, "a yes that was taken back does not come to life with its record"


def test_after_the_end_no_yes_and_no_plan_opens_anything():
    law, clock, news = law_of(steps=3)
    law.fee_plan(FeeTimes(closes=clock.tick(), opens=Tick(clock.tick() + 60), quote="q"))
    law.fee_agree("q", 0)
    written = next(effect for effect in news if isinstance(effect, WriteFee))
    law.stop(By.CUSTOMER, Ending.CUSTOMER_STOPPED)
    law.fee_recorded(written, durable=True)
    law.fee_plan(FeeTimes())
    law.fee_agree("q", 0)
    assert law.fee is Fee.RECORDING
    assert not law.is_working()
    assert not law.allows(Access.VIEW)


def test_while_the_fee_pauses_time_does_not_count_and_the_reason_is_told():
    law, clock, news = law_of(steps=3)
    law.drawn()
    assert law.is_working()
    law.fee_plan(FeeTimes(closes=Tick(clock.tick() + 10), opens=Tick(clock.tick() + 60), quote="q"))
    assert law.fee_seconds_left() == pytest.approx(10)
    clock.advance(10)
    law.ui_lives()
    law.heard()
    law.tick()
    assert law.fee_seconds_left() == 0
    assert not law.is_working()
    assert law.stand().pause is Pause.OFF_HOURS
    assert [effect for effect in news if isinstance(effect, WorkTurned)] == [WorkTurned(False, Pause.OFF_HOURS)]
    clock.advance(50)
    law.ui_lives()
    law.heard()
    law.tick()
    assert law.is_working()
    assert [effect for effect in news if isinstance(effect, WorkTurned)][-1] == WorkTurned(True, Pause.OFF_HOURS)
