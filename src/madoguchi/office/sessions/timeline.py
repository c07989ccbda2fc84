"""What happened, in order, in words: from the customer's statements and the office's own events. Article: P.1, 7.2"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from madoguchi.base.canonical import Value
from madoguchi.base.clock import Instant, from_iso
from madoguchi.base.word_keys import Key
from madoguchi.base.words import SLOT, Words, catalogue
from madoguchi.ledger.kinds import KINDS
from madoguchi.office.consent.ports import Written
from madoguchi.rules.computer_changes import change_text

_WORDED: Final[dict[str, dict[str, Key]]] = {  # fields whose values are words of closed lists
    "access": {
        "view": "access.view",
        "control": "access.control",
        "clipboard": "access.clipboard",
        "files": "access.files",
    },
    "ending": {
        "resolved": "ending.resolved",
        "customer_stopped": "ending.customer_stopped",
        "operator_ended": "ending.operator_ended",
        "declined": "ending.declined",
        "hours_refused": "ending.hours_refused",
        "supervisor_ended": "ending.supervisor_ended",
        "lost": "ending.lost",
    },
    "direction": {"to_customer": "office.direction.to_customer", "from_customer": "office.direction.from_customer"},
    "why": {
        "link": "office.why.link",
        "customer_paused": "office.why.customer_paused",
        "off_hours": "office.why.off_hours",
    },
    "told": {"portal": "cases.told.portal", "phone": "cases.told.phone", "email": "cases.told.email"},
    "backup": {"yes": "office.backup.yes", "no": "office.backup.no", "unknown": "office.backup.unknown"},
}


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One thing that happened. ``text`` is a whole sentence."""

    at: Instant
    kind: str
    by: str
    text: str
    entry: int


def timeline(written: tuple[Written, ...], say: Words) -> list[TimelineRow]:
    """Every entry as a sentence, in the order of the ledger."""
    return [
        TimelineRow(from_iso(item.entry.at), item.entry.kind, item.entry.by, _told(item, say), item.entry.number)
        for item in written
    ]


def _told(item: Written, say: Words) -> str:
    key = KINDS[item.entry.kind].told
    body = _body(item)
    slots = {slot: _slot(slot, body, say) for slot in SLOT.findall(catalogue(say.language)[key])}
    return say(key, **slots)


def _body(item: Written) -> Mapping[str, Value]:
    statement = item.payload.get("statement")
    if isinstance(statement, str):
        found = json.loads(statement)["body"]
        assert isinstance(found, dict)
        return found
    body = item.payload["body"]
    assert isinstance(body, Mapping)
    return body


def _slot(slot: str, body: Mapping[str, Value], say: Words) -> str:
    """The value of a slot; ``said_by_name`` reads the name within ``said_by``."""
    if slot.startswith("said_by_"):
        said = body.get("said_by")
        return str(said.get(slot.removeprefix("said_by_"), "")) if isinstance(said, Mapping) else ""
    value = body.get(slot, "")
    if slot in {"size", "bytes_used"} and isinstance(value, int):
        return say.size(value)
    if slot in {"starts", "ends"} and isinstance(value, str):
        return say.moment(from_iso(value))
    if slot == "listed":
        return _changes(body, say)
    if slot == "word" and not value:
        return say("office.timeline.no_word")
    worded = _WORDED.get(slot, {}).get(str(value))
    return say(worded) if worded else str(value)


def _changes(body: Mapping[str, Value], say: Words) -> str:
    """What changed on the computer, one in a line: the listed ones, how many more, and what could not be read. Article: 7.2"""
    listed, unread = body.get("listed"), body.get("unread")
    lines: list[str] = []
    if isinstance(listed, Sequence):
        for row in listed:
            if isinstance(row, Mapping):
                part, name, before, after = (str(row[field]) for field in ("part", "name", "before", "after"))
                lines.append(change_text(part, name, before, after, say))
        more = sum(count for name in ("packages", "services") if isinstance(count := body.get(name), int)) - len(lines)
        if more > 0:
            lines.append(say("changes.more", count=more))
    if isinstance(unread, Sequence):
        unreadable: dict[str, Key] = {"package": "changes.unread_package", "service": "changes.unread_service"}
        lines += [say(key) for part, key in unreadable.items() if part in unread]
    return "\n".join(lines)
