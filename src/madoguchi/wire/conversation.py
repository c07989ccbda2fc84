"""The conversation: everything that the two ends say under seal, by channel.

Each channel has its own key and its own order (docs/protocol.md). A message is heard on its own channel only.
Coordinates are pixels of the shared picture, from its top left corner. Articles: 5.1 to 5.7, 6.1, 6.2
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from madoguchi.wire.codec import Language, Message, Sender
from madoguchi.wire.fields import Blob, Bool, Fixed, Int16, OneOf, Text, Uint8, Uint16, Uint32, Uint64
from madoguchi.wire.picture import (
    CELL,
    KEPT_CELLS,
    PICTURE,
    TILE_LIMIT,
    TILE_PIXELS,
    VIDEO_LIMIT,
    Canvas,
    Copy,
    CursorAt,
    CursorShape,
    Drawn,
    FrameEnd,
    Keep,
    Known,
    Tile,
    Video,
    VideoLost,
)
from madoguchi.wire.vocabulary import (
    Access,
    Channel,
    Ending,
    Fee,
    FileReason,
    Grant,
    Pause,
    Phase,
    RequestState,
    Sharing,
    Verdict,
)

__all__ = [  # of the picture, which has a file of its own
    "CELL",
    "KEPT_CELLS",
    "PICTURE",
    "TILE_LIMIT",
    "TILE_PIXELS",
    "VIDEO_LIMIT",
    "Canvas",
    "Copy",
    "CursorAt",
    "CursorShape",
    "Drawn",
    "FrameEnd",
    "Keep",
    "Known",
    "Tile",
    "Video",
    "VideoLost",
]

CONTROL: Final = Language("control")
INPUT: Final = Language("input")
FILES: Final = Language("files")
LANGUAGE_OF: Final = {
    Channel.CONTROL: CONTROL,
    Channel.INPUT: INPUT,
    Channel.PICTURE: PICTURE,
    Channel.FILES: FILES,
}

CHAT_LIMIT: Final = 4_000  # bytes of UTF-8
CLIPBOARD_LIMIT: Final = 131_072
PURPOSE_LIMIT: Final = 400
CHUNK_LIMIT: Final = 131_072  # bytes of a file in one chunk
FILE_NAME_LIMIT: Final = 1_024
REQUEST_LIMIT: Final = 1_200  # bytes: 400 characters of Japanese
REQUEST_WORD_LIMIT: Final = 600


# --- control ---------------------------------------------------------------------------------------------------------


@CONTROL.message(0x10, Sender.BOTH)
@dataclass(frozen=True, slots=True)
class Ping(Message):
    """Answered with Pong of the same token; the sender measures the round trip and knows that the other end lives."""

    token: Uint32


@CONTROL.message(0x11, Sender.BOTH)
@dataclass(frozen=True, slots=True)
class Pong(Message):
    token: Uint32


@CONTROL.message(0x12, Sender.CONSOLE)
@dataclass(frozen=True, slots=True)
class Caller(Message):
    """Who is calling: the card (canonical JSON) that the office signed, and the console's proof that the card is its own:
    an Ed25519 signature of the handshake's transcript by the key named in the card. Always the console's first message.
    """

    card: Annotated[bytes, Blob(4_096)]
    card_signature: Annotated[bytes, Fixed(64)]
    proof: Annotated[bytes, Fixed(64)]


@CONTROL.message(0x13, Sender.BOTH)
@dataclass(frozen=True, slots=True)
class Chat(Message):
    text: Annotated[str, Text(CHAT_LIMIT)]


@CONTROL.message(0x14, Sender.CONSOLE)
@dataclass(frozen=True, slots=True)
class Ask(Message):
    """Ask the customer for an access; ``minutes`` 0 means until it is taken back. Article: 5.2"""

    access: Annotated[Access, OneOf(Access)]
    minutes: Uint16
    purpose: Annotated[str, Text(PURPOSE_LIMIT)]


@CONTROL.message(0x15, Sender.CONSOLE)
@dataclass(frozen=True, slots=True)
class Yield(Message):
    """The operator gives an access back, or takes a question back."""

    access: Annotated[Access, OneOf(Access)]


@CONTROL.message(0x16, Sender.HOST)
@dataclass(frozen=True, slots=True)
class Standing(Message):
    """How things stand at the customer's, whole, whenever any of it changes. ``sharing_title`` is the window's or
    monitor's name; ``bytes_used`` counts both directions since the session began (6.2). ``view_left`` and the others: seconds until
    the access falls to none by itself (a question that nobody answers, a time box that runs out), rounded up; 0: it does not.
    ``data_limit`` is the customer's own, in bytes, 0 without one: sharing pauses there; ``low_data``: they save data (6.2).
    """

    phase: Annotated[Phase, OneOf(Phase)]
    view: Annotated[Grant, OneOf(Grant)]
    control: Annotated[Grant, OneOf(Grant)]
    clipboard: Annotated[Grant, OneOf(Grant)]
    files: Annotated[Grant, OneOf(Grant)]
    pause: Annotated[Pause, OneOf(Pause)]
    sharing: Annotated[Sharing, OneOf(Sharing)]
    sharing_title: Annotated[str, Text(512)]
    bytes_used: Uint64
    view_left: Uint32
    control_left: Uint32
    clipboard_left: Uint32
    files_left: Uint32
    data_limit: Uint64
    low_data: Bool


@CONTROL.message(0x17, Sender.HOST)
@dataclass(frozen=True, slots=True)
class Answer(Message):
    """What became of an access. Article: 5.2"""

    access: Annotated[Access, OneOf(Access)]
    verdict: Annotated[Verdict, OneOf(Verdict)]


@CONTROL.message(0x18, Sender.BOTH)
@dataclass(frozen=True, slots=True)
class Clip(Message):
    """Clipboard text, one way, sent by a person's own act. Needs CLIPBOARD."""

    text: Annotated[str, Text(CLIPBOARD_LIMIT)]


