"""An end that does nothing but meet the other, say some lines under seal, and tell how it went."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from madoguchi.base.errors import PeerError, Reason
from madoguchi.relay.admission import PROGRAM
from madoguchi.seal.handshake import ByNumber, Handshake, Proof, Stage
from madoguchi.wire.codec import FROM_CONSOLE, FROM_HOST, FROM_RELAY, Message, Reader, Sender
from madoguchi.wire.conversation import CONTROL, Chat
from madoguchi.wire.envelope import ENVELOPE, Attach, Carry, PeerJoined, PeerLeft
from madoguchi.wire.handshake import HANDSHAKE, TurnedAway
from madoguchi.wire.vocabulary import Channel, Role


@dataclass(slots=True)
class Outcome:
    """``reason`` is why it ended badly; None when every line that was expected came."""

    role: Role
    heard: list[str] = field(default_factory=list)
    reason: Reason | None = None
    spoken: str = ""  # the four digits, when keys were made
    resume_secret: bytes = b""


class Party:
    """One end of one session. ``patience`` stands for the handshake's 15 s."""

    def __init__(
        self, role: Role, route: str, proof: Proof | str, lines: tuple[str, ...], expects: int, *, patience: float = 2.0
    ) -> None:
        self.outcome = Outcome(role)
        self._route, self._lines, self._expects, self._patience = route, lines, expects, patience
        self._proof = ByNumber(proof) if isinstance(proof, str) else proof
        self._relay = Reader(ENVELOPE, FROM_RELAY)
        self._talk = Reader(CONTROL, FROM_HOST if role is Role.CONSOLE else FROM_CONSOLE)
        self._handshake: Handshake | None = None
        self._said = False

    async def meet(self, url: str, ticket: bytes) -> Outcome:
        """Attach, prove, talk; returns when all lines came, or when something was wrong."""
        async with connect(
            url, subprotocols=[Subprotocol(PROGRAM)], compression=None, ping_interval=None, close_timeout=0.2
        ) as socket:
            await socket.send(ENVELOPE.send(Attach(ticket)))
            try:
                await self._converse(socket)
            except PeerError as error:
                self.outcome.reason = error.reason
            except TimeoutError:
                self.outcome.reason = Reason.TIMED_OUT
                if self._handshake is not None:
                    await self._say(socket, self._handshake.turn_away(Reason.TIMED_OUT))
            except ConnectionClosed:
                self.outcome.reason = Reason.GONE
        return self.outcome

    async def _converse(self, socket: ClientConnection) -> None:
        while len(self.outcome.heard) < self._expects or not self._said:
            data = await asyncio.wait_for(socket.recv(), self._patience)
            assert isinstance(data, bytes)
            for message in self._relay.receive(data):
                match message:
                    case PeerJoined():
                        await self._begin(socket)
                    case PeerLeft():
                        raise PeerError(Reason.GONE)
                    case Carry(channel=Channel.HANDSHAKE, sealed=plain):
                        await self._prove(socket, plain)
                    case Carry(channel=channel, sealed=sealed):
                        self._open(Channel(channel), sealed)

    async def _begin(self, socket: ClientConnection) -> None:
        attempt = secrets.token_bytes(16) if self.outcome.role is Role.HOST else bytes(16)
        self._handshake = Handshake(
            self.outcome.role,
            route=bytes.fromhex(self._route),
            attempt=attempt,
            build="test",
            proof=self._proof,
            entropy=secrets.token_bytes,
        )
        await self._say(socket, self._handshake.start())

    async def _prove(self, socket: ClientConnection, plain: bytes) -> None:
        if self._handshake is None:
            raise PeerError(Reason.MALFORMED, "a handshake before PeerJoined")
        for message in Reader(HANDSHAKE, (Sender.BOTH,)).receive(plain):
            try:
                await self._say(socket, self._handshake.receive(message))
            except PeerError:
                if not isinstance(message, TurnedAway) and self._handshake.refusal is not None:
                    await self._say(socket, [self._handshake.refusal])
                raise
            if self._handshake.stage is Stage.PROVEN:
                await self._say(socket, self._handshake.confirm())
            if self._handshake.stage is Stage.DONE and not self._said:
                self._said = True
                self.outcome.spoken = self._handshake.keys.spoken
                self.outcome.resume_secret = self._handshake.keys.resume_secret
                for line in self._lines:
                    sealed = self._handshake.keys.seal(Channel.CONTROL, CONTROL.send(Chat(line)))
                    await socket.send(ENVELOPE.send(Carry(Channel.CONTROL, sealed)))

    def _open(self, channel: Channel, sealed: bytes) -> None:
        if self._handshake is None or self._handshake.stage is not Stage.DONE:
            raise PeerError(Reason.BROKEN_SEAL, "sealed before there are keys")
        for message in self._talk.receive(self._handshake.keys.open(channel, sealed)):
            assert isinstance(message, Chat)
            self.outcome.heard.append(message.text)

    async def _say(self, socket: ClientConnection, messages: list[Message]) -> None:
        for message in messages:
            await socket.send(ENVELOPE.send(Carry(Channel.HANDSHAKE, HANDSHAKE.send(message))))
