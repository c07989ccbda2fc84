"""The host's own signed statements: what the customer saw, agreed, allowed and took back, in one unbroken chain.

Each carries its number and the hash of the one before, and is signed by a key that lives as long as the session; the
office writes it down and answers with a receipt. ``make`` is instant; ``Outbox`` delivers in order and tries again while the
office is away, so nothing is lost and nothing waits for it except what must be durable first. Article: P.1, P.2
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from madoguchi.base.canonical import Document, canonical
from madoguchi.base.clock import Clock, iso
from madoguchi.base.errors import BrokenProof, Unavailable
from madoguchi.host.runner.office import Office, OfficeRefusal
from madoguchi.seal.signing import Domain, public_bytes, sign, to_base64url

log = logging.getLogger(__name__)
RETRY_SECONDS = (0.5, 1.0, 2.0, 4.0)  # and so on with the last


@dataclass(frozen=True, slots=True)
class Statement:
    """One signed statement, ready to be sent."""

    kind: str
    text: str
    signature: str
    host_key: str


class Chain:
    """Makes statements, each bound to the one before."""

    def __init__(self, clock: Clock, key: Ed25519PrivateKey, attempt: bytes, session: str) -> None:
        self._clock = clock
        self._key = key
        self._attempt = attempt.hex()
        self._session = session
        self._number = 0
        self._previous = ""

    def make(self, kind: str, body: Document) -> Statement:
        """The next statement. Not thread-safe: called on the line's loop alone."""
        document: Document = {
            "at": iso(self._clock.now()),
            "attempt": self._attempt,
            "body": body,
            "kind": kind,
            "number": self._number,
            "previous": self._previous,
            "session": self._session,
        }
        raw = canonical(document)
        self._number += 1
        self._previous = hashlib.sha256(raw).hexdigest()
        return Statement(
            kind=kind,
            text=raw.decode("utf-8"),
            signature=to_base64url(sign(self._key, Domain.STATEMENT, raw)),
            host_key=to_base64url(public_bytes(self._key)),
        )


class Outbox:
    """Delivers statements in order, one at a time."""

    def __init__(self, office: Office, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._office = office
        self._sleep = sleep
        self._waiting: asyncio.Queue[tuple[Statement, asyncio.Future[bool]]] = asyncio.Queue()

    def put(self, statement: Statement) -> asyncio.Future[bool]:
        """Queue a statement. The future becomes True once it is durable, False when the office refused it."""
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait((statement, done))
        return done

    async def drained(self) -> None:
        """Returns when everything put so far was delivered or refused."""
        await self._waiting.join()

    async def run(self) -> None:
        """Deliver until cancelled."""
        while True:
            statement, done = await self._waiting.get()
            durable = await self._deliver(statement)
            if not done.done():
                done.set_result(durable)
            self._waiting.task_done()

    async def _deliver(self, statement: Statement) -> bool:
        tries = 0
        while True:
            try:
                await self._office.state(statement.text, statement.signature, statement.host_key)
            except Unavailable as away:
                log.warning("statement %s waits: %s", statement.kind, away)
                await self._sleep(RETRY_SECONDS[min(tries, len(RETRY_SECONDS) - 1)])
                tries += 1
            except (OfficeRefusal, BrokenProof) as refused:
                log.error("statement %s was not written: %s", statement.kind, refused)
                return False
            else:
                return True
