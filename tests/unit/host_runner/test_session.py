"""One session at the customer's without a screen, a network or a clock: what is shown, in which order."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from madoguchi.base.canonical import canonical
from madoguchi.base.clock import ManualClock
from madoguchi.base.errors import BrokenProof, Unavailable
from madoguchi.base.words import Language
from madoguchi.host.build import Build, BuildKind
from madoguchi.host.port import (
    Agreed,
    AnswerRequest,
    Backup,
    CallerCard,
    CaseFacts,
    ChoseLanguage,
    Closed,
    Provider,
    SetDataLimit,
    SetLowData,
    ShowAgreement,
    ShowBar,
    ShowCaller,
    ShowChanges,
    ShowEnded,
    Shown,
    ShowNotice,
    Target,
    Terms,
    TermsChanged,
    TermsShown,
)
from madoguchi.host.runner.changes import changes_body
from madoguchi.host.runner.data_use import SAVING_BYTES
from madoguchi.host.runner.law import Law
from madoguchi.host.runner.office import OfficeRefusal, SessionFacts
from madoguchi.host.runner.outlet import Outlet
from madoguchi.host.runner.parts import Parts
from madoguchi.host.runner.session import Session
from madoguchi.host.runner.statements import Chain
from madoguchi.ledger.kinds import KINDS
from madoguchi.office.consent.statement import STATEMENT_LIMIT
from madoguchi.rules.computer_changes import Change, Changes, Look, Part, Service, Start
from madoguchi.rules.differences import paragraphs
from madoguchi.session.grants import Act
from madoguchi.session.requests import RequestAct
from madoguchi.session.roles import By, Effect
from madoguchi.wire.codec import Message
from madoguchi.wire.conversation import Ask, RequestStands, RequestToCustomer, Standing
from madoguchi.wire.vocabulary import Access, Channel, Ending, Grant, Pause, RequestState, Sharing

BUILD = Build(BuildKind.DEMO, "test 1", "http://127.0.0.1:1", bytes(32), Provider("当社", "We", "03"), "Ctrl+Alt+Q")
CARD = CallerCard("佐藤 花子", "当社", False, "4821")
SCREEN = Target(Sharing.MONITOR, 0, "画面", 1920, 1080)
TERMS = Terms("1", "約款", "本文", "2026-01-05T00:00:00.000Z", "0" * 64)


class Limb:
    def open(self) -> None:
        pass

    def close(self) -> None:
        pass


class EmptyWorkplace:
    """A workplace with one screen and nobody at it."""

    def __init__(self) -> None:
        self.budgets: list[int | None] = []

    def keep_budget(self, budget: int | None) -> None:
        self.budgets.append(budget)

    def targets(self) -> tuple[Target, ...]:
        return (SCREEN,)

    def hindrance(self) -> Pause:
        return Pause.NONE

    def choose(self, target: Target) -> None:
        pass

    def whole_picture(self) -> None:
        pass


IN_HOURS = {
    "agreed": "",
    "at": "2026-01-05T01:00:00.000Z",
    "closes_at": "",
    "in_hours": 0,
    "is_off": False,
    "kind": "fee_plan",
    "least": 0,
    "off_hours": 0,
    "opens_at": "",
    "quote": "",
    "session": "ab" * 16,
    "stop_at": 0,
    "stops_at": "",
    "yen": 0,
}


OLD_TERMS = replace(TERMS, text="# 規約\n\n1. 30分ごとに5,500円です。\n")


class QuickOffice:
    """An office that writes everything down at once."""

    language = Language.JA
    agreed_before = ""
    old_language: Language | None = None
    old_trouble: Exception | None = None

    async def session(self) -> SessionFacts:
        return SessionFacts("ab" * 16, CaseFacts("2026-0001", "操作", "印刷", "山田商店", "山田", False, "平日"))

    async def terms(self, version: str = "") -> Terms:
        if version:
            if self.old_trouble is not None:
                raise self.old_trouble
            return replace(OLD_TERMS, version=version, language=self.old_language or self.language)
        return replace(TERMS, language=self.language, agreed_before=self.agreed_before)

    def __init__(self) -> None:
        self.stated: list[dict[str, Any]] = []
        self._news = asyncio.Event()

    async def state(self, statement: str, _signature: str, _host_key: str) -> None:
        self.stated.append(json.loads(statement))
        self._news.set()

    async def hears(self, kind: str) -> dict[str, Any]:
        """Wait until that is the last thing stated; its body."""
        async with asyncio.timeout(5):
            while not self.stated or self.stated[-1]["kind"] != kind:
                self._news.clear()
                await self._news.wait()
        return dict(self.stated[-1]["body"])

    async def fee_plan(self) -> str:
        return json.dumps(IN_HOURS)

    async def receipt(self) -> bytes:
        return b"{}"

    async def paper(self, _receipt: bytes) -> bytes:
        raise Unavailable("no press")


class Heard(Outlet):
    """Writes down what is said, whether a line is up or not."""

    def __init__(self) -> None:
        async def nothing() -> list[Message]:
            return []

        super().__init__(lambda: True, nothing)
        self.said: list[Message] = []
        self.heard = asyncio.Event()

    def say(self, message: Message) -> None:
        self.said.append(message)
        self.heard.set()


class StillTalk:
    """A talk that says nothing by itself."""

    bytes_used = 0

    async def say_goodbye(self) -> None:
        pass


class Stage:
    """A session with everything around it, and what the customer sees."""

    def __init__(self) -> None:
        self.clock = clock = ManualClock(datetime(2026, 1, 5, tzinfo=UTC))
        self.law = Law(clock, Limb(), Limb(), self._news)
        self.shown: list[Shown] = []
        self._seen = asyncio.Event()
        self.outlet = Heard()
        self.workplace = EmptyWorkplace()
        self.talk = StillTalk()
        self.office = QuickOffice()
        self.computer = Look({"libc6:amd64": "2.36-9"}, {"cups": Service(Start.AUTOMATIC, runs=True)})
        key = Ed25519PrivateKey.from_private_bytes(bytes(32))
        self.session = Session(
            Parts(
                build=BUILD,
                clock=clock,
                law=self.law,
                workplace=self.workplace,  # type: ignore[arg-type]
                office=self.office,  # type: ignore[arg-type]
                outlet=self.outlet,
                show=self._show,
                chain=lambda session: Chain(key, bytes(16), session),
                look=lambda: self.computer,
            )
        )
        self.life = asyncio.create_task(self.session.run(self.talk))  # type: ignore[arg-type]

    def _news(self, effects: list[Effect]) -> None:
        self.session.news(effects)

    def _show(self, value: Shown) -> None:
        self.shown.append(value)
        self._seen.set()

    def meet(self, spoken: str) -> None:
        """A handshake is done: the first, or one after a cut."""
        self.law.link_up()
        self.session.opened(replace(CARD, spoken=spoken))

    def stands(self) -> Standing:
        """What the console heard last of how things stand."""
        return [said for said in self.outlet.said if isinstance(said, Standing)][-1]

    async def stands_at(self, **fields: object) -> None:
        """Wait until the console has heard that."""
        async with asyncio.timeout(5):
            while not all(getattr(self.stands(), name) == value for name, value in fields.items()):
                self.outlet.heard.clear()
                await self.outlet.heard.wait()

    async def sees(self, kind: type[Shown], times: int = 1) -> Shown:
        """The value of this kind that is shown for the ``times``-th time."""
        async with asyncio.timeout(5):
            while True:
                found = [value for value in self.shown if isinstance(value, kind)]
                if len(found) >= times:
                    return found[times - 1]
                self._seen.clear()
                await self._seen.wait()


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    made = Stage()
    yield made
    made.life.cancel()
    await asyncio.gather(made.life, return_exceptions=True)
    made.session.files.close()


AGREED = Agreed(Language.JA, "山田商店", "山田", Backup.NO, (), SCREEN)


@pytest.mark.article("5.3", "8.1")
async def test_a_cut_while_the_terms_are_read_shows_the_new_digits_at_once(stage: Stage):
    stage.meet("1111")
    assert (await stage.sees(ShowAgreement)).caller.spoken == "1111"
    stage.session.done(TermsShown())
    stage.meet("2222")
    assert stage.shown[-1] == ShowCaller(replace(CARD, spoken="2222"))


@pytest.mark.article("12.2")
async def test_after_a_change_the_customer_is_shown_what_changed_since_they_agreed(stage: Stage):
    stage.office.agreed_before = "0"
    stage.meet("1111")
    changed = (await stage.sees(ShowAgreement)).changed
    assert changed is not None
    assert changed.changes is not None
    assert changed.since == "0"
    assert "".join(change.old() for change in changed.changes) == "".join(paragraphs(OLD_TERMS.text))
    assert "".join(change.new() for change in changed.changes) == "".join(paragraphs(TERMS.text))


@pytest.mark.article("12.2")
@pytest.mark.parametrize("before", ["", TERMS.version])
async def test_for_the_first_time_or_the_same_version_nothing_is_said_of_a_change(stage: Stage, before: str):
    stage.office.agreed_before = before
    stage.meet("1111")
    assert (await stage.sees(ShowAgreement)).changed is None


@pytest.mark.article("12.2")
@pytest.mark.parametrize("trouble", [Unavailable("gone"), BrokenProof("not the provider's"), OfficeRefusal("no_terms")])
async def test_a_change_that_cannot_be_told_is_said_to_be_one_and_the_text_is_there(stage: Stage, trouble: Exception):
    stage.office.agreed_before = "0"
    stage.office.old_trouble = trouble
    stage.meet("1111")
    seen = await stage.sees(ShowAgreement)
    assert seen.changed == TermsChanged("0", None)
    assert seen.terms.text == TERMS.text


@pytest.mark.article("12.2")
async def test_texts_in_two_languages_are_not_compared(stage: Stage):
    stage.office.agreed_before = "0"
    stage.office.old_language = Language.EN
    stage.meet("1111")
    assert (await stage.sees(ShowAgreement)).changed == TermsChanged("0", None)


@pytest.mark.article("8.1")
async def test_terms_in_another_language_come_with_the_digits_that_hold_now(stage: Stage):
    stage.meet("1111")
    await stage.sees(ShowAgreement)
    stage.meet("2222")
    stage.session.done(ChoseLanguage(Language.EN))
    assert (await stage.sees(ShowAgreement, 2)).caller.spoken == "2222"


@pytest.mark.article("8.1")
async def test_the_bar_has_the_digits_of_the_last_handshake(stage: Stage):
    stage.meet("1111")
    await stage.sees(ShowAgreement)
    stage.session.done(TermsShown())
    stage.meet("2222")
    stage.session.done(AGREED)
    assert (await stage.sees(ShowBar)).caller.spoken == "2222"
    stage.meet("3333")
    assert isinstance(stage.shown[-1], ShowBar)
    assert stage.shown[-1].caller.spoken == "3333"


@pytest.mark.article("5.2")
async def test_after_the_shortest_cut_the_console_hears_how_things_stand(stage: Stage):
    stage.meet("1111")
    await stage.sees(ShowAgreement)
    stage.session.done(TermsShown())
    stage.session.done(AGREED)
    await stage.sees(ShowBar)
    before = stage.stands()
    stage.outlet.said.clear()
    stage.meet("2222")
    assert before in stage.outlet.said


@pytest.mark.article("5.2")
async def test_the_console_hears_how_long_a_question_and_a_time_box_last(stage: Stage):
    stage.meet("1111")
    await stage.sees(ShowAgreement)
    stage.session.done(TermsShown())
    stage.session.done(AGREED)
    await stage.sees(ShowBar)
    stage.session.heard(Channel.CONTROL, Ask(Access.CONTROL, 5, "設定"))
    assert stage.stands().control is Grant.ASKED
    assert stage.stands().control_left == 60
    stage.law.customer(Access.CONTROL, Act.ALLOW)
    await stage.stands_at(control=Grant.HELD)
    assert stage.stands().control_left == 300
    stage.clock.advance(100.5)
    stage.meet("2222")
    assert stage.stands().control_left == 200, "rounded up"
    assert stage.stands().files_left == 0


@pytest.mark.article("6.2")
async def test_the_customers_limit_of_data_warns_pauses_and_is_told_to_the_console(stage: Stage):
    stage.meet("1111")
    await stage.sees(ShowAgreement)
    stage.session.done(TermsShown())
    stage.session.done(AGREED)
    await stage.sees(ShowBar)
    stage.talk.bytes_used = 850
    stage.session.done(SetDataLimit(1_000))
    assert await stage.sees(ShowNotice) == ShowNotice("runner.notice.data_near", {"limit": "1.0 kB"})
    assert stage.stands().data_limit == 1_000
    assert stage.stands().pause is Pause.NONE
    stage.talk.bytes_used = 1_001
    await stage.stands_at(pause=Pause.DATA_LIMIT)
    stage.session.done(SetDataLimit(2_000))
    assert (stage.stands().pause, stage.stands().data_limit) == (Pause.NONE, 2_000)


@pytest.mark.article("6.2")
async def test_saving_data_gives_the_picture_a_budget(stage: Stage):
    stage.meet("1111")
    await stage.sees(ShowAgreement)
    stage.session.done(TermsShown())
    stage.session.done(AGREED)
    await stage.sees(ShowBar)
    stage.session.done(SetLowData(True))
    assert stage.workplace.budgets == [SAVING_BYTES]
    assert stage.stands().low_data
    stage.session.done(SetLowData(False))
    assert stage.workplace.budgets == [SAVING_BYTES, None]
    assert not stage.stands().low_data


@pytest.mark.article("5.7")
async def test_a_request_is_ticked_off_and_said_again_after_a_cut(stage: Stage):
    stage.meet("1111")
    await stage.sees(ShowAgreement)
    stage.session.done(TermsShown())
    stage.session.done(AGREED)
    await stage.sees(ShowBar)
    stage.session.heard(Channel.CONTROL, RequestToCustomer(7, "再起動してください"))
    stage.session.done(AnswerRequest(7, RequestAct.DONE))
    done = RequestStands(7, RequestState.DONE, "再起動してください", "")
    assert stage.outlet.said[-1] == done
    stage.outlet.said.clear()
    stage.meet("2222")
    assert done in stage.outlet.said


@pytest.mark.article("7.2", "7.3")
async def test_what_changed_on_the_computer_is_shown_and_stated_after_the_end(stage: Stage):
    stage.meet("1111")
    await stage.sees(ShowAgreement)
    stage.session.done(TermsShown())
    stage.session.done(AGREED)
    await stage.sees(ShowBar)
    stage.computer = Look({"libc6:amd64": "2.36-10"}, None)
    stage.law.stop(By.CUSTOMER, Ending.CUSTOMER_STOPPED)
    found = (await stage.sees(ShowChanges)).changes
    assert found == Changes((Change(Part.PACKAGE, "libc6:amd64", "2.36-9", "2.36-10"),), (Part.SERVICE,))
    body = await stage.office.hears("changes")
    assert KINDS["changes"].body.fits(body)
    assert (body["packages"], body["services"], body["unread"]) == (1, 0, ["service"])
    assert [one["kind"] for one in stage.office.stated][-2:] == ["ended", "changes"]


@pytest.mark.article("7.2")
async def test_a_session_that_never_opened_tells_nothing_of_the_computer(stage: Stage):
    stage.meet("1111")
    await stage.sees(ShowAgreement)
    stage.law.stop(By.CUSTOMER, Ending.DECLINED)
    await stage.sees(ShowEnded)
    await stage.office.hears("ended")
    stage.session.done(Closed())
    await asyncio.wait_for(stage.life, 5)
    assert "changes" not in [one["kind"] for one in stage.office.stated]


@pytest.mark.article("7.2")
def test_a_record_of_many_changes_fits_into_a_statement_and_its_hash_is_of_all():
    many = tuple(Change(Part.PACKAGE, "パ" * 200 + str(n), "1" * 200, "2" * 200) for n in range(2_000))
    body = changes_body(Changes(many, ()))
    assert KINDS["changes"].body.fits(body)
    assert len(canonical(body)) < STATEMENT_LIMIT - 1_000
    assert body["packages"] == 2_000
    other = changes_body(Changes((*many[:-1], replace(many[-1], after="3")), ()))
    assert other["sha256"] != body["sha256"]
    assert other["listed"] == body["listed"]
