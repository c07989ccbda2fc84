"""The program before there is a session: one that the provider calls too old goes no further, and says what to do."""

from __future__ import annotations

import asyncio
import secrets
from datetime import UTC, datetime

import pytest

from madoguchi.base.clock import ManualClock
from madoguchi.base.words import Language
from madoguchi.host.build import Build, BuildKind
from madoguchi.host.port import Closed, Provider, ShowBusy, Shown, ShowNumberEntry, ShowTrouble, TypedNumber
from madoguchi.host.runner import program as module
from madoguchi.host.runner.office import Attempt, Greeting, OfficeRefusal
from madoguchi.host.runner.program import Program
from madoguchi.wire.number import Number

OURS = Provider("当社", "We", "03-1234-5678")
BUILD = Build(
    BuildKind.RELEASE, "madoguchi-host 0.1.9 linux-x86_64", "https://support.example.jp", bytes(32), OURS, "Ctrl+Q"
)
PAGE = "https://support.example.jp/"
TOO_OLD = ShowTrouble("runner.trouble.too_old", {"page": PAGE}, PAGE, OURS)

pytestmark = pytest.mark.article("8.1")


class FakeOffice:
    """Greets, and turns every attempt away."""

    minimum_build = ""
    refusal = "number_not_valid"
    language = Language.JA

    def __init__(self, _build: Build, _language: Language) -> None:
        pass

    async def greeting(self) -> Greeting:
        return Greeting("平日", self.minimum_build)

    async def attempt(self, _routing: str, _platform: str) -> Attempt:
        raise OfficeRefusal(self.refusal)

    async def close(self) -> None:
        pass


class Stage:
    def __init__(self) -> None:
        self.shown: asyncio.Queue[Shown] = asyncio.Queue()
        clock = ManualClock(datetime(2026, 1, 5, tzinfo=UTC))
        self.program = Program(
            BUILD, clock, secrets.token_bytes, self._no_workplace, self.shown.put_nowait, Language.JA
        )
        self.running = asyncio.create_task(self.program.run())

    def _no_workplace(self, _hooks: object) -> object:
        raise AssertionError("nothing is captured or injected by a program that may not run")

    async def sees(self) -> Shown:
        async with asyncio.timeout(5):
            return await self.shown.get()

    async def ends(self) -> None:
        async with asyncio.timeout(5):
            await self.running


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> type[FakeOffice]:
    made = type("ThisOffice", (FakeOffice,), {})
    monkeypatch.setattr(module, "Office", made)
    return made


async def test_too_old_from_the_start(office: type[FakeOffice]):
    office.minimum_build = "0.2.0"
    stage = Stage()
    assert await stage.sees() == TOO_OLD, "no number is asked for"
    stage.program.act(Closed())
    await stage.ends()


async def test_too_old_since_the_window_was_opened(office: type[FakeOffice]):
    stage = Stage()
    assert isinstance(await stage.sees(), ShowNumberEntry)
    office.refusal = "build_too_old"
    stage.program.act(TypedNumber(Number("482", "093756").digits))
    assert isinstance(await stage.sees(), ShowBusy)
    assert await stage.sees() == TOO_OLD
    stage.program.act(Closed())
    await stage.ends()


async def test_new_enough(office: type[FakeOffice]):
    office.minimum_build = "0.1.9"
    stage = Stage()
    assert isinstance(await stage.sees(), ShowNumberEntry)
    stage.program.act(Closed())
    await stage.ends()
