"""A call that makes something, said twice, makes it once: the answer of the first is kept for a day and given again.

Guarantee: the name of a call is claimed before it is done; while nobody knows what became of it (the process died in between), it is
not done again by itself. What was answered lies sealed. Article: 8.1
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from madoguchi.base.clock import Instant
from madoguchi.office.api_keys.ports import ApiReply
from madoguchi.office.books import Shelf
from madoguchi.office.ids import Entropy
from madoguchi.office.provider.keys import Keys

KEPT: Final = timedelta(hours=24)


class Claim(StrEnum):
    """Why a call is not done."""

    OTHER_CALL = "other_call"  # the name stands for a call that said something else
    NOT_KNOWN = "not_known"  # the first one still runs, or nobody knows what became of it


@dataclass(frozen=True, slots=True)
class GivenReply:
    """What the first call was answered."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class ReplyService:
    def __init__(self, shelf: Shelf, keys: Keys, entropy: Entropy) -> None:
        self._shelf = shelf
        self._keys = keys
        self._entropy = entropy

    def claim(self, key_id: str, call: str, request_sha256: str, now: Instant) -> GivenReply | Claim | None:
        """None: do it. Otherwise what it was answered, or why it is not done."""
        with self._shelf.writing() as books:
            books.api_keys.drop_replies_before(now - KEPT)
            found = books.api_keys.reply(key_id, call)
            if found is None:
                books.api_keys.put_reply(ApiReply(key_id, call, request_sha256, 0, b"", now))
                return None
        if found.request_sha256 != request_sha256:
            return Claim.OTHER_CALL
        return Claim.NOT_KNOWN if found.status == 0 else self._opened(found)

    def keep(self, key_id: str, call: str, request_sha256: str, reply: GivenReply, now: Instant) -> None:
        """It was done, and this was the answer."""
        told = {"body": b64encode(reply.body).decode("ascii"), "headers": reply.headers}
        sealed = self._keys.seal(json.dumps(told).encode(), f"reply:{key_id}:{call}", self._entropy)
        with self._shelf.writing() as books:
            books.api_keys.put_reply(ApiReply(key_id, call, request_sha256, reply.status, sealed, now))

    def release(self, key_id: str, call: str) -> None:
        """It was refused and nothing was done: it may be said again."""
        with self._shelf.writing() as books:
            books.api_keys.drop_reply(key_id, call)

    def _opened(self, found: ApiReply) -> GivenReply:
        told = json.loads(self._keys.unseal(found.reply, f"reply:{found.key_id}:{found.call}"))
        headers = tuple((str(name), str(value)) for name, value in told["headers"])
        return GivenReply(found.status, headers, b64decode(told["body"]))
