"""The meeting by number, with a line cut wherever it hurts: our tag is shown once for each number that is typed."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from madoguchi.base.canonical import canonical
from madoguchi.base.clock import ManualClock, iso
from madoguchi.base.errors import PeerError, Reason
from madoguchi.host.build import Build, BuildKind
from madoguchi.host.port import CallerCard, Provider
from madoguchi.host.runner.law import Law
from madoguchi.host.runner.line import Line
from madoguchi.host.runner.office import Attempt, OfficeRefusal, Ticket
from madoguchi.host.runner.outlet import Outlet
from madoguchi.host.runner.talk import Hooks, Talk
from madoguchi.seal.handshake import ByNumber, ByResume, Handshake, Proof
from madoguchi.seal.signing import Domain, public_bytes, sign, to_base64url
from madoguchi.wire.codec import FROM_HOST, Message, Reader
from madoguchi.wire.conversation import CONTROL, Caller
from madoguchi.wire.envelope import Carry, PeerJoined, PeerLeft, RelayReason
from madoguchi.wire.handshake import HANDSHAKE, Confirm, Hello
from madoguchi.wire.vocabulary import Channel, Mode, Role

SECRET = "093756"
ROUTE = bytes(range(16))
NOW = datetime(2026, 1, 5, tzinfo=UTC)
PROVIDER = Ed25519PrivateKey.from_private_bytes(bytes([1]) * 32)
CONSOLE = Ed25519PrivateKey.from_private_bytes(bytes([2]) * 32)
BUILD = Build(
    BuildKind.DEMO, "test", "http://127.0.0.1:1", public_bytes(PROVIDER), Provider("当社", "We", "03"), "Ctrl+Q"
)

pytestmark = pytest.mark.article("8.1")


class Limb:
    def open(self) -> None:
        pass

    def close(self) -> None:
        pass


class Wire:
    """One connection of the host's, played by hand: what the relay says goes in, what the host says comes out."""

    sent = heard = 0

    def __init__(self) -> None:
        self._to_host: asyncio.Queue[Message | None] = asyncio.Queue()
        self._said: asyncio.Queue[Message] = asyncio.Queue()
        self._reader = Reader(HANDSHAKE, FROM_HOST)

    async def records(self) -> AsyncIterator[Message]:
        while (record := await self._to_host.get()) is not None:
            yield record

    async def carry(self, channel: Channel, plain: bytes) -> None:
        assert channel is Channel.HANDSHAKE
        for message in self._reader.receive(plain):
            self._said.put_nowait(message)

    async def leave(self, _reason: Reason) -> None:
        self.cut()

    async def close(self) -> None:
        pass

    def joined(self) -> None:
        self._reader = Reader(HANDSHAKE, FROM_HOST)
        self._to_host.put_nowait(PeerJoined())

    def left(self) -> None:
        self._to_host.put_nowait(PeerLeft(RelayReason.GONE))

    def cut(self) -> None:
        self._to_host.put_nowait(None)

    def say(self, *messages: Message) -> None:
        if messages:
            self._to_host.put_nowait(Carry(Channel.HANDSHAKE, HANDSHAKE.send(*messages)))

    def sealed(self, sealed: bytes) -> None:
        self._to_host.put_nowait(Carry(Channel.CONTROL, sealed))

    async def hears(self) -> Message:
        async with asyncio.timeout(5):
            return await self._said.get()


class Office:
    """Gives tickets, or says that the number is over."""

    over = False
    ended = False

    def __init__(self) -> None:
        self.asked = 0

    async def ticket(self) -> Ticket:
        self.asked += 1
        if self.ended:
            raise OfficeRefusal("session_ended")
        if self.over:
            raise OfficeRefusal("number_not_valid")
        return Ticket("ws://relay", b"again")


class Stage:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.wires: asyncio.Queue[Wire] = asyncio.Queue()
        self.cards: list[CallerCard] = []
        self.opened = asyncio.Event()
        self.office = Office()

        async def attach(_url: str, _ticket: bytes) -> Wire:
            wire = Wire()
            self.wires.put_nowait(wire)
            return wire

        async def nothing() -> list[Message]:
            return []

        monkeypatch.setattr(Line, "attach", attach)
        clock = ManualClock(NOW)
        law = Law(clock, Limb(), Limb(), lambda _effects: None)
        attempt = Attempt(bytes(16), "token", ROUTE, "ws://relay", b"first")
        hooks = Hooks(self._open, lambda _channel, _message: None, lambda: None)
        outlet = Outlet(lambda: True, nothing)
        talk = Talk(BUILD, clock, self.office, attempt, SECRET, secrets.token_bytes, law, outlet, hooks)  # type: ignore[arg-type]
        self.running = asyncio.create_task(talk.run())

    def _open(self, card: CallerCard) -> None:
        self.cards.append(card)
        self.opened.set()

    async def wire(self) -> Wire:
        """The next connection that the host makes."""
        async with asyncio.timeout(5):
            return await self.wires.get()

    async def over(self) -> Reason:
        with pytest.raises(PeerError) as caught:
            async with asyncio.timeout(5):
                await self.running
        return caught.value.reason


