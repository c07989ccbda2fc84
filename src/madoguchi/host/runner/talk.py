"""The talk with the console over whichever line is up: attach, prove, open, listen, and come back after a cut.

The first handshake proves the number's secret; every later one the secret that the first one left, so a cut, a reloaded
page or another relay node needs no new number and no new consent. Our tag shows a relay in the middle whether its one guess
was right, so it leaves once for each number that is typed: whatever is lost after it, we come back by what that handshake left. Nothing is believed before the keys are confirmed, and
of the console nothing before its card is proven. Article: P.1, 5.3, 8.1
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from madoguchi.base.clock import Clock
from madoguchi.base.errors import PeerError, Reason, Unavailable
from madoguchi.host.build import Build
from madoguchi.host.port import CallerCard
from madoguchi.host.runner.caller import prove_caller
from madoguchi.host.runner.law import Law
from madoguchi.host.runner.line import Line
from madoguchi.host.runner.office import Attempt, Office, OfficeRefusal, Ticket
from madoguchi.host.runner.outlet import Outlet
from madoguchi.seal.handshake import ByNumber, ByResume, Handshake, Proof, Stage
from madoguchi.seal.keys import Keys
from madoguchi.session.roles import By
from madoguchi.wire.codec import FROM_CONSOLE, Message, Reader
from madoguchi.wire.conversation import LANGUAGE_OF, Caller
from madoguchi.wire.envelope import Carry, PeerJoined, PeerLeft
from madoguchi.wire.handshake import HANDSHAKE
from madoguchi.wire.vocabulary import Channel, Ending, Role

log = logging.getLogger(__name__)
HANDSHAKE_SECONDS: Final = 15.0
BACK_OFF_SECONDS: Final = (0.2, 0.5, 1.0, 2.0, 4.0)


@dataclass(frozen=True, slots=True)
class Hooks:
    """What the talk tells its session."""

    opened: Callable[[CallerCard], None]  # keys and card are proven; once for every handshake
    heard: Callable[[Channel, Message], None]
    closed: Callable[[], None]  # the line is down


class Talk:
    """One session's talk."""

    def __init__(
        self,
        build: Build,
        clock: Clock,
        office: Office,
        attempt: Attempt,
        secret: str,
        entropy: Callable[[int], bytes],
        law: Law,
        outlet: Outlet,
        hooks: Hooks,
    ) -> None:
        self._build = build
        self._clock = clock
        self._office = office
        self._attempt = attempt
        self._proof: Proof = ByNumber(secret)
        self._turned_away = False  # they said no, or proved nothing: not a cut
        self._met = False  # a handshake has succeeded: from now on a failure is a cut, not a refusal
        self._keys: Keys | None = None
        self._entropy = entropy
        self._law = law
        self._outlet = outlet
        self._hooks = hooks
        self._line: Line | None = None
        self._ended_bytes = 0

    @property
    def bytes_used(self) -> int:
        """Envelope bytes both ways since the session began. Article: 6.2"""
        line = self._line
        return self._ended_bytes + (line.sent + line.heard if line is not None else 0)

    async def run(self) -> None:
        """Attach, listen, and come back, until the law has an ending.

        Raises PeerError (with WRONG_SECRET, say) or Unavailable while no handshake has succeeded yet."""
        place = Ticket(self._attempt.relay_url, self._attempt.ticket)
        while self._law.ended is None:
            try:
                self._line = await Line.attach(place.relay_url, place.ticket)
                await self._listen(self._line)
            except (PeerError, Unavailable, TimeoutError) as cut:
                if not self._may_come_back:
                    raise
                log.info("line cut: %r", cut)
            finally:
                await self._drop_line()
            if not self._may_come_back:
                raise PeerError(Reason.GONE, "the line ended before the handshake was done")
            again = await self._new_ticket()
            if again is None:
                return
            place = again

    @property
    def _may_come_back(self) -> bool:
        """Once a handshake has succeeded; and before, when the other end may have our tag and all but its answer came through."""
        return self._met or (isinstance(self._proof, ByResume) and not self._turned_away)

    async def say_goodbye(self) -> None:
        """Leave the relay for good and forget the keys."""
        self._outlet.unbind()
        self.wipe()
        if self._line is not None:
            await self._line.leave(Reason.GONE)

    def wipe(self) -> None:
        """Forget every secret."""
        if self._keys is not None:
            self._keys.wipe()

    async def hang_up(self, reason: Reason) -> None:
        """Give the present line up, saying why; the next one begins with a new handshake."""
        if self._line is not None:
            await self._line.leave(reason)

    async def _new_ticket(self) -> Ticket | None:
        """A ticket for the next attachment: asked for again and again; None when the session has ended."""
        for wait in itertools.chain(BACK_OFF_SECONDS, itertools.repeat(BACK_OFF_SECONDS[-1])):
            await asyncio.sleep(wait)
            if self._law.ended is not None:
                return None
            try:
                return await self._office.ticket()
            except Unavailable as away:
                log.info("no ticket yet: %s", away)
            except OfficeRefusal as refused:
                log.info("no ticket: %s", refused)
                if not self._met:
                    raise PeerError(Reason.GONE, "the number leads nowhere any more") from refused
                if refused.code == "session_ended":
                    self._law.stop(By.OFFICE, _ending_told(refused))
                    return None
        raise AssertionError("unreachable")

    def _went_down(self) -> None:
        self._law.link_down()
        self._outlet.unbind()
        self._hooks.closed()

    async def _drop_line(self) -> None:
        self._went_down()
        if self._line is not None:
            self._ended_bytes += self._line.sent + self._line.heard
            line, self._line = self._line, None
            await line.close()

    async def _listen(self, line: Line) -> None:
        """One attachment, from PeerJoined to its end."""
        meeting: _Meeting | None = None
        async with asyncio.timeout(None) as deadline:
            loop = asyncio.get_running_loop()
            async for record in line.records():
                match record:
                    case PeerJoined():
                        self._went_down()
                        meeting = _Meeting(self._handshake())
                        deadline.reschedule(loop.time() + HANDSHAKE_SECONDS)
                        await self._reply(line, meeting.handshake.start())
                    case PeerLeft():
                        self._went_down()
                        meeting = None
                        deadline.reschedule(None)
                    case Carry(channel=Channel.HANDSHAKE, sealed=plain):
                        if meeting is not None and await self._shake(line, meeting, plain):
                            deadline.reschedule(None)
                    case Carry(channel=channel, sealed=sealed):
                        if meeting is not None and meeting.keys is not None:
                            self._open_frame(line, meeting, meeting.keys, channel, sealed)
                    case _:
                        raise PeerError(Reason.MALFORMED, f"{type(record).__name__} in a running line")

    def _handshake(self) -> Handshake:
        return Handshake(
            Role.HOST,
            route=self._attempt.route,
            attempt=self._attempt.attempt,
            build=self._build.label,
            proof=self._proof,
            entropy=self._entropy,
        )

    async def _reply(self, line: Line, messages: list[Message]) -> None:
        if messages:
            await line.carry(Channel.HANDSHAKE, HANDSHAKE.send(*messages))

    async def _shake(self, line: Line, meeting: _Meeting, plain: bytes) -> bool:
        """One handshake frame. True when the keys are there. What went wrong is told to the other end, then raised."""
        handshake = meeting.handshake
        try:
            for message in meeting.hello.receive(plain):
                answer = handshake.receive(message)
                if handshake.resume_secret is not None:
                    self._proof = ByResume(handshake.resume_secret)  # our tag leaves with this answer
                await self._reply(line, answer)
        except PeerError as wrong:
            self._turned_away = not self._met
            await self._reply(line, [handshake.refusal] if handshake.refusal else handshake.turn_away(wrong.reason))
            raise
        if handshake.stage is not Stage.DONE:
            return False
        meeting.keys = self._keys = handshake.keys
        self._met = True
        return True

    def _open_frame(self, line: Line, meeting: _Meeting, keys: Keys, channel: Channel, sealed: bytes) -> None:
        plain = keys.open(channel, sealed)
        self._law.heard()
        for message in meeting.readers[channel].receive(plain):
            if isinstance(message, Caller):
                card = prove_caller(message, self._build.public_key, self._attempt.route, keys, self._clock.now())
                meeting.proven = True
                self._outlet.bind(line, keys)
                self._law.link_up()
                self._hooks.opened(card)
            elif not meeting.proven:
                raise PeerError(Reason.CALLER_NOT_PROVEN, f"{type(message).__name__} before the card")
            else:
                self._hooks.heard(channel, message)


def _ending_told(refused: OfficeRefusal) -> Ending:
    """The office's own word for its own ending; whatever else it says, all that is known here is that the line was lost."""
    return Ending.SUPERVISOR_ENDED if refused.ending == Ending.SUPERVISOR_ENDED.word else Ending.LOST


class _Meeting:
    """One handshake and what it opened."""

    def __init__(self, handshake: Handshake) -> None:
        self.handshake = handshake
        self.hello = Reader(HANDSHAKE, FROM_CONSOLE)
        self.keys: Keys | None = None
        self.proven = False
        self.readers = {channel: Reader(language, FROM_CONSOLE) for channel, language in LANGUAGE_OF.items()}
