"""What a relay is told at its start: the key that tickets are checked with, its own name, and its limits.

Guarantee: nothing here is secret; the ticket key is the public one. Article: 8.1
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from madoguchi.base.errors import Misuse

MESSAGE_LIMIT: Final = 262_400  # bytes of one WebSocket message, docs/protocol.md section 2
PUBLIC_KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Limits:
    """Times in seconds and counts. The defaults are those of docs/protocol.md; tests shorten the times."""

    attach_seconds: float = 5.0  # until the first record
    beat_seconds: float = 20.0
    silence_seconds: float = 45.0  # two beats unanswered
    stall_seconds: float = 30.0  # a receiver that takes nothing
    drain_seconds: float = 5.0
    connections: int = 20_000
    unattached: int = 2_000  # connections that have not shown a ticket yet
    nonces: int = 200_000  # used tickets that are remembered until they expire
    records_per_second: int = 4_000  # of one connection; above it the relay reads more slowly
    burst_records: int = 8_000


@dataclass(frozen=True, slots=True)
class RelaySettings:
    """``origins`` are whole origins as browsers write them (``https://support.example.jp``), compared exactly."""

    ticket_public_key: bytes
    node: str
    origins: frozenset[str]
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        if len(self.ticket_public_key) != PUBLIC_KEY_BYTES:
            raise Misuse("the ticket key is the 32 bytes of an Ed25519 public key")
        if not self.node:
            raise Misuse("a relay has a name: tickets are for one node")
        for origin in self.origins:
            if "*" in origin or "://" not in origin or origin.endswith("/"):
                raise Misuse(f"an origin is scheme://host[:port] and nothing else: {origin!r}")
