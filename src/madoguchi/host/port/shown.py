"""What the runner shows the customer: each value goes to the windows and is delivered on the GUI thread.

Articles: P.1, 3.3, 5.1 to 5.7, 6.2
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from madoguchi.base.word_keys import Key
from madoguchi.host.port.facts import (
    NO_FEE,
    CallerCard,
    CaseFacts,
    FeeMeter,
    FeeQuote,
    Image,
    Provider,
    Target,
    Terms,
    TermsChanged,
)
from madoguchi.rules.computer_changes import Changes
from madoguchi.session.requests import Requested
from madoguchi.wire.vocabulary import Access, Ending, FileReason, Grant, Pause, Sharing


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
    changed: TermsChanged | None = (
        None  # from the version that was agreed to last; None when it is the same, or the first
    )


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
    meter: FeeMeter = NO_FEE
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
    original: Path | None = None  # what ``kept_as`` replaced; it can be put back (PutBack)


@dataclass(frozen=True, slots=True)
class ShowPutBack:
    """``path`` is the customer's own file again, which was at ``original``, and the operator's is at ``beside`` (None: it was gone);
    or, with ``trouble``, all is as it was. Article: 7.3"""

    transfer: int
    path: Path
    original: Path
    beside: Path | None = None
    trouble: FileReason | None = None


@dataclass(frozen=True, slots=True)
class ShowChat:
    """One line of the talk. The customer's own lines come back this way too, once they are on their way."""

    by_operator: bool
    text: str


@dataclass(frozen=True, slots=True)
class ShowRequests:
    """Everything that the customer was asked to do, whole, whenever anything in it changes. Article: 5.7"""

    requests: tuple[Requested, ...]


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
    """The summary. ``receipt`` is the signed document to keep (None while the office cannot be reached), ``paper`` the same as a
    PDF (None while it is on its way, or when the office cannot set one: then ``paper_missing``)."""

    ending: Ending
    seconds: int
    bytes_used: int
    files: int
    receipt: bytes | None
    meter: FeeMeter = NO_FEE  # as the office reckons it
    paper: bytes | None = None
    paper_missing: bool = False


@dataclass(frozen=True, slots=True)
class ShowChanges:
    """What changed on the computer during the session that is over. Article: 7.2"""

    changes: Changes


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
    | ShowPutBack
    | ShowChat
    | ShowRequests
    | SetClipboard
    | ShowNotice
    | ShowEnded
    | ShowChanges
    | ShowTrouble
)