@CONTROL.message(0x19, Sender.BOTH)
@dataclass(frozen=True, slots=True)
class End(Message):
    """The session is over. The last message on this channel."""

    ending: Annotated[Ending, OneOf(Ending)]


@CONTROL.message(0x1A, Sender.CONSOLE)
@dataclass(frozen=True, slots=True)
class Refresh(Message):
    """The console has no picture (new page, resumed link): send the whole of it."""


@CONTROL.message(0x1B, Sender.HOST)
@dataclass(frozen=True, slots=True)
class Meter(Message):
    """Time and fee so far, whenever any of it changes by more than a second of work. ``seconds_left``: until the support hours
    end, 0 when they do not end soon. ``yen`` and ``stop_at`` are with tax; ``stop_at`` 0 means none. Article: 3.3
    """

    fee: Annotated[Fee, OneOf(Fee)]
    working: Bool
    seconds_left: Uint32
    in_hours: Uint32
    off_hours: Uint32
    yen: Uint64
    stop_at: Uint64


@CONTROL.message(0x1C, Sender.CONSOLE)
@dataclass(frozen=True, slots=True)
class RequestToCustomer(Message):
    """お願い: something for the customer to do themselves. ``request`` is drawn by the console and means this one for the whole
    session; heard again, it is no second one, and the first text stands. Answered by RequestStands. Article: 5.7
    """

    request: Uint32
    text: Annotated[str, Text(REQUEST_LIMIT)]


@CONTROL.message(0x1D, Sender.CONSOLE)
@dataclass(frozen=True, slots=True)
class SettleRequest(Message):
    """The operator ticks it off (TICKED_OFF) or takes it back (TAKEN_BACK). Answered by RequestStands. Article: 5.7"""

    request: Uint32
    state: Annotated[RequestState, OneOf(RequestState)]


@CONTROL.message(0x1E, Sender.HOST)
@dataclass(frozen=True, slots=True)
class RequestStands(Message):
    """How one お願い stands, whole, whenever it changes, and all of them after every handshake. ``word``: what the customer
    added, empty without. Article: 5.7
    """

    request: Uint32
    state: Annotated[RequestState, OneOf(RequestState)]
    text: Annotated[str, Text(REQUEST_LIMIT)]
    word: Annotated[str, Text(REQUEST_WORD_LIMIT)]


