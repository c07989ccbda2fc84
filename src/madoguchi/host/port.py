"""What the runner shows the customer and what the customer does, as plain values: the whole seam between the two.

The runner never touches Qt and the windows never touch the network. ``Shown`` values go to the windows (delivered on the
GUI thread), ``Done`` values come back. Articles: P.1, 5.1 to 5.7, 6.2
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from madoguchi.base.word_keys import Key
from madoguchi.base.words import Language
from madoguchi.wire.vocabulary import Access, Ending, Fee, FileReason, Grant, Pause, Sharing


class Backup(StrEnum):
    """The customer's answer to the backup question. Article: 7.1"""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Target:
    """Something that can be shown: a monitor or one window. ``number`` is the backend's own name for it."""

    sharing: Sharing
    number: int
    title: str
    width: int  # pixels
    height: int


@dataclass(frozen=True, slots=True)
class Image:
    """Pixels for a preview: rows of blue, green, red, unused; masks are already applied."""

    width: int
    height: int
    bgrx: bytes


@dataclass(frozen=True, slots=True)
class Provider:
    """Who the program belongs to; from the signed build, never from the network."""

    name: str
    name_en: str
    phone: str


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms in force, verified by the provider's key. ``text`` is Markdown."""

    version: str
    title: str
    text: str
    published_at: str  # ISO instant
    sha256: str
    language: Language = Language.JA  # of this very text


@dataclass(frozen=True, slots=True)
class CallerCard:
    """Who is calling, proven. ``spoken`` is the four digits that both people can compare."""

    operator: str
    organisation: str
    subcontractor: bool
    spoken: str


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the call is about."""

    reference: str
    category: str
    subject: str
    organisation: str  # the customer's own
    contact: str
    off_hours: bool
    support_hours: str


@dataclass(frozen=True, slots=True)
class FeePrice:
    """What one kind of time costs: ``yen`` without tax for each ``unit_seconds``; ``tax`` in hundredths of a per cent."""

    kind: str
    yen: int
    unit_seconds: int
    minimum_units: int
    tax: int


@dataclass(frozen=True, slots=True)
class FeeQuote:
    """What work outside the support hours would cost; signed by the provider. Article: 3.3"""

    sha256: str
    start: str  # ISO instant
    until: str
    prices: tuple[FeePrice, ...]
    estimate_seconds: int
    estimate_yen: int  # with tax
    least_yen: int  # with tax: no amount to stop at can be below it


@dataclass(frozen=True, slots=True)
class FeeYes:
    """The customer agrees to a quote; ``stop_at`` is yen with tax, 0 means none."""

    quote: str  # SHA-256
    stop_at: int


@dataclass(frozen=True, slots=True)
class FeeMeter:
    """Time and fee so far. ``yen`` is with tax. Article: 3.3"""

    fee: Fee = Fee.NONE
    seconds_left: int = 0  # until the support hours end, when that is soon
    in_hours: int = 0
    off_hours: int = 0
    yen: int = 0
    stop_at: int = 0


# --- shown ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShowNumberEntry:
    """The first window. ``trouble`` says why the last number did not work; ``number`` is typed in already."""

    provider: Provider
    support_hours: str
    trouble: Key | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class ShowBusy:
    """Something is under way; the customer can cancel (StopNow)."""

    what: Key


@dataclass(frozen=True, slots=True)
class ShowAgreement:
    """Who is calling, the case, the terms, the checklist, the preview; nothing is shared yet."""

    provider: Provider
    caller: CallerCard
    case: CaseFacts
    terms: Terms
    targets: tuple[Target, ...]
    quote: FeeQuote | None = None  # outside the support hours: nothing begins before it is agreed to


@dataclass(frozen=True, slots=True)
class ShowCaller:
    """The caller, proven anew after a cut: the four digits are those of the new keys, and the old ones count no more."""

    caller: CallerCard


@dataclass(frozen=True, slots=True)
class ShowTargets:
    """What can be shown now, newly looked up: the answer to ListTargets."""

    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class ShowPreview:
    """Exactly what would be seen of ``target`` now."""

    target: Target
    image: Image


@dataclass(frozen=True, slots=True)
class ShowBar:
    """The session is open: the slim bar. Sent again, whole, whenever anything in it changes (at most 4 times a second)."""

    caller: CallerCard
    grants: Mapping[Access, Grant]
    pause: Pause
    sharing: Sharing
    sharing_title: str
    seconds: int
    bytes_used: int
    link_up: bool
    link_seconds_left: int  # until a cut ends the session
    hotkey: str
    meter: FeeMeter = FeeMeter()
    data_limit: int = 0  # bytes; 0: none
    low_data: bool = False


@dataclass(frozen=True, slots=True)
class ShowQuestion:
    """The operator asks for an access; no answer in ``seconds`` means no."""

    access: Access
    minutes: int
    purpose: str
    seconds: int


@dataclass(frozen=True, slots=True)
class HideQuestion:
    access: Access


@dataclass(frozen=True, slots=True)
class ShowFeeQuestion:
    """Work outside the support hours costs ``quote``. ``seconds``: until the hours end; 0 when they have, and all is paused."""

    quote: FeeQuote
    seconds: int


@dataclass(frozen=True, slots=True)
class HideFeeQuestion:
    pass


@dataclass(frozen=True, slots=True)
class ShowFileQuestion:
    """``to_customer``: the operator offers ``name`` of ``size`` bytes. Otherwise the operator asks for a file: ``name`` as the
    operator wrote it, empty when the customer is to choose; the customer always picks the file by hand."""

    transfer: int
    to_customer: bool
    name: str
    size: int
    purpose: str
    seconds: int


@dataclass(frozen=True, slots=True)
class HideFileQuestion:
    transfer: int


@dataclass(frozen=True, slots=True)
class ShowFileProgress:
    """``done`` of ``total`` bytes; ``kept_as`` when it is received and where; ``stopped`` when it failed and why."""

    transfer: int
    to_customer: bool
    name: str
    done: int
    total: int
    kept_as: Path | None = None
    finished: bool = False
    stopped: FileReason | None = None


@dataclass(frozen=True, slots=True)
class ShowChat:
    """One line of the talk. The customer's own lines come back this way too, once they are on their way."""

    by_operator: bool
    text: str


