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
        body = _messages(languages[name]) if name in languages else OTHERS[name]()
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


def _refusals() -> str:
    """The office's refusals with their HTTP status. Each is tried with whatever its fields may be: the status is of the class."""
    from typing import get_args

    from madoguchi.office.refusals import Refusal
    from madoguchi.web.api.refusing import status_of

    rows = ["| code | status | |", "|---|---|---|"]
    for refusal in sorted(get_args(Refusal), key=lambda listed: listed.code):
        told = " ".join((inspect.getdoc(refusal) or "").split())
        text = "" if told.startswith(f"{refusal.__name__}(") else told
        rows.append(f"| `{refusal.code}` | {status_of(refusal.__new__(refusal))} | {text} |")
    return "\n".join(rows)


def _statements() -> str:
    """What a host may state, with the body of each kind."""
    from madoguchi.ledger.kinds import KINDS, SaidBy

    rows = ["| kind | body |", "|---|---|"]
    rows += [f"| `{name}` | {_shape(kind.body)} |" for name, kind in KINDS.items() if kind.said_by is SaidBy.HOST]
    return "\n".join(rows)


def _shape(shape: object) -> str:
    from madoguchi.ledger.shapes import Fields, Many, OneOf, Sha256, Text, When, Whole

    match shape:
        case Fields(needed, extra):
            named = [f"`{name}` {_shape(of)}" for name, of in needed.items()]
            named += [f"`{name}`? {_shape(of)}" for name, of in extra.items()]
            return "{" + ", ".join(named) + "}"
        case Many(of, limit):
            return f"list of {_shape(of)}, at most {limit}"
        case OneOf(words):
            return " / ".join(sorted(words))
        case Text(limit, least):
            return f"text of {least} to {limit}" if least else f"text≤{limit}"
        case Sha256() | When() | Whole():
            return {Sha256: "sha256", When: "instant", Whole: "whole"}[type(shape)]
    raise AssertionError(shape)


OTHERS = {"lists": _lists, "reasons": _reasons, "refusals": _refusals, "statements": _statements}
