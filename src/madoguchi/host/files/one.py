"""What every transfer has, whichever way it goes: who began it, what was asked, and how its end is told.

Article: 5.5, 5.6
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, Final

from madoguchi.base.clock import Tick
from madoguchi.host.files.effects import Effect, Record, Show, Tell
from madoguchi.host.port import HideFileQuestion, ShowFileProgress, ShowFileQuestion
from madoguchi.session.transfer import OVER, Doing, Side, Transfer
from madoguchi.wire.conversation import Stop
from madoguchi.wire.vocabulary import FileReason

QUESTION_SECONDS: Final = 60.0
PROGRESS_SECONDS: Final = 0.1  # between two pictures of the same progress bar


class One(ABC):
    """The common half of Incoming and Outgoing. ``side`` is this end's in the passage."""

    side: ClassVar[Side]
    to_customer: ClassVar[bool]

    def __init__(self, number: int, name: str, size: int, purpose: str, *, by_operator: bool) -> None:
        self.number, self.name, self.size, self.purpose, self.by_operator = number, name, size, purpose, by_operator
        self.passage = Transfer()
        self.asked_at: Tick | None = None  # the question is on the screen since
        self.waits_for_record = False
        self.done = 0
        self.sha256 = ""
        self.path = ""  # of the file that it is to replace
        self._shown_at: Tick | None = None

    @property
    def over(self) -> bool:
        return self.passage.passage in OVER

    def ask(self, now: Tick) -> list[Effect]:
        """Put the question on the customer's screen."""
        self.asked_at = now
        return [
            Show(
                ShowFileQuestion(
                    self.number, self.to_customer, self.name, self.size, self.purpose, int(QUESTION_SECONDS)
                )
            )
        ]

    def answered(self) -> list[Effect]:
        """The question goes from the screen, if it is there."""
        if self.asked_at is None:
            return []
        self.asked_at = None
        return [Show(HideFileQuestion(self.number))]

    def record_yes(self) -> list[Effect]:
        """The customer's yes, to be durable before anything moves."""
        self.waits_for_record = True
        return [self.record("file:accepted", awaited=True)]

    def stop(self, reason: FileReason, *, tell: bool = True) -> list[Effect]:
        """Over without success, by us or (``tell`` false) by the console. A question that was open counts as refused."""
        if self.over:
            return []
        refused = self.asked_at is not None
        self.passage.move(self.side, Doing.STOP)
        self.waits_for_record = False
        self.let_go()
        effects = self.answered()
        if tell:
            effects.append(Tell(Stop(self.number, reason)))
        effects.append(self.record("file:refused" if refused else "file:stopped", reason))
        effects.append(Show(self._progress(stopped=reason)))
        return effects

    @abstractmethod
    def let_go(self) -> None:
        """Close what is open."""

    @abstractmethod
    def say_again(self, now: Tick) -> list[Effect]:
        """After a cut: what the other end must know and may not have heard."""

    def record(self, kind: str, reason: FileReason | None = None, *, awaited: bool = False) -> Record:
        body: dict[str, str | int] = {
            "direction": "to_customer" if self.to_customer else "from_customer",
            "name": self.name,
            "purpose": self.purpose,
            "sha256": self.sha256,
            "size": self.size,
            "transfer": self.number,
        }
        if self.path:
            body["path"] = self.path
        if reason is not None:
            body["reason"] = reason.word
        return Record(self.number, kind, body, awaited)

    def progress(self, now: Tick, *, always: bool = False) -> list[Effect]:
        """How far it is, not more often than an eye can follow."""
        if not always and self._shown_at is not None and now - self._shown_at < PROGRESS_SECONDS:
            return []
        self._shown_at = now
        return [Show(self._progress())]

    def _progress(self, *, stopped: FileReason | None = None) -> ShowFileProgress:
        return ShowFileProgress(self.number, self.to_customer, self.name, self.done, self.size, stopped=stopped)
