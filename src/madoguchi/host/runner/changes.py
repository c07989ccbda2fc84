"""What changed on the computer during the session: looked at before the door opens and after it closed. Article: 7.2, 7.3

The looks stay here; what differs is shown to the customer first, and stated for the record.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from hashlib import sha256
from typing import Final

from madoguchi.base.canonical import Document, Value, canonical
from madoguchi.host.port import ShowChanges, Shown
from madoguchi.host.runner.records import Records
from madoguchi.rules.computer_changes import Change, Changes, Look, Part, compare

log = logging.getLogger(__name__)
SECONDS: Final = 15.0  # for a look at a slow disk
MOST_LISTED: Final = 60  # in the record
LISTED_BYTES: Final = 12_000  # a statement is short (office: 16 KiB); ``sha256`` is of all
READY_SECONDS: Final = 3.0
LONGEST: Final = 96  # characters of a name or version in the record


class SessionChanges:
    """``look`` looks at the computer; it may take seconds and runs on a thread."""

    def __init__(self, look: Callable[[], Look], show: Callable[[Shown], None]) -> None:
        self._look = look
        self._show = show
        self._before: asyncio.Task[Look] | None = None

    def begin(self) -> None:
        """The first look, while the customer reads. Only once."""
        if self._before is None:
            self._before = asyncio.get_running_loop().create_task(asyncio.to_thread(self._look))

    async def ready(self) -> None:
        """Returns when the first look is done, or takes too long to be waited for: it comes before the operator sees anything."""
        if self._before is not None:
            with contextlib.suppress(TimeoutError, OSError):
                async with asyncio.timeout(READY_SECONDS):
                    await asyncio.shield(self._before)

    async def report(self, records: Records) -> None:
        """Look again; show and state what is different. Nothing when it cannot be told in time."""
        if self._before is None:
            return
        try:
            async with asyncio.timeout(SECONDS):
                changes = compare(await self._before, await asyncio.to_thread(self._look))
        except (TimeoutError, OSError) as error:
            log.warning("what changed cannot be told: %r", error)
            changes = Changes((), tuple(Part))
        self._show(ShowChanges(changes))
        records.put("changes", changes_body(changes))


def changes_body(changes: Changes) -> Document:
    """As it is stated: counts, as many as there is room for, and the hash of the whole list in canonical form."""
    whole: list[Value] = [_row(change, None) for change in changes.found]
    listed: list[Value] = []
    room = LISTED_BYTES
    for change in changes.found[:MOST_LISTED]:
        row = _row(change, LONGEST)
        room -= len(canonical(row))
        if room < 0:
            break
        listed.append(row)
    return {
        "listed": listed,
        "packages": len(changes.of(Part.PACKAGE)),
        "services": len(changes.of(Part.SERVICE)),
        "sha256": sha256(canonical({"changes": whole})).hexdigest(),
        "unread": [part.value for part in changes.unread],
    }


def _row(change: Change, longest: int | None) -> Document:
    return {
        "after": change.after[:longest],
        "before": change.before[:longest],
        "name": change.name[:longest],
        "part": change.part.value,
    }
