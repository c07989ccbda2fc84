"""One file's passage, as the two ends see it: asked for, offered, accepted, flowing, whole. Article: 5.5, 5.6

``sending`` says which of the two this end is. The operator's end never makes a file flow by itself: FLOWING is reached
by the receiver's ACCEPT, and on the customer's computer both sending and receiving were answered by the customer.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from madoguchi.base.errors import PeerError, Reason


class Passage(StrEnum):
    REQUESTED = "requested"  # the operator asked for a file; the customer has not answered
    OFFERED = "offered"
    FLOWING = "flowing"
    SENT = "sent"  # every byte is on its way, the hash too
    RECEIVED = "received"
    STOPPED = "stopped"


class Side(StrEnum):
    SENDER = "sender"
    RECEIVER = "receiver"
    ASKER = "asker"  # who made a request, and will be the receiver


class Doing(StrEnum):
    REQUEST = "request"
    OFFER = "offer"
    ACCEPT = "accept"
    FINISH = "finish"
    CONFIRM = "confirm"
    STOP = "stop"


MOVES: Final[dict[tuple[Passage | None, Side, Doing], Passage]] = {
    (None, Side.ASKER, Doing.REQUEST): Passage.REQUESTED,
    (None, Side.SENDER, Doing.OFFER): Passage.OFFERED,
    (Passage.REQUESTED, Side.SENDER, Doing.OFFER): Passage.OFFERED,
    # After a cut what may have been lost is said again. It changes nothing for an end that heard it the first time.
    (Passage.REQUESTED, Side.ASKER, Doing.REQUEST): Passage.REQUESTED,
    (Passage.OFFERED, Side.ASKER, Doing.REQUEST): Passage.OFFERED,
    (Passage.OFFERED, Side.SENDER, Doing.OFFER): Passage.OFFERED,
    (Passage.FLOWING, Side.SENDER, Doing.OFFER): Passage.FLOWING,
    (Passage.SENT, Side.SENDER, Doing.OFFER): Passage.SENT,
    (Passage.OFFERED, Side.RECEIVER, Doing.ACCEPT): Passage.FLOWING,
    (Passage.FLOWING, Side.RECEIVER, Doing.ACCEPT): Passage.FLOWING,  # again, from a later byte, after a cut
    (Passage.SENT, Side.RECEIVER, Doing.ACCEPT): Passage.FLOWING,
    (Passage.FLOWING, Side.SENDER, Doing.FINISH): Passage.SENT,
    (Passage.SENT, Side.RECEIVER, Doing.CONFIRM): Passage.RECEIVED,
}
OVER: Final = frozenset({Passage.RECEIVED, Passage.STOPPED})


class Transfer:
    """The state of one transfer; both ends keep one and feed it both ends' moves."""

    def __init__(self) -> None:
        self.passage: Passage | None = None

    def move(self, side: Side, doing: Doing) -> Passage:
        """Make a move. Raises PeerError NOT_YOURS_TO_DO when the table has no such move; STOP is anyone's, until it is over."""
        if doing is Doing.STOP and self.passage not in OVER:
            self.passage = Passage.STOPPED
            return self.passage
        after = MOVES.get((self.passage, side, doing))
        if after is None:
            raise PeerError(Reason.NOT_YOURS_TO_DO, f"{side} {doing} while {self.passage}")
        self.passage = after
        return after
