"""A file from the customer: picked by hand, recorded, offered, then read as the other end keeps up. Article: 5.5, 5.6"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from madoguchi.base.clock import Tick
from madoguchi.base.errors import PeerError, Reason
from madoguchi.host.files.effects import Effect, Show, Tell
from madoguchi.host.files.names import harmless
from madoguchi.host.files.one import One
from madoguchi.host.files.sending import Sending
from madoguchi.host.port import ShowFileProgress
from madoguchi.session.transfer import Doing, Passage, Side
from madoguchi.wire.conversation import CHUNK_LIMIT, Chunk, Offer, Request, Whole
from madoguchi.wire.vocabulary import FileReason

WINDOW: Final = 4_194_304  # bytes ahead of Kept
UNCONFIRMED_SECONDS: Final = 60.0  # after the last word, for the receiver's Received


class Outgoing(One):
    """One file that goes to the operator: because they asked (``asked_for``), or by the customer's own act."""

    side = Side.SENDER
    to_customer = False

    def __init__(self, number: int, name: str, purpose: str, *, by_operator: bool) -> None:
        super().__init__(number, name, 0, purpose, by_operator=by_operator)
        self._file: Sending | None = None
        self._sent = 0  # bytes handed out
        self._kept = 0  # bytes that the receiver has
        self.said_all_at: Tick | None = None

    @classmethod
    def asked_for(cls, request: Request) -> Outgoing:
        """The operator asks; ``name`` is what they wrote, for the customer to read."""
        made = cls(request.transfer, harmless(request.name), harmless(request.purpose), by_operator=True)
        made.passage.move(Side.ASKER, Doing.REQUEST)
        return made

    def pick(self, path: Path) -> FileReason | None:
        """The customer picked this file: hold it, whatever happens to its name."""
        opened = Sending.open(path)
        if isinstance(opened, FileReason):
            return opened
        self._file, self.name, self.size = opened, opened.name, opened.size
        return None

    def recorded(self, now: Tick) -> list[Effect]:
        """The yes is durable: offer it."""
        self.waits_for_record = False
        return self._offer(now)

    def requested_again(self) -> None:
        """Said again after a cut, in case it was lost. What was asked for first holds."""
        self.passage.move(Side.ASKER, Doing.REQUEST)

    def say_again(self, now: Tick) -> list[Effect]:
        if self.passage.passage not in {Passage.OFFERED, Passage.FLOWING, Passage.SENT}:
            return []
        if self.said_all_at is not None:
            self.said_all_at = now  # the receiver could not confirm while the link was cut
        return self._offer(now)

    def _offer(self, now: Tick) -> list[Effect]:
        self.passage.move(Side.SENDER, Doing.OFFER)
        return [Tell(Offer(self.number, self.name, self.size, self.purpose)), *self.progress(now, always=True)]

    def accepted(self, start: int, now: Tick) -> list[Effect]:
        """The receiver takes it from ``start``. Raises PeerError when it cannot have that much."""
        if start > self._sent:
            raise PeerError(Reason.MALFORMED, f"accepted from {start}, {self._sent} sent")
        self.passage.move(Side.RECEIVER, Doing.ACCEPT)
        self._sent = self._kept = self.done = start
        self.said_all_at = None
        return self.progress(now, always=True)

    def kept(self, upto: int, now: Tick) -> list[Effect]:
        """The receiver has written so much. One that was on its way when the link was cut says nothing new."""
        if upto > self._sent:
            raise PeerError(Reason.MALFORMED, f"kept {upto}, {self._sent} sent")
        self._kept = self.done = max(self._kept, upto)
        return self.progress(now, always=upto == self.size)

    def received(self) -> list[Effect]:
        """The receiver has it whole."""
        self.passage.move(Side.RECEIVER, Doing.CONFIRM)
        self.done = self.size
        self.let_go()
        shown = ShowFileProgress(
            self.number, to_customer=False, name=self.name, done=self.size, total=self.size, finished=True
        )
        return [self.record("file:sent"), Show(shown)]

    @property
    def ready(self) -> bool:
        """Whether ``next_chunk`` would say something."""
        return self.passage.passage is Passage.FLOWING and (self._sent == self.size or self._sent < self._kept + WINDOW)

    def next_chunk(self, now: Tick) -> list[Effect]:
        """The next bytes within the window; after the last of them, the hash."""
        file = self._file
        if not self.ready or file is None:
            return []
        if self._sent == self.size:
            digest = file.digest()
            if isinstance(digest, FileReason):
                return self.stop(digest)
            self.passage.move(Side.SENDER, Doing.FINISH)
            self.sha256, self.said_all_at = digest.hex(), now
            return [Tell(Whole(self.number, digest))]
        data = file.read(self._sent, min(CHUNK_LIMIT, self._kept + WINDOW - self._sent))
        if isinstance(data, FileReason):
            return self.stop(data)
        chunk = Chunk(self.number, self._sent, data)
        self._sent += len(data)
        return [Tell(chunk)]

    def let_go(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
