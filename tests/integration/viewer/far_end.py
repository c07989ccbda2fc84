"""The customer's end for these tests: the real line, handshake and seals, and a test that says each message."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from typing import TypeVar

from madoguchi.host.runner.line import Line
from madoguchi.seal.handshake import ByNumber, ByResume, Handshake, Stage
from madoguchi.wire.codec import FROM_CONSOLE, Message, Reader
from madoguchi.wire.conversation import LANGUAGE_OF, Ping, Pong
from madoguchi.wire.envelope import Carry, PeerJoined
from madoguchi.wire.handshake import HANDSHAKE
from madoguchi.wire.vocabulary import Channel, Role

PATIENCE = 20.0  # seconds for something that must come
SomeMessage = TypeVar("SomeMessage", bound=Message)


class FarEnd:
    def __init__(self, url: str, route: bytes, ticket: Callable[[Role], bytes]) -> None:
        self._url, self._route, self._ticket = url, route, ticket
        self._old = b""
        self._heard: asyncio.Queue[Message] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._opened = asyncio.Event()

    async def attach(self) -> None:
        self._line = await Line.attach(self._url, self._ticket(Role.HOST))
        self._task = asyncio.create_task(self._run())

    async def cut(self) -> None:
        """The connection is gone, without a word."""
        if self._task is not None:
            self._task.cancel()
        self._opened.clear()
        self._line._connection.transport.abort()

    async def opened(self) -> None:
        """A handshake is done."""
        await asyncio.wait_for(self._opened.wait(), PATIENCE)
        self._opened.clear()

    async def say(self, channel: Channel, *messages: Message) -> None:
        record = LANGUAGE_OF[channel].send(*messages)
        await self._line.carry(channel, self._keys.seal(channel, record))

    async def heard(self, kind: type[SomeMessage]) -> SomeMessage:
        """The next message of this kind; others before it are passed over."""
        while True:
            message = await asyncio.wait_for(self._heard.get(), PATIENCE)
            if isinstance(message, kind):
                return message

    async def _run(self) -> None:
        async for record in self._line.records():
            match record:
                case PeerJoined():
                    await self._begin()
                case Carry(channel=Channel.HANDSHAKE, sealed=data):
                    await self._shake(data)
                case Carry(channel=channel, sealed=data):
                    for message in self._readers[channel].receive(self._keys.open(channel, data)):
                        if isinstance(message, Ping):
                            await self.say(Channel.CONTROL, Pong(message.token))
                        else:
                            self._heard.put_nowait(message)
                case _:
                    pass

    async def _begin(self) -> None:
        proof = ByResume(self._old) if self._old else ByNumber("093756")
        self._handshake = Handshake(
            Role.HOST, route=self._route, attempt=bytes(16), build="test", proof=proof, entropy=secrets.token_bytes
        )
        self._plain = Reader(HANDSHAKE, FROM_CONSOLE)
        self._readers = {channel: Reader(language, FROM_CONSOLE) for channel, language in LANGUAGE_OF.items()}
        await self._line.carry(Channel.HANDSHAKE, HANDSHAKE.send(*self._handshake.start()))

    async def _shake(self, data: bytes) -> None:
        for message in self._plain.receive(data):
            for answer in self._handshake.receive(message):
                await self._line.carry(Channel.HANDSHAKE, HANDSHAKE.send(answer))
        if self._handshake.stage is Stage.DONE:
            self._keys = self._handshake.keys
            self._old = self._keys.resume_secret
            self._opened.set()
