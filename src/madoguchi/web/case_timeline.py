"""A case's timeline in words: one sentence for each thing, and what was written. Article: 1.2, 5.4, 11.1"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from madoguchi.base.clock import Instant
from madoguchi.base.word_keys import Key
from madoguchi.base.words import Words
from madoguchi.office.cases.ports import Came, CaseEntry, CaseStatus, Category, EntryKind, Told
from madoguchi.office.cases.timeline import Begun, Issued, WrittenDown
from madoguchi.office.subcontractors.ports import Why
from madoguchi.web.categories import CASE_STATUS_KEYS, CATEGORY_KEYS, ENDING_KEYS, PHASE_KEYS, TOLD_KEYS

CAME_KEYS: Final[dict[Came, Key]] = {Came.DESK: "cases.entry.opened", Came.PORTAL: "cases.entry.opened_portal"}
WHY_KEYS: Final[dict[Why, Key]] = {
    Why.TIME_OVER: "subcontractors.why.time_over",
    Why.PAPERS: "subcontractors.why.papers",
    Why.ACCOUNT: "subcontractors.why.account",
    Why.SUPERVISOR: "subcontractors.why.supervisor",
    Why.CHANGED: "subcontractors.why.changed",
}
_NAMED: Final[dict[EntryKind, Key]] = {
    EntryKind.ASSIGNED: "cases.entry.assigned",
    EntryKind.JOINED: "cases.entry.joined",
    EntryKind.LEFT: "cases.entry.left",
    EntryKind.GIVEN: "subcontractors.entry.given",
}
_NUMBERED: Final[dict[EntryKind, tuple[Key, str]]] = {
    EntryKind.CUSTODY_DEPOSITED: ("custody.entry.deposited", "file"),
    EntryKind.CUSTODY_OPENED: ("custody.entry.opened", "eye"),
    EntryKind.CUSTODY_RETURNED: ("custody.entry.returned", "back"),
    EntryKind.CUSTODY_DESTROYED: ("custody.entry.destroyed", "removed"),
}
_WORDED: Final = frozenset(
    {EntryKind.OPENED, EntryKind.STATUS, EntryKind.CATEGORY, EntryKind.DECLINED, EntryKind.RETURNED}
)
_WRITTEN: Final[dict[EntryKind, tuple[Key, str]]] = {
    EntryKind.NOTE: ("cases.entry.note", "document"),
    EntryKind.CONSULTATION: ("cases.entry.consultation", "people"),
    EntryKind.REQUEST: ("cases.entry.request", "hand"),
    EntryKind.REQUEST_DONE: ("cases.entry.request_done", "done"),
    EntryKind.REQUEST_CANNOT: ("cases.entry.request_cannot", "refused"),
    EntryKind.REQUEST_REOPENED: ("cases.entry.request_reopened", "changed"),
    EntryKind.REQUEST_TAKEN_BACK: ("cases.entry.request_taken_back", "stop"),
    EntryKind.APPOINTMENT: ("cases.entry.appointment", "clock"),
    EntryKind.APPOINTMENT_CHANGED: ("cases.entry.appointment_changed", "clock"),
    EntryKind.APPOINTMENT_CANCELLED: ("cases.entry.appointment_cancelled", "refused"),
}


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """``text`` is a whole sentence, ``words`` what somebody wrote."""

    at: Instant
    by: str
    kind: str
    mark: str  # an icon
    text: str
    words: str = ""
    address: str = ""


def timeline_lines(events: list[WrittenDown | Issued | Begun], say: Words) -> list[TimelineLine]:
    """In the order that they have."""
    return [_line(event, say) for event in events]


def _line(event: WrittenDown | Issued | Begun, say: Words) -> TimelineLine:
    match event:
        case WrittenDown(at, by, entry):
            mark, text, words = _told(entry, say)
            return TimelineLine(at, by, entry.kind.value, mark, text, words)
        case Issued(at, by, number):
            return TimelineLine(at, by, "number", "key", say("cases.entry.number", routing=number.routing))
        case Begun(at, by, session):
            state = ENDING_KEYS[session.ending] if session.ending else PHASE_KEYS[session.phase]
            text = say("cases.entry.session", state=say(state))
            return TimelineLine(at, by, "session", "live", text, session.note, f"/office/sessions/{session.id}")


def _told(entry: CaseEntry, say: Words) -> tuple[str, str, str]:  # noqa: PLR0911 - one for each kind
    """Icon, sentence, and what was written."""
    if entry.kind in _WORDED and not entry.word:  # an older version of the program was at work in between
        return "changed", say("cases.entry.unnamed"), entry.text
    match entry.kind:
        case EntryKind.OPENED:
            return "folder", say(CAME_KEYS[Came(entry.word)]), ""
        case EntryKind.STATUS:
            return "changed", say("cases.entry.status", status=say(CASE_STATUS_KEYS[CaseStatus(entry.word)])), ""
        case EntryKind.CATEGORY:
            return "changed", say("cases.entry.category", category=say(CATEGORY_KEYS[Category(entry.word)])), ""
        case EntryKind.ASSIGNED | EntryKind.JOINED | EntryKind.LEFT | EntryKind.GIVEN:
            return "person", say(_NAMED[entry.kind], name=entry.text), ""
        case EntryKind.RETURNED:
            return "back", say("subcontractors.entry.returned", name=entry.text, why=say(WHY_KEYS[Why(entry.word)])), ""
        case EntryKind.DECLINED:
            return "refused", say("cases.entry.declined", told=say(TOLD_KEYS[Told(entry.word)])), entry.text
        case kind if kind in _NUMBERED:
            key, mark = _NUMBERED[kind]
            return mark, say(key, number=entry.text), ""
        case _:
            key, mark = _WRITTEN[entry.kind]
            return mark, say(key), entry.text
