"""A relay that may do anything a relay can do: a library for tests, on real sockets.

``HostileRelay`` speaks the envelope like ours, checks no ticket, writes down all that it hears, and gives every frame to
its ``tamper``, which says what is delivered, to whom and in which order. The ready-made tampers below are the attacks of
SECURITY section 3, A1; ``MiddleMan`` runs handshakes of its own with both ends.

    async with HostileRelay() as relay:
        relay.tamper = altered(nth(Role.HOST, 2, Channel.CONTROL))
        ...                                       # point host and console at relay.url
        assert relay.leaks(b"planted") is False
"""

from __future__ import annotations

import base64
import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from madoguchi.base.errors import PeerError
from madoguchi.relay.admission import BROWSER, PROGRAM
from madoguchi.seal.handshake import ByNumber, Entropy, Handshake, Stage
from madoguchi.wire.codec import FROM_END, Message, Reader, Sender
from madoguchi.wire.envelope import ENVELOPE, Attach, Attached, Carry, Leave, PeerJoined, PeerLeft, RelayReason
from madoguchi.wire.handshake import HANDSHAKE, Share
from madoguchi.wire.vocabulary import Channel, Role

OTHER = {Role.HOST: Role.CONSOLE, Role.CONSOLE: Role.HOST}


@dataclass(frozen=True, slots=True)
class Heard:
    """One frame that an end sent. ``index`` counts the frames of that end on that channel, from 0."""

    route: str
    sender: Role
    channel: Channel
    index: int
    sealed: bytes

    @property
    def frame(self) -> Carry:
        return Carry(self.channel, self.sealed)


@dataclass(frozen=True, slots=True)
class Deliver:
    """Give ``frame`` to the end ``to`` of the route (of the route that was heard, when None)."""

    to: Role
    frame: Carry
    route: str | None = None


Tamper = Callable[[Heard], Iterable[Deliver]]
When = Callable[[Heard], bool]


