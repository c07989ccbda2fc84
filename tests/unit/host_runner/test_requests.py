"""お願い at the customer's: shown once, answered at once, on record, the same at both ends after a cut."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from madoguchi.base.canonical import Document
from madoguchi.base.clock import ManualClock
from madoguchi.base.errors import PeerError
from madoguchi.host.port import AnswerRequest, Shown, ShowRequests
from madoguchi.host.runner.law import Law
from madoguchi.host.runner.requests import SessionRequests
from madoguchi.ledger.kinds import KINDS
from madoguchi.session.lifecycle import Step
from madoguchi.session.requests import MOST_OPEN, RequestAct, Requested
from madoguchi.session.roles import By
from madoguchi.wire.codec import Message
from madoguchi.wire.conversation import (
    REQUEST_LIMIT,
    REQUEST_WORD_LIMIT,
    RequestStands,
    RequestToCustomer,
    SettleRequest,
)
from madoguchi.wire.vocabulary import RequestState

ASKED, DONE, CANNOT = RequestState.ASKED, RequestState.DONE, RequestState.CANNOT


class Limb:
    def open(self) -> None:
        pass

    def close(self) -> None:
        pass


class Around:
    """What the requests touch: the screen, the operator, the record."""

    def __init__(self, *, connected: bool = True) -> None:
        self.shown: list[Shown] = []
        self.said: list[Message] = []
        self.written: list[tuple[str, Document]] = []
        law = Law(ManualClock(datetime(2026, 1, 5, tzinfo=UTC)), Limb(), Limb(), lambda _effects: None)
        if connected:
            for by, step in ((By.HOST, Step.SHOW), (By.CUSTOMER, Step.AGREE), (By.OFFICE, Step.CONNECT)):
                law.step(by, step)
        outlet = SimpleNamespace(say=self.said.append)
        self.requests = SessionRequests(SimpleNamespace(law=law, outlet=outlet, show=self.shown.append))  # type: ignore[arg-type]
        self.requests.records = SimpleNamespace(put=self._put)  # type: ignore[assignment]

    def _put(self, kind: str, body: Document) -> asyncio.Future[bool] | None:
        assert KINDS[kind].body.fits(body), (kind, body)
        self.written.append((kind, body))
        return None

    def ask(self, request: int = 7, text: str = "再起動してください") -> None:
        self.requests.heard(RequestToCustomer(request, text))

    def answer(self, act: RequestAct, request: int = 7, word: str = "") -> None:
        self.requests.answered(AnswerRequest(request, act, word))

    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.written]


@pytest.mark.article("5.7")
def test_asked_shown_ticked_off_told_and_written_down():
    around = Around()
    around.ask()
    assert around.shown == [ShowRequests((Requested(7, "再起動してください", ASKED),))]
    around.answer(RequestAct.DONE)
    assert around.shown[-1] == ShowRequests((Requested(7, "再起動してください", DONE),))
    assert around.said == [
        RequestStands(7, ASKED, "再起動してください", ""),
        RequestStands(7, DONE, "再起動してください", ""),
    ]
    body = {"request": 7, "text": "再起動してください"}
    assert around.written == [("request:asked", body), ("request:done", body)]


@pytest.mark.article("5.7")
def test_it_cannot_be_done_and_why_goes_to_the_operator_and_onto_the_record():
    around = Around()
    around.ask()
    around.answer(RequestAct.CANNOT, word="  鍵が\x00ありません ")
    assert around.said[-1] == RequestStands(7, CANNOT, "再起動してください", "鍵がありません")
    assert around.written[-1][1]["word"] == "鍵がありません"
    around.answer(RequestAct.REOPEN)
    assert around.said[-1] == RequestStands(7, ASKED, "再起動してください", "")
    assert around.kinds() == ["request:asked", "request:cannot", "request:reopened"]


@pytest.mark.article("5.7")
def test_asked_again_after_a_cut_it_is_no_second_one_and_everything_is_said_again():
    around = Around()
    around.ask(7)
    around.ask(8, "画面を閉じてください")
    around.answer(RequestAct.DONE)
    before = list(around.shown)
    around.said.clear()
    around.ask(7)
    around.requests.resumed()
    seven, eight = RequestStands(7, DONE, "再起動してください", ""), RequestStands(8, ASKED, "画面を閉じてください", "")
    assert around.said == [seven, seven, eight]
    assert around.shown == before
    assert around.kinds() == ["request:asked", "request:asked", "request:done"]


@pytest.mark.article("5.7")
@pytest.mark.parametrize(
    ("state", "kind"),
    [(RequestState.TICKED_OFF, "request:ticked_off"), (RequestState.TAKEN_BACK, "request:taken_back")],
)
def test_the_operator_ticks_off_or_takes_back_and_a_late_click_changes_nothing(state: RequestState, kind: str):
    around = Around()
    around.ask()
    around.requests.heard(SettleRequest(7, state))
    assert around.kinds() == ["request:asked", kind]
    before = list(around.shown)
    around.answer(RequestAct.DONE)
    assert around.shown == before
    assert around.kinds() == ["request:asked", kind]
    assert around.said[-1] == RequestStands(7, state, "再起動してください", "")


@pytest.mark.article("5.7")
def test_the_customers_tick_was_first():
    around = Around()
    around.ask()
    around.answer(RequestAct.DONE)
    around.requests.heard(SettleRequest(7, RequestState.TAKEN_BACK))
    assert around.said[-1] == RequestStands(7, DONE, "再起動してください", "")
    assert around.kinds() == ["request:asked", "request:done"]


@pytest.mark.article("5.7")
@pytest.mark.parametrize("state", [ASKED, DONE, CANNOT, RequestState.NOT_TAKEN])
def test_no_console_says_what_the_customer_did(state: RequestState):
    around = Around()
    around.ask()
    with pytest.raises(PeerError):
        around.requests.heard(SettleRequest(7, state))
    assert around.kinds() == ["request:asked"]


@pytest.mark.article("5.7")
def test_what_is_not_taken_is_never_shown_and_never_written():
    early = Around(connected=False)
    early.ask()
    around = Around()
    around.ask(1, " \x01\n ")
    around.requests.heard(SettleRequest(2, RequestState.TICKED_OFF))
    for number in range(10, 10 + MOST_OPEN):
        around.ask(number)
    around.ask(99)
    refused = [one for one in early.said + around.said if isinstance(one, RequestStands)]
    refused = [one for one in refused if one.state is RequestState.NOT_TAKEN]
    assert [one.request for one in refused] == [7, 1, 2, 99]
    assert early.shown == early.written == []
    assert around.kinds() == ["request:asked"] * MOST_OPEN
    assert isinstance(around.shown[-1], ShowRequests)
    assert [one.request for one in around.shown[-1].requests] == list(range(10, 10 + MOST_OPEN))


@pytest.mark.article("5.7")
@pytest.mark.parametrize("letter", ["窓", "\u0344", "\U0001d160", "a", "<"])
def test_the_longest_text_and_word_fit_wire_and_record(letter: str):
    around = Around()
    size = len(letter.encode())
    around.ask(text=letter * (REQUEST_LIMIT // size))
    around.answer(RequestAct.CANNOT, word=letter * (REQUEST_WORD_LIMIT // size + 5))
    said = around.said[-1]
    assert isinstance(said, RequestStands)
    assert REQUEST_WORD_LIMIT - size < len(said.word.encode()) <= REQUEST_WORD_LIMIT
