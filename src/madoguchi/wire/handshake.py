"""The handshake's records: carried in ``Carry`` frames of channel HANDSHAKE, not sealed, bound into the keys whole.

Order, by number: hello (both) -> share (host) -> share (console) -> confirm (host) -> confirm (console).
The host typed the number, so the host confirms first: a wrong guess learns nothing from the console.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from madoguchi.wire.codec import Language, Message, Sender
from madoguchi.wire.envelope import RelayReason
from madoguchi.wire.fields import Fixed, OneOf, Text, Uint16
from madoguchi.wire.vocabulary import Mode, Role

HANDSHAKE: Final = Language("handshake")
VERSION: Final = 1


@HANDSHAKE.message(0x01, Sender.BOTH)
@dataclass(frozen=True, slots=True)
class Hello(Message):
    """Who speaks and how they will prove it. ``attempt`` is the host's attempt id from the office (zeros from a console);
    ``nonce`` is fresh in every handshake. The whole record is the side's associated data.
    """

    version: Uint16
    role: Annotated[Role, OneOf(Role)]
    mode: Annotated[Mode, OneOf(Mode)]
    attempt: Annotated[bytes, Fixed(16)]
    nonce: Annotated[bytes, Fixed(16)]
    build: Annotated[str, Text(64)]


@HANDSHAKE.message(0x02, Sender.BOTH)
@dataclass(frozen=True, slots=True)
class Share(Message):
    """CPace public share (mode NUMBER) or X25519 public key (mode RESUME)."""

    share: Annotated[bytes, Fixed(32)]


@HANDSHAKE.message(0x03, Sender.BOTH)
@dataclass(frozen=True, slots=True)
class Confirm(Message):
    """Key confirmation tag (HMAC-SHA-512)."""

    tag: Annotated[bytes, Fixed(64)]


@HANDSHAKE.message(0x04, Sender.BOTH)
@dataclass(frozen=True, slots=True)
class TurnedAway(Message):
    """The handshake is over: wrong_secret, wrong_version, timed_out, malformed or busy."""

    reason: Annotated[RelayReason, OneOf(RelayReason)]