class HostileRelay:
    """``many`` lets any number of connections sit in one place: each hears everything that is for its role."""

    def __init__(self, tamper: Tamper | None = None, *, many: bool = False) -> None:
        self.tamper: Tamper = tamper or honest
        self.heard: list[Heard] = []
        self._many = many
        self._places: dict[tuple[str, Role], list[ServerConnection]] = defaultdict(list)
        self._counts: dict[tuple[str, Role, Channel], int] = defaultdict(int)
        self._server: Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await serve(
            self._serve,
            "127.0.0.1",
            0,
            subprotocols=[Subprotocol(BROWSER), Subprotocol(PROGRAM)],
            compression=None,
            max_size=None,
            ping_interval=None,
            close_timeout=0.2,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"ws://127.0.0.1:{next(iter(self._server.sockets)).getsockname()[1]}/relay"

    async def say(self, route: str, to: Role, *messages: Message) -> None:
        """Send records of our own making to one end, whether they are true or not."""
        for socket in list(self._places[route, to]):
            try:
                await socket.send(ENVELOPE.send(*messages))
            except ConnectionClosed:
                continue

    async def cut(self, route: str, role: Role) -> None:
        """Tear one end's connection down."""
        for socket in list(self._places[route, role]):
            socket.transport.abort()

    def leaks(self, planted: bytes) -> bool:
        """Whether ``planted`` is anywhere in what the relay saw."""
        return any(planted in heard.sealed for heard in self.heard)

    async def _serve(self, socket: ServerConnection) -> None:
        reader = Reader(ENVELOPE, FROM_END)
        place: tuple[str, Role] | None = None
        try:
            async for data in socket:
                assert isinstance(data, bytes)
                for message in reader.receive(data):
                    if isinstance(message, Attach):
                        place = await self._attach(socket, message.ticket)
                    elif isinstance(message, Carry) and place is not None:
                        await self._pass_on(place, message)
                    elif isinstance(message, Leave):
                        return
        except (ConnectionClosed, PeerError):
            return
        finally:
            if place is not None:
                await self._leave(place, socket)

    async def _attach(self, socket: ServerConnection, ticket: bytes) -> tuple[str, Role]:
        payload = ticket.split(b".")[0]
        told = json.loads(base64.urlsafe_b64decode(payload + b"=" * (-len(payload) % 4)))
        route, role = str(told["route"]), Role[str(told["role"]).upper()]
        if not self._many:
            self._places[route, role].clear()
        self._places[route, role].append(socket)
        await socket.send(ENVELOPE.send(Attached()))
        if self._places[route, OTHER[role]]:
            await self.say(route, Role.HOST, PeerJoined())
            await self.say(route, Role.CONSOLE, PeerJoined())
        return route, role

    async def _leave(self, place: tuple[str, Role], socket: ServerConnection) -> None:
        if socket in self._places[place]:
            self._places[place].remove(socket)
            await self.say(place[0], OTHER[place[1]], PeerLeft(RelayReason.GONE))

    async def _pass_on(self, place: tuple[str, Role], frame: Carry) -> None:
        route, role = place
        channel = Channel(frame.channel)
        heard = Heard(route, role, channel, self._counts[route, role, channel], frame.sealed)
        self._counts[route, role, channel] += 1
        self.heard.append(heard)
        for delivery in self.tamper(heard):
            await self.say(delivery.route or route, delivery.to, delivery.frame)


# --- which frames ------------------------------------------------------------------------------------------------------


def nth(sender: Role, index: int, channel: Channel = Channel.HANDSHAKE) -> When:
    """The frame number ``index`` (from 0) of one end on one channel."""
    return lambda heard: (heard.sender, heard.channel, heard.index) == (sender, channel, index)


def says(sender: Role, kind: type[Message]) -> When:
    """The handshake frames of one end that hold a message of this kind."""
    return lambda heard: heard.sender is sender and any(isinstance(said, kind) for said in spoken(heard))


def spoken(heard: Heard) -> list[Message]:
    """The messages of a handshake frame; nothing for any other."""
    if heard.channel is not Channel.HANDSHAKE:
        return []
    return Reader(HANDSHAKE, (Sender.BOTH,)).receive(heard.sealed)


# --- what is done to them ----------------------------------------------------------------------------------------------


def honest(heard: Heard) -> list[Deliver]:
    """As our own relay does."""
    return [Deliver(OTHER[heard.sender], heard.frame)]


def dropped(when: When) -> Tamper:
    return lambda heard: [] if when(heard) else honest(heard)


def replayed(when: When) -> Tamper:
    """Delivered twice."""
    return lambda heard: honest(heard) * (2 if when(heard) else 1)


def reordered(when: When) -> Tamper:
    """Delivered after the next frame of the same end."""
    held: list[Deliver] = []

    def tamper(heard: Heard) -> list[Deliver]:
        if when(heard):
            held.extend(honest(heard))
            return []
        after = [late for late in held if late.to is OTHER[heard.sender]]
        held[:] = [late for late in held if late not in after]
        return honest(heard) + after

    return tamper


def altered(when: When, at: int = -1, bit: int = 0) -> Tamper:
    """One bit of the byte at ``at`` is turned."""

    def tamper(heard: Heard) -> list[Deliver]:
        if not when(heard):
            return honest(heard)
        body = bytearray(heard.sealed)
        body[at] ^= 1 << bit
        return [Deliver(OTHER[heard.sender], Carry(heard.channel, bytes(body)))]

    return tamper


def truncated(when: When, by: int = 1) -> Tamper:
    def tamper(heard: Heard) -> list[Deliver]:
        if not when(heard):
            return honest(heard)
        return [Deliver(OTHER[heard.sender], Carry(heard.channel, heard.sealed[:-by]))]

    return tamper


def relabelled(when: When, channel: Channel) -> Tamper:
    """Delivered on another channel."""
    return lambda heard: [Deliver(OTHER[heard.sender], Carry(channel, heard.sealed))] if when(heard) else honest(heard)


def reflected(when: When) -> Tamper:
    """Given back to who sent it."""
    return lambda heard: [Deliver(heard.sender, heard.frame)] if when(heard) else honest(heard)


def respoken(when: When, change: Callable[[Message], Message]) -> Tamper:
    """A handshake message is replaced by one of ours: a share of our own, another version, another mode …"""

    def tamper(heard: Heard) -> list[Deliver]:
        if not when(heard):
            return honest(heard)
        return [Deliver(OTHER[heard.sender], Carry(heard.channel, HANDSHAKE.send(*map(change, spoken(heard)))))]

    return tamper


def spliced(from_route: str, into_route: str, channel: Channel = Channel.CONTROL) -> Tamper:
    """What an end says on one route's channel is delivered on the other route as well."""

    def tamper(heard: Heard) -> list[Deliver]:
        here = honest(heard)
        if heard.route == from_route and heard.channel is channel:
            here.append(replace(here[0], route=into_route))
        return here

    return tamper


def swapped_shares() -> Tamper:
    """Each end gets its own share back as the other's."""

    def tamper(heard: Heard) -> list[Deliver]:
        if not any(isinstance(said, Share) for said in spoken(heard)):
            return honest(heard)
        return [Deliver(heard.sender, heard.frame), *honest(heard)]

    return tamper


class MiddleMan:
    """Runs a handshake with each end, with a guessed secret; ``opened`` names the ends that it got in with."""

    def __init__(self, route: str, guess: str, entropy: Entropy) -> None:
        self._ends = {
            toward: Handshake(
                OTHER[toward], route=bytes.fromhex(route), build="hostile", proof=ByNumber(guess), entropy=entropy
            )
            for toward in Role
        }
        self._greeted: set[Role] = set()
        self.opened: set[Role] = set()

    def __call__(self, heard: Heard) -> list[Deliver]:
        ours = self._ends[heard.sender]
        answers = [] if heard.sender in self._greeted else ours.start()
        self._greeted.add(heard.sender)
        for said in spoken(heard):
            try:
                answers += ours.receive(said)
            except PeerError:
                continue
            if ours.stage is Stage.PROVEN:
                answers += ours.confirm()
            if ours.proven:
                self.opened.add(heard.sender)
        return [Deliver(heard.sender, Carry(Channel.HANDSHAKE, HANDSHAKE.send(said))) for said in answers]
