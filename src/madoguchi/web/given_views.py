"""The form by which a supervisor gives a case to somebody of a subcontractor, and what was typed into it. Article: 9.2"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from madoguchi.base.clock import JAPAN, Instant
from madoguchi.base.word_keys import Key
from madoguchi.office.subcontractors.assignments import Outsider
from madoguchi.web.visit import Visit, run
from madoguchi.wire.vocabulary import Access

# The picture is part of every session; each of these is a box of the form.
ASKABLE: Final[dict[str, Access]] = {
    "may_control": Access.CONTROL,
    "may_clipboard": Access.CLIPBOARD,
    "may_files": Access.FILES,
}
ACCESS_KEYS: Final[dict[Access, Key]] = {
    Access.VIEW: "access.view",
    Access.CONTROL: "access.control",
    Access.CLIPBOARD: "access.clipboard",
    Access.FILES: "access.files",
}


@dataclass(frozen=True, slots=True)
class Giving:
    """The form."""

    outsiders: tuple[Outsider, ...]
    until: str  # the end that is proposed, as the browser's field spells it
    askable: tuple[tuple[str, Key], ...]
    access_keys: Mapping[Access, Key]


async def giving(visit: Visit, now: Instant) -> Giving | None:
    """None for whoever may not."""
    if not visit.may("POST", "/office/cases/{case}/assignments"):
        return None
    desk = visit.web.desk
    end = await run(desk.assignments.usual_end, now)
    return Giving(
        outsiders=tuple(await run(desk.assignments.outsiders, now)),
        until=end.astimezone(JAPAN).strftime("%Y-%m-%dT%H:%M") if end else "",
        askable=tuple((name, ACCESS_KEYS[access]) for name, access in ASKABLE.items()),
        access_keys=ACCESS_KEYS,
    )
