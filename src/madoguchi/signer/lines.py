"""What office and signer say to each other: one line of JSON each way on a connection. Pure.

    {"ask": "last"}                                              -> {"key": …, "note": … or null}
    {"ask": "sign", "size": n, "root": …, "from": m, "proof": …} -> {"note": …}
                                                                  | {"refused": "moved"}   another head came between: ask again
                                                                  | {"refused": "broken"}  not the ledger that was signed before

``key`` is base64url, hashes are hexadecimal, ``note`` is a C2SP signed note. Whatever else comes is answered ``malformed``. Article: P.2
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from madoguchi.base.errors import PeerError, Reason
from madoguchi.ledger.tree import HASH_BYTES

LIMIT: Final = 16_384  # bytes of a line
MOST_ENTRIES: Final = 2**53 - 1
_PROOF: Final = 128  # hashes; a tree of MOST_ENTRIES needs fewer


class Refused(StrEnum):
    MOVED = "moved"
    BROKEN = "broken"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class AskLast:
    """What was signed last?"""


@dataclass(frozen=True, slots=True)
class AskSign:
    """Sign the head of ``size`` entries; ``proof`` shows that it begins with the ``begins_with`` that were signed before."""

    size: int
    root: bytes
    begins_with: int
    proof: tuple[bytes, ...]


def write(what: Mapping[str, object]) -> bytes:
    return json.dumps(what, separators=(",", ":")).encode("ascii") + b"\n"


def write_ask(ask: AskLast | AskSign) -> bytes:
    if isinstance(ask, AskLast):
        return write({"ask": "last"})
    proof = [part.hex() for part in ask.proof]
    return write({"ask": "sign", "size": ask.size, "root": ask.root.hex(), "from": ask.begins_with, "proof": proof})


def read_ask(line: bytes) -> AskLast | AskSign:
    """Raises PeerError for anything but an ask."""
    said = read_line(line)
    if said == {"ask": "last"}:
        return AskLast()
    if said.keys() != {"ask", "size", "root", "from", "proof"} or said["ask"] != "sign":
        raise PeerError(Reason.MALFORMED, "no such ask")
    proof = said["proof"]
    if not isinstance(proof, list) or len(proof) > _PROOF:
        raise PeerError(Reason.MALFORMED, "no proof")
    return AskSign(
        _count(said["size"]), _hash(said["root"]), _count(said["from"]), tuple(_hash(part) for part in proof)
    )


def read_line(line: bytes) -> dict[str, Any]:
    """Raises PeerError when it is not one object."""
    if len(line) > LIMIT:
        raise PeerError(Reason.TOO_LARGE)
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise PeerError(Reason.MALFORMED, "not a line of JSON")
    return said


def _count(value: object) -> int:
    if type(value) is not int or not 0 <= value <= MOST_ENTRIES:
        raise PeerError(Reason.MALFORMED, "no number of entries")
    return value


def _hash(value: object) -> bytes:
    try:
        raw = bytes.fromhex(value) if isinstance(value, str) and len(value) == 2 * HASH_BYTES else b""
    except ValueError:
        raw = b""
    if len(raw) != HASH_BYTES:
        raise PeerError(Reason.MALFORMED, "no hash")
    return raw


def said_note(said: Mapping[str, Any]) -> str | None:
    """The note in an answer; None when it says that there is none. Raises PeerError."""
    noted = said.get("note")
    if noted is not None and not isinstance(noted, str):
        raise PeerError(Reason.MALFORMED, "no note")
    return noted
