"""What may be told to whoever watches the server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from madoguchi.office.hooks.ports import HookCounts


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts alone: nobody can be known from them."""

    running: Mapping[str, int]  # sessions, by phase
    ended: Mapping[str, int]  # sessions, by ending
    numbers: int  # that still lead somewhere
    ledger: int  # entries
    hooks: HookCounts
