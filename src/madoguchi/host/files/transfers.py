"""All files of one session, the customer's side: messages and the customer's acts in, effects out.

Guarantee: a file moves only after the customer's own act and its durable record: an offered one after their yes, an asked
for one after they picked it by hand, their own by their own act. What the operator began also needs the FILES access, at
its beginning and again at every chunk (SECURITY R-26). No answer within 60 s is no. At most MOST_AT_ONCE are under way.
Memory is one chunk per transfer, whatever the size. A message for a transfer that is over was on its way: it changes
nothing. Times are arguments; bytes to send are pulled, one chunk at a time. Article: 5.5, 5.6, 7.3
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Final

from madoguchi.base.clock import Tick
from madoguchi.base.errors import PeerError, Reason
from madoguchi.host.files.effects import Effect, Record, Show, Tell
from madoguchi.host.files.incoming import Incoming, replaced_record
from madoguchi.host.files.names import safe_name
from madoguchi.host.files.one import QUESTION_SECONDS
from madoguchi.host.files.outgoing import UNCONFIRMED_SECONDS, Outgoing
from madoguchi.host.files.receiving import reason_of
from madoguchi.host.files.replacing import Exchange, put_back
from madoguchi.host.port import ShowFileProgress, ShowPutBack
from madoguchi.session.transfer import Passage
from madoguchi.wire.codec import Message
from madoguchi.wire.conversation import Accept, Chunk, Kept, Offer, Received, Request, Stop, Whole
from madoguchi.wire.vocabulary import FileReason

MOST_AT_ONCE: Final = 4
MOST_EVER: Final = 10_000  # begun by the operator in one session
REMEMBERED: Final = 64  # last words that are said again after a cut


class Transfers:
    """``folder`` is where received files go, looked up when one is accepted; ``allows_files`` whether the operator holds
    the FILES access now.
    """

    def __init__(self, folder: Callable[[], Path], allows_files: Callable[[], bool]) -> None:
        self._folder, self._allows_files = folder, allows_files
        self._open: dict[int, Incoming | Outgoing] = {}
        self._turns: deque[int] = deque()  # which file sends next, so that none waits for another's end
        self._theirs: set[int] = set()  # every number that the operator's page has used
        self._last_ours = 0
        self._last_words: deque[Received | Stop] = deque(maxlen=REMEMBERED)
        self._silent = False
        self.exchanges: dict[int, Exchange] = {}  # by transfer: what was replaced and can be put back

    # --- what the console says ----------------------------------------------------------------------------------------

    def receive(self, message: Message, now: Tick) -> list[Effect]:
        """One message of the FILES channel. Raises PeerError."""
        match message:
            case Offer(transfer=number) | Request(transfer=number):
                return self._begun_by_operator(number, message, now)
            case Chunk() | Whole():
                return self._after(self._from_sender(message, now), message.transfer)
            case Accept() | Kept() | Received():
                return self._after(self._from_receiver(message, now), message.transfer)
            case Stop(transfer=number, reason=reason):
                return self._stopped_by_operator(number, _reason(reason))
            case _:
                raise PeerError(Reason.NOT_YOURS_TO_DO, type(message).__name__)

    def _begun_by_operator(self, number: int, message: Offer | Request, now: Tick) -> list[Effect]:
        if number % 2 == 0:
            raise PeerError(Reason.NOT_YOURS_TO_DO, f"transfer {number} is not theirs to begin")
        if number in self._theirs:
            return self._begun_again(number, message)
        if len(self._theirs) >= MOST_EVER:
            raise PeerError(Reason.TOO_MANY, f"{MOST_EVER} transfers in one session")
        self._theirs.add(number)
        if not self._allows_files():
            return self._turn_down(number, FileReason.NOT_GRANTED)
        if self._silent or len(self._open) >= MOST_AT_ONCE:
            return self._turn_down(number, FileReason.REFUSED)
        if isinstance(message, Offer) and not message.name.strip():
            return self._turn_down(number, FileReason.BAD_NAME)
        one = Incoming(message) if isinstance(message, Offer) else Outgoing.asked_for(message)
        self._open[number] = one
        return one.ask(now)

    def _begun_again(self, number: int, message: Offer | Request) -> list[Effect]:
        """Said again after a cut, in case it was lost. Nobody is asked twice; who missed our last word hears it again."""
        match self._open.get(number), message:
            case (Incoming() as one, Offer()):
                one.offered_again()
            case (Outgoing() as one, Request()):
                one.requested_again()
            case (None, _):
                return self._last_word(number)
            case _:
                raise PeerError(Reason.NOT_YOURS_TO_DO, f"transfer {number} was begun the other way")
        return []

    def _stopped_by_operator(self, number: int, reason: FileReason) -> list[Effect]:
        if number % 2 and number not in self._theirs:
            return []  # begun and taken back while the link was cut: it never was for us
        one = self._known(number)
        return [] if one is None else self._after(one.stop(reason, tell=False), number)

    def _from_sender(self, message: Chunk | Whole, now: Tick) -> list[Effect]:
        one = self._known(message.transfer)
        if one is None:
            return []
        if not isinstance(one, Incoming):
            raise PeerError(Reason.NOT_YOURS_TO_DO, "bytes for a file of ours")
        if not self._may_go_on(one):
            return one.stop(FileReason.NOT_GRANTED)
        return one.chunk(message, now) if isinstance(message, Chunk) else one.whole(message)

    def _from_receiver(self, message: Accept | Kept | Received, now: Tick) -> list[Effect]:
        one = self._known(message.transfer)
        if one is None:
            return self._last_word(message.transfer) if isinstance(message, Accept) else []
        if not isinstance(one, Outgoing):
            raise PeerError(Reason.NOT_YOURS_TO_DO, "a receiver's word for a file of theirs")
        match message:
            case Accept(start=start):
                effects = one.accepted(start, now)
                if one.number not in self._turns:
                    self._turns.append(one.number)
                return effects
            case Kept(upto=upto):
                return one.kept(upto, now)
            case Received():
                return one.received()

    # --- what the customer does ---------------------------------------------------------------------------------------

    def accept(self, transfer: int, path: Path | None, now: Tick) -> list[Effect]:
        """Yes: to an offered file (``path``: which of the customer's own it is to replace), or, with the file they picked, to a
        request. Nothing when the question is gone."""
        one = self._open.get(transfer)
        if one is None or one.asked_at is None:
            return []
        if now - one.asked_at >= QUESTION_SECONDS:
            return self.expire(now)
        if not self._may_go_on(one):
            return self._after(one.stop(FileReason.NOT_GRANTED), transfer)
        if isinstance(one, Outgoing) and path is None:
            return []
        trouble = None if path is None else one.pick(path) if isinstance(one, Outgoing) else one.replace(path)
        if trouble is not None:
            return self._after(one.stop(trouble), transfer)
        return [*one.answered(), *one.record_yes()]

    def refuse(self, transfer: int) -> list[Effect]:
        """No."""
        return self._stop(transfer, FileReason.REFUSED)

    def cancel(self, transfer: int) -> list[Effect]:
        """The customer stops it under way."""
        return self._stop(transfer, FileReason.CANCELLED)

    def send(self, path: Path) -> list[Effect]:
        """The customer sends a file by their own act; it needs no access."""
        self._last_ours += 2
        name = safe_name(path.name)
        one = Outgoing(self._last_ours, name, "", by_operator=False)
        trouble = FileReason.REFUSED if self._silent or len(self._open) >= MOST_AT_ONCE else one.pick(path)
        if trouble is not None:
            shown = ShowFileProgress(one.number, to_customer=False, name=name, done=0, total=0, stopped=trouble)
            return [Show(shown)]
        self._open[one.number] = one
        return one.record_yes()

    def put_back(self, transfer: int) -> list[Effect]:
        """Give a file of the customer's, which was replaced, its place again; the operator's stays beside it. Article: 7.3"""
        made = self.exchanges.get(transfer)
        if made is None:
            return []
        try:
            beside = put_back(made)
        except OSError as error:
            return [Show(ShowPutBack(transfer, made.path, made.original.path, trouble=reason_of(error)))]
        del self.exchanges[transfer]
        return [
            replaced_record("file:put_back", transfer, made),
            Show(ShowPutBack(transfer, made.path, made.original.path, beside)),
        ]

    # --- what the office says -----------------------------------------------------------------------------------------

    def recorded(self, transfer: int, durable: bool, now: Tick) -> list[Effect]:
        """What became of an awaited Record. Not durable means that it never was allowed."""
        one = self._open.get(transfer)
        if one is None or not one.waits_for_record:
            return []
        if not durable:
            return self._after(one.stop(FileReason.REFUSED), transfer)
        if not self._may_go_on(one):
            return self._after(one.stop(FileReason.NOT_GRANTED), transfer)
        effects = one.recorded(self._folder(), now) if isinstance(one, Incoming) else one.recorded(now)
        return self._after(effects, transfer)

    # --- the runner ---------------------------------------------------------------------------------------------------

    def next_chunk(self, now: Tick) -> list[Effect]:
        """One chunk of one file (or its last word), when there is one to send; the files take turns. Call it when the
        socket has room and nothing more urgent waits.
        """
        for _ in range(len(self._turns)):
            number = self._turns[0]
            self._turns.rotate(-1)
            one = self._open.get(number)
            if not isinstance(one, Outgoing) or one.passage.passage is not Passage.FLOWING:
                self._turns.remove(number)
                continue
            if not self._may_go_on(one):
                return self._after(one.stop(FileReason.NOT_GRANTED), number)
            if effects := one.next_chunk(now):
                return self._after(effects, number)
        return []

    def expire(self, now: Tick) -> list[Effect]:
        """Questions that were not answered in time are no; so is a file that nobody confirms. Call it every second."""
        effects: list[Effect] = []
        for number, one in list(self._open.items()):
            late = one.asked_at is not None and now - one.asked_at >= QUESTION_SECONDS
            if isinstance(one, Outgoing) and one.said_all_at is not None and one.passage.passage is Passage.SENT:
                late = late or now - one.said_all_at >= UNCONFIRMED_SECONDS
            if late:
                effects += self._stop(number, FileReason.TIMED_OUT)
        return effects

    def resumed(self, now: Tick) -> list[Effect]:
        """After a resume handshake: say again what may have been lost in the cut. Bytes of ours wait for an Accept."""
        self._turns.clear()
        effects: list[Effect] = [Tell(word) for word in self._last_words]
        for one in self._open.values():
            effects += one.say_again(now)
        return effects

    def went_down(self) -> None:
        """The link is gone: no more chunks until the receiver accepts again."""
        self._turns.clear()

    def access_withdrawn(self) -> list[Effect]:
        """The FILES access is gone: what the operator began stops; what the customer sends by themselves goes on."""
        effects: list[Effect] = []
        for number, one in list(self._open.items()):
            if one.by_operator:
                effects += self._stop(number, FileReason.NOT_GRANTED)
        return effects

    def stop_all(self, reason: FileReason = FileReason.SESSION_ENDED) -> list[Effect]:
        """The session is over: every file stops, every part is removed, and nothing begins any more."""
        self._silent = True
        effects: list[Effect] = []
        for number in list(self._open):
            effects += self._stop(number, reason)
        return effects

    # --- inside -------------------------------------------------------------------------------------------------------

    def _known(self, number: int) -> Incoming | Outgoing | None:
        """The transfer, None when it is over. Raises PeerError when it never began."""
        if number not in self._theirs if number % 2 else not 0 < number <= self._last_ours:
            raise PeerError(Reason.MALFORMED, f"transfer {number} never began")
        return self._open.get(number)

    def _may_go_on(self, one: Incoming | Outgoing) -> bool:
        return not one.by_operator or self._allows_files()

    def _stop(self, number: int, reason: FileReason) -> list[Effect]:
        one = self._open.get(number)
        return [] if one is None else self._after(one.stop(reason), number)

    def _last_word(self, number: int) -> list[Effect]:
        """What the console must have missed about a transfer that is over."""
        said = (word for word in self._last_words if word.transfer == number)
        return [Tell(next(said, Stop(number, FileReason.CANCELLED)))]

    def _turn_down(self, number: int, reason: FileReason) -> list[Effect]:
        word = Stop(number, reason)
        self._last_words.append(word)
        return [Tell(word)]

    def _after(self, effects: list[Effect], number: int) -> list[Effect]:
        """Forget what is over, but keep its last word."""
        one = self._open.get(number)
        if one is not None and one.over:
            if isinstance(one, Incoming) and one.exchange is not None:
                self.exchanges[number] = one.exchange
            del self._open[number]
            for effect in effects:
                if isinstance(effect, Tell) and isinstance(effect.message, Received | Stop):
                    self._last_words.append(effect.message)
        return effects


def _reason(reason: object) -> FileReason:
    assert isinstance(reason, FileReason), "the table of messages has read it"
    return reason


__all__ = ["Effect", "Record", "Show", "Tell", "Transfers"]
