"""What the provider's own facts need of a store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from madoguchi.base.clock import Instant


@dataclass(frozen=True, slots=True)
class Provider:
    """How the provider introduced itself from ``since`` on."""

    since: Instant
    name: str
    name_en: str
    phone: str
    hotkey: str
    minimum_build: str


class ProviderRecords(Protocol):
    def add(self, provider: Provider) -> None: ...
    def as_of(self, now: Instant) -> Provider | None: ...
