"""The tables of docs/protocol.md, from the declarations in ``madoguchi.wire``: messages with their payloads, closed lists, reasons.

``tools/gen.py`` puts them between the page's marks ``<!-- written by tools/gen.py: NAME -->`` and ``<!-- end -->``, and its ``--check``
(a repo test) fails when the page and the declarations differ. A message's meaning is the docstring of its class."""

from __future__ import annotations

import inspect
import re
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from madoguchi.wire.codec import Language, Message

MARKED = re.compile(r"(<!-- written by tools/gen\.py: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
# Why a connection was closed or something refused, in the order of their numbers.
MEANING = {
    "MALFORMED": "short, long, out of its list, or at the wrong moment",
    "TOO_LARGE": "over a limit",
    "UNKNOWN_MESSAGE": "a number below 0x80 that is in no table",
    "WRONG_DIRECTION": "not for this end to send",
    "NOT_YOURS_TO_DO": "a move that belongs to somebody else",
    "BROKEN_SEAL": "a frame that does not open, or out of its order",
    "WRONG_SECRET": "the other end's tag is not what our secret gives",
    "WRONG_VERSION": "no version in common",
    "NOT_GRANTED": "the customer does not allow it",
    "TIMED_OUT": "it took too long",
    "TICKET_REFUSED": "forged, expired, used, or for another node",
    "BUSY": "the place is taken, or the number is used",
    "REPLACED": "the same holder attached again",
    "STALLED": "it read nothing for too long",
    "GONE": "it left",
    "SHUTTING_DOWN": "the server ends",
    "TOO_MANY": "over a limit of rate or count",
    "CALLER_NOT_PROVEN": "the card, its signature or the proof does not hold",
}


def tables(page: str) -> str:
    """``page`` with every marked table written anew."""
    from madoguchi.wire import conversation, envelope, handshake

    languages = {
        language.name: language
        for language in (
            envelope.ENVELOPE,
            handshake.HANDSHAKE,
            conversation.CONTROL,
            conversation.INPUT,
            conversation.PICTURE,
            conversation.FILES,
        )
    }

    def written(found: re.Match[str]) -> str:
        name = found[2]
        body = _messages(languages[name]) if name in languages else {"lists": _lists, "reasons": _reasons}[name]()
        return f"{found[1]}{body}\n{found[3]}"

    return MARKED.sub(written, page)


def _messages(language: Language) -> str:
    rows = ["| number | record | from | payload | |", "|---|---|---|---|---|"]
    for number, message in sorted(language.table.items()):
        payload = ", ".join(f"`{name}` {_spelled(kind)}" for name, kind in message.layout)
        rows.append(
            f"| 0x{number:02x} | {message.__name__} | {message.sender.value} | {payload} | {_meaning(message)} |"
        )
    return "\n".join(rows)


def _spelled(kind: object) -> str:
    """The kind of a field, as the page calls it."""
    from madoguchi.wire.fields import Blob, Fixed, Flag, Integer, OneOf, Text

    match kind:
        case OneOf(members):
            return "Reason" if members.__name__ == "RelayReason" else members.__name__
        case Text(limit):
            return f"text≤{limit}"
        case Blob(limit):
            return f"blob≤{limit}"
        case Integer() | Flag() | Fixed():
            return kind.spelled
    raise AssertionError(kind)


def _meaning(message: type[Message]) -> str:
    """The docstring on one line; a dataclass without one has its own signature there, which says nothing new."""
    text = " ".join((inspect.getdoc(message) or "").split())
    if text.startswith(f"{message.__name__}("):
        return ""
    return (
        re.sub(r" Articles?: [^|]*$", "", text)
        .replace("|", "\\|")
        .replace("``", "`")
        .replace("width*height*", "width × height × ")
    )


def _lists() -> str:
    from madoguchi.wire import vocabulary

    found = [
        listed
        for listed in vars(vocabulary).values()
        if isinstance(listed, type) and issubclass(listed, vocabulary.Listed) and listed is not vocabulary.Listed
    ]
    rows = ["| list | members |", "|---|---|"]
    rows += [f"| {listed.__name__} | {_members(listed)} |" for listed in found]
    return "\n".join(rows)


def _members(listed: type[IntEnum]) -> str:
    return ", ".join(f"{member.value} {member.name.lower()}" for member in listed)


def _reasons() -> str:
    from madoguchi.wire.envelope import RelayReason

    rows = ["| number | reason | when |", "|---|---|---|"]
    rows += [f"| {reason.value} | `{reason.name.lower()}` | {MEANING[reason.name]} |" for reason in RelayReason]
    return "\n".join(rows)
