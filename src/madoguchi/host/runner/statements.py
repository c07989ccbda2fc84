"""The host's own signed statements: what the customer saw, agreed, allowed and took back, in one unbroken chain.

Each carries its number and the hash of the one before, and is signed by a key that lives as long as the session; the
office writes it down and answers with a receipt. ``Outbox`` delivers in order and tries again while the office is away, so
nothing is lost and nothing waits for it except what must be durable first. Article: P.1, P.2
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from madoguchi.base.canonical import Document, canonical
from madoguchi.base.clock import Clock, Instant, iso
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
    """Makes statements, each bound to the one before that was written down."""

    def __init__(self, key: Ed25519PrivateKey, attempt: bytes, session: str) -> None:
        self._key = key
        self._attempt = attempt.hex()
        self._session = session
        self._number = 0
        self._previous = ""

    def make(self, kind: str, body: Document, at: Instant) -> Statement:
        """The next statement. It stays the next one until ``written`` says that the office has it."""
        raw = canonical(
            {
                "at": iso(at),
                "attempt": self._attempt,
                "body": body,
                "kind": kind,
                "number": self._number,
                "previous": self._previous,
                "session": self._session,
            }
        )
        return Statement(
            kind=kind,
            text=raw.decode("utf-8"),
            signature=to_base64url(sign(self._key, Domain.STATEMENT, raw)),
            host_key=to_base64url(public_bytes(self._key)),
        )

    def written(self, statement: Statement) -> None:
        """The office has it: the next one is bound to it."""
        self._number += 1
        self._previous = hashlib.sha256(statement.text.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True)
class _Draft:
    kind: str
    body: Document
    at: Instant
    done: asyncio.Future[bool]


class Outbox:
    """Delivers statements in order, one at a time. Each is signed when its turn comes, so that one which the office refuses
    leaves no hole in the chain; its time is the time when it was put."""

    def __init__(
        self,
        office: Office,
        chain: Chain,
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._office = office
        self._chain = chain
        self._clock = clock
        self._sleep = sleep
        self._waiting: asyncio.Queue[_Draft] = asyncio.Queue()

    def put(self, kind: str, body: Document) -> asyncio.Future[bool]:
        """State something. The future becomes True once it is durable, False when the office refused it."""
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait(_Draft(kind, body, self._clock.now(), done))
        return done

    async def drained(self) -> None:
        """Returns when everything put so far was delivered or refused."""
        await self._waiting.join()

    async def run(self) -> None:
        """Deliver until cancelled."""
        while True:
            draft = await self._waiting.get()
            statement = self._chain.make(draft.kind, draft.body, draft.at)
            durable = await self._deliver(statement)
            if durable:
                self._chain.written(statement)
            if not draft.done.done():
                draft.done.set_result(durable)
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
