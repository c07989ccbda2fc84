"""Failures counted in memory over a sliding window, by network and over all. SECURITY 4.2

An IPv4 address counts with its /24, an IPv6 address with its /56: a person has one, an attacker many in it. When the whole
system sees too many failures, networks that have failed themselves wait, and those that have not are still served, so an
attacker cannot shut the window for everybody. Only failures are counted.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address
from typing import Final, Protocol

from madoguchi.base.clock import Clock, Tick

NETWORKS_REMEMBERED: Final = 50_000


class FailureCounter(Protocol):
    """Counts wrong tries by network address."""

    def wait(self, address: str) -> int | None:
        """Seconds until this address may try again; None when it may try now."""
        ...

    def failed(self, address: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many failures are borne within ``window`` seconds."""

    per_network: int = 5
    over_all: int = 100
    window: float = 600.0


def network_of(address: str) -> str:
    """What an address counts under; itself when it is none (a socket without addresses)."""
    try:
        parsed = ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return address
    if not isinstance(parsed, IPv4Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    drop = 8 if isinstance(parsed, IPv4Address) else 72
    return f"{parsed.version}:{int(parsed) >> drop:x}"


class MemoryFailures:
    """A FailureCounter of one process."""

    def __init__(self, clock: Clock, allowance: Allowance | None = None) -> None:
        self._clock = clock
        self._allowance = allowance or Allowance()
        self._lock = threading.Lock()
        self._all: deque[Tick] = deque()
        self._by_network: dict[str, deque[Tick]] = {}

    def wait(self, address: str) -> int | None:
        """Seconds until this address may try again; None when it may now."""
        with self._lock:
            now = self._clock.tick()
            mine = self._by_network.get(network_of(address))
            own = self._recent(mine, now) if mine is not None else 0
            borne = self._allowance.per_network
            if self._recent(self._all, now) >= self._allowance.over_all:
                borne = 1
            if mine is None or own < borne:
                return None
            return max(1, round(mine[own - borne] + self._allowance.window - now))

    def failed(self, address: str) -> None:
        """Count one."""
        with self._lock:
            now = self._clock.tick()
            if len(self._by_network) >= NETWORKS_REMEMBERED:
                self._forget(now)
            self._by_network.setdefault(network_of(address), deque()).append(now)
            self._all.append(now)

    def _recent(self, ticks: deque[Tick], now: Tick) -> int:
        while ticks and now - ticks[0] >= self._allowance.window:
            ticks.popleft()
        return len(ticks)

    def _forget(self, now: Tick) -> None:
        for network in [name for name, ticks in self._by_network.items() if not self._recent(ticks, now)]:
            del self._by_network[network]
