"""What the customer does: each value comes back from the windows to the runner.

Articles: P.1, 3.3, 5.1 to 5.7, 6.2
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from madoguchi.base.words import Language
from madoguchi.host.port.facts import Backup, FeeYes, Target
from madoguchi.session.requests import RequestAct
from madoguchi.wire.vocabulary import Access


@dataclass(frozen=True, slots=True)
class TypedNumber:
    text: str


@dataclass(frozen=True, slots=True)
class TermsShown:
    """The terms' text really was on the screen (the recorded "shown"). Once for each agreement. Article: P.1"""


@dataclass(frozen=True, slots=True)
class ListTargets:
    """The customer opened the list of things to show: answer with ShowTargets."""


@dataclass(frozen=True, slots=True)
class PreviewTarget:
    """Show a live preview of this target (None: stop the preview)."""

    target: Target | None


@dataclass(frozen=True, slots=True)
class Agreed:
    """「同意する」 was pressed by physical input."""

    language: Language
    organisation: str
    name: str
    backup: Backup
    checklist: tuple[str, ...]  # ids of the ticked rows
    target: Target
    fee: FeeYes | None = None


@dataclass(frozen=True, slots=True)
class Declined:
    """「同意しない」; nothing was shared. ``fee``: it was the fee outside the support hours that was not agreed to."""

    fee: bool = False


@dataclass(frozen=True, slots=True)
class AgreeFee:
    """「料金に同意する」 was pressed by physical input. Article: 3.3"""

    yes: FeeYes


@dataclass(frozen=True, slots=True)
class RefuseFee:
    pass


@dataclass(frozen=True, slots=True)
class WithdrawFee:
    """The agreement to the fee is taken back: from now on nothing is charged."""


@dataclass(frozen=True, slots=True)
class Allow:
    access: Access


@dataclass(frozen=True, slots=True)
class Refuse:
    access: Access


@dataclass(frozen=True, slots=True)
class Withdraw:
    access: Access


@dataclass(frozen=True, slots=True)
class SetPaused:
    """The customer holds view and control without taking them back."""

    paused: bool


@dataclass(frozen=True, slots=True)
class SetDataLimit:
    """The customer's own limit in bytes, for the whole session; 0: none. Article: 6.2"""

    limit: int


@dataclass(frozen=True, slots=True)
class SetLowData:
    """Save data: the picture keeps to a small budget. Article: 6.2"""

    on: bool


@dataclass(frozen=True, slots=True)
class ChangeTarget:
    target: Target


@dataclass(frozen=True, slots=True)
class AcceptFile:
    """``path`` is the file the customer picked: to be given, when the operator asked for one; to be replaced by an offered file
    (7.3). None: an offered file gets a place of its own."""

    transfer: int
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class PutBack:
    """The file that this transfer replaced is to stand in its place again. Article: 7.3"""

    transfer: int


@dataclass(frozen=True, slots=True)
class RefuseFile:
    transfer: int


@dataclass(frozen=True, slots=True)
class CancelFile:
    transfer: int


@dataclass(frozen=True, slots=True)
class SendFile:
    path: Path


@dataclass(frozen=True, slots=True)
class Say:
    text: str


@dataclass(frozen=True, slots=True)
class AnswerRequest:
    """The customer, by physical input, did what they were asked, cannot, or takes that word back. Article: 5.7"""

    request: int
    act: RequestAct
    word: str = ""  # with CANNOT alone


@dataclass(frozen=True, slots=True)
class SendClipboard:
    """Give the operator the clipboard's text once (needs CLIPBOARD)."""

    text: str


@dataclass(frozen=True, slots=True)
class StopNow:
    """The big 終了, the window's close, or cancel before the session. The stop itself has already happened locally
    (host.stop) by the time that the runner hears this."""


@dataclass(frozen=True, slots=True)
class ChoseLanguage:
    language: Language


@dataclass(frozen=True, slots=True)
class Closed:
    """The summary or the trouble window was closed: nothing runs any more and the program may end."""


Done = (
    TypedNumber
    | TermsShown
    | ListTargets
    | PreviewTarget
    | Agreed
    | Declined
    | AgreeFee
    | RefuseFee
    | WithdrawFee
    | Allow
    | Refuse
    | Withdraw
    | SetPaused
    | SetDataLimit
    | SetLowData
    | ChangeTarget
    | AcceptFile
    | PutBack
    | RefuseFile
    | CancelFile
    | SendFile
    | Say
    | AnswerRequest
    | SendClipboard
    | StopNow
    | ChoseLanguage
    | Closed
)
