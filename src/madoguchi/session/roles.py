"""Who acts, and what a machine wants done. Article: 5.2, 5.3"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from madoguchi.wire.vocabulary import Access, Ending, Pause, Verdict


class By(StrEnum):
    """Who made a move. Only what the customer does by physical input on their own computer is CUSTOMER."""

    CUSTOMER = "customer"
    OPERATOR = "operator"
    HOST = "host"  # the customer's program by itself
    OFFICE = "office"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class ReleaseInput:
    """Let go of every key and button that was pressed for the operator. Always first in a list of effects."""


@dataclass(frozen=True, slots=True)
class StopPicture:
    """Not one more pixel leaves."""


@dataclass(frozen=True, slots=True)
class StartPicture:
    """The whole picture, then its changes."""


@dataclass(frozen=True, slots=True)
class Question:
    """Put this question on the customer's screen. Opening it makes the operator's input wait."""

    access: Access
    minutes: int
    purpose: str


@dataclass(frozen=True, slots=True)
class TakeQuestionDown:
    """The question is answered or void."""

    access: Access


@dataclass(frozen=True, slots=True)
class WriteConsent:
    """Have the office write the consent durably; then tell ``recorded`` with this ``consent``'s number. Article: P.2"""

    access: Access
    minutes: int
    purpose: str
    consent: int = field(default=0, compare=False)  # 1, 2, 3 … in one session


@dataclass(frozen=True, slots=True)
class Tell:
    """Tell the console, and have the office write it down (without waiting)."""

    access: Access
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class WipeKeys:
    """Forget the session's keys."""


@dataclass(frozen=True, slots=True)
class TellEnding:
    """Tell the console and the office how it ended, if they can be reached."""

    ending: Ending


@dataclass(frozen=True, slots=True)
class WarnOfHours:
    """Tell the customer that the support hours end soon. Article: 3.3"""


@dataclass(frozen=True, slots=True)
class FeeQuestion:
    """Put the question about the fee on the customer's screen. Article: 3.3"""


@dataclass(frozen=True, slots=True)
class TakeFeeQuestionDown:
    """It is answered or void."""


@dataclass(frozen=True, slots=True)
class WriteFee:
    """Have the office write the customer's yes durably; then tell ``recorded`` with this ``number``. Article: 3.3, P.2"""

    quote: str  # SHA-256
    stop_at: int  # yen with tax; 0 means none
    number: int = field(default=0, compare=False)  # 1, 2, 3 … in one session


@dataclass(frozen=True, slots=True)
class TellFee:
    """Have the office write down what became of a quote (without waiting). Article: 3.3"""

    quote: str
    fee: FeeWord


@dataclass(frozen=True, slots=True)
class WorkTurned:
    """Work goes on from now on, or rests, and why. Article: 3.3"""

    working: bool
    why: Pause


class FeeWord(StrEnum):
    """What became of a quote, in the ledger's words (``fee:`` before them)."""

    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    RAN_OUT = "ran_out"


Effect = (
    ReleaseInput
    | StopPicture
    | StartPicture
    | Question
    | TakeQuestionDown
    | WriteConsent
    | Tell
    | WipeKeys
    | TellEnding
    | WarnOfHours
    | FeeQuestion
    | TakeFeeQuestionDown
    | WriteFee
    | TellFee
    | WorkTurned
)
