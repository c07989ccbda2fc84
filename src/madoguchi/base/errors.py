"""The four exceptions of the project. A business "no" is a value instead (see refusals).

MadoguchiError
├── PeerError     they broke the protocol: close with the reason
├── Misuse        our own bug: end the session, not the process
├── Unavailable   try again, and when
└── BrokenProof   a signature, seal or hash does not hold: never caught except to show it
"""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why a message was refused or a connection closed. One word on the wire, in logs and on screens."""

    MALFORMED = "malformed"  # bytes that no sender of ours writes
    TOO_LARGE = "too_large"  # over the limit in the table of messages
    UNKNOWN_MESSAGE = "unknown_message"  # a number below 0x80 that this version does not know
    WRONG_DIRECTION = "wrong_direction"  # a message only the other end may send
    NOT_YOURS_TO_DO = "not_yours_to_do"  # a move that this person may not make in this state
    BROKEN_SEAL = "broken_seal"  # altered, replayed, reordered or sealed with another key
    WRONG_SECRET = "wrong_secret"  # noqa: S105  # the number's secret part differs between the two ends
    WRONG_VERSION = "wrong_version"  # the two ends speak different versions
    NOT_GRANTED = "not_granted"  # an effect that the customer does not allow now
    TIMED_OUT = "timed_out"  # no answer within the time given
    TICKET_REFUSED = "ticket_refused"  # unknown, used, expired or for another node
    BUSY = "busy"  # somebody else holds that place
    REPLACED = "replaced"  # the same end attached again, with a newer ticket
    STALLED = "stalled"  # the other end stopped reading
    GONE = "gone"  # the other end left
    SHUTTING_DOWN = "shutting_down"  # the relay is being restarted: attach again
    TOO_MANY = "too_many"  # a rate limit
    CALLER_NOT_PROVEN = "caller_not_proven"  # the operator's card is not the provider's


class MadoguchiError(Exception):
    """The root of every exception that the project raises on purpose."""


class PeerError(MadoguchiError):
    """The other end broke the protocol. Close with ``reason``; ``detail`` is for our log alone."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail


class Misuse(MadoguchiError):  # the four names say who is at fault, not that there is one
    """Our own code called something in a way that it must never be called."""


class Unavailable(MadoguchiError):
    """Not now. ``retry_after`` is in seconds; None when nobody can say."""

    def __init__(self, what: str, retry_after: float | None = None) -> None:
        super().__init__(what)
        self.retry_after = retry_after


class BrokenProof(MadoguchiError):
    """A signature, seal or hash does not hold. Show it; never go on without it."""
