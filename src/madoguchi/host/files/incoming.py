"""A file from the operator: offered, asked about, recorded, then written as it comes. Article: 5.5, 7.3"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from madoguchi.base.clock import Tick
from madoguchi.base.errors import PeerError, Reason
from madoguchi.host.files.effects import Effect, Record, Show, Tell
from madoguchi.host.files.names import harmless, safe_name
from madoguchi.host.files.one import One
from madoguchi.host.files.receiving import Receiver, reason_of
from madoguchi.host.files.replacing import Exchange, Place, look_at
from madoguchi.host.port import ShowFileProgress
from madoguchi.session.transfer import Doing, Passage, Side
from madoguchi.wire.conversation import Accept, Chunk, Kept, Offer, Received, Whole
from madoguchi.wire.vocabulary import FileReason

KEPT_EVERY: Final = 524_288  # bytes between two Kept


class Incoming(One):
    """One file that comes to the customer."""

    side = Side.RECEIVER
    to_customer = True

    def __init__(self, offer: Offer) -> None:
        super().__init__(offer.transfer, safe_name(offer.name), offer.size, harmless(offer.purpose), by_operator=True)
        self.passage.move(Side.SENDER, Doing.OFFER)
        self._receiver: Receiver | None = None
        self._said = 0  # the last Kept
        self._old: Place | None = None
        self.exchange: Exchange | None = None  # what it replaced, once it is whole

    def replace(self, path: Path) -> FileReason | None:
        """It is to stand in the place of the file that the customer picked; why it cannot. Article: 7.3"""
        try:
            self._old = look_at(path)
        except (OSError, RuntimeError) as error:
            return reason_of(error)
        self.path = sayable(self._old.path)
        return None

    def recorded(self, folder: Path, now: Tick) -> list[Effect]:
        """The yes is durable: make room, and let the bytes come."""
        self.waits_for_record = False
        opened = Receiver.open(folder, self.number, self.name, self.size, self._old)
        if isinstance(opened, FileReason):
            return self.stop(opened)
        self._receiver = opened
        return self.accept_from_here(now)

    def offered_again(self) -> None:
        """Said again after a cut, in case it was lost. What was asked about first holds."""
        self.passage.move(Side.SENDER, Doing.OFFER)

    def accept_from_here(self, now: Tick) -> list[Effect]:
        """At first, and again after a cut."""
        self.passage.move(Side.RECEIVER, Doing.ACCEPT)
        self._said = self.done
        return [Tell(Accept(self.number, self.done)), *self.progress(now, always=True)]

    def chunk(self, chunk: Chunk, now: Tick) -> list[Effect]:
        """Raises PeerError for bytes that were not asked for."""
        receiver = self._flowing()
        trouble = receiver.write(chunk.start, chunk.data)
        if trouble is not None:
            return self.stop(trouble)
        self.done = receiver.kept
        effects = self.progress(now, always=self.done == self.size)
        if self.done == self.size or self.done - self._said >= KEPT_EVERY:
            self._said = self.done
            effects.append(Tell(Kept(self.number, self.done)))
        return effects

    def whole(self, whole: Whole) -> list[Effect]:
        """The last word of the sender. Raises PeerError when bytes are missing."""
        receiver = self._flowing()
        finished = receiver.finish(whole.sha256)
        if isinstance(finished, FileReason):
            return self.stop(finished)
        self.exchange = receiver.exchange
        self.passage.move(Side.SENDER, Doing.FINISH)
        self.passage.move(Side.RECEIVER, Doing.CONFIRM)
        self._receiver = None
        self.sha256 = whole.sha256.hex()
        shown = ShowFileProgress(
            self.number,
            to_customer=True,
            name=self.name,
            done=self.size,
            total=self.size,
            kept_as=finished,
            finished=True,
            original=self.exchange.original.path if self.exchange else None,
        )
        effects: list[Effect] = [Tell(Received(self.number)), self.record("file:received"), Show(shown)]
        if self.exchange is not None:
            effects.insert(2, replaced_record("file:replaced", self.number, self.exchange))
        return effects

    def say_again(self, now: Tick) -> list[Effect]:
        return self.accept_from_here(now) if self.passage.passage is Passage.FLOWING else []

    def let_go(self) -> None:
        if self._receiver is not None:
            self._receiver.abandon()
            self._receiver = None

    def _flowing(self) -> Receiver:
        if self._receiver is None or self.passage.passage is not Passage.FLOWING:
            raise PeerError(Reason.NOT_YOURS_TO_DO, f"bytes while {self.passage.passage}")
        return self._receiver


def replaced_record(kind: str, transfer: int, made: Exchange) -> Record:
    """That a file of the customer's was replaced, or put back: both names."""
    return Record(
        transfer,
        kind,
        {"original": sayable(made.original.path), "path": sayable(made.path), "transfer": transfer},
    )


def sayable(path: Path) -> str:
    """A path as text for the record; a name that is no text has its bytes replaced."""
    return os.fsencode(path).decode("utf-8", "replace")
