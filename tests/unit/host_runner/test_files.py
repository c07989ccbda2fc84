"""The session's files on the loop: a word from before a cut never leaves after it, and everything that holds is said again once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from madoguchi.base.clock import ManualClock
from madoguchi.base.errors import PeerError
from madoguchi.host.port import AcceptFile, ShowFileQuestion, Shown
from madoguchi.host.runner.files import SessionFiles
from madoguchi.wire.codec import Message
from madoguchi.wire.conversation import Accept, Offer
from madoguchi.wire.vocabulary import Access


class Around:
    """Law, outlet and records in one, for the files alone."""

    def __init__(self) -> None:
        self.said: list[Message] = []
        self.questions: list[int] = []
        self.written: list[asyncio.Future[bool]] = []
        self.changed = asyncio.Event()

    def allows(self, _access: Access) -> bool:
        return True

    def file_question(self, *, opened: bool) -> None:
        pass

    def file(self, messages: list[Message]) -> None:
        self.said += messages
        self.changed.set()

    def show(self, value: Shown) -> None:
        if isinstance(value, ShowFileQuestion):
            self.questions.append(value.transfer)
        self.changed.set()

    def put(self, _kind: str, _body: dict[str, str | int]) -> asyncio.Future[bool]:
        self.written.append(asyncio.get_running_loop().create_future())
        self.changed.set()
        return self.written[-1]

    def breach(self, breach: PeerError) -> None:
        raise breach

    async def until(self, done: object) -> None:
        async with asyncio.timeout(5):
            while not done():  # type: ignore[operator]
                self.changed.clear()
                await self.changed.wait()


@pytest.fixture
def around() -> Around:
    return Around()


@pytest.fixture
async def files(around: Around, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SessionFiles]:
    monkeypatch.setenv("HOME", str(tmp_path))
    made = SessionFiles(around, around, around.show, ManualClock(datetime(2026, 1, 5, tzinfo=UTC)), around.breach)  # type: ignore[arg-type]
    made.records = around  # type: ignore[assignment]
    working = asyncio.create_task(made.run())
    made.went_down()
    made.resumed()
    yield made
    working.cancel()
    made.close()


OFFER = Offer(1, "手順.pdf", 10, "ご確認")


@pytest.mark.article("5.6")
async def test_a_yes_written_down_during_the_cut_is_said_once_after_it(around: Around, files: SessionFiles):
    files.heard(OFFER)
    await around.until(lambda: around.questions)
    files.done(AcceptFile(1))
    await around.until(lambda: around.written)
    files.went_down()
    around.written[0].set_result(True)  # the job of before the cut waits before the words of after it
    files.resumed()
    await around.until(lambda: around.said)
    files.heard(OFFER)  # as the console says it again
    files.heard(Offer(3, "次.pdf", 1, ""))
    await around.until(lambda: around.questions == [1, 3])
    assert around.said == [Accept(1, 0)]


@pytest.mark.article("5.6")
async def test_two_cuts_in_a_row_say_it_for_the_last_of_them_alone(around: Around, files: SessionFiles):
    files.heard(OFFER)
    await around.until(lambda: around.questions)
    files.done(AcceptFile(1))
    await around.until(lambda: around.written)
    around.written[0].set_result(True)
    await around.until(lambda: around.said)
    for _ in range(2):
        files.went_down()
        files.resumed()
    files.heard(Offer(3, "次.pdf", 1, ""))
    await around.until(lambda: around.questions == [1, 3])
    assert around.said == [Accept(1, 0), Accept(1, 0)]
