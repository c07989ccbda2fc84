"""Processor time of the product's parts, from /proc: the host, the server (with its relay), the browser with all of its processes."""

from __future__ import annotations

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


class Used:
    """Seconds of processor time since each part's start."""

    def __init__(self, host: int, server: int) -> None:
        self._host, self._server = host, server

    def now(self) -> dict[str, float]:
        stats = _stats()
        mine = _under(os.getpid(), stats)
        browser = sum(stats[pid][2] for pid in mine if stats[pid][1].startswith("chrom"))
        return {"host": stats[self._host][2], "relay": stats[self._server][2], "browser": browser}


def _stats() -> dict[int, tuple[int, str, float]]:
    """Parent, name and seconds of every process."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            head, _, tail = path.read_text().rpartition(")")
        except (FileNotFoundError, ProcessLookupError):
            continue
        fields = tail.split()
        number, _, name = head.partition(" (")
        found[int(number)] = (int(fields[1]), name, (int(fields[11]) + int(fields[12])) / TICKS)
    return found


def _under(root: int, stats: dict[int, tuple[int, str, float]]) -> list[int]:
    reached = [root]
    for parent in reached:
        reached += [pid for pid, (above, _, _) in stats.items() if above == parent]
    return reached