# --- input: console to host, needs CONTROL -----------------------------------------------------------------------------


@INPUT.message(0x30, Sender.CONSOLE)
@dataclass(frozen=True, slots=True)
class Key(Message):
    """A physical key by its place, whatever the layout: ``usage`` is the USB HID usage of page 7 (keyboard)."""

    down: Bool
    usage: Uint16


@INPUT.message(0x31, Sender.CONSOLE)
@dataclass(frozen=True, slots=True)
class Type(Message):
    """Committed text (from the operator's own IME), to be typed as it is."""

    text: Annotated[str, Text(4_000)]


@INPUT.message(0x32, Sender.CONSOLE)
@dataclass(frozen=True, slots=True)
class Pointer(Message):
    """The pointer moves to a place in the shared picture."""

    x: Uint16
    y: Uint16


@INPUT.message(0x33, Sender.CONSOLE)
@dataclass(frozen=True, slots=True)
class Button(Message):
    """A mouse button at a place: 1 left, 2 middle, 3 right, 8 back, 9 forward."""

    down: Bool
    button: Uint8
    x: Uint16
    y: Uint16


@INPUT.message(0x34, Sender.CONSOLE)
@dataclass(frozen=True, slots=True)
class Wheel(Message):
    """The wheel at a place; 120 is one notch, positive is right and down."""

    dx: Int16
    dy: Int16
    x: Uint16
    y: Uint16


@INPUT.message(0x35, Sender.CONSOLE)
@dataclass(frozen=True, slots=True)
class ReleaseAll(Message):
    """Let go of every key and button that this console holds down (focus lost, tab hidden)."""


# --- files: both ways, each file asked for (5.5c, 5.6) -----------------------------------------------------------------
# ``transfer`` is odd when the console began it, even when the host did.


@FILES.message(0x50, Sender.BOTH)
@dataclass(frozen=True, slots=True)
class Offer(Message):
    """Here is a file: will you take it? ``size`` in bytes. ``name`` is text, never a path."""

    transfer: Uint32
    name: Annotated[str, Text(FILE_NAME_LIMIT)]
    size: Uint64
    purpose: Annotated[str, Text(PURPOSE_LIMIT)]


@FILES.message(0x51, Sender.CONSOLE)
@dataclass(frozen=True, slots=True)
class Request(Message):
    """Please send a file; an empty ``name`` means that the customer chooses. Answered by Offer of the same transfer, or Stop."""

    transfer: Uint32
    name: Annotated[str, Text(FILE_NAME_LIMIT)]
    purpose: Annotated[str, Text(PURPOSE_LIMIT)]


@FILES.message(0x52, Sender.BOTH)
@dataclass(frozen=True, slots=True)
class Accept(Message):
    """The receiver takes the file from byte ``start`` on: 0 at first, more when it resumes after a cut."""

    transfer: Uint32
    start: Uint64


@FILES.message(0x53, Sender.BOTH)
@dataclass(frozen=True, slots=True)
class Chunk(Message):
    """Bytes of the file at ``start``, in order, with no gap."""

    transfer: Uint32
    start: Uint64
    data: Annotated[bytes, Blob(CHUNK_LIMIT)]


@FILES.message(0x54, Sender.BOTH)
@dataclass(frozen=True, slots=True)
class Kept(Message):
    """The receiver has written everything below ``upto``. The sender stays within its window ahead of this."""

    transfer: Uint32
    upto: Uint64


@FILES.message(0x55, Sender.BOTH)
@dataclass(frozen=True, slots=True)
class Whole(Message):
    """The last chunk was sent: this is the SHA-256 of the whole file."""

    transfer: Uint32
    sha256: Annotated[bytes, Fixed(32)]


@FILES.message(0x56, Sender.BOTH)
@dataclass(frozen=True, slots=True)
class Received(Message):
    """The receiver has the file whole, checked and kept."""

    transfer: Uint32


@FILES.message(0x57, Sender.BOTH)
@dataclass(frozen=True, slots=True)
class Stop(Message):
    """The transfer is over without success, whoever says so."""

    transfer: Uint32
    reason: Annotated[FileReason, OneOf(FileReason)]
