"""The only place where the pure rooms' callers get time, and where time is injected from.

Two kinds, never mixed: an *instant* is a point in time for records (aware UTC ``datetime``); a *tick* is a
monotonic reading in seconds, for time-outs. Nothing pure reads either: both arrive as arguments.
"""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Final, NewType, Protocol
from zoneinfo import ZoneInfo

Tick = NewType("Tick", float)  # seconds, monotonic, from an arbitrary start
Instant = datetime  # always aware and in UTC; shown in Japan time

JAPAN = ZoneInfo("Asia/Tokyo")
ISO: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)


class Clock(Protocol):
    """Where a shell takes its time from."""

    def now(self) -> Instant:
        """The current instant, UTC."""
        ...

    def tick(self) -> Tick:
        """A monotonic reading, seconds."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> Instant:
        return datetime.now(UTC)

    def tick(self) -> Tick:
        return Tick(time.monotonic())


class ManualClock:
    """A clock that moves only when a test moves it; both readings move together."""

    def __init__(self, at: Instant) -> None:
        self._at = at
        self._tick = 0.0

    def now(self) -> Instant:
        return self._at

    def tick(self) -> Tick:
        return Tick(self._tick)

    def advance(self, seconds: float) -> None:
        """Move both readings forward by ``seconds``."""
        self._at += timedelta(seconds=seconds)
        self._tick += seconds


def iso(instant: Instant) -> str:
    """``2026-01-05T03:04:05.678Z``: UTC to the millisecond, the form that records and signatures use.

    Raises ValueError for an instant that does not say where its clock hangs.
    """
    if instant.tzinfo is None:
        raise ValueError(f"an instant must know its time zone: {instant}")
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{instant.microsecond // 1000:03d}Z"


def from_iso(text: str) -> Instant:
    """The instant that ``iso`` wrote. Raises ValueError for any other form."""
    if not ISO.fullmatch(text):
        raise ValueError(f"no instant of the form 2026-01-05T03:04:05.678Z: {text!r}")
    return datetime.fromisoformat(text)