@pytest.fixture
async def stage(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    made = Stage(monkeypatch)
    yield made
    made.running.cancel()
    await asyncio.gather(made.running, return_exceptions=True)


def console(proof: Proof) -> Handshake:
    return Handshake(Role.CONSOLE, route=ROUTE, build="console", proof=proof, entropy=secrets.token_bytes)


async def until_their_tag(wire: Wire, end: Handshake) -> None:
    """The whole handshake but our own tag."""
    wire.joined()
    wire.say(*end.start())
    for _ in range(2):
        wire.say(*end.receive(await wire.hears()))
    end.receive(await wire.hears())


def introduce(wire: Wire, end: Handshake) -> None:
    card = canonical(
        {
            "console_key": to_base64url(public_bytes(CONSOLE)),
            "expires_at": iso(NOW + timedelta(minutes=10)),
            "kind": "caller",
            "operator": "佐藤",
            "organisation": "当社",
            "route": ROUTE.hex(),
            "subcontractor": False,
        }
    )
    keys = end.keys
    said = Caller(card, sign(PROVIDER, Domain.CARD, card), sign(CONSOLE, Domain.PROOF, keys.transcript))
    wire.sealed(keys.seal(Channel.CONTROL, CONTROL.send(said)))


@pytest.mark.parametrize("lose", [Wire.cut, Wire.left], ids=["our line", "their line"])
async def test_the_last_confirmation_is_lost_and_the_meeting_goes_on(stage: Stage, lose: Callable[[Wire], None]):
    wire = await stage.wire()
    first = console(ByNumber(SECRET))
    await until_their_tag(wire, first)
    first.confirm()  # the office knows, the number is used up, and this very message does not arrive
    lose(wire)
    again = wire if lose is Wire.left else await stage.wire()
    second = console(ByResume(first.keys.resume_secret))
    await until_their_tag(again, second)
    again.say(*second.confirm())
    introduce(again, second)
    async with asyncio.timeout(5):
        await stage.opened.wait()
    assert [card.spoken for card in stage.cards] == [second.keys.spoken]


async def test_who_sits_between_sees_one_tag_for_one_typed_number(stage: Stage):
    """It lets the handshake begin again and again: only the first is by the number, so only one guess can be checked."""
    wire = await stage.wire()
    await until_their_tag(wire, console(ByNumber(SECRET)))
    for _ in range(3):
        wire.left()
        wire.joined()
        hello = await wire.hears()
        assert isinstance(hello, Hello)
        assert hello.mode is Mode.RESUME
    wire.say(*console(ByNumber(SECRET)).start())
    assert await stage.over() is Reason.MALFORMED, "nobody falls back to the number"


async def test_before_our_tag_left_nothing_was_shown_and_nothing_goes_on(stage: Stage):
    wire = await stage.wire()
    wire.joined()
    await wire.hears()
    wire.cut()
    assert await stage.over() is Reason.GONE


async def test_a_wrong_number_is_over_at_once(stage: Stage):
    wire = await stage.wire()
    end = console(ByNumber("000000"))
    with pytest.raises(PeerError):
        await until_their_tag(wire, end)
    assert end.refusal is not None
    wire.say(end.refusal)
    assert await stage.over() is Reason.WRONG_SECRET


async def test_a_tag_that_proves_nothing_is_over_at_once(stage: Stage):
    wire = await stage.wire()
    await until_their_tag(wire, console(ByNumber(SECRET)))
    wire.say(Confirm(bytes(64)))
    assert await stage.over() is Reason.WRONG_SECRET


async def test_a_number_that_is_over_meanwhile_is_not_waited_for(stage: Stage):
    wire = await stage.wire()
    await until_their_tag(wire, console(ByNumber(SECRET)))
    stage.office.over = True
    wire.cut()
    assert await stage.over() is Reason.GONE


async def test_for_a_session_that_is_over_no_more_tickets_are_asked_for(stage: Stage):
    wire = await stage.wire()
    end = console(ByNumber(SECRET))
    await until_their_tag(wire, end)
    wire.say(*end.confirm())
    introduce(wire, end)
    async with asyncio.timeout(5):
        await stage.opened.wait()
    stage.office.ended = True
    wire.cut()
    async with asyncio.timeout(5):
        await stage.running
    assert stage.office.asked == 1