@dataclass(frozen=True, slots=True)
class SetClipboard:
    """Put the operator's text on the customer's clipboard (CLIPBOARD is held) and say so on the bar."""

    text: str


@dataclass(frozen=True, slots=True)
class ShowNotice:
    """One plain sentence on the bar, gone after some seconds."""

    key: Key
    slots: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ShowEnded:
    """The summary. ``receipt`` is the signed document to keep (None while the office cannot be reached)."""

    ending: Ending
    seconds: int
    bytes_used: int
    files: int
    receipt: bytes | None
    meter: FeeMeter = FeeMeter()  # as the office reckons it


@dataclass(frozen=True, slots=True)
class ShowTrouble:
    """The program cannot go on; plain words and what to do. ``page`` is an address of the provider's that helps."""

    key: Key
    slots: Mapping[str, str]
    page: str = ""
    provider: Provider | None = None  # when nothing else was shown before


Shown = (
    ShowNumberEntry
    | ShowBusy
    | ShowAgreement
    | ShowCaller
    | ShowTargets
    | ShowPreview
    | ShowBar
    | ShowQuestion
    | HideQuestion
    | ShowFeeQuestion
    | HideFeeQuestion
    | ShowFileQuestion
    | HideFileQuestion
    | ShowFileProgress
    | ShowChat
    | SetClipboard
    | ShowNotice
    | ShowEnded
    | ShowTrouble
)


# --- done -------------------------------------------------------------------------------------------------------------


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
    """``path`` is the file the customer picked when the operator asked for one; None when taking an offered file."""

    transfer: int
    path: Path | None = None


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
    | RefuseFile
    | CancelFile
    | SendFile
    | Say
    | SendClipboard
    | StopNow
    | ChoseLanguage
    | Closed
)
