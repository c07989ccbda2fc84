"""The envelope: all that the relay reads. One WebSocket message holds one or more whole records.

Article: 8.1
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, Final

from madoguchi.base.errors import Reason
from madoguchi.wire.codec import Language, Message, Sender
from madoguchi.wire.fields import Blob, OneOf
from madoguchi.wire.vocabulary import Channel

ENVELOPE: Final = Language("envelope")
SEALED_LIMIT: Final = 262_144  # bytes of one sealed frame, its 16-byte tag included
TICKET_LIMIT: Final = 1_024

# The reasons that the relay may give, as numbers for the wire. Theirs is the spelling of base.errors.Reason.
RelayReason = IntEnum(  # type: ignore[misc]  # the members are computed so that one list of words stays the only one
    "RelayReason", {reason.name: number for number, reason in enumerate(Reason, start=1)}
)


@ENVELOPE.message(0x01, Sender.END)
@dataclass(frozen=True, slots=True)
class Attach(Message):
    """The first record of every connection: the office's signed, single-use ticket (seal.tickets)."""

    ticket: Annotated[bytes, Blob(TICKET_LIMIT)]


@ENVELOPE.message(0x02, Sender.RELAY)
@dataclass(frozen=True, slots=True)
class Attached(Message):
    """The ticket was good. What follows is PeerJoined as soon as the other end is there too."""


@ENVELOPE.message(0x03, Sender.RELAY)
@dataclass(frozen=True, slots=True)
class PeerJoined(Message):
    """The other end is there: begin the handshake anew, whatever went before."""


@ENVELOPE.message(0x04, Sender.RELAY)
@dataclass(frozen=True, slots=True)
class PeerLeft(Message):
    """The other end is gone, for the reason given; it may come back with a new ticket."""

    reason: Annotated[RelayReason, OneOf(RelayReason)]


@ENVELOPE.message(0x05, Sender.BOTH)
@dataclass(frozen=True, slots=True)
class Carry(Message):
    """A frame for the other end, passed on as it is. ``sealed``: sequence (4 bytes) | AES-256-GCM text | tag, or plain
    records when the channel is HANDSHAKE.
    """

    channel: Annotated[Channel, OneOf(Channel)]
    sealed: Annotated[bytes, Blob(SEALED_LIMIT)]


@ENVELOPE.message(0x06, Sender.RELAY)
@dataclass(frozen=True, slots=True)
class Closed(Message):
    """The relay closes this connection after this record, for the reason given."""

    reason: Annotated[RelayReason, OneOf(RelayReason)]


@ENVELOPE.message(0x07, Sender.END)
@dataclass(frozen=True, slots=True)
class Leave(Message):
    """The sender goes for good, for the reason given; the other end hears PeerLeft."""

    reason: Annotated[RelayReason, OneOf(RelayReason)]


@ENVELOPE.message(0x08, Sender.BOTH)
@dataclass(frozen=True, slots=True)
class Beat(Message):
    """A sign of life between an end and the relay; an end that hears one from the relay answers with one. Never passed on."""
